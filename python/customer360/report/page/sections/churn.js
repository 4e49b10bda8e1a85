section("churn", (place) => {
  if (!isFitted("churn", "empty.churn", place)) return;

  const bandColour = (band) => tint({low: 0.15, medium: 0.4, high: 0.7, very_high: 1}[band] ?? 0.15, "var(--two)");
  const percent = {label: null, domain: [0, 1], ticks: 5, tickFormat: (share) => format.percent(share)};

  const amounts = rows("churn_amounts");
  const total = (column, keep) => amounts.filter(keep).reduce((sum, row) => (row.is_hidden ? NaN : sum + row[column]), 0);
  const card = (key, keep) => {
    const [amount, n] = [total("amount_at_risk", keep), total("n_customers", keep)];
    return el("div", {class: "card"}, el("h3", {}, t(`churn.${key}`)),
      el("p", {class: "value"}, Number.isNaN(amount) ? t("page.hidden") : format.amount(amount)),
      el("p", {class: "change"}, Number.isNaN(n) ? t("page.hidden") : t("churn.customers", {n: format.count(n)})));
  };
  const cards = el("div", {class: "cards"}, card("at_risk", () => true), card("watched", (row) => row.is_watched),
    amounts.some((row) => row.watch_group === "watched_unknown") ? null : card("reachable", (row) => row.watch_group === "watched_reachable"));

  const distribution = (found, width) => chart(width, {
    height: 260, x: {...percent, ticks: width < 480 ? 5 : 10}, y: {label: null, grid: true, ticks: 5},
    marks: [
      Plot.rectY(found, {x1: "min_probability", x2: "max_probability", y: "n_customers", fill: "var(--one)", inset: 1, tip: true,
        title: (row) => `${format.percent(row.min_probability)} – ${format.percent(row.max_probability)}\n${
          t("churn.customers", {n: shown(row, "n_customers")})}\n${t("column.n_expected_churned")}: ${shown(row, "n_expected_churned")}`}),
      Plot.text(found, {x: (row) => (row.min_probability + row.max_probability) / 2, y: (row) => row.n_customers ?? 0, dy: -8,
        text: (row) => (row.is_hidden ? "…" : format.count(row.n_customers))}),
      Plot.ruleY([0]),
    ],
  });

  const bands = (found, width) => bars(found, width, {
    label: (row) => value(row.risk_band), x: (row) => row.n_customers, fill: (row) => bandColour(row.risk_band),
    write: (row) => t("churn.of", {n: format.count(row.n_expected_churned), all: format.count(row.n_customers)}),
    extra: [Plot.tickX(found.filter((row) => !row.is_hidden),
      {x: "n_expected_churned", y: (row) => found.indexOf(row), stroke: "var(--ink)", strokeWidth: 3})],
  });

  const calibration = (found, width) => chart(Math.min(width, 520), {
    height: Math.min(width, 420), marginLeft: 48, marginRight: 20, marginBottom: 44,
    x: {...percent, label: t("column.mean_churn_probability"), labelAnchor: "center", labelArrow: "none"},
    y: {...percent, label: t("column.churn_rate"), labelArrow: "none", grid: true},
    marks: [
      Plot.line([[0, 0], [1, 1]], {stroke: "var(--muted)", strokeDasharray: "5 4"}),
      Plot.ruleX(found, {x: "mean_churn_probability", y1: "churn_rate_lower", y2: "churn_rate_upper", stroke: "var(--one)", strokeWidth: 2}),
      Plot.dot(found, {x: "mean_churn_probability", y: "churn_rate", r: 4, fill: "var(--one)", tip: true, title: (row) =>
        ["decile", "n_customers", "n_churned", "mean_churn_probability", "churn_rate"].map(
          (column) => `${t(`column.${column}`)}: ${shown(row, column)}`).join("\n")}),
    ],
  });

  const causes = (found, width) => bars(largest(found, "n_customers").filter((row) => !row.is_hidden), width, {
    label: (row) => value(row.cause), x: (row) => row.n_customers,
    write: (row) => `${format.count(row.n_customers)} · ${format.amount(row.amount_at_risk)}`,
  });

  const moves = (found, width) => {
    const named = d3.groupSort(found.filter((row) => !row.is_hidden), (group) => -d3.sum(group, (row) => row.n_customers), (row) => value(row.cause));
    const drawn = found.filter((row) => named.includes(value(row.cause)));
    const towards = (row) => (row.is_raised ? 1 : -1) * (row.n_customers ?? 0);
    const reach = Math.max(1, ...found.map((row) => row.n_customers ?? 0)) * (width < 480 ? 1.6 : 1.25);
    const side = sideWidth(width);
    return [
      legend([[t("churn.raised"), "var(--two)"], [t("churn.lowered"), "var(--one)"]]),
      chart(width, {
        height: 28 * named.length + 12, marginLeft: side, marginRight: 16, marginTop: 4, marginBottom: 4,
        x: {axis: null, domain: [-reach, reach]}, y: {label: null, domain: named, padding: 0.25},
        marks: [
          Plot.axisY({tickSize: 0, tickFormat: (text) => wrapped(text, side / 12 - 1)}),
          Plot.barX(drawn, {x: towards, y: (row) => value(row.cause), fill: (row) => (row.is_raised ? "var(--two)" : "var(--one)"), tip: true,
            title: (row) => `${value(row.cause)}\n${t(row.is_raised ? "churn.raised" : "churn.lowered")}: ${shown(row, "n_customers")}`}),
          ...[1, -1].map((sign) => Plot.text(drawn.filter((row) => row.is_raised === sign > 0), {x: towards, y: (row) => value(row.cause),
            text: (row) => (row.is_hidden ? "…" : `${sign > 0 ? "▲" : "▼"} ${format.count(row.n_customers)}`),
            textAnchor: sign > 0 ? "start" : "end", dx: 4 * sign})),
          Plot.ruleX([0]),
        ],
      }),
    ];
  };

  const shares = (found, width) => {
    const dates = [...new Set(found.map((row) => row.month_end_date))];
    const share = (date, band) => found.find((row) => row.month_end_date === date && row.risk_band === band)?.customer_rate;
    const [now, before] = [dates.at(-1), dates.at(-2)];
    const order = [...new Set(found.map((row) => row.risk_band))];
    const said = (band) => {
      const [latest, earlier] = [share(now, band), share(before, band)];
      if (latest == null) return `${value(band)}: ${t("page.hidden")}`;
      return `${value(band)}: ${format.percent(latest)}${earlier == null ? "" : ` (${points(latest - earlier)})`}`;
    };
    return [
      legend(order.map((band) => [said(band), bandColour(band)])),
      chart(width, {
        height: 240, x: {type: "band", label: null, domain: dates, tickSize: 0, tickFormat: monthTicks(dates, width)},
        y: {...percent, grid: true},
        marks: [
          Plot.barY(found, {x: "month_end_date", y: "customer_rate", order, z: "risk_band", fill: (row) => bandColour(row.risk_band),
            tip: true, title: (row) => `${format.date(row.month_end_date)}\n${value(row.risk_band)}: ${shown(row, "customer_rate")}\n${
              t("churn.customers", {n: shown(row, "n_customers")})}`}),
          cutShort(found, "month_end_date", "customer_rate"),
          Plot.ruleY([0]),
        ],
      }),
    ];
  };

  const contacts = (found, width) => {
    const who = (row) => t(row.is_published ? "churn.published" : "churn.rule");
    const colour = (row) => (row.is_published ? "var(--one)" : "var(--six)");
    const tick = Math.max(...found.map((row) => Math.abs(row.saved_amount_per_contact ?? 0))) < 4 ? format.price : format.amount;
    const plans = new Set(found.map((row) => t("churn.plan", {
      cost: format.price(row.contact_cost_amount), success: format.percent(row.success_rate), margin: format.percent(row.margin_rate)})));
    return [
      legend([...new Map(found.map((row) => [who(row), colour(row)]))]),
      chart(width, {
        height: 240, marginTop: 28, marginBottom: 44, x: {axis: null, padding: 0.1, domain: [...new Set(found.map(who))]}, y: {label: null, grid: true, ticks: 5, tickFormat: tick},
        fx: {label: t("churn.contacted"), labelAnchor: "center", labelArrow: "none", axis: "bottom", tickFormat: (of) => format.percent(of / 100)},
        marks: [
          Plot.barY(found, {fx: "contact_percent", x: who, y: "saved_amount_per_contact", fill: colour, tip: true, title: (row) =>
            [who(row), ...["n_contacts", "contacted_churn_rate", "lift", "saved_amount_per_contact"].map(
              (column) => `${t(`column.${column}`)}: ${shown(row, column)}`)].join("\n")}),
          Plot.text(found, {fx: "contact_percent", x: who, y: (row) => Math.max(0, row.saved_amount_per_contact ?? 0), dy: -8,
            text: (row) => shown(row, "saved_amount_per_contact")}),
          Plot.ruleY([0]),
        ],
      }),
      ...[...plans].map((text) => el("p", {class: "note"}, text)),
    ];
  };

  place.append(...worseThanRule("churn"), cards, definition("churn_amounts"),
    el("div", {class: "pair"},
      figure("churn_distribution", {columns: ["min_probability", "max_probability", "n_customers", "n_expected_churned"], draw: distribution}),
      figure("churn_bands", {columns: ["risk_band", "min_probability", "max_probability", "n_customers", "n_expected_churned"], draw: bands})),
    figure("churn_band_shares", {columns: ["month_end_date", "risk_band", "n_customers", "customer_rate"], draw: shares}),
    el("div", {class: "pair"},
      figure("churn_causes", {columns: ["cause", "n_customers", "amount_at_risk"], draw: causes}),
      figure("churn_moves", {columns: ["cause", "is_raised", "n_customers"], draw: moves})),
    el("div", {class: "pair"},
      figure("churn_calibration", {columns: ["decile", "n_customers", "n_churned", "mean_churn_probability", "churn_rate", "churn_rate_lower",
        "churn_rate_upper"], draw: calibration}),
      figure("churn_contacts", {columns: ["contact_percent", "candidate", "n_contacts", "contacted_churn_rate", "lift",
        "saved_amount_per_contact", "contact_cost_amount", "success_rate", "margin_rate"], draw: contacts})));
});
