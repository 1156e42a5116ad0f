// Every visible text and every control against what is behind it: 7:1, large text 4.5:1 (1.4.6), the
// boundary of a control 3:1 (1.4.11).

walks.contrast = () => {
  const found = [];

  const judge = (colour, style, element, what) => {
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ground = walks.ground(element);
    let alpha = 1;
    for (let at = element; at; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity);
    const [red, green, blue, own] = walks.colour(colour);
    const ratio = walks.ratio(walks.over([red, green, blue, own * alpha], ground), ground);
    if (ratio < (isLarge ? 4.5 : 7) - 0.005) {
      found.push(`${what} has a contrast of ${ratio.toFixed(2)}: ${walks.name(element)}`);
    }
  };

  for (const { element } of walks.texts()) {
    if (element.closest(":disabled, [aria-disabled=true]")) continue;
    const style = getComputedStyle(element);
    const inSvg = element instanceof SVGElement && style.fill.startsWith("rgb");
    judge(inSvg ? style.fill : style.color, style, element, "Text");
  }

  for (const element of document.body.querySelectorAll("*")) {
    if (!walks.isShown(element) || walks.isForTheEarOnly(element)) continue;
    for (const side of ["::before", "::after"]) {
      const style = getComputedStyle(element, side);
      const says = /[\p{L}\p{N}\p{S}\p{P}]/u.test(style.content.replace(/^"|"$/g, ""));
      if (style.content.startsWith('"') && says && style.display !== "none") {
        judge(style.color, style, element, `Text of ${side}`);
      }
    }
    if (element.matches(":disabled, [aria-disabled=true]")) continue;
    if (element.matches("input, textarea, select")) {
      const style = getComputedStyle(element);
      if (!element.matches("[type=checkbox], [type=radio], [type=color], [type=hidden], [type=range]")) {
        judge(style.color, style, element, "What is typed");
        if (element.placeholder) {
          judge(getComputedStyle(element, "::placeholder").color, style, element, "A placeholder");
        }
      }
    }
    if (element.matches("input, textarea, select, button, [role=button], [contenteditable=true]")) {
      boundary(element, found);
    }
  }
  return found;

  function boundary(control) {
    // The editor's text fills the frame that is drawn around it.
    const element = control.closest(".cke_chrome") || control;
    const style = getComputedStyle(element);
    const outside = walks.ground(element.parentElement);
    if (element.matches("[type=checkbox], [type=radio], [type=color]") && style.appearance !== "none") {
      // Drawn by the browser: it must know whether the page is dark.
      const isDark = walks.luminance(outside) < 0.18;
      if (isDark !== (style.colorScheme === "dark")) {
        found.push(`A control is drawn for the other kind of scheme: ${walks.name(element)}`);
      }
      return;
    }
    const ground = walks.ground(element);
    const borders = ["Top", "Right", "Bottom", "Left"]
      .filter((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none")
      .map((side) => walks.over(walks.colour(style[`border${side}Color`]), ground));
    const best = Math.max(walks.ratio(ground, outside), ...borders.map((border) => walks.ratio(border, outside)));
    // A button without a box is known by its words, whose contrast is judged above.
    const isBare = best < 1.05 && element.matches("button, [role=button]") && element.textContent.trim();
    if (best < 2.995 && !isBare) {
      found.push(`The boundary of a control has a contrast of ${best.toFixed(2)}: ${walks.name(element)}`);
    }
  }
};
