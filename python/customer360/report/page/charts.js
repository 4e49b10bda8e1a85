// What charts share. Colours are CSS variables, so that a chart follows the theme without being drawn anew.

const SERIES = ["one", "two", "three", "four", "five", "six"].map((name) => `var(--${name})`);

/** A share from 0 to 1 as a tint of a colour over the background. */
function tint(share, colour = "var(--accent)") {
  return `color-mix(in oklab, ${colour} ${Math.round(8 + 80 * Math.min(1, Math.max(0, share)))}%, var(--surface))`;
}

/** A Plot chart with the page's habits. */
function chart(width, options) {
  const made = Plot.plot({width, marginLeft: 56, style: {background: "transparent", color: "var(--ink)", fontSize: "12px"}, ...options});
  made.querySelectorAll("style").forEach((sheet) => { sheet.textContent = sheet.textContent.replaceAll("white", "var(--surface)"); });
  return made;
}

/** A legend in words: pairs of text and colour. */
function legend(pairs) {
  return el("div", {class: "legend"}, pairs.map(([text, colour]) => el("span", {style: `--swatch: ${colour}`}, text)));
}

/** ISO days as dates in UTC, for axes of time. */
const day = (text) => new Date(`${text.slice(0, 10)}T00:00:00Z`);
