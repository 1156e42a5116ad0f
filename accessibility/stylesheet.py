"""Writes the stylesheets from the schemes: schemes.css, which is kept, and that of a reader's own pair."""

from collections.abc import Iterable

from accessibility import typefaces
from accessibility.own_colours import Pair
from accessibility.schemes import BLACK_ON_WHITE, DARK, LIGHT, SCHEMES, WHITE_ON_BLACK, Palette

# Lengths, the usual one too, so that a stylesheet may calculate with them: no "normal" and no bare 0.
LETTER_SPACING = ("0em", "0.06em", "0.12em", "0.18em", "0.25em")
WORD_SPACING = ("0em", "0.16em", "0.32em")
# `auto` is as wide as WCAG 1.4.12 asks beside 0.12em of letter spacing, and grows with it.
WORD_SPACING_AUTO = ("0", "0.08em", "0.16em", "0.24em", "0.32em")
LINE_HEIGHT = ("1.5", "1.75", "2", "2.5")
PARAGRAPH_GAP = ("1em", "1.25em", "1.5em", "2em")
TEXT_SIZE = ("125", "150", "200", "250", "300")

# Outranks any scheme, the reader's own among them, whichever stylesheet comes last.
ABOVE_ALL = ":root:root:root"
SYSTEM_COLOURS = {
    "--text": "CanvasText",
    "--background": "Canvas",
    "--surface": "Canvas",
    "--link": "LinkText",
    "--visited": "VisitedText",
    "--border": "ButtonText",
    "--accent": "ButtonFace",
    "--accent-text": "ButtonText",
    "--accent-surface": "Canvas",
    "--error": "CanvasText",
    "--warning": "CanvasText",
    "--success": "CanvasText",
    "--focus-inner": "Canvas",
    "--focus-outer": "CanvasText",
}
HEADER = """/* Written by `manage.py write_schemes` from accessibility/schemes.py: change that, not this.
   Cascade layers would say the order better, but the browsers of 2020 (our floor) drop
   what is in them. */"""


def schemes() -> str:
    """Returns schemes.css: typefaces, every scheme's custom properties, what the other preferences do."""
    return (
        "\n\n".join(
            [
                HEADER,
                *typefaces.faces(),
                _defaults(),
                *_colours(),
                *_spacing(),
                _everywhere(),
                *_above_all(),
                "",
            ]
        )
        .replace("\n\n\n", "\n\n")
        .rstrip("\n")
        + "\n"
    )


def own(pair: Pair) -> str:
    """Returns the stylesheet of a reader's own pair."""
    palette = pair.palette()
    return "\n".join([_rule(':root[data-colours="own"]', _scheme(palette)), _swatch("own", palette), ""])


def _rule(selector: str, declarations: dict[str, str], indent: str = "") -> str:
    body = "".join(f"{indent}  {name}: {value};\n" for name, value in declarations.items())
    return f"{indent}{selector} {{\n{body}{indent}}}"


def _media(query: str, rules: Iterable[str]) -> str:
    return f"@media {query} {{\n" + "\n".join(rules) + "\n}"


def _scheme(palette: Palette) -> dict[str, str]:
    return {"color-scheme": "dark" if palette.is_dark() else "light", **palette.tokens()}


def _sign(name: str, value: str, declarations: dict[str, str]) -> str:
    """A step shows what it sets, whatever is chosen now: in the bar and beside a radio of the settings."""
    step = f'.display-{name} [value="{value}"]'
    return _rule(f"{step} .display-sign,\n{step} + .display-sign", declarations)


def _swatch(value: str, palette: Palette) -> str:
    # Under forced colours too: a swatch without its colours says nothing.
    colours = {"color": palette.text, "background": palette.background, "forced-color-adjust": "none"}
    return _sign("colours", value, colours)


def _defaults() -> str:
    return _rule(
        ":root",
        {
            **_scheme(LIGHT),
            "--letter-spacing": LETTER_SPACING[0],
            "--word-spacing": WORD_SPACING[0],
            "--line-height": LINE_HEIGHT[0],
            "--paragraph-gap": PARAGRAPH_GAP[0],
            "--typeface": typefaces.TYPEFACES["golos"].stack,
        },
    )


