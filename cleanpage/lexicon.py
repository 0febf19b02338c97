"""Stock phrases: how they are written (``data/lexicons/README.md``), compiled, and found in a batch."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleanpage import chars, words
from cleanpage.chars import UInt64
from cleanpage.document import LABELS, Label

Bools = npt.NDArray[np.bool_]
Int64 = npt.NDArray[np.int64]

LEXICONS = chars.DATA / "lexicons"
#: The longest phrase, in words.
LONGEST = 16
#: Natural-log odds that a phrase speaks for its label with.
STRONG, WEAK, CUE = 3.0, 1.0, 0.7
#: Kinds of phrases as they stand in ``Lexicon.strength``, and what each weighs.
STRENGTHS = ("cue", "weak", "strong")
WEIGHTS = np.array([CUE, WEAK, STRONG])
CUES = chars.DATA / "cues.toml"
BEGINS, ENDS = 1, 2
#: Bits of the tables that say where a phrase may begin.
_START_BITS = 18
_START_SHIFT = np.uint64(64 - _START_BITS)
#: Words whose lengths of phrases are looked at together: it bounds memory.
_AT_ONCE = 1 << 18
_SIZES = np.arange(2, LONGEST + 1, dtype=np.uint32)


@dataclass(frozen=True)
class Phrase:
    """One line of a lexicon."""

    text: str
    label: Label
    strength: str
    lang: str

    @property
    def anchors(self) -> int:
        """Whether it must begin or end the paragraph (``BEGINS | ENDS``)."""
        return BEGINS * self.text.startswith("^") + ENDS * self.text.endswith("$")

    def expansions(self) -> list[str]:
        """All wordings: one of each set of alternatives."""
        parts = self.text.removeprefix("^").removesuffix("$").replace(")", "(").split("(")
        choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
        return ["".join(choice).replace("#", "0") for choice in itertools.product(*choices)]


def languages() -> list[str]:
    """The languages that have a lexicon."""
    return sorted(path.stem for path in LEXICONS.glob("*.toml"))


def read(path: Path) -> Iterator[Phrase]:
    """The phrases of one lexicon file.

    Raises:
        ValueError: for an unknown label or strength, naming file and key.
    """
    for name, group in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if name not in LABELS or not set(group) <= {"strong", "weak"}:
            msg = f"{path.name}: [{name}] must be a label with the keys strong and weak, not {', '.join(group)}"
            raise ValueError(msg)
        for strength, phrases in group.items():
            for text in phrases:
                yield Phrase(text, Label(name), strength, path.stem)


def read_cues() -> Iterator[Phrase]:
    """The cue words of all languages (``benchmarks.training.cues`` counts them)."""
    for lang, group in tomllib.loads(CUES.read_text(encoding="utf-8")).items():
        for name, cues in group.items():
            yield from (Phrase(text, Label(name), "cue", lang) for text in cues)


@dataclass(frozen=True)
class Matches:
    """Phrases found in a batch: rows of the lexicon, and the words (from, to) where they stand."""

    row: Int64
    first: Int64
    last: Int64


@dataclass(frozen=True)
class Lexicon:
    """Compiled phrases.

    Attributes:
        key: uint64 ``[E]``, sorted hashes of the wordings; equal ones stand together.
        size, label, strength, anchors, lang: int8 ``[E]``: words, column of the label, index into ``STRENGTHS``,
            ``BEGINS | ENDS``, index into ``langs``.
        lengths: uint32 ``[2**18]``, by the top bits of the hash of two words, a bit for every length of phrases that begin so.
        singles: bool ``[2**18]``, by the top bits of a word's hash, whether it may be a phrase by itself.
        langs: codes of the languages.
    """

    key: UInt64
    size: npt.NDArray[np.int8]
    label: npt.NDArray[np.int8]
    strength: npt.NDArray[np.int8]
    anchors: npt.NDArray[np.int8]
    lang: npt.NDArray[np.int8]
    lengths: npt.NDArray[np.uint32]
    singles: npt.NDArray[np.bool_]
    langs: tuple[str, ...]

    @cached_property
    def alike(self) -> Int64:
        """int64 ``[E]``: how many entries from this one on have its key."""
        edges = np.append(np.flatnonzero(self.key[1:] != self.key[:-1]) + 1, len(self.key))
        return np.repeat(edges, np.diff(edges, prepend=0)) - np.arange(len(self.key))

    @cached_property
    def present(self) -> npt.NDArray[np.bool_]:
        """bool ``[2**20]``: by the top bits of a hash, whether a phrase may have it."""
        table = np.zeros(1 << 20, bool)
        table[(self.key >> np.uint64(44)).astype(np.intp)] = True
        return table

    def find(self, found: words.Words, closed: Bools | None = None) -> Matches:
        """All phrases in the paragraphs of a batch, in linear time: whole words only, never over a paragraph's end.

        ``closed`` (bool ``[T]``) marks words after which a phrase that has to be the whole paragraph may end as well.
        """
        size, at = self._candidates(found.hash)
        inside = at + size <= found.first[found.paragraph[at] + 1] if len(at) else np.zeros(0, bool)
        size, at = size[inside], at[inside]
        key = chars.mix(found.runs.hash(at, at + size) + size.astype(np.uint64))
        maybe = self.present[(key >> np.uint64(44)).astype(np.intp)]
        size, at, key = size[maybe], at[maybe], key[maybe]
        low = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        count = np.where(self.key[low] == key, self.alike[low], 0)
        row = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
        first = np.repeat(at, count)
        return self._anchored(found, Matches(row, first, first + np.repeat(size, count)), closed)

    def _candidates(self, hashes: UInt64) -> tuple[Int64, Int64]:
        """Lengths, and the words where a phrase of that length may begin."""
        alone = np.flatnonzero(self.singles[(hashes >> _START_SHIFT).astype(np.intp)])
        if len(hashes) < 2:
            return np.ones(len(alone), np.int64), alone
        pairs = words.sequence_hash([hashes[:-1], hashes[1:]])
        mask = self.lengths[(chars.mix(pairs) >> _START_SHIFT).astype(np.intp)]
        busy = np.flatnonzero(mask)
        sizes, starts = [np.ones(len(alone), np.int64)], [alone]
        for low in range(0, len(busy), _AT_ONCE):
            some = busy[low : low + _AT_ONCE]
            which, size = np.nonzero((mask[some, None] >> _SIZES) & np.uint32(1))
            sizes.append(size + 2)
            starts.append(some[which])
        return np.concatenate(sizes), np.concatenate(starts)

    def _anchored(self, found: words.Words, matches: Matches, closed: Bools | None) -> Matches:
        """Only the matches that stand where their phrase has to stand."""
        row, first, last = matches.row, matches.first, matches.last
        paragraph, anchors = found.paragraph[first], self.anchors[row]
        begins = (anchors & BEGINS == 0) | (first == found.first[paragraph])
        ends = (anchors & ENDS == 0) | (last == found.first[paragraph + 1])
        if closed is not None:
            ends |= (anchors == BEGINS | ENDS) & closed[last - 1]
        good = begins & ends
        return Matches(row[good], first[good], last[good])


def compile_phrases(phrases: Iterable[Phrase]) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a ``Lexicon`` (``lex_…``), sorted by key; wordings that come out alike are kept once."""
    rows: dict[tuple[int, int, int, str], tuple[int, int, int]] = {}
    for phrase in phrases:
        for wording in phrase.expansions():
            hashes = word_hashes(wording)
            if not 0 < len(hashes) <= LONGEST:
                msg = f"{phrase.lang}: {phrase.text!r} has {len(hashes)} words; a phrase has 1 to {LONGEST}"
                raise ValueError(msg)
            columns = [hashes[k : k + 1] for k in range(len(hashes))]
            key = int(chars.mix(words.sequence_hash(columns) + np.uint64(len(hashes)))[0])
            start = int(words.sequence_hash(columns[:2])[0])
            identity = (key, LABELS.index(phrase.label), phrase.anchors, phrase.lang)
            entry = (len(hashes), start, STRENGTHS.index(phrase.strength))
            rows[identity] = max(rows.get(identity, entry), entry)
    order = sorted(rows)
    langs = sorted({lang for *_, lang in order})
    lengths, singles = _starts({(size, start) for size, start, _ in rows.values()})
    return {
        "lex_key": np.array([k[0] for k in order], np.uint64),
        "lex_size": np.array([rows[k][0] for k in order], np.int8),
        "lex_label": np.array([k[1] for k in order], np.int8),
        "lex_strength": np.array([rows[k][2] for k in order], np.int8),
        "lex_anchors": np.array([k[2] for k in order], np.int8),
        "lex_lang": np.array([langs.index(k[3]) for k in order], np.int8),
        "lex_lengths": lengths,
        "lex_singles": singles,
        "lex_langs": np.array(langs),
    }


def _starts(sizes: set[tuple[int, int]]) -> tuple[npt.NDArray[np.uint32], Bools]:
    """``Lexicon.lengths`` and ``Lexicon.singles`` of lengths and hashes of the first two words."""
    lengths, singles = np.zeros(1 << _START_BITS, np.uint32), np.zeros(1 << _START_BITS, bool)
    for size, start in sizes:
        if size == 1:
            singles[start >> (64 - _START_BITS)] = True
        else:
            lengths[int(chars.mix(np.array([start], np.uint64))[0]) >> (64 - _START_BITS)] |= np.uint32(1 << size)
    return lengths, singles


def word_hashes(text: str) -> UInt64:
    """uint64: the hashes of the words of a short text."""
    codes = chars.encode(text)
    return words.tokenize(codes, chars.classify(codes), np.zeros(1, np.int64)).hash


@cache
def shipped() -> Lexicon:
    """The lexicons in ``data/lexicons``, compiled."""
    table = chars.tables()
    columns = ("key", "size", "label", "strength", "anchors", "lang", "lengths", "singles")
    langs = tuple(str(code) for code in table["lex_langs"])
    return Lexicon(*(table[f"lex_{name}"] for name in columns), langs)  # type: ignore[call-arg, arg-type]
