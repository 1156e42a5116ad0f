"""Two more judges beside axe, once over every kind of page: IBM's engine, and html-validate on the source."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import TOOLS
from tests.browser.matrix.combinations import LANGUAGES, PAGES, Combination
from tests.browser.matrix.examining import Reader, Readers

# Rules of IBM's engine → the start of the places where they are passed over.
PASSED_OVER = {
    # The skip link stands before every landmark, so that it comes first.
    "aria_content_in_landmark": "/html[1]/body[1]/a[1]",
    # A form without a name is no landmark (HTML-AAM): nobody hears two that are alike.
    "aria_form_label_unique": "/html[1]/body[1]/",
    "aria_landmark_name_unique": "/html[1]/body[1]/div[1]/div[1]/main[1]/",
    # CKEditor's own markup: its buttons are links that may be disabled.
    "aria_attribute_valid": "/html[1]/body[1]/",
    # Its textarea is hidden; the label leads into the editor all the same (static/js/editor/confine.js).
    "label_ref_valid": "/html[1]/body[1]/div[1]/div[1]/main[1]/div[1]/form[1]/div[1]/div[1]/section[",
    # Django's own, where a password is changed: the only group of fields of a form has no name.
    "fieldset_label_valid": "/html[1]/body[1]/div[1]/div[1]/main[1]/div[1]/div[1]/form[1]/div[1]/fieldset[1]",
    # The frame in which a table scrolls: without a stop the keyboard could not scroll it (2.1.1).
    "element_tabbable_role_valid": "/html[1]/body[1]/",
}
# Settings of html-validate's rules, and the pages on which one is passed over, most for Django's own markup.
RULES: dict[str, object] = {
    "no-implicit-button-type": "off",  # a button that sends its form needs no type
    "no-redundant-for": "off",  # said twice is not said wrongly, and old readers need it
    "aria-label-misuse": ["error", {"allowAnyNamable": True}],  # a list may have a name
}
PASSED_OVER_ON = {
    "wcag/h30": ("admin-list", "admin-audit"),  # what sorts is named by its title
    "wcag/h32": (
        "admin-list",
        "admin-audit",
        "admin-entry",
    ),  # what is shown stands in a form that sends nothing
    "wcag/h63": ("admin-list", "admin-audit"),  # heads of rows have no scope
    # Its table is drawn as blocks on a telephone: without its roles older browsers hear no table any more.
    "no-redundant-role": ("admin-languages",),
    "wcag/h71": ("admin-password",),  # the only group of fields of a form has no name
}


@pytest.fixture(scope="session")
def ace() -> str:
    path = TOOLS / "accessibility-checker-engine" / "ace-window.js"
    if not path.exists():
        pytest.skip("IBM's engine is not there: `make test` installs it where npm is")
    return path.read_text(encoding="utf-8")


def pages() -> list[Combination]:
    """Returns each kind of page once; the languages take turns."""
    return [
        Combination(page, "auto", width=320 + 960 * (number % 2), language=LANGUAGES[number % 3])
        for number, page in enumerate(PAGES)
    ]


def test_the_engine_of_ibm_finds_nothing(readers: Readers, ace: str) -> None:
    def found(reader: Reader, wanted: Combination) -> list[str]:
        page = reader.open(wanted)
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
        page.evaluate(ace)
        issues: list[list[str]] = page.evaluate(
            """async () => (await new window.ace.Checker().check(document, ["WCAG_2_2", "IBM_Accessibility"]))
                .results.filter(one => one.value[0] === "VIOLATION" && one.value[1] === "FAIL")
                .map(one => [one.ruleId, one.message, one.path.dom])"""
        )
        return [
            " ".join(issue)
            for issue in issues
            if issue[0] not in PASSED_OVER or not issue[2].startswith(PASSED_OVER[issue[0]])
        ]

    by_page = dict(zip(PAGES, readers.each(found, pages()), strict=True))
    assert {page: issues for page, issues in by_page.items() if issues} == {}


def test_html_validate_has_nothing_to_say(readers: Readers, tmp_path: Path) -> None:
    program = TOOLS / "html-validate" / "bin" / "html-validate.mjs"
    if not program.exists() or not shutil.which("node"):
        pytest.skip("html-validate is not there: `make test` installs it where npm is")

    def save(reader: Reader, wanted: Combination) -> None:
        page = reader.open(wanted)
        source = page.context.request.get(page.url).text()
        (tmp_path / f"{wanted.page}.html").write_text(source, encoding="utf-8")

    readers.each(save, pages())
    config = {"root": True, "extends": ["html-validate:standard", "html-validate:a11y"], "rules": RULES}
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(config), encoding="utf-8")
    run = subprocess.run(
        ["node", str(program), "--formatter", "json=said.json", "*.html"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tmp_path / "said.json").exists(), run.stderr
    said = {
        f"{Path(file['filePath']).stem}:{message['line']} {message['ruleId']}: {message['message']}"
        for file in json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
        for message in file["messages"]
        if Path(file["filePath"]).stem not in PASSED_OVER_ON.get(message["ruleId"], ())
    }
    assert said == set()
