section("satisfaction", (place) => {
  const scores = {
    nps: {write: (x) => number({maximumFractionDigits: 1, signDisplay: "negative"})(x)},
    csat: {write: format.percent},
    ces: {write: (x) => number({maximumFractionDigits: 2})(x)},
    repurchase: {write: format.percent},
  };
  const card = (row) => {
    const {write} = scores[row.survey_type] ?? {write: row.score_kind === "favourable_share" ? format.percent : format.tenth};
    const range = row.score_lower === null ? null : t("satisfaction.range", {lower: write(row.score_lower), upper: write(row.score_upper)});
    return el("div", {class: "card"}, el("h3", {}, value(row.survey_type)),
      el("p", {class: "value"}, row.score === null ? t("page.hidden") : write(row.score)),
      range && el("p", {class: "change"}, range),
      el("p", {class: "change"}, t("satisfaction.answers", {n: shown(row, "n_answers"), rate: shown(row, "response_rate")})));
  };

  const quarter = (date) => `${date.slice(0, 4)} Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
  const trend = (column, write, domain) => (found, width) => {
    const dates = found.map((row) => row.period_start_date);
    const known = found.filter((row) => !row.is_hidden);
    const [low, high] = [`${column}_lower`, `${column}_upper`];
    return chart(width, {
      height: 220, marginBottom: 48, marginRight: 28,
      x: {type: "point", domain: dates, label: null, tickSize: 0, padding: 0.3, tickFormat: monthTicks(dates, width, quarter)},
      y: {label: null, grid: true, ticks: 5, tickFormat: write, nice: true, domain},
      marks: [
        Plot.areaY(known, {x: "period_start_date", y1: low, y2: high, fill: "var(--one)", fillOpacity: 0.15}),
        Plot.ruleX(known, {x: "period_start_date", y1: low, y2: high, stroke: "var(--one)", strokeOpacity: 0.5}),
        Plot.lineY(known, {x: "period_start_date", y: column, stroke: "var(--one)", strokeWidth: 2}),
        Plot.dot(known, {x: "period_start_date", y: column, r: 4, fill: "var(--one)", tip: true, title: (row) => [
          `${quarter(row.period_start_date)}: ${write(row[column])}`,
          ...(row[low] === null ? [] : [t("satisfaction.range", {lower: write(row[low]), upper: write(row[high])})]),
          t("satisfaction.answers", {n: shown(row, "n_answers"), rate: shown(row, "response_rate")})].join("\n")}),
        Plot.text(found, {x: "period_start_date", frameAnchor: "bottom", dy: 34, fill: "var(--muted)",
          text: (row) => (row.is_hidden ? "…" : width < 480 ? row.n_answers : `n=${row.n_answers}`)}),
      ],
    });
  };

  const trendOf = (survey, column, write) => ({keep: (row) => row.survey_type === survey, draw: trend(column, write),
    columns: ["period_start_date", column, `${column}_lower`, `${column}_upper`, "n_answers", "n_invited", "response_rate"]});

  const slices = (found, width) => {
    const own = pairWidth(width);
    const known = largest(found, "n_answers").filter((row) => !row.is_hidden);
    const domain = [Math.min(0, ...known.map((row) => row.nps_lower)), Math.max(1, ...known.map((row) => row.nps_upper))];
    return el("div", {class: "pair"}, [...d3.group(known, (row) => row.slice_kind)].map(([kind, rows]) => el("div", {},
      el("p", {}, value(kind)), chart(own, {
        height: 26 * rows.length + 34, marginLeft: own < 480 ? 116 : 150, marginRight: 92, marginTop: 4, marginBottom: 24,
        x: {label: null, domain, ticks: 5, grid: true}, y: {label: null, domain: rows.map((row) => row.slice_value)},
        marks: [
          Plot.axisY({tickSize: 0, tickFormat: (code) => wrapped(value(code), own < 480 ? 9 : 12)}),
          Plot.ruleX([0], {stroke: "var(--muted)"}),
          Plot.ruleY(rows, {y: "slice_value", x1: "nps_lower", x2: "nps_upper", stroke: "var(--one)", strokeWidth: 2}),
          Plot.dot(rows, {y: "slice_value", x: "nps", r: 4.5, fill: "var(--one)", tip: true, title: (row) => [
            `${value(row.slice_value)}: ${scores.nps.write(row.nps)}`,
            t("satisfaction.range", {lower: scores.nps.write(row.nps_lower), upper: scores.nps.write(row.nps_upper)}),
            t("satisfaction.answers", {n: shown(row, "n_answers"), rate: shown(row, "response_rate")})].join("\n")}),
          Plot.text(rows, {y: "slice_value", frameAnchor: "right", dx: 8, textAnchor: "start",
            text: (row) => `${scores.nps.write(row.nps)} (n=${row.n_answers})`}),
        ],
      }))));
  };

  const serviceMeasures = ["first_response_median_hours", "resolution_median_hours", "reopen_rate", "complaint_rate"];
  const service = (found, width) => {
    const dates = found.map((row) => row.month_date);
    const own = pairWidth(width);
    const recorded = serviceMeasures.filter((measure) => found.some((row) => row[measure] !== null));
    if (!recorded.length) return el("p", {class: "note"}, t("empty.service_measures"));
    return el("div", {class: "pair"}, recorded.map((measure) => {
      const known = found.filter((row) => row[measure] !== null);
      const write = format[unit(measure)];
      return el("div", {}, el("p", {}, t(`column.${measure}`)), chart(own, {
        height: 150, marginTop: 12, marginRight: 24,
        x: {type: "point", domain: dates, label: null, tickSize: 0, tickFormat: monthTicks(dates, own)},
        y: {label: null, grid: true, ticks: 4, tickFormat: write, domain: [0, Math.max(unit(measure) === "percent" ? 0.04 : 1, ...known.map((row) => row[measure])) * 1.05]},
        marks: [
          Plot.ruleY([0]),
          Plot.lineY(found, {x: "month_date", y: measure, stroke: "var(--one)", strokeWidth: 2}),
          Plot.dot(known, {x: "month_date", y: measure, r: 3, fill: "var(--one)", tip: true, title: (row) =>
            [format.month(row.month_date), ...[measure, "n_tickets", "n_complaints"].map(
              (column) => `${t(`column.${column}`)}: ${shown(row, column)}`)].join("\n")}),
        ],
      }));
    }));
  };

  const topics = (found, width) => bars(largest(found, "n_complaints").filter((row) => row.n_complaints !== null), width, {
    label: (row) => value(row.topic), x: (row) => row.n_complaints, write: (row) => format.count(row.n_complaints)});

  const quadrants = [["spurious_loyalty", "low", "high"], ["true_loyalty", "high", "high"], ["no_loyalty", "low", "low"], ["latent_loyalty", "high", "low"]]
    .map(([quadrant, attitude, behaviour]) => ({quadrant, attitude, behaviour}));
  const loyalty = (found, width) => {
    const of = new Map(found.map((row) => [row.loyalty_quadrant, row]));
    const most = Math.max(1, ...quadrants.map(({quadrant}) => of.get(quadrant)?.n_customers ?? 0));
    const said = ({quadrant}) => {
      const row = of.get(quadrant);
      return `${value(quadrant)}\n${!row ? 0 : shown(row, "n_customers")}${!row || row.is_hidden ? "" : `\n${
        t("column.mean_loyalty_index")}: ${shown(row, "mean_loyalty_index")}`}`;
    };
    const axis = {domain: ["low", "high"], tickFormat: value, labelArrow: "none", labelAnchor: "center", tickSize: 0, padding: 0.04};
    const unknown = of.get("unknown");
    return [
      chart(Math.min(width, 520), {
        height: 260, marginLeft: 64, marginBottom: 44,
        x: {...axis, label: t("column.mean_attitude_score")},
        y: {...axis, label: t("column.mean_behaviour_score"), domain: ["high", "low"], labelAnchor: "top"},
        marks: [
          Plot.cell(quadrants, {x: "attitude", y: "behaviour", fill: ({quadrant}) => tint(0.6 * (of.get(quadrant)?.n_customers ?? 0) / most),
            stroke: "var(--line)"}),
          Plot.text(quadrants, {x: "attitude", y: "behaviour", text: said, lineHeight: 1.4}),
        ],
      }),
      unknown && el("p", {class: "note"}, t("satisfaction.unknown", {n: shown(unknown, "n_customers")})),
    ].filter(Boolean);
  };
  const dimensionColour = (dimension) => (dimension === "attitude" ? "var(--two)" : "var(--one)");
  const components = (found, width) => bars(found, width, {
    label: (row) => value(row.component), x: (row) => row.mean_component_score, domain: [0, 1],
    fill: (row) => dimensionColour(row.dimension),
    write: (row) => `${number({maximumFractionDigits: 2})(row.mean_component_score)} (n=${format.count(row.n_customers)})`});
  const componentsByDimension = (found, width) => [
    legend([...new Set(found.map((row) => row.dimension))].map((dimension) => [value(dimension), dimensionColour(dimension)])),
    components(found, width)];

  // A product's name is the company's own text: it stands as it is.
  const products = (found, width) => bars(found.filter((row) => row.category_lift !== null), width, {
    label: (row) => row.product_name, x: (row) => row.category_lift,
    write: (row) => `×${format.tenth(row.category_lift)} (${t("satisfaction.of", {n: format.count(row.n_events), all: format.count(row.n_orders)})})`});
  const isKnown = rows("loyalty_quadrants").some((row) => row.loyalty_quadrant !== "unknown");

  const found = rows("satisfaction_all");
  if (found.length) place.append(el("div", {class: "cards"}, d3.sort(found, (row) => Object.keys(scores).indexOf(row.survey_type)).map(card)), definition("satisfaction_all"));
  place.append(
    figure("satisfaction_trend", {title: "nps_trend", ...trendOf("nps", "nps", scores.nps.write)}),
    el("div", {class: "pair"},
      figure("satisfaction_trend", {title: "csat_trend", ...trendOf("csat", "csat_rate", format.percent)}),
      figure("satisfaction_trend", {title: "ces_trend", ...trendOf("ces", "ces_points", scores.ces.write)})),
    figure("nps_slices", {columns: ["slice_kind", "slice_value", "nps", "nps_lower", "nps_upper", "n_answers", "response_rate"], draw: slices}),
    figure("service_trend", {columns: ["month_date", "n_tickets", "n_complaints", "first_response_median_hours",
      "resolution_median_hours", "reopen_rate", "complaint_rate"], draw: service}),
    figure("complaint_topics", {columns: ["topic", "n_complaints", "n_negative"], draw: topics}),
    el("div", {class: "pair"},
      figure("loyalty_quadrants", {columns: ["loyalty_quadrant", "n_customers", "mean_behaviour_score", "mean_attitude_score",
        "mean_loyalty_index"], draw: loyalty, keep: () => isKnown}),
      figure("loyalty_components", {columns: ["dimension", "component", "weight", "n_customers", "mean_component_score"],
        draw: componentsByDimension})),
    el("div", {class: "pair"},
      figure("product_feedback", {title: "product_returns", draw: products, keep: (row) => row.event === "return",
        columns: ["product_name", "category", "n_orders", "n_events", "event_rate", "event_rate_lower", "event_rate_upper", "category_lift"]}),
      figure("product_feedback", {title: "product_complaints", draw: products, keep: (row) => row.event === "complaint",
        columns: ["product_name", "category", "n_orders", "n_events", "event_rate", "event_rate_lower", "event_rate_upper", "category_lift"]})));
});
