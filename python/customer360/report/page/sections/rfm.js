let rfmShade = "net_revenue_amount";
let rfmCell = null;

section("rfm", (place) => {
  const scores = [1, 2, 3, 4, 5];
  const counts = (row) => t("rfm.counts", {customers: shown(row, "n_customers"), amount: shown(row, "net_revenue_amount")});

  /** What a measure's score means: its limit, the rest for the lowest, nobody where nobody got it. */
  const limit = (measure, score) => {
    const found = rows("rfm_cut_points").find((row) => row.measure === measure && row.score === score);
    if (!found) return t(score === 1 ? "rfm.rest" : "rfm.nobody");
    const write = measure === "monetary" ? format.amount : format.count;
    return found.limit_value === null ? t("page.hidden") : t(`rfm.limit_${measure}`, {limit: write(found.limit_value)});
  };

  /** Everything about a cell: its segment, its scores and their limits, its customers, and the query that lists them. */
  const told = (row, all) => {
    const cells = all.filter((one) => one.segment === row.segment).map((one) => `R ${one.r_score} · FM ${one.fm_score}`);
    const measures = ["recency", "frequency", "monetary"];
    return [
      el("h4", {}, `${value(row.segment)}: R ${row.r_score} · FM ${row.fm_score}`),
      el("p", {}, counts(row)),
      el("p", {}, t("rfm.segment", {segment: value(row.segment), cells: cells.join(", ")})),
      el("p", {}, t("rfm.scores")),
      el("div", {class: "scroll"}, el("table", {},
        el("caption", {}, t("rfm.limits", {date: row.snapshot_date ? format.date(row.snapshot_date) : "–"})),
        el("thead", {}, el("tr", {}, el("th", {scope: "col"}, t("column.score")),
          measures.map((measure) => el("th", {scope: "col"}, value(measure))))),
        el("tbody", {}, scores.toReversed().map((score) => el("tr", {}, el("th", {scope: "row"}, String(score)), measures.map((measure) =>
          el("td", {class: measure === "recency" && score === row.r_score ? "here" : null}, limit(measure, score)))))))),
      el("p", {}, t("rfm.query")),
      el("pre", {tabindex: "0"}, `select customer_id\nfrom rfm_scores\nwhere r_score = ${row.r_score} and fm_score = ${row.fm_score}`),
    ];
  };

  const grid = figure("rfm_grid", {
    columns: ["r_score", "fm_score", "segment", "n_customers", "net_revenue_amount"],
    draw: (found) => {
      const panel = el("div", {class: "panel", role: "region", "aria-live": "polite", "aria-label": t("rfm.cell")}, el("p", {}, t("rfm.choose")));
      const largest = d3.max(found, (row) => row[rfmShade]) || 1;
      const is = (row) => rfmCell !== null && row.r_score === rfmCell.r_score && row.fm_score === rfmCell.fm_score;
      const buttons = new Map(found.map((row) => [row, el("button", {
        type: "button", "aria-pressed": String(is(row)), style: `--tint: ${tint(0.5 * row[rfmShade] / largest)}`,
        "aria-label": `R ${row.r_score}, FM ${row.fm_score}: ${value(row.segment)}, ${counts(row)}`,
        onclick: () => {
          rfmCell = row;
          buttons.forEach((button, one) => button.setAttribute("aria-pressed", String(is(one))));
          panel.replaceChildren(...told(row, found));
        },
      }, el("span", {}, value(row.segment)), el("strong", {}, shown(row, "n_customers")),
      row.net_revenue_amount === null ? null : el("span", {}, number({notation: "compact", maximumSignificantDigits: 3})(row.net_revenue_amount)))]));
      const cell = (r, fm) => buttons.get(found.find((row) => row.r_score === r && row.fm_score === fm));
      const chosen = found.find(is);
      if (chosen) panel.replaceChildren(...told(chosen, found));
      return [el("table", {class: "grid"},
        el("thead", {}, el("tr", {}, el("td"), scores.map((fm) => el("th", {scope: "col"}, `FM ${fm}`)))),
        el("tbody", {}, scores.toReversed().map((r) => el("tr", {}, el("th", {scope: "row"}, `R ${r}`), scores.map((fm) => el("td", {}, cell(r, fm))))))),
      panel];
    },
  });
  const shades = rows("rfm_grid").length ? ["net_revenue_amount", "n_customers"] : [];
  grid.querySelector("figcaption").append(choice(t("rfm.shade"), shades, rfmShade, (code) => { rfmShade = code; }));

  const sizes = figure("rfm_segments", {
    columns: ["segment", "snapshot_date", "n_customers", "net_revenue_amount"],
    draw: (found, width) => {
      const largest = d3.max(found, (row) => row.n_customers) || 1;
      const groups = d3.sort(groupsOf(found, "segment"), (group) => -(group.at(-1).n_customers ?? 0));
      return multiples(groups, width,
        (group) => el("h4", {}, `${value(group[0].segment)}: ${shown(group.at(-1), "n_customers")}`),
        (group, each) => chart(each, {
          height: 90, marginLeft: 34, marginBottom: 22, ariaLabel: value(group[0].segment),
          x: shortTimeAxis(group.map((row) => row.snapshot_date)),
          y: {label: null, domain: [0, largest], ticks: 2, tickFormat: format.short, grid: true},
          marks: [
            Plot.ruleY([0]),
            Plot.lineY(group, {x: (row) => day(row.snapshot_date), y: "n_customers", stroke: "var(--one)", strokeWidth: 2}),
            Plot.dot(group, {x: (row) => day(row.snapshot_date), y: "n_customers", fill: "var(--one)", r: 2, tip: true,
              title: (row) => `${value(row.segment)}, ${format.month(row.snapshot_date)}\n${counts(row)}`}),
          ],
        }));
    },
  });
  place.append(grid, figure("rfm_cut_points", {columns: ["measure", "score", "limit_value"], open: false}), sizes);
});
