"""Which language a document is in: by its script, then by a vote of stop words; langdetect where that is undecided."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.columns import Batch, once
from cleanpage.table import HashTable

Int64 = npt.NDArray[np.int64]

#: Characters that langdetect reads, and how often it starts anew: the vote has failed, so a firm opinion is all that counts.
READ, TRIALS = 300, 2
#: Words of a document that vote, evenly spread over it.
VOTERS = 256
#: A vote is decided if the winner has a share of the words and leads by a factor: pages of names and figures have few
#: stop words, and need the greater lead.
DECIDED = ((0.2, 1.15), (0.15, 1.3))
#: Languages whose stop words are mostly those of a greater one: where that wins, they are no rivals.
_SHADOWS = {"es": ("gl",), "pt": ("gl",)}
#: With fewer words than this nobody can tell.
FEWEST = 8

_SCRIPTS = (
    ("ja", ((0x3041, 0x30FF),)),
    ("zh", ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))),
    ("ko", ((0xAC00, 0xD7A3),)),
    ("el", ((0x0370, 0x03FF), (0x1F00, 0x1FFF))),
    ("he", ((0x0590, 0x05FF),)),
    ("th", ((0x0E00, 0x0E7F),)),
)


@dataclass(frozen=True)
class StopWords:
    """jusText's stop-word lists of many languages (Pomikálek 2011) in one table.

    Attributes:
        table: the words.
        bits: uint64 ``[words + 1]``, which languages have the word; 0 for the last, which stands for none.
        langs: language of every bit.
    """

    table: HashTable
    bits: chars.UInt64
    langs: tuple[str, ...]

    def bit(self, lang: str) -> np.uint64:
        """The bits to test for a language; of all languages for one that has no list."""
        if lang in self.langs:
            return np.uint64(1) << np.uint64(self.langs.index(lang))
        return np.uint64(2**64 - 1)


@cache
def stop_words() -> StopWords:
    """The compiled stop words, read once."""
    data = chars.tables()
    table = HashTable(data["stop_key"], data["stop_high"], data["stop_low"])  # type: ignore[arg-type]
    return StopWords(table, data["stop_bits"], tuple(str(x) for x in data["stop_langs"]))  # type: ignore[arg-type]


@once
def _bits(batch: Batch) -> chars.UInt64:
    """uint64 ``[T]``: which languages have each word of a batch as a stop word."""
    stop = stop_words()
    return stop.bits[stop.table.find(batch.word.hash)]


@once
def stops(batch: Batch) -> npt.NDArray[np.bool_]:
    """bool ``[T]``: which words are stop words of their document's language."""
    wanted = np.array([stop_words().bit(lang) for lang in batch.lang], np.uint64)
    return (_bits(batch) & np.repeat(wanted, np.diff(batch.word.first[batch.first]))) != 0


def detect(batch: Batch) -> list[str]:
    """The language of every document of a batch: ISO 639-1, or 'und'."""
    at, doc = _voters(batch)
    script = _by_script(batch, at, doc)
    votes = _votes(batch, at, doc)
    count = np.bincount(doc, minlength=len(batch.texts))
    result = []
    for d, written in enumerate(script):
        if written or count[d] < FEWEST:
            result.append(written or "und")
        else:
            result.append(_elected(votes[d], int(count[d])) or _ask_langdetect(batch.texts[d]))
    return result


def _elected(votes: Int64, count: int) -> str:
    """The winner of a vote, or '' if it is undecided."""
    langs = stop_words().langs
    first, second, third = np.argsort(-votes, kind="stable")[:3].tolist()
    rival = votes[third if langs[second] in _SHADOWS.get(langs[first], ()) else second]
    decided = any(votes[first] >= share * count and votes[first] >= lead * rival for share, lead in DECIDED)
    return langs[first] if decided else ""


def _voters(batch: Batch) -> tuple[Int64, Int64]:
    """Words that vote, and their documents."""
    found = batch.word
    begin = found.first[batch.first]
    count = np.diff(begin)
    take = np.minimum(count, VOTERS)
    doc = np.repeat(np.arange(len(take)), take)
    offsets = np.append(0, np.cumsum(take))[:-1]
    place = np.arange(len(doc)) - offsets[doc]
    return begin[:-1][doc] + place * count[doc] // np.maximum(take, 1)[doc], doc


def _by_script(batch: Batch, at: Int64, doc: Int64) -> list[str]:
    """The language that a script of its own gives away, or ''."""
    count = np.maximum(np.bincount(doc, minlength=len(batch.texts)), 1)
    codes = batch.codes[batch.word.start[at]]
    result = [""] * len(batch.texts)
    if not (codes > 0x36F).any():
        return result
    for lang, ranges in _SCRIPTS:
        inside = np.zeros(len(codes), bool)
        for low, high in ranges:
            inside |= (codes >= low) & (codes <= high)
        share = np.bincount(doc[inside], minlength=len(batch.texts)) / count
        threshold = 0.1 if lang == "ja" else 0.35
        for d in np.flatnonzero(share >= threshold):
            result[d] = result[d] or lang
    return result


def _votes(batch: Batch, at: Int64, doc: Int64) -> Int64:
    """int64 ``[D, languages]``: how many of the voters are stop words of each language."""
    stop = stop_words()
    bits = _bits(batch)[at]
    flags = np.unpackbits(bits.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
    votes = np.zeros((len(batch.texts), len(stop.langs)), np.int64)
    edges = np.searchsorted(doc, np.arange(len(batch.texts) + 1))
    voting = np.flatnonzero(np.diff(edges))
    if len(voting):
        votes[voting] = np.add.reduceat(flags[:, : len(stop.langs)], edges[voting], axis=0, dtype=np.int32)
    return votes


@cache
def _detector_factory() -> object:
    """A factory of our own with a fixed seed: langdetect's global one draws lots."""
    from langdetect import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)
    return factory


def _ask_langdetect(text: str) -> str:
    """langdetect's opinion of the text's beginning, if it has a firm one."""
    if sys.modules.get("langdetect", ...) is None:  # blocked
        return "und"
    from langdetect.lang_detect_exception import LangDetectException

    detector = _detector_factory().create()  # type: ignore[attr-defined]
    detector.n_trial = TRIALS
    try:
        # lone surrogates are no text that langdetect could read
        detector.append(text[:READ].encode("utf-8", "ignore").decode())
        best = detector.get_probabilities()
    except LangDetectException:
        return "und"
    return best[0].lang[:2] if best and best[0].prob >= 0.9 else "und"
