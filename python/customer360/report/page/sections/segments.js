section("segments", (place) => {
  if (!isFitted("clusters", "empty.segments", place)) return;

  // A cluster's name is English words of one list in a row: what is translated are the words.
  const sizes = rows("cluster_sizes");
  for (const name of new Set([...sizes, ...rows("cluster_matches"), ...rows("cluster_shares")].flatMap(
    (row) => [row.cluster_name, row.old_cluster_name, row.new_cluster_name]).filter(Boolean)))
    labels.zh[`value.${name}`] ??= name.split(", ").map((word) => labels.zh[`cluster.${word.toLowerCase()}`] ?? word).join("、");

  const ids = sizes.map((row) => row.cluster_id);
  const colour = (id) => (ids.indexOf(id) < SERIES.length ? SERIES[ids.indexOf(id)] : tint(0.4, SERIES[ids.indexOf(id) % SERIES.length]));

  const shares = {customer_rate: "var(--six)", order_amount_rate: "var(--one)"};
  const sized = (found, width) => {
    const side = sideWidth(width);
    const halves = found.flatMap((row) => Object.keys(shares).map((measure) => ({...row, measure, share: row[measure]})));
    const text = (bar) => (bar.share === null ? t("page.hidden") : format.percent(bar.share));
    return [
      legend(Object.entries(shares).map(([measure, fill]) => [t(`column.${measure}`), fill])),
      chart(width, {
        height: 60 * found.length + 8, marginLeft: side, marginRight: 52, marginTop: 4, marginBottom: 4,
        x: {axis: null, domain: [0, Math.max(0.01, ...halves.map((bar) => bar.share ?? 0))]},
        y: {axis: null, domain: Object.keys(shares), padding: 0.08}, fy: {label: null, domain: ids, padding: 0.25},
        marks: [
          Plot.axisFy({anchor: "left", tickSize: 0, tickFormat: (id) =>
            wrapped(value(found.find((row) => row.cluster_id === id).cluster_name), side / 12 - 1)}),
          Plot.barX(halves, {fy: "cluster_id", x: "share", y: "measure", fill: (bar) => shares[bar.measure], tip: true, title: (bar) =>
            [value(bar.cluster_name), ...["n_customers", "order_amount_365d", "mean_customer_amount_365d"].map(
              (column) => `${t(`column.${column}`)}: ${shown(bar, column)}`)].join("\n")}),
          Plot.text(halves, {fy: "cluster_id", x: (bar) => bar.share ?? 0, y: "measure", text, textAnchor: "start", dx: 5}),
          Plot.ruleX([0]),
        ],
      }),
    ];
  };

  const written = (row, x) => (x === null ? shown(row, "cluster_mean")
    : Math.abs(x) >= 1e6 ? format.short(x) : /amount/.test(row.feature) ? format.amount(x) : number({maximumFractionDigits: 1})(x));
  const times = (row) => (row.average_index === null ? null : row.average_index / 100);
  const profiles = (found, width) => {
    const reach = Math.min(8, Math.max(2, ...found.map(times).filter((ratio) => ratio > 0).map((ratio) => Math.max(ratio, 1 / ratio))));
    const cut = (row) => Math.min(reach, Math.max(1 / reach, times(row) ?? 1));
    const [side, beside] = width < 480 ? [128, 40] : [150, 92];
    return el("div", {class: "pair"}, ids.filter((id) => found.some((row) => row.cluster_id === id)).map((id) => {
      const own = found.filter((row) => row.cluster_id === id);
      const about = (row) => (times(row) === null ? (row.is_hidden ? t("page.hidden") : "–")
        : `×${number({maximumFractionDigits: 1})(times(row))}${width < 480 ? "" : ` · ${written(row, row.cluster_mean)}`}`);
      return el("div", {}, el("p", {}, value(own[0].cluster_name)), chart(pairWidth(width), {
        height: 40 * own.length + 8, marginLeft: side, marginRight: 8, marginTop: 4, marginBottom: 4,
        x: {type: "log", axis: null, domain: [1 / reach, reach], inset: beside}, y: {label: null, domain: own.map((row) => row.feature), padding: 0.35},
        marks: [
          Plot.axisY({tickSize: 0, lineHeight: 1.2, tickFormat: (feature) => wrapped(value(feature), side / 12 - 1)}),
          Plot.barX(own, {x1: (row) => Math.min(1, cut(row)), x2: (row) => Math.max(1, cut(row)), y: "feature", fill: colour(id), tip: true,
            title: (row) => `${value(row.feature)}\n${t("column.cluster_mean")}: ${written(row, row.cluster_mean)}\n${
              t("column.average")}: ${written(row, row.average)}`}),
          ...[true, false].map((isMore) => Plot.text(own.filter((row) => cut(row) >= 1 === isMore), {
            x: cut, y: "feature", text: about, textAnchor: isMore ? "start" : "end", dx: isMore ? 5 : -5})),
          Plot.ruleX([1]),
        ],
      }));
    }));
  };

  const drift = (found, width) => {
    const dates = [...new Set(found.map((row) => row.as_of_date))];
    const all = d3.rollup(found, (group) => (group.some((row) => row.is_hidden) ? null : d3.sum(group, (row) => row.n_customers)),
      (row) => row.as_of_date);
    const share = (row) => (row.is_hidden || all.get(row.as_of_date) === null ? "" : `, ${format.percent(row.n_customers / all.get(row.as_of_date))}`);
    return [
      legend(sizes.map((row) => [value(row.cluster_name), colour(row.cluster_id)])),
      chart(width, {
        height: 240, x: {type: "band", label: null, domain: dates, tickSize: 0, tickFormat: monthTicks(dates, width)},
        y: {label: null, grid: true, ticks: 5},
        marks: [
          Plot.barY(found, {x: "as_of_date", y: "n_customers", z: "cluster_id", order: ids, fill: (row) => colour(row.cluster_id), tip: true,
            title: (row) => `${format.date(row.as_of_date)}\n${value(row.cluster_name)}: ${shown(row, "n_customers")}${share(row)}`}),
          cutShort(found, "as_of_date", "n_customers"),
          Plot.ruleY([0]),
        ],
      }),
    ];
  };

  const kinds = {stayed: "var(--three)", other_cluster: "var(--two)", no_cluster: "var(--six)"};
  const moves = (found, width) => {
    const side = sideWidth(width);
    const names = new Map(found.map((row) => [row.from_cluster_id, value(row.from_cluster_name)]));
    const stack = {x: "from_cluster_rate", y: "from_cluster_id", z: "move", order: Object.keys(kinds)};
    return [
      legend(Object.entries(kinds).map(([move, fill]) => [value(move), fill])),
      chart(width, {
        height: 44 * names.size + 8, marginLeft: side, marginRight: 12, marginTop: 4, marginBottom: 4,
        x: {axis: null, domain: [0, 1]}, y: {type: "band", label: null, domain: [...names.keys()], padding: 0.3},
        marks: [
          Plot.axisY({tickSize: 0, tickFormat: (id) => wrapped(names.get(id), side / 12 - 1)}),
          Plot.barX(found, Plot.stackX({...stack, fill: (row) => kinds[row.move], insetRight: 1, tip: true, title: (row) =>
            `${value(row.from_cluster_name)}\n${value(row.move)}: ${shown(row, "n_customers")} (${shown(row, "from_cluster_rate")})`})),
          Plot.text(found, Plot.stackX({...stack, fill: "var(--surface)", fontWeight: 600,
            text: (row) => (row.from_cluster_rate * width > 55 + side ** 0.7 ? format.percent(row.from_cluster_rate) : "")})),
          Plot.text(found.filter((row) => row.is_hidden && row.move === "stayed"), {x: 0, y: "from_cluster_id", text: () => t("page.hidden"),
            textAnchor: "start", dx: 5}),
        ],
      }),
    ];
  };

  place.append(
    el("div", {class: "pair"},
      figure("cluster_sizes", {columns: ["cluster_name", "n_customers", "customer_rate", "order_amount_365d", "order_amount_rate",
        "mean_customer_amount_365d", "mean_orders_365d", "mean_recency_days"], draw: sized}),
      figure("cluster_moves", {columns: ["from_cluster_name", "move", "n_customers", "from_cluster_rate"], draw: moves})),
    figure("cluster_features", {columns: ["cluster_name", "feature", "cluster_mean", "average", "average_index"], draw: profiles}),
    figure("cluster_shares", {columns: ["as_of_date", "cluster_name", "n_customers"], draw: drift}),
    figure("cluster_matches", {columns: ["old_cluster_name", "new_cluster_name", "status", "n_training_customers"]}));
});
