"""Examples to learn from, and what is done to their text: thinned as scrapers leave pages, mangled, wrapped, spoiled."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from benchmarks.training import gold
from benchmarks.training.labels import Line
from cleanpage.columns import Batch
from cleanpage.document import LABELS

#: Where a label or a decision is not known.
UNKNOWN = -1
#: Typography that machines flatten; as long as what it stands for.
_PLAIN = str.maketrans("’‘“”„«»–—…", '\'\'"""""--.')
#: Columns of hard-wrapped text.
_COLUMN = 72


@dataclass(frozen=True)
class Example:
    """A document to learn from, or to be judged on.

    Attributes:
        text: the document.
        label: per paragraph, column of the label or UNKNOWN.
        keep: per paragraph, 1, 0 or UNKNOWN.
        weight: how much the document counts.
        held_out: whether it is kept for judging.
        source: where it comes from.
    """

    text: str
    label: list[int]
    keep: list[int]
    weight: float
    held_out: bool
    source: str
    lang: str


def lines_example(  # noqa: PLR0913, PLR0917 - the columns of an example
    lines: list[Line],
    separator: str,
    weight: float,
    held_out: bool,  # noqa: FBT001
    source: str,
    lang: str,
    rng: random.Random | None = None,
) -> Example:
    """An example out of lines; paragraphs take what is known of the line that most of them comes from.

    With ``rng`` the text is now and then mangled as scrapers and converters do it.
    """
    text = separator.join(line.text for line in lines)
    if rng is not None:
        text = mangled(text, rng, separator)
    ends = np.cumsum([len(line.text) + len(separator) for line in lines])
    batch = Batch([text])
    middle = (batch.start + batch.end) // 2
    rows = np.minimum(np.searchsorted(ends, middle, side="right"), len(lines) - 1)
    label = [LABELS.index(lines[r].label) if lines[r].label else UNKNOWN for r in rows]
    return Example(text, label, [lines[r].keep for r in rows], weight, held_out, source, lang)


def mangled(text: str, rng: random.Random, separator: str) -> str:
    """The text as long as it was: in lower case, with plain typography, without stops, or hard-wrapped."""
    if rng.random() < 0.12:
        text = text.translate(_PLAIN)
    if rng.random() < 0.04:
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if rng.random() < 0.04:
        text = re.sub(r"[.,;:!?](?=\s)", " ", text)
    if "\n\n" in separator and rng.random() < 0.12:
        text = wrapped(text)
    return text


def wrapped(text: str) -> str:
    """The text with line breaks for spaces, so that lines are of about 72 characters."""
    found: list[str] = []
    column = 0
    for word in re.split("([ \n])", text):
        if word == "\n":
            column = -1
        elif word == " " and column > _COLUMN - 6:
            word, column = "\n", -1  # noqa: PLW2901 - a break for the space
        found.append(word)
        column += len(word)
    return "".join(found)


def spoil(lines: list[Line], blocks: list[list[Line]], hard: list[Line], rng: random.Random) -> list[Line]:
    """Put blocks between and below the lines, and hard paragraphs between them."""
    lines = list(lines)
    for paragraph in hard:
        lines.insert(rng.randint(1, len(lines)), paragraph)
    for block in blocks:
        place = len(lines) if rng.random() < 0.45 else rng.randint(0 if rng.random() < 0.2 else 1, len(lines))
        whole = rng.random() >= 0.3
        lines[place:place] = [line for number, line in enumerate(block) if whole or not number or rng.random() < 0.7]
    return lines


def any_separator(rng: random.Random) -> str:
    """What stands between the lines of a document; now and then they all run together."""
    return rng.choice(("\n", "\n", "\n\n", "\n\n", "\n\n\n", " "))


def runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines of one label."""
    for _, group in groupby(lines, key=lambda line: line.label):
        yield list(group)


def thinned(lines: list[Line], rng: random.Random) -> list[Line]:
    """The page as a scraper might have left it: most boilerplate gone, some lines still standing in the text.

    Whole pages are half menus; what scrapers hand on is text with a few leaks, and a line has to be known there too.
    """
    stays, whole = rng.choice((0.0, 0.1, 0.25, 0.5)), rng.random() < 0.5
    left: list[Line] = []
    for run in runs(lines):
        if run[0].keep == gold.DROP:
            if rng.random() < stays:
                left += run if whole and len(run) < 8 else rng.sample(run, 1)
        else:
            left += run
    return left
