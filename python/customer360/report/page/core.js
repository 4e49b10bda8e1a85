// The frame of the page: texts in two languages, figures with their table, definition and SQL, and the switches.
// Texts from data reach the page as text nodes alone, never as markup.

const {about, labels, figures} = JSON.parse(document.getElementById("data").textContent);
const LANGUAGES = {en: "English", zh: "中文"};
const asked = new URLSearchParams(location.search);
let language = Object.hasOwn(LANGUAGES, asked.get("lang")) ? asked.get("lang") : navigator.language.startsWith("zh") ? "zh" : "en";
const sections = [];
let redraws = [];
let defined = [];

/** The text of a key in the language of the page, {name} replaced by values; the key's last part where there is none. */
function t(key, values = {}) {
  const text = labels[language][key] ?? labels.en[key] ?? key.slice(key.indexOf(".") + 1);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A code of the data (stage, segment, channel ...) in words: the code itself where nobody translated it. */
function value(code) {
  return code === null ? t("page.none") : labels[language][`value.${code}`] ?? labels.en[`value.${code}`] ?? String(code);
}

/** An element with attributes and children; texts become text nodes, nothing is parsed as markup. */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, content] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), content);
    else if (content !== null && content !== false) made.setAttribute(name, content === true ? "" : content);
  }
  made.append(...children.flat().filter((child) => child !== null));
  return made;
}

/** The rows of a figure as objects; is_hidden marks those of which some number is not shown because few people are behind it. */
function rows(name) {
  const {columns, rows: cells, hidden} = figures[name];
  const small = new Set(hidden);
  return cells.map((row, number) =>
    Object.assign(Object.fromEntries(columns.map((column, place) => [column, row[place]])), {is_hidden: small.has(number)}));
}

const locale = () => ({en: "en-GB", zh: "zh-CN"})[language];
// Intl refuses a code that cannot be one of ISO 4217.
const currency = /^[A-Z]{3}$/i.test(about.currency ?? "") ? {style: "currency", currency: about.currency} : {};
const number = (options) => (x) => new Intl.NumberFormat(locale(), options).format(x);
/** How values are written, by unit. */
const format = {
  amount: (x) => number({...currency, maximumFractionDigits: 0})(x),
  price: (x) => number({maximumFractionDigits: 2, ...currency})(x),
  short: (x) => number({notation: "compact", maximumFractionDigits: 1})(x),
  count: (x) => number({maximumFractionDigits: 0})(x),
  percent: (x) => number({style: "percent", maximumFractionDigits: 1})(x),
  tenth: (x) => number({maximumFractionDigits: 1})(x),
  decimal: (x) => number({maximumFractionDigits: 3})(x),
  date: (x) => new Intl.DateTimeFormat(locale(), {dateStyle: "medium", timeZone: "UTC"}).format(new Date(x)),
  month: (x) => new Intl.DateTimeFormat(locale(), {year: "numeric", month: "short", timeZone: "UTC"}).format(new Date(x)),
  text: (x) => value(x),
};

/** The unit of a column, by the project's rule of names. */
function unit(column) {
  if (/_rate$|_rate_(lower|upper)$|probability/.test(column)) return "percent";
  if (/amount_per_|cost_amount/.test(column)) return "price";
  if (/amount/.test(column)) return "amount";
  if (/^n_|_days$|_order$|_number$/.test(column)) return "count";
  if (/_hours$|_index$|^nps/.test(column)) return "tenth";
  if (/^month_|_month$|^month$/.test(column)) return "month";
  if (/_date$/.test(column)) return "date";
  return "decimal";
}

/** One cell as text: hidden and missing values are told apart. */
function shown(row, column) {
  const cell = row[column];
  if (cell === null) return row.is_hidden ? t("page.hidden") : "–";
  if (typeof cell === "boolean") return t(cell ? "page.yes" : "page.no");
  if (column === "product_name") return cell;
  if (column === "column_name") return el("code", {}, cell);
  return typeof cell === "string" && !/_date$|month/.test(column) ? value(cell) : format[unit(column)](cell);
}

/** A section of the page: its name gives id and texts, draw(place) fills it. Called anew when the language changes. */
function section(name, draw) {
  sections.push({name, draw});
}

/**
 * A figure: heading, chart, its rows as a table, definition and SQL.
 * name: of the query; draw(rows, width): the chart, or null for a table alone; columns: those of the table;
 * title: key of the heading if it is not that of the query; open: whether the table is shown at once.
 */
