section("headline", (place) => {
  const card = (row) => {
    const write = format[row.unit];
    const change = (before, key) => {
      const isRate = row.unit === "percent";
      // A change from nothing, or from less than that, is no share of it
      if (before === null || row.value === null || (!isRate && before <= 0)) {
        return el("p", {class: "change"}, t(key, {change: "–"}));
      }
      const share = isRate ? row.value - before : row.value / before - 1;
      const written = isRate ? points(share) : signed(format.percent, share);
      const better = share === 0 ? null : share > 0 === row.is_more_better ? "good" : "bad";
      return el("p", {class: "change"}, el("span", {class: better}, share === 0 ? "" : share > 0 ? "▲ " : "▼ "), t(key, {change: written}));
    };
    return el("div", {class: "card"}, el("h3", {}, t(`measure.${row.measure}`)),
      el("p", {class: "value", "data-measure": row.measure}, row.value !== null ? write(row.value) : row.is_hidden ? t("page.hidden") : "–"),
      change(row.value_month_before, "page.month_before"), change(row.value_year_before, "page.year_before"));
  };
  const found = rows("headline");
  place.append(found.length ? el("p", {}, format.month(found[0].month_date)) : el("p", {class: "note"}, t("empty.sales_trend")));
  place.append(el("div", {class: "cards"}, found.map(card)), definition("headline"),
    figure("sales_trend", {
      columns: ["month_date", "net_revenue_amount", "refund_amount", "n_orders", "n_customers"],
      draw: (found, width) => chart(width, {
        height: 260,
        x: timeAxis(found.map((row) => row.month_date), width),
        y: {label: null, grid: true, tickFormat: format.short},
        marks: [
          Plot.ruleY([0]),
          Plot.lineY(found, {x: (row) => day(row.month_date), y: "net_revenue_amount", stroke: "var(--one)", strokeWidth: 2}),
          Plot.dot(found, {x: (row) => day(row.month_date), y: "net_revenue_amount", fill: "var(--one)", tip: true,
            title: (row) => `${format.month(row.month_date)}\n${format.amount(row.net_revenue_amount)}`}),
        ],
      }),
    }));
});
