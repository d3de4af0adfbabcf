/* Runs in the drawing page. Draws one Mermaid text as the live page would, then makes the SVG fit to stand in a page
   with others: every id gets a prefix, of its style only the rules that match something stay, and no coordinate has more
   than one decimal. */
const GEOMETRY = new Set(["d", "transform", "points", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox"]);
// A number that follows a digit or a point belongs to a compact path ("0.04.041") and stays as it is.
const rounded = (value) =>
  value.replace(/(?<![\d.])-?\d+\.\d{2,}/g, (number) => String(Math.round(number * 10) / 10));

/* Mermaid takes some control points of lines at random: the same ones in every build. */
const seedRandom = () => {
  let state = 1;
  Math.random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

window.drawDiagram = async (source, prefix) => {
  const host = document.getElementById("host");
  host.replaceChildren();
  seedRandom();
  const { svg } = await mermaid.render("drawing", source, host);
  host.innerHTML = svg;
  const root = host.querySelector("svg");

  const style = root.querySelector(":scope > style");
  if (style) {
    const kept = [];
    for (const rule of style.sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule)) continue;
      const selectors = rule.selectorText.split(",").filter((one) => {
        try {
          return root.matches(one) || document.querySelector(one) !== null;
        } catch {
          return false;
        }
      });
      if (selectors.length && rule.style.cssText) kept.push(`${selectors.join(",")}{${rule.style.cssText}}`);
    }
    style.textContent = kept.join("");
  }

  for (const today of root.querySelectorAll("line.today, g.today")) today.remove(); // it would move with every build
  /* Mermaid brings every arrow head, icon, shadow and gradient it knows along; what nothing refers to goes. */
  const whole = root.outerHTML;
  for (const part of root.querySelectorAll(":is(marker, symbol, filter, linearGradient, clipPath)[id]")) {
    if (!new RegExp(`#${CSS.escape(part.id)}["')&]`).test(whole)) part.remove();
  }
  for (const empty of root.querySelectorAll("defs:empty")) empty.remove();

  const ids = new Map();
  for (const element of [root, ...root.querySelectorAll("[id]")]) ids.set(element.id, `${prefix}-${element.id}`);
  const inText = (text) =>
    text
      .replace(/url\((["']?)#([^)"']+)\1\)/g, (all, quote, id) => (ids.has(id) ? `url(#${ids.get(id)})` : all));
  for (const element of [root, ...root.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (name.startsWith("data-")) element.removeAttribute(name); // the layout engine's notes, larger than the drawing
      else if (GEOMETRY.has(name)) element.setAttribute(name, rounded(value));
      else if (name === "id") element.id = ids.get(value);
      else if (name === "aria-labelledby" || name === "aria-describedby")
        element.setAttribute(name, value.split(" ").map((id) => ids.get(id) ?? id).join(" "));
      else if ((name === "href" || name === "xlink:href") && ids.has(value.slice(1)) && value[0] === "#")
        element.setAttribute(name, `#${ids.get(value.slice(1))}`);
      else if (value.includes("url(")) element.setAttribute(name, inText(value));
    }
  }
  if (style) {
    style.textContent = inText(style.textContent).replace(/#([A-Za-z][\w-]*)/g, (all, id) =>
      ids.has(id) ? `#${ids.get(id)}` : all,
    );
  }
  return root.outerHTML;
};
