"""What heuristics say, in columns: one row a hit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanpage.document import KEEP, LABELS, Evidence, Hit, Label

Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Column of every label.
COLUMN: dict[Label, int] = {label: column for column, label in enumerate(LABELS)}


@dataclass(frozen=True)
class Hits:
    """Hits on the paragraphs of a batch.

    Attributes:
        paragraph: int64 ``[H]``, row of the paragraph in the batch.
        label: int64 ``[H]``, column of the label spoken for.
        weight: float64 ``[H]``, natural-log odds.
        start, end: int64 ``[H]``, characters seen, as offsets into the paragraph; end 0 means the whole of it.
        rule: int64 ``[H]``, index into ``names``.
        note: int64 ``[H]``, index into ``notes``.
    """

    paragraph: Int64
    label: Int64
    weight: Floats
    start: Int64
    end: Int64
    rule: Int64
    note: Int64
    names: tuple[str, ...] = ("",)
    notes: tuple[str, ...] = ("",)

    def __len__(self) -> int:
        """The number of hits, H."""
        return len(self.paragraph)

    def rows(self, low: int, high: int) -> Hits:
        """The hits from row ``low`` to ``high``; ``paragraph`` must be sorted."""
        a, b = np.searchsorted(self.paragraph, (low, high))
        return self.take(slice(a, b))

    def take(self, at: slice | Int64) -> Hits:
        """Some of the hits."""
        columns = (self.paragraph, self.label, self.weight, self.start, self.end, self.rule, self.note)
        return Hits(*(column[at] for column in columns), self.names, self.notes)  # type: ignore[call-arg, arg-type]

    def sums(self, paragraphs: int) -> Floats:
        """float64 ``[paragraphs, 14]``: the weights for each label added up, verdicts of infinite weight left out."""
        finite = np.isfinite(self.weight)
        cell = self.paragraph[finite] * len(LABELS) + self.label[finite]
        flat = np.bincount(cell, self.weight[finite], minlength=paragraphs * len(LABELS))
        return flat.astype(np.float64, copy=False).reshape(paragraphs, len(LABELS))

    def strongest(self, paragraphs: int) -> Floats:
        """float64 ``[paragraphs, 14]``: the greatest finite weight for each label, 0 where there is none."""
        finite = np.isfinite(self.weight)
        flat = np.zeros(paragraphs * len(LABELS))
        np.maximum.at(flat, self.paragraph[finite] * len(LABELS) + self.label[finite], self.weight[finite])
        return flat.reshape(paragraphs, len(LABELS))

    def of(self, keep: npt.NDArray[np.bool_]) -> Hits:
        """The hits of the rules that ``keep`` (bool ``[names]``) marks."""
        return self.take(np.flatnonzero(keep[self.rule]))

    def kept(self, paragraphs: int) -> npt.NDArray[np.bool_]:
        """bool ``[paragraphs]``: which a keep-rule names."""
        mask = np.zeros(paragraphs, bool)
        mask[self.paragraph[np.isposinf(self.weight) & (self.label == COLUMN[Label.CONTENT])]] = True
        return mask

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """What is said of one paragraph, strongest first."""
        mine = self.rows(row, row + 1)
        found = []
        for label, weight, start, end, rule, note in zip(
            mine.label, mine.weight, mine.start, mine.end, mine.rule, mine.note, strict=True
        ):
            span = (int(start), int(end)) if end else None
            found.append(Evidence(self.names[rule], LABELS[label], float(weight), span, self.notes[note]))
        return tuple(sorted(found, key=lambda e: (-abs(e.weight), e.rule)))


_NONE, _NO_WEIGHT = np.zeros(0, np.int64), np.zeros(0)


def hits(
    paragraph: Int64,
    label: Label | Int64,
    weight: float | Floats,
    note: str = "",
    span: tuple[Int64, Int64] | None = None,
) -> Hits:
    """Hits of one shipped heuristic: columns, or one value for all rows."""
    count = len(paragraph)
    if not count:
        return Hits(_NONE, _NONE, _NO_WEIGHT, _NONE, _NONE, _NONE, _NONE, ("",), (note,))
    zeros = np.zeros(count, np.int64)
    column = np.full(count, COLUMN[label]) if isinstance(label, Label) else label
    weights = np.full(count, float(weight)) if isinstance(weight, float | int) else weight
    start, end = span or (zeros, zeros)
    return Hits(paragraph, column, weights, start, end, zeros, zeros, ("",), (note,))


def from_user(found: Iterable[Hit], first: int, count: int) -> Hits:
    """A user's hits on one document whose ``count`` paragraphs begin at row ``first`` of the batch.

    Raises:
        ValueError: if a hit is none, names no paragraph of the document, or has a weight that is not a number.
    """
    rows = list(found)
    for hit in rows:
        if not isinstance(hit, Hit) or not 0 <= hit.paragraph < count:
            msg = f"not a Hit on one of the document's {count} paragraphs: {hit!r}"
            raise ValueError(msg)
        if np.isnan(hit.weight) or (hit.weight == KEEP and hit.label != Label.CONTENT) or hit.weight == -KEEP:
            msg = f"a weight must be a finite number, or KEEP with the label content: {hit!r}"
            raise ValueError(msg)
    notes = sorted({hit.note for hit in rows})
    spans = [hit.span or (0, 0) for hit in rows]
    return Hits(
        np.array([first + hit.paragraph for hit in rows], np.int64),
        np.array([COLUMN[Label(hit.label)] for hit in rows], np.int64),
        np.array([hit.weight for hit in rows], np.float64),
        np.array([a for a, _ in spans], np.int64),
        np.array([b for _, b in spans], np.int64),
        np.zeros(len(rows), np.int64),
        np.array([notes.index(hit.note) for hit in rows], np.int64),
        ("",),
        tuple(notes) or ("",),
    )


def gather(parts: Sequence[tuple[str, Hits]]) -> Hits:
    """Sign every part with its rule's name and file all hits by paragraph."""
    names = tuple(dict.fromkeys(name for name, _ in parts)) or ("",)
    index = {name: i for i, name in enumerate(names)}
    notes: list[str] = []
    rules, shifted = [], []
    spoken = [(name, part) for name, part in parts if len(part)]
    for name, part in spoken:
        rules.append(np.full(len(part), index[name], np.int64))
        shifted.append(part.note + len(notes))
        notes += part.notes
    merged = [
        np.concatenate([getattr(part, column) for _, part in spoken] or [np.zeros(0, np.int64)])
        for column in ("paragraph", "label", "weight", "start", "end")
    ]
    order = np.argsort(merged[0], kind="stable")
    rule = np.concatenate(rules or [np.zeros(0, np.int64)])
    note = np.concatenate(shifted or [np.zeros(0, np.int64)])
    columns = (column[order] for column in (*merged, rule, note))
    return Hits(*columns, names, tuple(notes) or ("",))  # type: ignore[call-arg, arg-type]
