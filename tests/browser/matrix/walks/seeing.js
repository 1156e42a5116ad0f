// What the other walks see with: names of elements, what is shown, colours and their contrast (WCAG 2.2).

const walks = (window.walks = {});

walks.name = (element) => {
  const own = element.id
    ? `#${element.id}`
    : element.tagName.toLowerCase() + [...element.classList].map((name) => `.${name}`).join("");
  const words = (element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 30);
  return words ? `${own} “${words}”` : own;
};

walks.isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

// Words that are for a screen reader alone stand in a box of a pixel.
walks.isForTheEarOnly = (element) => {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    if (at.clientWidth <= 2 && at.clientHeight <= 2 && at.offsetWidth && getComputedStyle(at).overflow !== "visible") {
      return true;
    }
  }
  return false;
};

walks.texts = () => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !walks.isShown(element) || element.closest("option, script, noscript")) continue;
    if (walks.isForTheEarOnly(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    // The skip link waits beside the window until it has the focus; walks.focus sees it then.
    const waits = element.closest("a[href^='#']") && boxes.every((box) => box.right <= 0);
    if (boxes.length && !waits) found.push({ node, element, boxes });
  }
  return found;
};

// Every element that can be reached by keyboard; of a group of radio buttons all, by the arrows.
walks.stops = () =>
  [
    ...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true], iframe"
    ),
  ].filter((stop) => stop.tabIndex >= 0 && !stop.matches(":disabled") && walks.isShown(stop));

walks.colour = (written) => {
  const numbers = written.match(/[\d.]+(e-?\d+)?/g).map(Number);
  const scale = written.startsWith("color(srgb") ? 255 : written.startsWith("rgb") ? 1 : NaN;
  const [red, green, blue, alpha = 1] = numbers;
  if (Number.isNaN(scale)) throw new Error(`cannot read the colour ${written}`);
  return [red * scale, green * scale, blue * scale, alpha];
};

walks.over = ([red, green, blue, alpha], under) =>
  [red, green, blue].map((part, place) => part * alpha + under[place] * (1 - alpha)).concat(1);

walks.ground = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    layers.push(walks.colour(style.backgroundColor));
    if (layers[layers.length - 1][3] === 1) break;
  }
  return layers.reduceRight((under, layer) => walks.over(layer, under), [255, 255, 255, 1]);
};

walks.luminance = (colour) => {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

walks.ratio = (one, other) => {
  const [dark, light] = [walks.luminance(one), walks.luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
