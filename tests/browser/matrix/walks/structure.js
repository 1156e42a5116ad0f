// One h1, the skip link first, and words in the language that they say they are in (3.1.1, 3.1.2).

walks.structure = (language) => {
  const found = [];
  const headings = [...document.querySelectorAll("h1")].filter(walks.isShown);
  if (headings.length !== 1) found.push(`There are ${headings.length} h1`);
  const first = walks.stops()[0];
  const goal = first.matches("a[href^='#']") && document.querySelector(first.getAttribute("href"));
  if (!goal) found.push(`The first stop is no skip link: ${walks.name(first)}`);
  if (goal && !goal.closest("main") && !goal.querySelector("main")) found.push("The skip link leads past the text");
  if (document.documentElement.lang !== language) found.push(`The page says it is in ${document.documentElement.lang}`);

  const strange = { en: /\p{Script=Cyrillic}/u, ru: /[әғқңөұүһі]/iu };
  for (const { node, element } of walks.texts()) {
    const said = element.closest("[lang]").lang;
    if (strange[said] && strange[said].test(node.data)) {
      found.push(`This says it is in ${said}: “${node.data.trim().slice(0, 40)}” in ${walks.name(element)}`);
    }
  }
  return found;
};
