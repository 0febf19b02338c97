"""A batch of documents in columns: what every heuristic, the features and the classifiers read.

N characters, P paragraphs, T words, D documents. Offsets count characters from the start of the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cleanpage import chars, words
from cleanpage.split import split

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

T = TypeVar("T")
_KEPT = frozenset({"texts", "codes", "cls", "doc_start", "start", "end", "flat", "joined", "doc", "first", "lang"})


class Batch:
    """Documents side by side.

    Attributes:
        texts: the documents.
        codes: uint32 ``[N]``, code points of all documents, a line break after each.
        cls: uint8 ``[N]``, class of every character (``chars``).
        doc_start: int64 ``[D + 1]``, where documents start.
        start, end: int64 ``[P]``, where paragraphs start and end.
        flat, joined: bool ``[P]``, piece of a flattened line; lines of hard-wrapped text joined.
        doc: int64 ``[P]``, document of every paragraph.
        first: int64 ``[D + 1]``, first paragraph of every document.
        lang: languages of the documents, filled in by ``language.detect``.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Lay the documents out in columns and split them."""
        self.texts = list(texts)
        # a line break ends every document, so that nothing that looks at neighbouring characters sees another document
        self.codes = chars.encode("".join([text + "\n" for text in self.texts]))
        self.cls = chars.classify(self.codes)
        self.doc_start = np.zeros(len(self.texts) + 1, np.int64)
        np.cumsum([len(text) + 1 for text in self.texts], out=self.doc_start[1:])
        self.start, self.end, self.flat, self.joined = split(self.codes, self.cls, self.doc_start)
        self.doc = np.searchsorted(self.doc_start, self.start, side="right") - 1
        self.first = np.searchsorted(self.start, self.doc_start)
        self.lang: list[str] = ["und"] * len(self.texts)

    def __len__(self) -> int:
        """The number of paragraphs, P."""
        return len(self.start)

    @cached_property
    def length(self) -> Int64:
        """int64 ``[P]``: characters of every paragraph."""
        return self.end - self.start

    @cached_property
    def count(self) -> Int64:
        """int64 ``[P]``: paragraphs of the document that the paragraph stands in."""
        return self.borders[1] - self.borders[0]

    @cached_property
    def rows(self) -> Int64:
        """int64 ``[P]``: 0, 1, 2 and so on."""
        return np.arange(len(self))

    @cached_property
    def borders(self) -> tuple[Int64, Int64]:
        """int64 ``[P]`` twice: the first row of the document that a paragraph stands in, and the row after its last."""
        return self.first[self.doc], self.first[self.doc + 1]

    @cached_property
    def index(self) -> Int64:
        """int64 ``[P]``: number of the paragraph in its document."""
        return self.rows - self.borders[0]

    @cached_property
    def word(self) -> words.Words:
        """The words of the batch."""
        return words.tokenize(self.codes, self.cls, self.start)

    @cached_property
    def kinds(self) -> Int32:
        """int32 ``[P, CLASSES]``: how many characters of each class a paragraph has."""
        # what stands between paragraphs is counted too, in a row of its own
        edges = np.stack([self.start, self.end], axis=1).ravel()
        rows = np.repeat(np.arange(len(self)), 2)
        rows[1::2] = len(self)
        lengths = np.diff(np.append(edges, len(self.cls)))
        head = int(edges[0]) if len(self) else len(self.cls)
        cell = np.repeat(rows * chars.CLASSES, lengths)
        counts = np.bincount(cell + self.cls[head:], minlength=(len(self) + 1) * chars.CLASSES)
        return counts.reshape(-1, chars.CLASSES)[:-1].astype(np.int32)

    def by_doc(self, values: Int64) -> Int64:
        """int64 ``[D]``: the sum of a value over the paragraphs of every document."""
        sums = np.append(0, np.cumsum(values))
        return np.asarray(sums[self.first[1:]] - sums[self.first[:-1]])

    def forget(self) -> None:
        """Drop what was counted on the way, some of which points back here: memory is free at once."""
        for name in [name for name in self.__dict__ if name not in _KEPT]:
            del self.__dict__[name]

    def text(self, row: int) -> str:
        """The text of one paragraph."""
        a, b, base = int(self.start[row]), int(self.end[row]), int(self.doc_start[self.doc[row]])
        return self.texts[self.doc[row]][a - base : b - base]


def once(make: Callable[[Batch], T]) -> Callable[[Batch], T]:
    """What a function makes of a batch, made when it is first asked for and kept with the batch until it is forgotten."""
    name = f"{make.__module__}.{make.__qualname__}"

    def made(batch: Batch) -> T:
        found = batch.__dict__.get(name)
        if found is None:
            found = batch.__dict__[name] = make(batch)
        return found

    made.__doc__ = make.__doc__
    return made
