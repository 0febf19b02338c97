"""The nouns: labels, hits, evidence, paragraphs, documents, results, and the protocols of what plugs in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cleanpage.columns import Batch
    from cleanpage.evidence import Hits


class Label(StrEnum):
    """What a paragraph is for. The order is that of the model's output columns."""

    TITLE = "title"
    CONTENT = "content"
    PAYWALL = "paywall"
    NEWSLETTER = "newsletter"
    AUTHOR_BIO = "author_bio"
    RELATED = "related"
    SPAM = "spam"
    AD = "ad"
    NAVIGATION = "navigation"
    LEGAL = "legal"
    COMMENT = "comment"
    CAPTION = "caption"
    METADATA = "metadata"
    REFERENCES = "references"


#: The labels in column order: row i of any per-label array speaks of ``LABELS[i]``.
LABELS: tuple[Label, ...] = tuple(Label)

#: A hit of this weight is a verdict: with label ``content`` it keeps a paragraph whatever else is said.
KEEP = math.inf


class Verdict(StrEnum):
    """What a whole document turned out to be."""

    OK = "ok"
    STUB = "stub"
    TRUNCATED = "truncated"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a heuristic says of one paragraph.

    Attributes:
        paragraph: index of the paragraph in its document.
        label: the label that the heuristic speaks for.
        weight: how strongly, in natural-log odds; negative speaks against, ``KEEP`` (infinity) with label
            ``content`` forbids removal.
        span: the characters that it saw, as offsets into the paragraph's text, or None for the whole of it.
        note: one short phrase for the reader of an explanation.
    """

    paragraph: int
    label: Label
    weight: float
    span: tuple[int, int] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit, signed by the engine with the name of the rule that made it."""

    rule: str
    label: Label
    weight: float
    span: tuple[int, int] | None
    note: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One row of a document: a slice of the input and what was decided about it.

    ``text == input[start:end]``, offsets in characters. Before a document is judged (as a heuristic sees it)
    every paragraph counts as kept content of confidence 0.
    """

    index: int
    text: str
    start: int
    end: int
    label: Label = Label.CONTENT
    confidence: float = 0.0
    kept: bool = True
    duplicate_of: int | None = None
    evidence: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """This paragraph as plain JSON-able values."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "label": str(self.label),
            "confidence": round(self.confidence, 4),
            "kept": self.kept,
            "duplicate_of": self.duplicate_of,
            "evidence": [
                {
                    "rule": e.rule,
                    "label": str(e.label),
                    # JSON has no infinity
                    "weight": round(e.weight, 3) if math.isfinite(e.weight) else "keep",
                    "span": list(e.span) if e.span else None,
                    "note": e.note,
                }
                for e in self.evidence
            ],
        }


@dataclass(frozen=True)
class Document:
    """A document as a user's heuristic sees it: its text, its language, its paragraphs, nothing decided yet."""

    text: str
    lang: str
    bounds: Sequence[tuple[int, int]]

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs in order."""
        return tuple(Paragraph(i, self.text[a:b], a, b) for i, (a, b) in enumerate(self.bounds))


#: A user's heuristic: reads one document, yields what it sees. Any callable of this shape will do.
Rule = Callable[[Document], Iterable[Hit]]


class Heuristic(Protocol):
    """A shipped heuristic: reads a whole batch in columns and answers in columns."""

    @property
    def name(self) -> str:
        """Dotted name, the switch by which it is turned off."""

    def __call__(self, batch: Batch, /) -> Hits:
        """What it sees in every paragraph of the batch."""


class Classifier(Protocol):
    """Weighs all that was said over the whole sequence.

    Returns two arrays: ``probability`` float32 ``[paragraphs, 14]`` (rows sum to one) and ``label`` int8
    ``[paragraphs]`` (column of the chosen label).
    """

    def __call__(self, batch: Batch, hits: Hits, /) -> tuple[Any, Any]:
        """Judge every paragraph of a batch."""


class Explainer(Protocol):
    """What a result asks when somebody wants to know why."""

    def __call__(self) -> tuple[tuple[Evidence, ...], ...]:
        """The evidence of every paragraph of one document."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The paragraphs of one document in columns, each an array ``[paragraphs]``.

    Attributes:
        start, end: int64, characters of the document.
        label: int8, column of the label in ``LABELS``.
        confidence: float32, probability of the label.
        kept: bool.
        copy: int64, index of the paragraph that it repeats, or -1.
    """

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    label: npt.NDArray[np.int8]
    confidence: npt.NDArray[np.float32]
    kept: npt.NDArray[np.bool_]
    copy: npt.NDArray[np.int64]

    def __eq__(self, other: object) -> bool:
        """Equal in every value."""
        columns = ("start", "end", "label", "confidence", "kept", "copy")
        return isinstance(other, Rows) and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in columns
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Result:
    """A cleaned document.

    Attributes:
        source: the text that the offsets refer to (for HTML: the text that the extractor gave).
        text: the kept text.
        lang: ISO 639-1 code, or 'und'.
        verdict: ok, stub, truncated or empty.
        rows: what was decided, in columns; ``paragraphs`` reads it.
        metadata: what is known of the page besides its text (``clean_html`` fills it).
    """

    source: str
    text: str
    lang: str
    verdict: Verdict
    rows: Rows = field(repr=False)
    metadata: dict[str, Any] = field(default_factory=dict)
    explain: Explainer | None = field(default=None, repr=False, compare=False)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every paragraph of the input in order, with its verdict and the evidence for it."""
        rows = self.rows
        why = self.explain() if self.explain else ((),) * len(rows.start)
        columns = (rows.start, rows.end, rows.label, rows.confidence, rows.kept, rows.copy)
        table = zip(*(column.tolist() for column in columns), why, strict=True)
        return tuple(
            Paragraph(i, self.source[a:b], a, b, LABELS[label], sure, kept, copy if copy >= 0 else None, evidence)
            for i, (a, b, label, sure, kept, copy, evidence) in enumerate(table)
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON-able values."""
        return {
            "text": self.text,
            "lang": self.lang,
            "verdict": str(self.verdict),
            "metadata": dict(self.metadata),
            "paragraphs": [p.to_dict() for p in self.paragraphs],
        }
