// Nothing scrolls sideways, is clipped or covered (1.4.4, 1.4.10, 1.4.12); targets are large (2.5.5, 2.5.8).

walks.room = () => {
  const found = [];
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) {
    found.push(`The page is ${page.scrollWidth} px wide in a window of ${page.clientWidth} px`);
  }
  const texts = walks.texts();
  return found.concat(clipped(), outside(), covered());

  // Of what scrolls by itself all can be reached.
  function scrolls(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  }

  function clipped() {
    const cut = new Set();
    for (const { element, boxes } of texts) {
      const reachable = { x: false, y: false };
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        const hides = (overflow) => overflow === "hidden" || overflow === "clip";
        if (style.overflowX === "visible" && style.overflowY === "visible") continue;
        const frame = at.getBoundingClientRect();
        const lost = boxes.some(
          (box) =>
            (!reachable.x && hides(style.overflowX) && (box.left < frame.left - 1 || box.right > frame.right + 1)) ||
            (!reachable.y &&
              hides(style.overflowY) &&
              (box.top + box.height * 0.2 < frame.top || box.bottom - box.height * 0.2 > frame.bottom))
        );
        if (lost) cut.add(`Text is clipped by ${walks.name(at)}: ${walks.name(element)}`);
        // Further out it is what scrolls that is seen, and in it the text can be brought to sight.
        reachable.x = reachable.x || !hides(style.overflowX);
        reachable.y = reachable.y || !hides(style.overflowY);
      }
    }
    return [...cut];
  }

  function outside() {
    return texts
      .filter(({ boxes }) => boxes.some((box) => box.left < -1 || box.right > page.clientWidth + 1))
      .filter(({ element }) => !scrolls(element))
      .map(({ element }) => `Text leaves the window: ${walks.name(element)}`);
  }

  // What stays in view lies over what scrolls, which comes out from under it.
  function stays(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).position === "sticky") return true;
    }
    return false;
  }

  // Two texts on one place; lines may touch, so only the middle of each counts.
  function covered() {
    const middles = texts
      .filter(({ element }) => !scrolls(element))
      .flatMap(({ node, element, boxes }) =>
        boxes.map(({ left, right, top, height }) => ({
          node,
          element,
          stays: stays(element),
          left: left + 1,
          right: right - 1,
          top: top + height * 0.3,
          bottom: top + height * 0.7,
        }))
      )
      .sort((a, b) => a.top - b.top);
    const over = new Set();
    middles.forEach((one, place) => {
      for (let next = place + 1; next < middles.length && middles[next].top < one.bottom; next++) {
        const other = middles[next];
        if (one.stays === other.stays && other.node !== one.node && other.left < one.right && one.left < other.right) {
          over.add(`Two texts are on one place: ${walks.name(one.element)} and ${walks.name(other.element)}`);
        }
      }
    });
    return [...over];
  }
};

// 1.4.12: the reader's own stylesheet. Constructed, since the policy refuses a style element.
walks.space = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
     p { margin-bottom: 2em !important }`
  );
  document.adoptedStyleSheets = [sheet];
};

walks.unspace = () => {
  document.adoptedStyleSheets = [];
};

walks.targets = () => {
  const found = [];
  for (const stop of walks.stops()) {
    if (walks.isForTheEarOnly(stop)) continue;
    const label = stop.matches("[type=checkbox], [type=radio]") && stop.labels && stop.labels[0];
    const { width, height } = (label || stop).getBoundingClientRect();
    const least = stop.closest(".display-bar") ? 44 : 24;
    if (width < least - 0.5 || height < least - 0.5) {
      if (!isInASentence(stop)) {
        found.push(`A target is ${width.toFixed(0)} by ${height.toFixed(0)} px, under ${least}: ${walks.name(stop)}`);
      }
    }
  }
  return found;

  function isInASentence(stop) {
    const block = stop.closest("p, li, dd, td, th, figcaption, blockquote, div");
    return (
      stop.matches("a") &&
      getComputedStyle(stop).display === "inline" &&
      block.textContent.trim().length > stop.textContent.trim().length
    );
  }
};
