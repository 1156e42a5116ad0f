"""Writes what depends on colours: the end of schemes.css, and the stylesheet of a reader's own pair."""

from collections.abc import Iterable

from accessibility.own_colours import Pair
from accessibility.schemes import BLACK_ON_WHITE, DARK, LIGHT, SCHEMES, WHITE_ON_BLACK, Palette

# What stands above this line in schemes.css is written by hand.
MARK = "/* --- Colours: below this line `manage.py write_schemes` writes, from schemes.py --- */"


def with_schemes(css: str) -> str:
    """Returns the text of schemes.css with everything below its mark written anew."""
    by_hand, mark, _ = css.partition(MARK)
    if not mark:
        raise ValueError(f"The line {MARK} is missing")
    return "\n".join([by_hand + mark, *_colours(), ""])


def own(pair: Pair) -> str:
    """Returns the stylesheet of a reader's own pair."""
    palette = pair.palette()
    return "\n".join([_rule(':root[data-colours="own"]', _scheme(palette)), _swatch("own", palette), ""])


def _colours() -> Iterable[str]:
    auto = ":root:not([data-colours])"
    yield _rule(":root", _scheme(LIGHT))
    yield _media("(prefers-color-scheme: dark)", auto, DARK)
    yield _media("(prefers-contrast: more)", auto, BLACK_ON_WHITE)
    yield _media("(prefers-contrast: more) and (prefers-color-scheme: dark)", auto, WHITE_ON_BLACK)
    for scheme in SCHEMES:
        yield _rule(f':root[data-colours="{scheme.value}"]', _scheme(scheme.palette))
        yield _swatch(scheme.value, scheme.palette)
    # Outranks any scheme, and comes after the system's forced colours: paper is white.
    yield _media("print", ":root:root:root", BLACK_ON_WHITE)


def _rule(selector: str, declarations: dict[str, str], indent: str = "") -> str:
    body = "".join(f"{indent}  {name}: {value};\n" for name, value in declarations.items())
    return f"{indent}{selector} {{\n{body}{indent}}}"


def _media(query: str, selector: str, palette: Palette) -> str:
    return f"@media {query} {{\n{_rule(selector, _scheme(palette), '  ')}\n}}"


def _scheme(palette: Palette) -> dict[str, str]:
    return {"color-scheme": "dark" if palette.is_dark() else "light", **palette.tokens()}


def _swatch(value: str, palette: Palette) -> str:
    # Under forced colours too: a swatch without its colours says nothing.
    colours = {"color": palette.text, "background": palette.background, "forced-color-adjust": "none"}
    step = f'.display-colours [value="{value}"]'
    return _rule(f"{step} .display-sign,\n{step} + .display-sign", colours)