def _colours() -> Iterable[str]:
    auto = ":root:not([data-colours])"
    yield _media("(prefers-color-scheme: dark)", [_rule(auto, _scheme(DARK), "  ")])
    yield _media("(prefers-contrast: more)", [_rule(auto, _scheme(BLACK_ON_WHITE), "  ")])
    yield _media(
        "(prefers-contrast: more) and (prefers-color-scheme: dark)",
        [_rule(auto, _scheme(WHITE_ON_BLACK), "  ")],
    )
    for scheme in SCHEMES:
        yield _rule(f':root[data-colours="{scheme.value}"]', _scheme(scheme.palette))
        yield _swatch(scheme.value, scheme.palette)


def _spacing() -> Iterable[str]:
    """em, and set on every element: spacing inherited as a length would not grow with a heading."""
    for step, wide in enumerate(LETTER_SPACING[1:], 1):
        declarations = {"--letter-spacing": wide, "--word-spacing": WORD_SPACING_AUTO[step]}
        yield _rule(f':root[data-letter-spacing="{step}"]', declarations)
    for step, wide in enumerate(WORD_SPACING):
        yield _rule(f':root[data-word-spacing="{step}"]', {"--word-spacing": wide})
    for step, wide in enumerate(LETTER_SPACING):
        yield _sign("letter-spacing", str(step), {"letter-spacing": f"{wide} !important"})
    for step, wide in enumerate(WORD_SPACING):
        yield _sign("word-spacing", str(step), {"word-spacing": f"{wide} !important"})
    for step, height in enumerate(LINE_HEIGHT):
        yield _sign("line-height", str(step), {"line-height": f"{height} !important"})
    for step, (height, gap) in enumerate(zip(LINE_HEIGHT, PARAGRAPH_GAP, strict=True)):
        if step:
            declarations = {"--line-height": height, "--paragraph-gap": gap}
            yield _rule(f':root[data-line-height="{step}"]', declarations)
    for size in TEXT_SIZE:
        yield _rule(f':root[data-text-size="{size}"]', {"font-size": f"{size}%"})
    for value, typeface in typefaces.TYPEFACES.items():
        if value != "golos":
            yield _rule(f':root[data-typeface="{value}"]', {"--typeface": typeface.stack})
        yield _sign("typeface", value, {"font-family": f"{typeface.stack} !important"})


def _everywhere() -> str:
    return """\
:root {
  color: var(--text);
  background: var(--background);
  font-family: var(--typeface);
}
a {
  color: var(--link);
}

/* !important: a visitor's choice outranks a component's own spacing, headings and buttons too (1.4.12). */
:root[data-letter-spacing] * {
  letter-spacing: var(--letter-spacing) !important;
}
:root[data-letter-spacing] *,
:root[data-word-spacing] * {
  word-spacing: var(--word-spacing) !important;
}
:root[data-line-height] * {
  line-height: var(--line-height) !important;
}
:root[data-line-height] p + p {
  margin-top: var(--paragraph-gap) !important;
}
/* Not on code, whose columns mean something, nor on what shows another typeface. */
:root[data-typeface] body,
:root[data-typeface] h1,
:root[data-typeface] h2,
:root[data-typeface] h3,
:root[data-typeface] button,
:root[data-typeface] input,
:root[data-typeface] select,
:root[data-typeface] textarea {
  font-family: var(--typeface) !important;
}

/* On the pictures, not on the root: a filter there would move everything that is fixed. */
:root[data-images="grey"] img,
:root[data-images="grey"] picture,
:root[data-images="grey"] video {
  filter: grayscale(1);
}
:root[data-images="grey"] picture img {
  filter: none;
}

/* Two bands, dark and light: one of them shows on any ground (C40); the outline stays in forced colours. */
:focus {
  outline: 3px solid var(--focus-outer);
  outline-offset: 3px;
  box-shadow: 0 0 0 3px var(--focus-inner);
}
:focus:not(:focus-visible) {
  outline: none;
  box-shadow: none;
}

:root[data-motion="none"] *,
:root[data-motion="none"] *::before,
:root[data-motion="none"] *::after {
  animation: none !important;
  transition: none !important;
  scroll-behavior: auto !important;
}
@media (prefers-reduced-motion: reduce) {
  *,
  *::before,
  *::after {
    animation: none !important;
    transition: none !important;
    scroll-behavior: auto !important;
  }
}"""


def _above_all() -> Iterable[str]:
    # A button that was told by its ground alone has now that of the page: it needs its edge.
    edged = _rule("button,\n  input,\n  select,\n  textarea", {"border-color": "ButtonText !important"}, "  ")
    yield _media("(forced-colors: active)", [_rule(ABOVE_ALL, SYSTEM_COLOURS, "  "), edged])
    yield _media("print", [_rule(ABOVE_ALL, _scheme(BLACK_ON_WHITE), "  ")])
