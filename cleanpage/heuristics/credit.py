"""Who made a picture or a text: 'Photo: Jane Doe', 'By Max Muster', and posts of social networks put into the text."""

from __future__ import annotations

import tomllib
from functools import cache

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.chars import HashSet, within
from cleanpage.columns import Batch, once
from cleanpage.document import Label
from cleanpage.features import Bools, place, shape
from cleanpage.lexicon import word_hashes
from cleanpage.registry import rule

Int64 = npt.NDArray[np.int64]

#: Words after a credit word: a name, an agency, a licence.
NAME_WORDS = 8
#: Words of a byline.
LINE_WORDS = 10
_MARKS = np.array(sorted(map(ord, ":：/=＝|©")), np.uint32)


@cache
def _words(kind: str) -> HashSet:
    """The words of one kind."""
    data = tomllib.loads((chars.DATA / "credit.toml").read_text(encoding="utf-8"))
    return HashSet(np.unique(word_hashes(" ".join(data[kind]))))


def _marked(batch: Batch, kind: str) -> Int64:
    """int64: the credit words of a kind that have a colon, a slash or the like behind them, perhaps after a space."""
    word = batch.word
    at = _words(kind).find(word.hash)
    last = len(batch.codes) - 1
    behind = batch.codes[np.minimum(word.end[at], last)]
    spaced = batch.codes[np.minimum(word.end[at] + 1, last)]
    return at[within(behind, _MARKS) | ((behind == ord(" ")) & within(spaced, _MARKS))]


def _rows(batch: Batch, at: Int64) -> Bools:
    found = np.zeros(len(batch), bool)
    found[batch.word.paragraph[at]] = True
    return found


@rule("credit.picture", Label.CAPTION, 3.0, "names who made a picture")
def picture(batch: Batch) -> Bools:
    """'Photo: AP' at the end of a paragraph, or a line that begins so; not a sentence that goes on after it."""
    word = batch.word
    at = _marked(batch, "picture")
    after = word.first[1:][word.paragraph[at]] - at - 1
    return _rows(batch, at[(after <= NAME_WORDS) & (after > 0)]) & ~shape(batch).shouting


@rule("credit.behind", Label.CAPTION, 3.0, "ends in who made the picture that it describes")
def behind(batch: Batch) -> Bools:
    """'The quay at dawn. Picture: Jane Doe', 'Bohrkern | © Institut': a mark, the word, and a name to the end."""
    word = batch.word
    at = _marked(batch, "picture_behind") if len(word.hash) else np.zeros(0, np.int64)
    first, last = word.first[:-1][word.paragraph[at]], word.first[1:][word.paragraph[at]]
    before = batch.cls[np.maximum(word.start[at] - 2, 0)]
    apart = chars.among(before, chars.TERMINAL, chars.SEPARATOR, chars.DASH, chars.QUOTE, chars.BRACKET, chars.OTHER)
    apart |= batch.codes[np.maximum(word.start[at] - 1, 0)] == ord("(")
    after = last - at - 1
    good = apart & (at > first) & (after > 0) & (after <= NAME_WORDS)
    return _rows(batch, at[good & (_capitals(batch, at, last) * 2 >= after)])


def _capitals(batch: Batch, at: Int64, last: Int64) -> Int64:
    """int64: how many of the words behind ``at`` begin with a capital or are of a script that has none."""
    kind = batch.cls[batch.word.start]
    named = (kind == chars.UPPER) | (kind == chars.SINGLE) | (batch.codes[batch.word.start] > 0x500)
    sums = np.append(0, np.cumsum(named))
    return np.asarray(sums[last] - sums[np.minimum(at + 1, last)])


@rule("credit.copyright", Label.CAPTION, 3.0, "ends in a copyright mark and a name")
def copyright_behind(batch: Batch) -> Bools:
    """'Bohrkern aus dem Moor | © Institut für Moorkunde': no year, and the mark does not begin the paragraph."""
    word = batch.word
    if not len(word.hash):
        return np.zeros(len(batch), bool)
    at = np.flatnonzero(batch.codes[word.start] == ord("©"))
    first, last = word.first[:-1][word.paragraph[at]], word.first[1:][word.paragraph[at]]
    year = batch.cls[word.start[np.minimum(at + 1, len(word.hash) - 1)]] == chars.DIGIT
    after = last - at - 1
    return _rows(batch, at[~year & (at - first >= 3) & (after > 0) & (after <= NAME_WORDS)])


def _line(batch: Batch) -> Bools:
    """A few words, most of them names, and no sentence."""
    counts = shape(batch)
    named = (counts.capitalised + counts.numbers >= 0.7) | (batch.kinds[:, chars.SINGLE] * 2 > counts.letters)
    return (counts.words >= 2) & (counts.words <= LINE_WORDS) & ~counts.sentence & named


@rule("credit.byline", Label.METADATA, 2.5, "names who wrote the text, or when")
def byline(batch: Batch) -> Bools:
    """'By Jane Doe', 'Von Max Muster, Berlin', 'Text: Ida Lind', above or below the text; not 'By the river'.

    Between paragraphs of the text 'Author: Ida Lind' is a row of what the text is about, unless a date stands there too.
    """
    return _byline(batch)


@once
def _byline(batch: Batch) -> Bools:
    word = batch.word
    if not len(word.hash):
        return np.zeros(len(batch), bool)
    first = np.minimum(word.first[:-1], len(word.hash) - 1)
    leads = within(word.hash[first], _words("byline").hashes) & (word.count >= 3) & (word.count <= LINE_WORDS)
    named = np.zeros(len(word.hash), bool)
    named[_marked(batch, "byline_named")] = True
    spots, dated = place(batch), shape(batch).numbers > 0
    return (
        (leads | named[first]) & _line(batch) & (word.count > 0) & (spots.head | spots.tail | (dated & (spots.prose_before <= 2)))
    )


@rule("credit.post", Label.CAPTION, 3.0, "a post of a social network, with who wrote it and when")
def post(batch: Batch) -> Bools:
    """'… — Jane Doe (@jane) May 3, 2021': a handle in brackets near the end, and a year."""
    word = batch.word
    at = np.flatnonzero((batch.codes[:-1] == ord("(")) & (batch.codes[1:] == ord("@")))
    if not len(at) or not len(word.hash):
        return np.zeros(len(batch), bool)
    handle = np.minimum(np.searchsorted(word.start, at), len(word.hash) - 1)
    paragraph = word.paragraph[handle]
    last = word.first[1:][paragraph]
    dated = batch.cls[word.start[last - 1]] == chars.DIGIT
    near = (last - handle <= NAME_WORDS) & (last - handle >= 3) & (word.start[handle] == at + 2)
    return _rows(batch, handle[near & dated])


@rule("credit.dated", Label.METADATA, 2.5, "a date above the text, and little else")
def dated(batch: Batch) -> Bools:
    """'Harbour · 13 Feb 2024 - 07:30', 'Ida Lind | News | 21.09.2023': a year and a day, and no sentence."""
    counts, spots = shape(batch), place(batch)
    early = (spots.prose_before <= 1) & (spots.prose_after > 0) & (batch.index > 0)
    figures = (counts.numbers * batch.word.count >= 1.5) & (counts.numbers >= 0.34)
    return early & counts.dated & figures & (counts.words <= LINE_WORDS) & (counts.chars <= 90) & ~counts.sentence


RULES = (picture, behind, copyright_behind, byline, dated, post)
