section("models", (place) => {
  const candidates = rows("model_candidates");
  const values = rows("model_value");
  const share = (x) => number({style: "percent", maximumFractionDigits: 0})(x);

  /** How well a model tells one of two people from the other, beside the plain rule. */
  const ranking = (model) => {
    const of = candidates.filter((row) => row.model_name === model);
    const published = of.find((row) => row.is_published);
    const rule = of.find((row) => row.is_best_rule);
    if (!published || !rule) return [];
    if (published.is_plain_rule) return [t("models.rule_itself", {rule: value(published.candidate)})];
    const isTested = published.auc !== null && rule.auc !== null;
    const said = {date: format.date(published.test_date), rule: value(rule.candidate)};
    const average = published.mean_auc === null || rule.mean_auc === null ? null
      : {n: format.count(published.n_origins), model: share(published.mean_auc), other: share(rule.mean_auc)};
    // Few people on the test day: the average over all test days is of more of them
    if (!isTested) return average && published.is_hidden ? [t(`ranking_average.${model}`, {...said, ...average, few: about.smallest})] : [];
    return [
      t(`ranking.${model}`, {...said, model: share(published.auc), other: share(rule.auc), n: format.count(published.n_people),
        outcomes: format.count(published.n_outcomes)}),
      ...(average ? [t("models.earlier", average)] : []),
    ];
  };

  /** How far predictions were off in sum and per customer, beside the plain rule. */
  const misses = (measure, write) => {
    const [model, rule] = ["model", "plain_rule"].map((method) => values.find((row) => row.measure === measure && row.method === method));
    if (!model || !rule || [model, rule].some((row) => row.total_error_rate === null || row.mean_error === null)) return [];
    return [t("models.misses", {date: format.date(model.origin_date), total: signed(share, model.total_error_rate), other: signed(share, rule.total_error_rate),
      mean: write(model.mean_error), other_mean: write(rule.mean_error)})];
  };

  const forecasts = () => rows("model_demand").filter((row) => row.gain_rate !== null).map((row) =>
    t(row.gain_rate > 0 ? "models.forecast_better" : row.gain_rate < 0 ? "models.forecast_worse" : "models.forecast_same", {
      what: t(`forecast.${row.period_kind}_${row.measure}`), gain: share(Math.abs(row.gain_rate)),
      coverage: row.coverage_rate === null ? "–" : share(row.coverage_rate)}));

  const clusters = () => rows("model_clusters").filter((row) => row.is_published && row.stability !== null).map((row) =>
    t("models.clusters", {n: format.count(row.number_of_clusters), stability: number({maximumFractionDigits: 2})(row.stability)}));

  const quality = {
    churn: () => ranking("churn"),
    prospects: () => ranking("prospects"),
    clusters,
    demand: forecasts,
    purchases: () => misses("purchases", number({maximumFractionDigits: 1})),
    spend: () => misses("net_revenue", format.amount),
  };

  const card = (row) => {
    const isThere = row.status === "fitted";
    const trained = isThere
      ? t(row.trained_from_date === row.trained_to_date ? "models.fitted_as_of" : "models.fitted", {
        algorithm: row.model_name === "demand" ? t("models.several") : value(row.algorithm), n: format.count(row.n_training_rows),
        from: row.trained_from_date && format.date(row.trained_from_date), to: row.trained_to_date && format.date(row.trained_to_date)})
      : t("models.not_fitted", {reason: whyNot(row)});
    const again = row.is_recommended
      ? el("p", {}, el("strong", {class: "warn"}, "⚠ "), t("models.train_again", {reason: value(row.retrain_reason)}))
      : isThere && row.retrain_reason !== null ? el("p", {}, t("models.stay", {reason: value(row.retrain_reason)})) : null;
    return el("div", {class: "card", "data-model": row.model_name},
      el("h3", {}, value(row.model_name)),
      el("p", {class: "note"}, t(`purpose.${row.model_name}`)),
      el("p", {}, trained),
      isThere ? (quality[row.model_name]?.() ?? []).map((sentence) => el("p", {}, sentence)) : [],
      worseThanRule(row.model_name),
      again,
      row.n_features === null ? null : el("p", {}, t("models.drift", {
        n: format.count(row.n_features), moderate: format.count(row.n_moderate), large: format.count(row.n_large)})));
  };

  place.append(
    el("div", {class: "pair"}, rows("model_status").map(card)),
    definition("model_status"),
    figure("model_candidates", {
      columns: ["model_name", "candidate", "auc", "log_loss", "mean_auc", "is_plain_rule", "is_published", "test_date", "n_people", "n_outcomes"],
      draw: (found, width) => d3.groups(found.filter((row) => row.auc !== null), (row) => row.model_name).flatMap(([model, of]) => [
        el("p", {class: "note"}, value(model)),
        chart(width, {
          height: 50 + 22 * of.length,
          marginLeft: Math.min(0.6 * width, 14 + room(of.map((row) => `● ${value(row.candidate)}`))),
          marginRight: 40,
          x: {label: null, domain: [Math.floor(10 * Math.min(0.5, ...of.map((row) => row.auc))) / 10, 1], grid: true, ticks: width < 480 ? 2 : 5, tickFormat: share},
          y: {label: null, domain: d3.sort(of, (row) => -row.auc).map((row) => row.candidate), tickSize: 0,
            tickFormat: (name) => (of.find((row) => row.candidate === name).is_published ? "● " : "") + value(name)},
          marks: [
            Plot.ruleX([0.5], {stroke: "var(--muted)"}),
            Plot.dot(of, {x: "auc", y: "candidate", r: 5, symbol: (row) => (row.is_plain_rule ? "square" : "circle"), stroke: "var(--one)",
              fill: (row) => (row.is_published ? "var(--one)" : "var(--surface)"), tip: true,
              title: (row) => `${value(row.candidate)}\n${t("column.auc")}: ${format.percent(row.auc)}`}),
          ],
        }),
      ]),
    }),
    figure("model_value", {
      columns: ["measure", "method", "origin_date", "n_customers", "actual_total", "predicted_total", "total_error_rate", "mean_error"],
    }),
    figure("model_demand", {columns: ["period_kind", "measure", "candidate", "mase", "seasonal_naive_mase", "gain_rate", "coverage_rate"]}),
    figure("model_clusters", {columns: ["number_of_clusters", "stability", "silhouette", "is_stable", "is_published"]}),
    figure("model_drift", {columns: ["model_name", "feature", "psi", "psi_by_chance", "verdict"]}));
});
