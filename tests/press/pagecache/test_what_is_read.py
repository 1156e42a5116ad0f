"""What the page cache reads of a request, and how it packs an answer."""

import gzip
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from press.converters import MAX_VALUE_LENGTH
from press.pagecache import encodings
from press.pagecache.keys import canonical_query
from press.public.pages import keep_parameters


@given(st.text(max_size=60), st.sets(st.sampled_from(["before", "q", "p"])))
def test_a_canonical_query_holds_only_what_is_declared_and_is_its_own_canonical_form(
    query: str, names: set[str]
) -> None:
    declared = tuple(sorted(names))
    once = canonical_query(query, declared)
    assert canonical_query(once, declared) == once
    assert {part.split("=")[0] for part in once.split("&") if part} <= names


def test_a_canonical_query_cuts_each_value_where_the_view_does() -> None:
    value = "ә" * MAX_VALUE_LENGTH
    assert canonical_query(f"q={value}more".encode().decode("latin-1"), ("q",)) == urlencode({"q": value})
    assert keep_parameters(QueryDict(f"q={value}more"), ("q",)).urlencode() == urlencode({"q": value})


@given(st.text(max_size=80))
def test_any_accept_encoding_is_understood(header: str) -> None:
    assert set(encodings.parse_accept_encoding(header)) <= {"br", "gzip"}


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("gzip, deflate, br, zstd", ("br", "gzip")),
        ("gzip;q=1.0, br;q=0.5", ("gzip", "br")),
        ("br;q=0, gzip", ("gzip",)),
        ("*", ("br", "gzip")),
        ("*;q=0", ()),
        ("identity", ()),
        ("", ()),
    ],
)
def test_the_better_coding_comes_first(header: str, codings: tuple[str, ...]) -> None:
    assert encodings.parse_accept_encoding(header) == codings


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=6))
def test_pieces_and_choices_make_one_gzip_member(pieces: list[bytes]) -> None:
    *before, last = pieces
    packed = [
        encodings.store(piece) if number % 2 else encodings.pack(piece) for number, piece in enumerate(before)
    ]
    packed.append(encodings.pack(last, last=True))
    assert gzip.decompress(encodings.gzip_member(packed)) == b"".join(pieces)
    assert gzip.decompress(encodings.gzip_member([encodings.join(packed)])) == b"".join(pieces)
    assert [encodings.unpack(each) for each in packed] == pieces
