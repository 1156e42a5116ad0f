"""The benchmark of the search: what it says is above a bar, and the table."""

from benchmarks import search
from benchmarks.judgements import Question, Verdict


def measured(milliseconds: float, *, words: float = 60_000) -> search.Measured:
    times = {"minber": [1.0] * 18 + [milliseconds] * 2, "counts": [2.0], "websearch": [3.0], "tantivy": [4.0]}
    sizes = {"minber": 1_000_000, "websearch": 2_000_000, "tantivy": 3_000_000, "table": 4_000_000}
    return {"kinds": {"two words": times}, "rounds": 3, "sizes": sizes, "words_a_second": words}


def test_what_is_above_its_bar_is_said() -> None:
    assert search.overruns(measured(29), 100_000) == []
    assert search.overruns(measured(31), 100_000) == ["Above the bar: two words, a page: 31 ms for 30 (p95)."]
    assert search.overruns(measured(31), 1_000_000) == []
    assert search.overruns(measured(29, words=4), 1_000) == [
        "Above the bar: 4 words a second are entered, not 50,000."
    ]


def test_the_table_has_time_and_quality() -> None:
    question = Question("1", "plain", "ru", "сенат", ("one",), ("*",))
    verdicts = {engine: [Verdict(question, ("one", "two"), 2)] for engine in search.ENGINES}
    table = search.report(measured(5), verdicts, [], 100_000)
    assert "| two words | 20 | 1.0 / 5.0 | 3.0 / 3.0 | 4.0 / 4.0 | 2.0 / 2.0 |" in table
    assert "| judged: recall of the first ten | 1 | 1.00 | 1.00 | 1.00 | |" in table
    assert "| judged: forbidden answers | 1 | 50.0% | 50.0% | 50.0% | |" in table
