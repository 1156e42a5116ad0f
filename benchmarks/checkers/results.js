// What each checker says of the page, in one form: its rule, the place of the element, how it says it.
// Each is asked on a page of its own, since two of them write into it.
const placeOf = (element) => element?.closest("[data-place]")?.dataset.place ?? "";
const said = (rule, element, type) => ({ rule, place: placeOf(element), type });

const checkers = {
  async axe() {
    const { violations, incomplete } = await axe.run({ elementRef: true });
    const of = (rules, type) =>
      rules.flatMap(({ id, nodes }) => nodes.map(({ element }) => said(id, element, type)));
    return [...of(violations, "violation"), ...of(incomplete, "incomplete")];
  },

  sa11y() {
    Sa11y.Lang.addI18n(Sa11yLangEn.strings);
    return new Promise((resolve) => {
      document.addEventListener("sa11y-check-complete", ({ detail }) =>
        resolve(detail.results.map(({ test, element, type }) => said(test, element, type))),
      );
      new Sa11y.Sa11y({ headless: true, developerChecksOnByDefault: true });
    });
  },

  editoria11y() {
    return new Promise((resolve) => {
      document.addEventListener("ed11yResults", () =>
        resolve(
          Ed11y.results.map(({ test, element, dismissalKey }) =>
            said(test, element, dismissalKey ? "warning" : "error"),
          ),
        ),
      );
      new Ed11y({ alertMode: "headless", cssUrls: [] });
    });
  },
};

(name) => checkers[name]();
