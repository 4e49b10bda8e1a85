section("demand", (place) => {
  if (!isFitted("demand", "empty.demand", place)) return;

  place.append(figure("demand_trend", {
    columns: ["month_date", "net_revenue_amount", "forecast_amount", "forecast_lower_amount", "forecast_upper_amount"],
    draw: (found, width) => {
      const dates = found.map((row) => row.month_date);
      const [past, ahead] = ["net_revenue_amount", "forecast_amount"].map((column) => found.filter((row) => row[column] !== null));
      const sure = ahead.filter((row) => row.forecast_lower_amount !== null);
      // The dashed line starts where the history ends, so that the eye can follow.
      const joined = [...past.slice(-1).map((row) => ({...row, forecast_amount: row.net_revenue_amount})), ...ahead];
      const all = found.flatMap((row) => [row.net_revenue_amount, row.forecast_upper_amount, row.forecast_lower_amount, row.forecast_amount]);
      const range = (row) => (row.forecast_lower_amount === null ? "" : `\n${t("demand.range", {
        lower: format.amount(row.forecast_lower_amount), upper: format.amount(row.forecast_upper_amount)})}`);
      const dot = (found, column, fill, more) => Plot.dot(found, {x: "month_date", y: column, r: 3.5, fill, stroke: "var(--two)",
        strokeWidth: column === "forecast_amount" ? 1.5 : 0, tip: {fill: "var(--surface)"},
        title: (row) => `${format.month(row.month_date)}\n${t(`column.${column}`)}: ${format.amount(row[column])}${more(row)}`});
      return [
        ahead.length ? legend([[t("column.net_revenue_amount"), "var(--one)"], [t("demand.forecast"), "var(--two)"]])
          : el("p", {class: "note"}, t("empty.demand", {reason: whyNot({reason_code: found[0].missing_reason})})),
        chart(width, {
          height: 280, marginRight: 36,
          x: {type: "point", domain: dates, label: null, tickSize: 0, tickFormat: monthTicks(dates, width - 32)},
          y: {label: null, grid: true, tickFormat: format.short, domain: [Math.min(0, ...all), Math.max(1, ...all)], nice: true},
          marks: [
            Plot.ruleY([0]),
            Plot.areaY(sure, {x: "month_date", y1: "forecast_lower_amount", y2: "forecast_upper_amount", fill: "var(--two)", fillOpacity: 0.18}),
            Plot.ruleX(sure, {x: "month_date", y1: "forecast_lower_amount", y2: "forecast_upper_amount", stroke: "var(--two)", strokeOpacity: 0.6}),
            Plot.lineY(past, {x: "month_date", y: "net_revenue_amount", stroke: "var(--one)", strokeWidth: 2}),
            Plot.lineY(joined, {x: "month_date", y: "forecast_amount", stroke: "var(--two)", strokeWidth: 2, strokeDasharray: "5 4"}),
            dot(past, "net_revenue_amount", "var(--one)", () => ""),
            dot(ahead, "forecast_amount", "var(--surface)", range),
          ],
        }),
      ];
    },
  }));
});
