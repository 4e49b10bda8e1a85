let bridgeComparison = "month_before";

section("bridge", (place) => {
  const comparisons = [...new Set([...rows("revenue_bridge"), ...rows("sales_drivers")].map((row) => row.comparison))];
  if (!comparisons.includes(bridgeComparison)) bridgeComparison = comparisons[0];
  const compared = (found) => found.filter((row) => row.comparison === bridgeComparison);

  /** Bars that hang on each other. Steps whose amount is hidden stand together as one: it is known from the others. */
  const hanging = (steps) => {
    const [opening, closing] = ["opening", "closing"].map((name) => steps.find((row) => row.step === name));
    const hung = [{...opening, label: format.month(opening.earlier_month_date), x1: 0, x2: opening.amount, colour: "var(--accent)"}];
    const step = (row, label, amount) => {
      const x1 = hung.at(-1).x2;
      hung.push({...row, amount, label, x1, x2: x1 + amount, colour: amount < 0 ? "var(--bad)" : "var(--good)"});
    };
    steps.filter((row) => row.is_step && row.amount !== null).forEach((row) => step(row, value(row.step), row.amount));
    const hidden = steps.filter((row) => row.is_step && row.amount === null);
    if (hidden.length) step({n_customers: null}, t("bridge.hidden"), closing.amount - hung.at(-1).x2);
    return [...hung, {...closing, label: format.month(closing.month_date), x1: 0, x2: closing.amount, colour: "var(--accent)"}];
  };

  /** Bars from x1 to x2 with their words to the left and their numbers, in two lines, to the right. */
  const spans = (found, width, below, marks = []) => chart(width, {
    height: 40 * found.length + 30, marginLeft: 14 + room(found.map((row) => row.label)),
    marginRight: 12 + Math.max(room(found.map((row) => row.text), 14), room(found.map(below), 11)),
    x: {label: null, tickFormat: format.short, ticks: width < 500 ? 3 : 5, grid: true},
    y: {label: null, domain: found.map((row) => row.label), padding: 0.3, tickSize: 0},
    marks: [
      ...marks,
      Plot.barX(found, {x1: "x1", x2: "x2", y: "label", fill: "colour", tip: true,
        title: (row) => `${row.label}\n${row.text}${below(row) ? `\n${below(row)}` : ""}`}),
      Plot.ruleX([0]),
      Plot.text(found, {y: "label", text: "text", frameAnchor: "right", textAnchor: "start", dx: 8, dy: -6, fontWeight: 600}),
      Plot.text(found, {y: "label", text: below, frameAnchor: "right", textAnchor: "start", dx: 8, dy: 8, fontSize: 11, fill: "var(--muted)"}),
    ],
  });

  const bridge = figure("revenue_bridge", {
    columns: ["comparison", "step", "amount", "n_customers"],
    draw: (found, width) => {
      const steps = compared(found);
      if (steps.some((row) => !row.is_step && row.amount === null)) return el("p", {class: "note"}, t("empty.revenue_bridge"));
      const hung = hanging(steps).map((row) => ({...row, text: row.is_step === false ? format.amount(row.amount) : signed(format.amount, row.amount)}));
      const links = d3.pairs(hung).map(([from, to]) => ({x: from.x2, from: from.label, to: to.label}));
      const [opening, closing] = [hung[0], hung.at(-1)];
      const change = closing.amount - opening.amount;
      return [el("p", {}, t("bridge.change", {later: closing.label, earlier: opening.label, amount: signed(format.amount, change),
        rate: opening.amount > 0 ? signed(format.percent, change / opening.amount) : "–"})),
      spans(hung, width, (row) => (row.n_customers === null ? "" : t("bridge.customers", {n: format.count(row.n_customers)})), [
        Plot.link(links, {x: "x", y1: "from", y2: "to", stroke: "var(--muted)", strokeDasharray: "2,2"})])];
    },
  });

  const drivers = figure("sales_drivers", {
    columns: ["comparison", "driver", "earlier_value", "later_value", "effect_amount"],
    draw: (found, width) => {
      const effects = compared(found).filter((row) => row.effect_amount !== null);
      if (!effects.length) return el("p", {class: "note"}, t("empty.sales_drivers"));
      const told = effects.map((row) => ({...row, label: value(row.driver), x1: 0, x2: row.effect_amount,
        text: signed(format.amount, row.effect_amount), colour: row.effect_amount < 0 ? "var(--bad)" : "var(--good)"}));
      return spans(told, width, (row) => (row.later_value === null ? ""
        : [row.earlier_value, row.later_value].map((x) => (Math.abs(x) >= 1e6 ? format.short(x) : number({maximumFractionDigits: 2})(x))).join(" → ")));
    },
  });

  place.append(choice(t("bridge.against"), comparisons, bridgeComparison, (code) => { bridgeComparison = code; }),
    el("div", {class: "pair"}, bridge, drivers));
});
