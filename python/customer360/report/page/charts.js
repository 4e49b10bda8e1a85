// What charts share. Colours are CSS variables, so that a chart follows the theme without being drawn anew.

const SERIES = ["one", "two", "three", "four", "five", "six"].map((name) => `var(--${name})`);

/** A share from 0 to 1 as a tint of a colour over the background. */
function tint(share, colour = "var(--accent)") {
  return `color-mix(in oklab, ${colour} ${Math.round(8 + 80 * Math.min(1, Math.max(0, share)))}%, var(--surface))`;
}

/** A Plot chart with the page's habits. */
function chart(width, options) {
  const made = Plot.plot({width, marginLeft: 56, style: {background: "transparent", color: "var(--ink)", fontSize: "12px"}, ...options});
  made.querySelectorAll("style").forEach((sheet) => { sheet.textContent = sheet.textContent.replaceAll(/\bwhite\b(?!-)/g, "var(--surface)"); });
  return made;
}

/** A legend in words: pairs of text and colour. */
function legend(pairs) {
  return el("div", {class: "legend"}, pairs.map(([text, colour]) => el("span", {style: `--swatch: ${colour}`}, text)));
}

/** ISO days as dates in UTC, for axes of time. */
const day = (text) => new Date(`${text.slice(0, 10)}T00:00:00Z`);

/** The change between two shares as points with a sign. */
const points = (change) => t("page.points", {n: number({signDisplay: "exceptZero", maximumFractionDigits: 1})(100 * change)});

/** An axis of time for months, in the page's language: each named once, or as many of them as the width has room for. */
function timeAxis(months, width) {
  const [first, last] = d3.extent(months, day);
  const n = d3.utcMonth.count(first, last) + 1;
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((every) => (n / every) * 90 <= width - 60) ?? 240;
  const named = step < 12 ? d3.utcMonth.every(step) : d3.utcYear.every(step / 12);
  return {type: "utc", label: null, ticks: named.range(first, d3.utcDay.offset(last, 1)), tickFormat: format.month};
}

/** The same for small charts: years, or the first and the last month where no two years begin among them. */
function shortTimeAxis(months) {
  const [first, last] = d3.extent(months, day);
  const axis = {type: "utc", label: null};
  if (d3.utcYear.range(first, d3.utcDay.offset(last, 1)).length > 1) return {...axis, ticks: "year", tickFormat: "%Y"};
  return {...axis, ticks: first < last ? [first, last] : [first], tickFormat: format.month};
}

/** A mark above stacked bars of which a part is hidden. The parts at one place of x are a stack of the numbers in y. */
function cutShort(found, x, y, place = (at) => at) {
  const stacks = d3.groups(found, (row) => row[x]).filter(([, parts]) => parts.some((row) => row[y] === null));
  return Plot.text(stacks, {x: ([at]) => place(at), y: ([, parts]) => d3.sum(parts, (row) => row[y]), text: () => "…", dy: -6});
}

/** Which of some days to write below an axis of a width, the last of them always, as months or else: the others are an empty text. */
function monthTicks(dates, width, write = format.month) {
  const step = Math.ceil((dates.length * (language === "zh" ? 76 : 66)) / (width - 60));
  return (date) => ((dates.length - 1 - dates.indexOf(date)) % step ? "" : write(date));
}

/** How many ems a text takes, about. */
const ems = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : sign >= "A" && sign <= "Z" ? 0.72 : 0.55), 0);

/** A text, cut where it is very long, in lines of about so many ems: broken at spaces and Chinese marks, and within longer words. */
function wrapped(text, most) {
  const lines = [""];
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  for (const word of short.split(/(?<=[\s、，])/)) {
    let rest = [...word];
    while (ems(rest.join("").trim()) > most) {
      const fits = Math.max(1, Math.floor(rest.length * most / ems(rest.join(""))));
      lines.push(rest.slice(0, fits).join(""));
      rest = rest.slice(fits);
    }
    const last = lines[lines.length - 1];
    if (last && ems(last + rest.join("").trim()) > most) lines.push(rest.join(""));
    else lines[lines.length - 1] += rest.join("");
  }
  return lines.map((line) => line.trim()).filter((line) => line).join("\n");
}

