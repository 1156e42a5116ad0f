// Each stop of the keyboard shows its focus in two bands, dark and light (2.4.13, technique C40), and is
// hidden by nothing (2.4.12). Focus must have come by the keyboard before this is called.

walks.focus = () => {
  const found = [];
  const forced = matchMedia("(forced-colors: active)").matches;
  for (const stop of walks.stops()) {
    stop.focus();
    if (document.activeElement !== stop) {
      found.push(`Focus cannot be put on ${walks.name(stop)}`);
      continue;
    }
    if (stop.tagName === "IFRAME") continue;
    const missing = band(stop);
    if (missing) found.push(`${missing}: ${walks.name(stop)}`);
    const cover = hidden(stop);
    if (cover) found.push(`${cover}: ${walks.name(stop)}`);
  }
  if (document.activeElement) document.activeElement.blur();
  scrollTo(0, 0);
  return found;

  function band(stop) {
    const style = getComputedStyle(stop);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "Focus has no outline of 2 px";
    const outline = walks.colour(style.outlineColor);
    if (forced) {
      return walks.ratio(outline, walks.ground(stop.parentElement)) < 3 && "Focus is too pale in forced colours";
    }
    const shadow = style.boxShadow.match(/(rgba?\([^)]*\)) 0px 0px 0px ([\d.]+)px/);
    if (!shadow || parseFloat(shadow[2]) < 2) return `Focus has no second band of 2 px (${style.boxShadow})`;
    const ratio = walks.ratio(outline, walks.colour(shadow[1]));
    return ratio < 9 && `The two bands of focus are ${ratio.toFixed(1)} to 1`;
  }

  function hidden(stop) {
    const [box] = [...stop.getClientRects()].filter(({ width, height }) => width && height);
    if (!box) return "Focus is on nothing that is shown";
    const left = Math.max(box.left, 0);
    const right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0);
    const bottom = Math.min(box.bottom, innerHeight);
    if (right - left < 1 || bottom - top < 1) return "Focus is outside the window";
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const label = hit && hit.closest("label");
    if (hit !== stop && !stop.contains(hit) && !(label && label.control === stop)) {
      return `Focus is hidden by ${hit ? walks.name(hit) : "nothing"}`;
    }
    return cutOff(stop, box);
  }

  // The bands stand outside the box: what hides its overflow must leave two pixels of them.
  function cutOff(stop, box) {
    const style = getComputedStyle(stop);
    const reach = parseFloat(style.outlineOffset) + 2;
    if (reach <= 0) return "";
    for (let at = stop.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === "visible") continue;
      const frame = at.getBoundingClientRect();
      if (box.left - reach < frame.left || box.right + reach > frame.right) {
        return `Focus is cut off by ${walks.name(at)}`;
      }
    }
    if (box.left - reach < 0 || box.right + reach > innerWidth) return "Focus is cut off by the window";
    return "";
  }
};
