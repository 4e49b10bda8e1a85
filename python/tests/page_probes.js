// What tests ask of a page that is open in a browser.
window.probes = {
  /** Draw the page anew and give the keys of texts that it asks for and a language lacks. */
  missing() {
    const known = window.t;
    const found = new Set();
    window.t = (key, values) => {
      for (const name of ["en", "zh"]) if (!(key in labels[name])) found.add(`${name}: ${key}`);
      return known(key, values);
    };
    render();
    window.t = known;
    return [...found];
  },

  /** Per figure with a chart the number of shapes, or of cells to press, that are seen and belong to no axis, grid or tip. */
  marks() {
    const isSeen = (shape) => {
      const {width, height} = shape.getBoundingClientRect();
      const {fill, stroke} = getComputedStyle(shape);
      return width + height > 0 && (!(shape instanceof SVGElement) || fill !== "none" || stroke !== "none");
    };
    const aside = '[aria-label*="axis"], [aria-label*="grid"], [aria-label="tip"], defs';
    return Object.fromEntries([...document.querySelectorAll("figure[data-query]")]
      .filter((figure) => figure.querySelector(".chart"))
      .map((figure) => [figure.id, [...figure.querySelectorAll(".chart :is(svg :is(path, rect, circle, line), td button)")]
        .filter((shape) => isSeen(shape) && !shape.closest(aside)).length]));
  },

  /** Figures with a line that runs back to the left: its rows stand in another order than that of the axis. */
  backwards() {
    const places = (path) => [...path.getAttribute("d").matchAll(/[ML](-?[\d.]+),/g)].map(([, x]) => Number(x));
    const lines = [...document.querySelectorAll('figure[data-query] [aria-label="line"] path')];
    return {n_lines: lines.length, figures: lines.filter((path) => places(path).some((x, i, all) => i && x < all[i - 1] - 0.01))
      .map((path) => path.closest("figure[data-query]").id)};
  },

  /** Headings, links and switches of tables: texts that are of one language. */
  texts() {
    return [document.title, ...[...document.querySelectorAll("h1, h2, h3, nav a, summary")].map((one) => one.textContent)];
  },

  /** Colours of the page and of what is drawn. */
  colours() {
    return [document.body, ...document.querySelectorAll(".chart svg :is(path, rect, circle)")].map((one) => {
      const {backgroundColor, stroke, fill} = getComputedStyle(one);
      return `${backgroundColor} ${stroke} ${fill}`;
    });
  },

  /** What has the focus: id, class, address or tag. */
  focused() {
    const one = document.activeElement;
    return one.id || one.className || one.getAttribute("href") || one.tagName;
  },

  /** How many elements of a selector are seen. */
  seen(selector) {
    return [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility({visibilityProperty: true})).length;
  },

  /** Figures that do not say why they are empty. */
  silent() {
    return [...document.querySelectorAll("figure[data-query]")]
      .filter((one) => !one.textContent.includes(t(`empty.${one.id}`))).map((one) => one.id);
  },

  /** Texts whose contrast to what lies behind them is less than enough, or than what is enough for large ones (WCAG). */
  faint([enough, enoughOfLarge]) {
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d", {willReadFrequently: true});
    const pixel = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const luminance = ([red, green, blue]) =>
      0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
    const contrast = (one, other) => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const isShape = (node) => node instanceof SVGGeometryElement;
    const painted = (node) => (isShape(node) ? getComputedStyle(node).fill : getComputedStyle(node).backgroundColor);
    const isSolid = ([, , , alpha]) => alpha > 200;
    const ancestors = (node) => (node ? [node, ...ancestors(node.parentElement)] : []);
    const beneath = (node) => {
      node.scrollIntoView({block: "center"});
      const {x, y, width, height} = node.getBoundingClientRect();
      return document.elementsFromPoint(x + width / 2, y + height / 2).filter((one) => isShape(one) || one instanceof HTMLElement);
    };
    const found = new Set();
    for (const node of document.querySelectorAll("body *")) {
      const own = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.textContent.trim()).join("");
      if (!own || node.closest("script, style, noscript, title") || !node.checkVisibility({visibilityProperty: true})) continue;
      const isDrawn = node instanceof SVGElement;
      const {color, fill, fontSize, fontWeight} = getComputedStyle(node);
      const behind = (isDrawn ? beneath(node) : ancestors(node)).map(painted).filter((one) => one !== "none").map(pixel).find(isSolid);
      const reached = contrast(pixel(isDrawn ? fill : color), behind ?? pixel(getComputedStyle(document.body).backgroundColor));
      const isLarge = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
      if (reached < (isLarge ? enoughOfLarge : enough)) found.add(`${reached.toFixed(2)} ${node.tagName} ${own.slice(0, 40)}`);
    }
    return [...found];
  },
};
