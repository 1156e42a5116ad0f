"""tantivy as its documentation sets it up: a field for the title and one for the text, stemmed by language.

Reads rows as lines of JSON until an empty one, then questions; answers each with the releases and the
milliseconds. Kazakh has no stemmer in it: the default tokenizer.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import tantivy

TOKENIZERS = {"kk": "default", "ru": "ru_stem", "en": "en_stem"}
PAGE = 20
FOLDER = Path(sys.argv[1])


def make(language: str) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("release", stored=True)
    for name in ("title", "text"):
        builder.add_text_field(name, stored=False, tokenizer_name=TOKENIZERS[language])
    folder = FOLDER / language
    folder.mkdir()
    index = tantivy.Index(builder.build(), path=str(folder))
    for of, name in {"ru": "russian", "en": "english"}.items():
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        stemmed = analyzer.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer(name)).build()
        index.register_tokenizer(f"{of}_stem", stemmed)
    return index


def ask(index: tantivy.Index, text: str) -> list[int]:
    query, _ = index.parse_query_lenient(text, ["title", "text"], conjunction_by_default=True)
    searcher = index.searcher()
    found = searcher.search(query, PAGE, count=True)
    return [searcher.doc(address)["release"][0] for _, address in found.hits]


def main() -> None:
    indexes = {language: make(language) for language in TOKENIZERS}
    writers = {language: index.writer() for language, index in indexes.items()}
    for line in sys.stdin:
        row: list[Any] = json.loads(line)
        if not row:
            break
        release, language, title, text = row
        writers[language].add_document(tantivy.Document(release=release, title=title, text=text))
    for language, writer in writers.items():
        writer.commit()
        writer.wait_merging_threads()
        indexes[language].reload()
    say(sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()))
    for line in sys.stdin:
        language, text = json.loads(line)
        began = time.perf_counter()
        found = ask(indexes[language], text)
        say([found, (time.perf_counter() - began) * 1000])


def say(told: object) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
