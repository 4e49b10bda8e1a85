// What charts share. Colours are CSS variables, so that a chart follows the theme without being drawn anew.

const SERIES = ["one", "two", "three", "four", "five", "six"].map((name) => `var(--${name})`);

/** A share from 0 to 1 as a tint of a colour over the background. */
function tint(share, colour = "var(--accent)") {
  return `color-mix(in oklab, ${colour} ${Math.round(8 + 80 * Math.min(1, Math.max(0, share)))}%, var(--surface))`;
}

/** A Plot chart with the page's habits; months on an axis of time are written in the page's language. */
function chart(width, options) {
  const x = options.x?.type === "utc" ? {ticks: Math.max(2, Math.floor(width / 120)), tickFormat: format.month, ...options.x} : options.x;
  const made = Plot.plot({width, marginLeft: 56, style: {background: "transparent", color: "var(--ink)", fontSize: "12px"}, ...options, x});
  made.querySelectorAll("style").forEach((sheet) => { sheet.textContent = sheet.textContent.replaceAll("white", "var(--surface)"); });
  return made;
}

/** A legend in words: pairs of text and colour. */
function legend(pairs) {
  return el("div", {class: "legend"}, pairs.map(([text, colour]) => el("span", {style: `--swatch: ${colour}`}, text)));
}

/** ISO days as dates in UTC, for axes of time. */
const day = (text) => new Date(`${text.slice(0, 10)}T00:00:00Z`);

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

/** An amount or count with its sign. */
const signed = (write, x) => (x > 0 ? "+" : "") + write(x);

/** About how many pixels the longest of some texts needs; a Chinese sign is as wide as it is high. */
const room = (texts, size = 12) => Math.ceil(d3.max(texts, (text) => d3.sum(text, (sign) => (sign > "\u2e80" ? 1 : 0.64) * size)) ?? 0);
