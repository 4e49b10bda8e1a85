section("quality", (place) => {
  const verdict = (isGood, key, values) => el("p", {}, el("strong", {class: isGood ? "good" : "bad"}, isGood ? "✓ " : "⚠ "), t(key, values));
  const inputs = rows("quality_rows");
  const sums = rows("quality_cents");
  const total = (column) => d3.sum(inputs, (row) => row[column]);
  if (inputs.length) {
    const lost = inputs.filter((row) => row.n_unexplained_rows !== 0);
    place.append(verdict(!lost.length, lost.length ? "quality.rows_lost" : "quality.rows_found", {
      raw: format.count(total("n_raw_rows")), kept: format.count(total("n_kept_rows")),
      repeated: format.count(total("n_duplicate_rows")), quarantined: format.count(total("n_quarantined_rows")),
      lost: format.count(d3.sum(lost, (row) => Math.abs(row.n_unexplained_rows))), inputs: lost.map((row) => value(row.source_name)).join(", ")}));
  }
  if (sums.length) {
    const off = sums.filter((row) => row.unexplained_total !== 0);
    place.append(verdict(!off.length, off.length ? "quality.cents_lost" : "quality.cents_found", {
      n: format.count(sums.length), off: off.map((row) => `${value(row.source_name)} ${value(row.currency)} ${format.decimal(row.unexplained_total)}`).join(", ")}));
  }

  /** Horizontal bars of counts, their number at the end. */
  const bars = (found, width, {x, y, label, fill, domain}) => chart(width, {
    height: 30 + 22 * domain.length,
    marginBottom: 4,
    marginLeft: Math.min(width / 2, 14 + room(domain.map(value))),
    marginRight: 48,
    x: {axis: null},
    y: {label: null, domain, tickFormat: value, tickSize: 0},
    marks: [
      Plot.barX(found, {x, y, fill, tip: true, title: label}),
      Plot.text(domain, {x: (name) => d3.sum(found, (row) => (row[y] === name ? row[x] : 0)), y: (name) => name,
        text: (name) => format.count(d3.sum(found, (row) => (row[y] === name ? row[x] : 0))), textAnchor: "start", dx: 4, fill: "var(--ink)"}),
    ],
  });

  place.append(
    figure("quality_rows", {
      columns: ["source_name", "n_raw_rows", "n_kept_rows", "n_duplicate_rows", "n_quarantined_rows", "n_unexplained_rows"],
      draw: (found, width) => {
        const kinds = [["n_duplicate_rows", "var(--one)"], ["n_quarantined_rows", "var(--two)"]];
        const aside = found.flatMap((row) => kinds.map(([kind, colour]) => ({source_name: row.source_name, kind, colour, n_rows: row[kind]})))
          .filter((row) => row.n_rows > 0);
        if (!aside.length) return el("p", {class: "note"}, t("quality.nothing_aside"));
        return [
          legend(kinds.map(([kind, colour]) => [t(`column.${kind}`), colour])),
          bars(aside, width, {
            x: "n_rows", y: "source_name", fill: "colour",
            domain: d3.groupSort(aside, (group) => -d3.sum(group, (row) => row.n_rows), (row) => row.source_name),
            label: (row) => `${value(row.source_name)}\n${t(`column.${row.kind}`)}: ${format.count(row.n_rows)}`}),
        ];
      },
    }),
    figure("quality_cents", {
      columns: ["source_name", "currency", "raw_total", "kept_total", "duplicate_total", "quarantined_total", "unexplained_total"],
    }),
    figure("quality_quarantine", {
      columns: ["quarantine_rule", "source_name", "n_rows"],
      draw: (found, width) => bars(found, width, {
        x: "n_rows", y: "quarantine_rule", fill: "var(--two)",
        domain: d3.groupSort(found, (group) => -d3.sum(group, (row) => row.n_rows), (row) => row.quarantine_rule),
        label: (row) => `${value(row.quarantine_rule)}\n${value(row.source_name)}: ${format.count(row.n_rows)}`}),
    }),
    figure("quality_freshness", {
      columns: ["source_name", "n_rows", "latest_date", "freshness_days"],
      draw: (found, width) => {
        const dated = found.filter((row) => row.freshness_days !== null);
        return chart(width, {
          height: 30 + 22 * dated.length,
          marginBottom: 4,
          marginLeft: Math.min(width / 2, 14 + room(dated.map((row) => value(row.source_name)))),
          marginRight: 48,
          x: {axis: null, zero: true},
          y: {label: null, domain: dated.map((row) => row.source_name), tickFormat: value, tickSize: 0},
          marks: [
            Plot.ruleY(dated, {x1: 0, x2: "freshness_days", y: "source_name", stroke: "var(--line)", strokeWidth: 2}),
            Plot.dot(dated, {x: "freshness_days", y: "source_name", r: 5, fill: "var(--one)", tip: true,
              title: (row) => `${value(row.source_name)}\n${t("column.latest_date")}: ${format.date(row.latest_date)}`}),
            Plot.text(dated, {x: "freshness_days", y: "source_name", text: (row) => format.count(row.freshness_days),
              textAnchor: "start", dx: 9, fill: "var(--ink)"}),
          ],
        });
      },
    }),
    figure("quality_drift", {
      columns: ["source_name", "column_name", "n_rows", "n_previous_rows", "null_rate", "previous_null_rate", "invalid_rate", "previous_invalid_rate"],
    }));
});
