"""What the learned model reads: some numbers of every paragraph, and the n-grams of its first and last words.

Every number is a whole count looked up in a table of logarithms, a ratio of two counts, or a flag, and is held in steps of
a sixteenth. So inputs, and the sums that the network makes of them, are the same to the bit whatever the batch.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from cleanpage import chars, repeats, words
from cleanpage.columns import Batch
from cleanpage.document import LABELS
from cleanpage.evidence import Hits
from cleanpage.features import place, shape, windows
from cleanpage.heuristics.cohesion import shared
from cleanpage.heuristics.contact import links
from cleanpage.heuristics.place import headline_like
from cleanpage.lexicon import STRONG
from cleanpage.registry import matches

Floats = npt.NDArray[np.float64]
Int8 = npt.NDArray[np.int8]
#: Numbers or flags, one a paragraph.
Column = npt.NDArray[np.number] | npt.NDArray[np.bool_]
Int64 = npt.NDArray[np.int64]

#: Inputs and activations are multiples of this, and smaller than eight.
STEP, LIMIT = 1 / 16, 127 / 16
#: Words at the beginning and at the end of a paragraph that the model reads.
FIRST_WORDS, LAST_WORDS = 14, 8

#: Characters that are counted.
_COUNTED = (
    chars.COMMA, chars.TERMINAL, chars.SEPARATOR, chars.QUOTE, chars.BRACKET, chars.COLON, chars.OTHER, chars.DASH,
)  # fmt: skip
#: Columns of ``evidence``.
EVIDENCE = len(LABELS) + 3 * (len(LABELS) - 2) + 1
#: A phrase of this weight is a strong one, though it be not the first of its paragraph.
_STRONG = STRONG / 2

#: Rules whose hits are as telling as a stock phrase.
_TELLING = ("phrases", "credit", "contact", "references.numbered")

_LOG = np.log2(1 + np.arange(1 << 14)) / 2


def log(counts: npt.NDArray[np.number]) -> Floats:
    """Half the binary logarithm of 1 + a count (none is negative), from a table; counts beyond it are cut."""
    return np.asarray(_LOG[np.minimum(counts, len(_LOG) - 1).astype(np.int64, copy=False)])


def logs(*counts: npt.NDArray[np.number]) -> list[Column]:
    """The logarithms of several columns at once."""
    return list(log(np.stack(counts)))


def steps(values: npt.NDArray[np.floating]) -> Int8:
    """Values as the model holds them: whole multiples of ``STEP``, ``LIMIT`` at most."""
    return np.rint(np.clip(values, -LIMIT, LIMIT) / STEP).astype(np.int8)


def _shape(batch: Batch) -> list[Column]:
    counts, kinds = shape(batch), batch.kinds
    word = batch.word
    ends, begins = counts.ends, counts.begins
    return [
        *logs(counts.chars, counts.words), 3 * counts.stop_ratio, log(counts.stops), 2 * counts.capitalised,
        3 * counts.numbers, counts.shouting, counts.prose, counts.sentence, counts.ellipsis, ends == chars.COLON,
        ends == chars.COMMA, ends == chars.DIGIT, begins == chars.UPPER, begins == chars.LETTER, begins == chars.DIGIT,
        chars.among(begins, chars.SEPARATOR, chars.DASH, chars.OTHER), begins == chars.QUOTE, begins == chars.BRACKET,
        *log(kinds[:, _COUNTED].T),
        kinds[:, chars.CURRENCY] > 0, kinds[:, chars.COPYRIGHT] > 0, links(batch),
        6 * counts.ratio(chars.UPPER), 6 * counts.ratio(chars.DIGIT),
        6 * counts.ratio(chars.COMMA, chars.TERMINAL, chars.COLON),
        np.minimum(counts.letters / np.maximum(word.count, 1), 12) / 3, headline_like(batch),
    ]  # fmt: skip


def _place(batch: Batch) -> list[Column]:
    spots, counts = place(batch), shape(batch)
    kinds = np.stack([counts.prose, counts.short], axis=1).astype(np.int64)
    size = np.where(counts.prose, batch.length, 0)
    below = batch.count - batch.index
    around: list[Column] = []
    for reach in (2, 8, 24):
        above, beneath = (windows(batch, kinds, *way) * (3 / (reach + 1)) for way in ((reach, 0), (0, reach)))
        around += [above[:, 0], beneath[:, 0], above[:, 1], beneath[:, 1]]
    return [
        *logs(batch.index, below), 3 * batch.index / np.maximum(batch.count, 1), *logs(spots.prose_before, spots.prose_after),
        spots.head, spots.tail, spots.body, log(spots.run),
        log(windows(batch, size, 6, 0)) / 3, log(windows(batch, size, 0, 6)) / 3,
        np.minimum(spots.breaks_before, 4) / 2, *around,
    ]  # fmt: skip


def _document(batch: Batch) -> list[Column]:
    counts = shape(batch)
    total = np.maximum(batch.by_doc(batch.length), 1)
    prose = batch.by_doc(batch.length * counts.prose)
    shorts = batch.by_doc(counts.short.astype(np.int64)) / np.maximum(np.diff(batch.first), 1)
    unknown = np.array([lang == "und" for lang in batch.lang], bool)
    spread = [log(total) / 2, 3 * prose / total, 3 * shorts, log(np.diff(batch.first)), unknown]
    return [*(values[batch.doc] for values in spread), batch.flat, batch.joined]


def _repeats(batch: Batch) -> list[Column]:
    leader = repeats.earlier_lines(batch)
    first = np.where(leader < 0, np.arange(len(batch)), leader)
    times = np.bincount(first, minlength=len(batch))[first]
    return [leader >= 0, log(times), repeats.find(batch) >= 0]


def _cohesion(batch: Batch) -> list[Column]:
    total, known = shared(batch)
    return [log(total), 3 * known / np.maximum(total, 1), (total > 3) & (known == 0)]


#: What the numbers are, in words a reader understands; evidence and words follow.
GROUPS: dict[str, Callable[[Batch], list[Column]]] = {
    "its shape": _shape,
    "its place": _place,
    "the kind of document": _document,
    "repetition": _repeats,
    "shared vocabulary": _cohesion,
}


def dense(batch: Batch) -> tuple[Int8, dict[str, slice]]:
    """int8 ``[F, P]``, in steps, and the rows of every group."""
    columns: list[Column] = []
    slices = {}
    for name, group in GROUPS.items():
        begin = len(columns)
        columns += group(batch)
        slices[name] = slice(begin, len(columns))
    matrix = np.empty((len(columns), len(batch)), np.float32)
    for number, column in enumerate(columns):
        matrix[number] = column
    return steps(matrix), slices


def evidence(batch: Batch, hits: Hits) -> Int8:
    """int8 ``[EVIDENCE, P]``, in steps: what is said for each label, and what stock phrases, credits and addresses alone say.

    The sums of all rules come first, halved. For every label of boilerplate follow: a strong phrase that begins the
    paragraph, a strong phrase elsewhere in it, and the weak ones, halved; last, the share of the paragraph that a strong
    phrase covers. Many weak signs may add up to as much as one phrase that gives a line away: here they stay apart.
    """
    count = len(batch)
    phrases = hits.of(_telling(hits.names))
    strong = phrases.weight >= _STRONG
    begins = phrases.start == 0
    said = [_marked(phrases, strong & begins, count), _marked(phrases, strong & ~begins, count)]
    weak = phrases.take(np.flatnonzero(~strong)).sums(count)[:, 2:] / 2
    covered = np.zeros((count, 1))
    share = (phrases.end - phrases.start)[strong] / batch.length[phrases.paragraph[strong]]
    np.maximum.at(covered[:, 0], phrases.paragraph[strong], share)
    return steps(np.hstack([hits.sums(count) / 2, *said, weak, 3 * covered]).T)


@cache
def _telling(names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """bool ``[names]``: the rules that a line can be told by."""
    return np.array([any(matches(name, prefix) for prefix in _TELLING) for name in names], bool)


def _marked(hits: Hits, wanted: npt.NDArray[np.bool_], count: int) -> Floats:
    """Float64 ``[count, 12]``: 3 for every label of boilerplate that one of the wanted hits speaks for."""
    marks = np.zeros((count, len(LABELS)))
    marks[hits.paragraph[wanted], hits.label[wanted]] = 3
    return marks[:, 2:]


def ngrams(batch: Batch) -> tuple[chars.UInt64, Int64]:
    """Hashes of words, stems and pairs of words at both ends of every paragraph, and their paragraphs."""
    found = batch.word
    at = _read_words(batch)
    paragraph = found.paragraph[at]
    singles = found.hash[at]
    stems = found.stems(at)
    follows = np.flatnonzero((at[1:] == at[:-1] + 1) & (paragraph[1:] == paragraph[:-1])) if len(at) else at
    pairs = chars.mix(words.sequence_hash([singles[follows], singles[follows + 1]]) + np.uint64(2))
    edges = found.first[:-1][found.count > 0]
    firsts = chars.mix(found.hash[edges] + np.uint64(77))
    hashes = np.concatenate([singles, stems, pairs, firsts])
    return hashes, np.concatenate([paragraph, paragraph, paragraph[follows], found.paragraph[edges]])


def _read_words(batch: Batch) -> Int64:
    """int64: the words that the model reads."""
    found = batch.word
    position = np.arange(len(found.hash)) - found.first[:-1][found.paragraph]
    remaining = found.count[found.paragraph] - position
    return np.flatnonzero((position < FIRST_WORDS) | (remaining <= LAST_WORDS))