/**
 * Horizontal bars, one per row, in the rows' order, with their numbers written beside them.
 * label(row): text on the left; x(row): length, null where hidden; write(row): the number in words; extra: marks beneath the text.
 */
function bars(found, width, {label, x, write, fill = "var(--one)", domain = null, extra = []}) {
  const side = sideWidth(width);
  const words = found.map((row) => wrapped(label(row), side / 12 - 1));
  const place = (row) => found.indexOf(row);
  const known = found.filter((row) => x(row) !== null);
  return chart(width, {
    height: 8 + found.length * Math.max(26, 8 + 15 * Math.max(1, ...words.map((text) => text.split("\n").length))),
    marginLeft: side, marginRight: 16 + 7 * Math.max(4, ...known.map((row) => write(row).length)), marginTop: 4, marginBottom: 4,
    x: {axis: null, domain: domain ?? [0, Math.max(0, ...known.map(x)) || 1]},
    y: {type: "band", domain: found.map(place), label: null, padding: 0.3},
    marks: [
      Plot.axisY({tickSize: 0, tickFormat: (at) => words[at], lineHeight: 1.2}),
      Plot.barX(known, {x, y: place, fill, tip: true, title: (row) => `${label(row)}\n${write(row)}`}),
      ...extra,
      Plot.text(found, {x: (row) => x(row) ?? 0, y: place, text: (row) => (x(row) === null ? t("page.hidden") : write(row)),
        textAnchor: "start", dx: 5}),
      Plot.ruleX([0]),
    ],
  });
}

/** Buttons of which one is pressed. codes: what can be chosen, as in value.*; choose: called with the code before all is drawn anew. */
function choice(label, codes, chosen, choose) {
  const buttons = codes.map((code) => el("button", {type: "button", "aria-pressed": String(code === chosen), onclick: (event) => {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === event.currentTarget)));
    choose(code);
    draw();
  }}, value(code)));
  return el("div", {class: "choice", role: "group", "aria-label": label, hidden: codes.length < 2}, buttons);
}

/** Small charts beside and below each other: one per group of rows with its heading. one(rows, width): a chart. */
function multiples(groups, width, heading, one) {
  const columns = Math.max(2, Math.floor(width / 200));
  const each = Math.floor((width - 16 * (columns - 1)) / columns);
  return el("div", {class: "multiples", style: `--columns: ${columns}`}, groups.map((group) => el("div", {}, heading(group), one(group, each))));
}

/** The rows in groups that agree in a column, in the order of their first rows. */
const groupsOf = (found, column) => [...d3.group(found, (row) => row[column]).values()];

/** The rows with the largest number of a column first. Queries order by name: the place of a hidden row would tell its size. */
const largest = (found, column) => d3.sort(found, (row) => -(row[column] ?? -1));

/** An amount or count with its sign. */
const signed = (write, x) => (x > 0 ? "+" : "") + write(x);

/** About how many pixels the longest of some texts needs. */
const room = (texts, size = 12) => Math.ceil(size * Math.max(0, ...texts.map(ems)));

/** Why a model is not there, in words. */
const whyNot = (model) => (model?.reason_code ? value(model.reason_code) : t("page.no_reason"));

/** The pixels to the left of bars that their words may take. */
const sideWidth = (width) => (width < 480 ? 116 : 190);

/** The width of a chart that stands beside others in a grid of the class "pair". */
function pairWidth(width) {
  const columns = Math.max(1, Math.floor((width + 16) / 432));
  return (width - 16 * (columns - 1)) / columns;
}

/** A warning where the published model was worse than the plain rule in its last test, by more than chance. */
const worseThanRule = (name) => (rows("model_status").some((row) => row.model_name === name && row.is_worse_than_rule)
  ? [el("p", {class: "worse"}, el("strong", {class: "warn"}, "⚠ "), t(`models.worse.${name}`))] : []);

/** Whether there is a model of this name; where there is none, its place on the page says why: key, with the {reason}. */
function isFitted(name, key, place) {
  const model = rows("model_status").find((row) => row.model_name === name);
  if (model?.status === "fitted") return true;
  place.append(el("p", {}, t(key, {reason: whyNot(model)})));
  return false;
}
