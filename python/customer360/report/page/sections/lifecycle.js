section("lifecycle", (place) => {
  const stocks = figure("lifecycle_stocks", {
    columns: ["month_date", "stage", "n_at_end"],
    draw: (found, width) => {
      const stages = [...new Map(found.map((row) => [row.stage, row.stage_order])).entries()].sort((a, b) => a[1] - b[1]);
      const colour = (row) => SERIES[row.stage_order - 1];
      const most = d3.max(d3.rollup(found, (parts) => d3.sum(parts, (row) => row.n_at_end), (row) => row.month_date).values());
      return [legend(stages.map(([stage, order]) => [value(stage), SERIES[order - 1]])), chart(width, {
        height: 280, marginRight: 30,
        x: timeAxis(found.map((row) => row.month_date), width), y: {label: null, grid: true, tickFormat: format.short, domain: [0, Math.max(1, most)]},
        marks: [
          Plot.rectY(found.filter((row) => row.n_at_end !== null), Plot.stackY({x: (row) => day(row.month_date), interval: "month", y: "n_at_end",
            fill: {value: colour, scale: null}, inset: 0.5, tip: true,
            title: (row) => `${format.month(row.month_date)}\n${value(row.stage)}: ${format.count(row.n_at_end)}`})),
          cutShort(found, "month_date", "n_at_end", (month) => d3.utcDay.offset(day(month), 15)),
          Plot.ruleY([0]),
        ],
      })];
    },
  });

  const moves = figure("lifecycle_moves", {
    columns: ["month_date", "from_stage", "n_at_start", "to_stage", "transition_rate"],
    draw: (found, width) => {
      const narrow = width < 500;
      const label = (row) => `${value(row.from_stage)} ${row.n_at_start === null ? "" : `(${format.count(row.n_at_start)})`}`;
      const from = [...new Set(found.map(label))];
      const order = [...new Set(rows("lifecycle_stocks").map((row) => row.stage))];
      return chart(width, {
        height: (narrow ? 74 : 34) + 36 * from.length, marginLeft: 14 + room(from), marginTop: narrow ? 70 : 30, marginBottom: 4,
        x: {axis: "top", label: null, domain: order.map(value), tickRotate: narrow ? -45 : 0, tickSize: 0},
        y: {label: null, domain: from, tickSize: 0},
        marks: [
          Plot.cell(found, {x: (row) => value(row.to_stage), y: label, inset: 1, tip: true,
            fill: {value: (row) => tint(0.5 * (row.transition_rate ?? 0), row.from_stage === row.to_stage ? "var(--six)" : "var(--accent)"), scale: null},
            title: (row) => t("lifecycle.move", {from: value(row.from_stage), to: value(row.to_stage),
              rate: shown(row, "transition_rate"), n: shown(row, "n_at_start")})}),
          Plot.text(found, {x: (row) => value(row.to_stage), y: label, text: (row) => shown(row, "transition_rate"), fontSize: narrow ? 10 : 12}),
        ],
      });
    },
  });

  const rates = figure("lifecycle_rates", {
    columns: ["measure", "month_date", "rate", "n_base", "has_full_history"],
    draw: (found, width) => multiples(groupsOf(found, "measure"), width,
      (group) => {
        const last = group.at(-1);
        return el("div", {}, el("h4", {}, `${value(last.measure)}: ${last.rate === null ? t("page.hidden") : format.percent(last.rate)}`),
          el("p", {class: "note"}, t(`lifecycle.${last.measure}`, {month: format.month(last.month_date), n: shown(last, "n_base")})));
      },
      (group, each) => chart(each, {
        height: 110, marginLeft: 38, marginBottom: 22, ariaLabel: value(group[0].measure),
        x: shortTimeAxis(group.map((row) => row.month_date)),
        y: {label: null, ticks: 3, tickFormat: number({style: "percent"}), grid: true, zero: true},
        marks: [
          Plot.ruleY([0]),
          Plot.lineY(group, {x: (row) => day(row.month_date), y: "rate", stroke: "var(--one)"}),
          Plot.dot(group, {x: (row) => day(row.month_date), y: "rate", stroke: "var(--one)", r: 2.5, tip: true,
            fill: {value: (row) => (row.has_full_history ? "var(--one)" : "var(--surface)"), scale: null},
            title: (row) => `${format.month(row.month_date)}\n${format.percent(row.rate)}, ${t("lifecycle.of", {n: shown(row, "n_base")})}`}),
        ],
      })),
  });
  place.append(stocks, moves, rates);
});
