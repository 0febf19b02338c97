"""Documents made to be slow: each a function of the length in characters. Ordinary text must not be much faster."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from functools import cache

from cleanpage import lexicon


def _fill(unit: str, characters: int) -> str:
    return (unit * (characters // len(unit) + 1))[:characters]


@cache
def _wordings() -> tuple[str, ...]:
    phrases = (p for lang in lexicon.languages() for p in lexicon.read(lexicon.LEXICONS / f"{lang}.toml"))
    return tuple(wording for phrase in phrases for wording in phrase.expansions())


def phrases(characters: int) -> str:
    """Nothing but stock phrases of all languages, one a line."""
    return _fill("\n".join(_wordings()) + "\n", characters)


def beginnings(characters: int) -> str:
    """The first two words of all longer phrases: every place looks like the beginning of some phrases, and is none."""
    pairs = (wording.split()[:2] for wording in _wordings() if len(wording.split()) > 2)
    return _fill(" ".join(itertools.chain.from_iterable(pairs)) + "\n", characters)


def near_copies(characters: int) -> str:
    """One long paragraph again and again, each time with another word changed."""
    order = random.Random(0)  # noqa: S311 - made-up words, no secret
    words = ["".join(order.choices("abcdefghijklmnop", k=order.randint(2, 9))) for _ in range(60)]
    parts, total = [], 0
    for number in itertools.count():
        words[number % 60] = "".join(order.choices("abcdefghijklmnop", k=6))
        parts.append(" ".join(words) + ".\n")
        total += len(parts[-1])
        if total > characters:
            break
    return "".join(parts)[:characters]


def wrapped(characters: int) -> str:
    """Lines that all seem to go on in the next one: one paragraph of hard-wrapped text without an end."""
    return _fill("and so the long sentence goes on and on in the line after this one,\n", characters)


DOCUMENTS: dict[str, Callable[[int], str]] = {
    "lines of one character": lambda n: _fill("a\n", n),
    "lines of one ideograph": lambda n: _fill("字\n", n),
    "blank lines": lambda n: _fill("\n", n),
    "lines of spaces": lambda n: _fill("  \n", n),
    "one line of sentences": lambda n: _fill("This is one more sentence of a line without end. ", n),
    "one line without sentence ends": lambda n: _fill("word after word ", n),
    "one word": lambda n: _fill("a", n),
    "full stops": lambda n: _fill(". ", n),
    "nested brackets": lambda n: _fill("([{", n // 2) + _fill("}])", n - n // 2),
    "combining marks": lambda n: _fill("\u0301", n),
    "zero-width characters": lambda n: _fill("a\u200b", n),
    "lone surrogates": lambda n: _fill("\ud800 \udfff\n", n),
    "NUL": lambda n: _fill("\0", n),
    "numbers": lambda n: _fill("1 2 3,4 5.6\n", n),
    "one paragraph repeated": lambda n: _fill("The same paragraph, word for word, over and over in one text.\n", n),
    "near copies": near_copies,
    "wrapped lines": wrapped,
    "stock phrases only": phrases,
    "beginnings of stock phrases": beginnings,
}
