"""The limit of the server: the same bytes for everyone, in gzip as a browser asks for them."""

import os
from pathlib import Path

PAGE = Path(os.environ["PAGE"]).read_bytes()
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-cache"),
    ("Content-Encoding", "gzip"),
    ("Content-Length", str(len(PAGE))),
]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [PAGE]
