"""Peers that judge line by line, written from their published descriptions, and extractors given the lines as HTML."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.spans import Spans, lines

Judge = Callable[[Sequence[str]], list[Spans]]


@cache
def rules(name: str) -> dict[str, Any]:
    """The words and numbers of one peer's rules."""
    table = tomllib.loads((Path(__file__).parent / "peers.toml").read_text(encoding="utf-8"))
    return dict(table[name])


def c4(texts: Sequence[str]) -> list[Spans]:
    """C4's line rules. Its rules for whole pages (too few sentences, braces, bad words) are left out."""
    return [Spans.of_lines(text, _c4_keeps) for text in texts]


def _c4_keeps(line: str) -> bool:
    rule = rules("c4")
    words, lower = line.split(), line.lower()
    return (
        line.endswith(tuple(rule["ends"]))
        and not line.endswith(rule["ellipsis"])
        and len(words) >= rule["min_words"]
        and max(map(len, words)) <= rule["max_word_length"]
        and not any(phrase in lower for phrase in rule["without"])
    )


def refinedweb(texts: Sequence[str]) -> list[Spans]:
    """RefinedWeb's line-wise corrections. Its rule for whole pages (too much corrected) is left out."""
    return [Spans.of(row for a, b in lines(text) for row in _corrected(text, a, b)) for text in texts]


def _corrected(text: str, a: int, b: int) -> list[tuple[int, int, bool]]:
    """One line: dropped, or kept but for the pieces that a pattern of short lines matches."""
    rule, line = rules("refinedweb"), text[a:b]
    words, letters = line.split(), sum(map(str.isalpha, line))
    upper = sum(map(str.isupper, line)) > rule["uppercase_share"] * letters
    if len(words) <= 1 or upper or letters == 0 or re.search(rule["counter"], line.lower()):
        return [(a, b, False)]
    found = None
    if len(words) <= rule["short_words"]:
        patterns = (rule["begins"], rule["ends"], rule["anywhere"])
        found = next((m for p in patterns if (m := re.search(p, line, re.IGNORECASE))), None)
    if not found:
        return [(a, b, True)]
    c, d = a + found.start(), a + found.end()
    return [(x, y, kept) for x, y, kept in ((a, c, True), (c, d, False), (d, b, True)) if y > x]


def as_html(rows: Sequence[str]) -> str:
    """Lines as the paragraphs of a page."""
    body = "".join(f"<p>{escape(row.translate(_UNFIT))}</p>\n" for row in rows)
    return f"<!DOCTYPE html><html><head><title></title></head><body><article>\n{body}</article></body></html>"


#: Characters that no HTML parser takes.
_UNFIT = dict.fromkeys([*range(9), 11, *range(14, 32), *range(0xD800, 0xE000)], " ")


def justext() -> Judge:
    """jusText, every line a paragraph, with the stop words of all its languages: it isn't told which one it is."""
    import justext as library

    stop_words = frozenset().union(*(library.get_stoplist(name) for name in library.get_stoplists()))

    def extract(page: str) -> str:
        found = library.justext(page.encode(), stop_words, encoding="utf-8")
        return "\n".join(p.text for p in found if not p.is_boilerplate)

    return _through_html(extract)


def trafilatura() -> Judge:
    """trafilatura as it comes, every line a paragraph, reader comments out."""
    import trafilatura as library

    return _through_html(lambda page: library.extract(page, include_comments=False) or "")


def _through_html(extract: Callable[[str], str]) -> Judge:
    """A judge of an extractor: the lines that come out again stay."""

    def judge(texts: Sequence[str]) -> list[Spans]:
        return [_survivors(text, extract) for text in texts]

    return judge


def _survivors(text: str, extract: Callable[[str], str]) -> Spans:
    bounds = lines(text)
    left = Counter(map(_key, extract(as_html([text[a:b] for a, b in bounds])).split("\n")))
    found = []
    for a, b in bounds:
        key = _key(text[a:b])
        found.append((a, b, left[key] > 0))
        left[key] -= 1
    return Spans.of(found)


def _key(line: str) -> str:
    """What is left of a line when an extractor has done its spacing, and made list items of it."""
    return re.sub(r"\W+", "", line) or "".join(line.split())
