"""The limits in Python: the same bytes for everyone; and a head, an attribute by the cookie, a tail."""

import json
import os
import re
from pathlib import Path

FOLDER = Path(os.environ["BENCH"])
PAGE = (FOLDER / "page.html").read_bytes()
ATTRIBUTES = {
    token: said.encode() for token, said in json.loads((FOLDER / "display.json").read_text()).items()
}
HEAD, TAIL = re.split(rb'(?<=<html lang="en")', PAGE, maxsplit=1)
COOKIE = re.compile(r"(?:^|; ?)display=([a-z0-9.:-]+)").search
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache")]


def bare(environ, start_response):
    start_response("200 OK", [*HEADERS, ("Content-Length", str(len(PAGE)))])
    return [PAGE]


def splice(environ, start_response):
    found = COOKIE(environ.get("HTTP_COOKIE", ""))
    attributes = ATTRIBUTES.get(found[1], b"") if found else b""
    length = len(HEAD) + len(attributes) + len(TAIL)
    start_response("200 OK", [*HEADERS, ("Content-Length", str(length))])
    return [HEAD, attributes, TAIL]
