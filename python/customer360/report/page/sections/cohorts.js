section("cohorts", (place) => {
  const heatmap = figure("cohort_retention", {
    columns: ["cohort_month", "n_customers", "month_index", "retention_rate", "has_full_history"],
    draw: (found, width) => {
      const narrow = width < 600;
      const strength = narrow ? 1 : 0.5; // numbers stand in wide cells
      const later = found.filter((row) => row.month_index > 0);
      const largest = d3.max(later, (row) => row.retention_rate) || 1;
      const label = (row) =>
        `${format.month(row.cohort_month)}${row.has_full_history ? "" : " *"} · ${row.n_customers === null ? "×" : format.count(row.n_customers)}`;
      const cohorts = [...new Set(found.map(label))];
      const months = d3.range(1, (d3.max(later, (row) => row.month_index) ?? 1) + 1);
      const words = [[format.percent(0), tint(0)], [format.percent(largest), tint(strength)]];
      return [legend(words), chart(width, {
        height: 50 + (narrow ? 18 : 22) * cohorts.length, marginLeft: 14 + room(cohorts), marginTop: 36, marginRight: 4, marginBottom: 4,
        x: {axis: "top", domain: months, label: t("cohorts.month"), labelAnchor: "right", labelArrow: "none", tickSize: 0,
          tickFormat: (month) => (narrow && month % 3 ? "" : String(month))},
        y: {label: null, domain: cohorts, tickSize: 0},
        marks: [
          Plot.cell(later, {x: "month_index", y: label, inset: 0.5, tip: true,
            fill: {value: (row) => (row.retention_rate === null ? "transparent" : tint(strength * row.retention_rate / largest)), scale: null},
            stroke: (row) => (row.retention_rate === null ? "var(--line)" : "none"),
            title: (row) => t("cohorts.cell", {cohort: format.month(row.cohort_month), month: row.month_index,
              rate: shown(row, "retention_rate"), n: shown(row, "n_customers")})}),
          Plot.text(later, {x: "month_index", y: label, fontSize: 10,
            text: (row) => (row.retention_rate === null ? "×" : narrow ? "" : number({maximumFractionDigits: 0})(100 * row.retention_rate))}),
        ],
      })];
    },
  });

  const survival = figure("customer_survival", {
    columns: ["duration_days", "n_at_risk", "survival_rate", "survival_lower_rate", "survival_upper_rate"],
    draw: (found, width) => chart(width, {
      height: 260, marginBottom: 40,
      x: {label: t("cohorts.days"), labelArrow: "none", ticks: width < 500 ? 5 : 10},
      y: {label: null, domain: [0, 1], tickFormat: number({style: "percent"}), grid: true},
      marks: [
        Plot.ruleY([0]),
        Plot.areaY(found.filter((row) => row.survival_lower_rate !== null), {x: "duration_days", y1: "survival_lower_rate", y2: "survival_upper_rate",
          curve: "step-after", fill: "var(--one)", fillOpacity: 0.2}),
        Plot.lineY(found, {x: "duration_days", y: "survival_rate", curve: "step-after", stroke: "var(--one)", strokeWidth: 2}),
        Plot.dot(found, {x: "duration_days", y: "survival_rate", r: 1.5, fill: "var(--one)", tip: true,
          title: (row) => t("cohorts.survival", {days: format.count(row.duration_days), rate: shown(row, "survival_rate"), n: shown(row, "n_at_risk")})}),
      ],
    }),
  });
  place.append(heatmap, survival);
});
