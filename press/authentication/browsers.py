"""What browser it was, in two words that its owner knows it by."""

import re

# The first that is found: each also has the names of those below it.
_BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/",
    "Opera": r"OPR/|Opera",
    "Yandex Browser": r"YaBrowser/",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrom(?:e|ium)/|CriOS/",
    "Safari": r"Safari/",
}
_SYSTEMS = {
    "Android": r"Android",
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Windows": r"Windows",
    "macOS": r"Mac OS X|Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux",
}


def describe_browser(user_agent: str) -> str:
    """Returns "Firefox, Linux"; less, down to nothing, where the user agent says less."""
    return ", ".join(filter(None, (_find(_BROWSERS, user_agent), _find(_SYSTEMS, user_agent))))


def _find(names: dict[str, str], user_agent: str) -> str:
    return next((name for name, pattern in names.items() if re.search(pattern, user_agent)), "")