function figure(name, {draw = null, columns, title = name, open = draw === null, keep = () => true}) {
  const found = rows(name).filter(keep);
  const place = el("div", {class: "chart"});
  const parts = [el("figcaption", {}, el("h3", {}, t(`title.${title}`)), el("p", {}, t(`reading.${title}`)))];
  if (!found.length) parts.push(el("p", {class: "note"}, t(`empty.${title}`)));
  else {
    if (draw && found.every((row) => row.is_hidden)) parts.push(el("p", {}, t("page.all_hidden")));
    else if (draw) {
      parts.push(place);
      redraws.push(() => {
        const chart = draw(found, Math.max(280, place.clientWidth));
        place.replaceChildren(...[chart].flat());
        place.querySelectorAll("svg").forEach((svg) => {
          svg.setAttribute("role", "img");
          if (!svg.hasAttribute("aria-label")) svg.setAttribute("aria-label", t(`title.${title}`));
        });
      });
    }
    parts.push(el("details", {class: "rows", open}, el("summary", {}, t("page.table")), table(found, columns)));
  }
  if (found.some((row) => row.is_hidden)) parts.push(el("p", {class: "note"}, t("page.few", {n: about.smallest})));
  parts.push(definition(name, title));
  return el("figure", {id: title, "data-query": name}, parts);
}

/** Rows as a table whose numbers stand to the right. */
function table(found, columns) {
  const isNumber = (column) => found.some((row) => typeof row[column] === "number");
  const side = (column) => (isNumber(column) ? "number" : null);
  return el("div", {class: "scroll tall", tabindex: "0", role: "group", "aria-label": t("page.table")}, el("table", {},
    el("thead", {}, el("tr", {}, columns.map((column) => el("th", {scope: "col", class: side(column)}, t(`column.${column}`))))),
    el("tbody", {}, found.map((row) => el("tr", {}, columns.map((column) => el("td", {class: side(column)}, shown(row, column))))))));
}

/** How a figure is defined, in words and in the query that gave it. */
function definition(name, title = name) {
  defined.push(title);
  return el("details", {class: "definition", id: `definition-${title}`}, el("summary", {}, t("page.definition")),
    el("p", {}, t(`definition.${title}`)), el("pre", {tabindex: "0"}, figures[name].sql));
}

/** Draw everything in the language of the page. */
function render() {
  redraws = [];
  defined = [];
  document.documentElement.lang = {en: "en", zh: "zh-Hans"}[language];
  document.title = t("page.title");
  document.querySelectorAll("[data-label]").forEach((node) => { node.textContent = t(node.dataset.label); });
  document.querySelectorAll("[data-label-for]").forEach((node) => node.setAttribute("aria-label", t(node.dataset.labelFor)));
  document.getElementById("about").textContent = t("page.about", {
    as_of: about.as_of_date ? format.date(about.as_of_date) : "–", version: about.version});
  document.getElementById("contents").replaceChildren(...sections.map(({name}) => el("a", {href: `#${name}`}, t(`section.${name}`))));
  document.getElementById("main").replaceChildren(...sections.map(({name, draw}) => {
    const made = el("section", {id: name, "aria-labelledby": `${name}-heading`},
      el("h2", {id: `${name}-heading`}, t(`section.${name}`)), el("p", {class: "note"}, t(`lead.${name}`)));
    draw(made);
    return made;
  }));
  document.getElementById("colophon").replaceChildren(el("p", {}, t("page.colophon", {n: about.smallest})),
    el("details", {}, el("summary", {}, t("page.licences")), about.bundles.map((bundle) =>
      el("div", {}, el("p", {}, `${bundle.name}, sha256 ${bundle.sha256}`), el("pre", {tabindex: "0"}, bundle.licence)))));
  document.getElementById("language").textContent = LANGUAGES[language === "en" ? "zh" : "en"];
  document.getElementById("language").lang = language === "en" ? "zh-Hans" : "en";
  document.getElementById("theme").textContent = t(isDark() ? "page.light" : "page.dark");
  draw();
}

/** Draw the charts to the width there is. */
function draw() {
  redraws.forEach((redraw) => redraw());
}

/** Whether the page is dark: as its switch says, or else as the reader's system is. */
function isDark() {
  const said = document.documentElement.dataset.theme;
  return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Draw the page, and listen to its switches. */
function start() {
  if (["light", "dark"].includes(asked.get("theme"))) document.documentElement.dataset.theme = asked.get("theme");
  document.getElementById("language").addEventListener("click", () => { language = language === "en" ? "zh" : "en"; render(); });
  document.getElementById("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    document.getElementById("theme").textContent = t(isDark() ? "page.light" : "page.dark");
  });
  let width = document.body.clientWidth;
  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (document.body.clientWidth !== width) { width = document.body.clientWidth; draw(); } }, 150);
  });
  render();
}
