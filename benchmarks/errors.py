"""The documents that were judged worst, each wrong paragraph with what was expected, what was said, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import islice

import numpy as np

from benchmarks import scoring
from benchmarks.documents import Labelled
from benchmarks.scoring import NONE, Aligned
from benchmarks.spans import Spans
from benchmarks.systems import Pipeline
from cleanpage.cleaner import Cleaner
from cleanpage.document import LABELS, Paragraph, Result

#: Reasons shown for a paragraph, and characters shown of it.
REASONS, WIDTH = 4, 220


@dataclass(frozen=True)
class Wrong:
    """A paragraph that was judged wrongly.

    Attributes:
        row: its number in the document, from 1.
        text: the whole of it.
        expected, given: what it is, and what was said, each with 'kept' or 'dropped'.
        crossed: whether it was kept or dropped wrongly, and not only called by a wrong name.
        said: the pieces that cleanpage saw there, with the reasons for their labels.
    """

    row: int
    text: str
    expected: str
    given: str
    crossed: bool
    said: Sequence[Paragraph]

    def reasons(self) -> list[str]:
        """Why, in a line for each of the strongest pieces of evidence."""
        found = []
        for piece in self.said[:REASONS]:
            for e in piece.evidence[:REASONS]:
                seen = f' "{piece.text[slice(*e.span)]}"' if e.span else ""
                found.append(f"{e.weight:+.1f} {e.label} by {e.rule}{seen} {e.note}".rstrip())
        return found or ["nothing was said of it"]


@dataclass(frozen=True)
class Case:
    """A document with what is wrong about it.

    Attributes:
        harm: characters lost, left in, and a tenth of those misnamed.
        lost, left: good characters lost, characters of boilerplate left in.
    """

    doc: Labelled
    wrong: Sequence[Wrong]
    harm: float
    lost: int
    left: int

    def about(self) -> str:
        """What it is and how wrong, in half a line."""
        return f"({self.doc.lang}, {self.doc.kind}): {self.lost} good characters lost, {self.left} of boilerplate left"


def cases(docs: Sequence[Labelled], cleaner: Cleaner) -> list[Case]:
    """All documents that have errors, the worst first."""
    results = list(cleaner.clean_many(doc.text for doc in docs))
    said = Pipeline(cleaner)([doc.text for doc in docs])
    found = [_case(doc, spans, result) for doc, spans, result in zip(docs, said, results, strict=True)]
    return sorted((case for case in found if case.wrong), key=lambda case: (-case.harm, case.doc.id))


def _case(doc: Labelled, spans: Spans, result: Result) -> Case:
    found = scoring.align(doc, spans)
    decided = doc.scored & ~doc.either
    crossed = decided & (found.kept != doc.good)
    misnamed = doc.scored & (found.label != doc.label)
    length = doc.end - doc.start
    lost, left = int(length[crossed & doc.good].sum()), int(length[crossed & ~doc.good].sum())
    harm = lost + left + 0.1 * float(length[misnamed & ~crossed].sum())
    rows = np.flatnonzero(crossed | misnamed).tolist()
    return Case(doc, [_wrong(doc, row, found, result) for row in rows], harm, lost, left)


def crossed_only(case: Case) -> Case:
    """The case without what was only called by a wrong name."""
    return replace(case, wrong=[wrong for wrong in case.wrong if wrong.crossed])


def _wrong(doc: Labelled, row: int, found: Aligned, result: Result) -> Wrong:
    kept = bool(found.kept[row])
    crossed = bool(doc.scored[row] & ~doc.either[row]) and kept != doc.good[row]
    label, given = LABELS[doc.label[row]], int(found.label[row])
    a, b = int(doc.start[row]), int(doc.end[row])
    why = " (repeat)" if doc.repeat[row] else ""
    return Wrong(
        row + 1, doc.paragraph(row),
        f"{label}{why}, {_done(kept=bool(doc.good[row]))}",
        f"{'nothing' if given == NONE else LABELS[given]}, {_done(kept=kept)}",
        bool(crossed), [p for p in result.paragraphs if p.start < b and p.end > a],
    )  # fmt: skip


def _done(*, kept: bool) -> str:
    return "kept" if kept else "dropped"


def as_text(found: Sequence[Case], count: int) -> Iterator[str]:
    """The worst documents as lines of text."""
    yield f"{_title(found, count)}. ! marks a wrong keep or drop."
    for case in islice(found, count):
        yield f"\n{'=' * 100}\n{case.doc.id} {case.about()}"
        for wrong in case.wrong:
            yield f"\n{'!' if wrong.crossed else ' '} {wrong.row:>4}  {_short(wrong.text)}"
            yield f"        expected {wrong.expected}; said {_sure(wrong)}"
            yield from (f"          {reason}" for reason in wrong.reasons())


def as_html(found: Sequence[Case], count: int) -> Iterator[str]:
    """The worst documents as a page."""
    yield f"<!DOCTYPE html><meta charset=utf-8><title>Errors</title><style>{_STYLE}</style>"
    yield f"<h1>{_title(found, count)}</h1>"
    for case in islice(found, count):
        yield f"<details open><summary><b>{escape(case.doc.id)}</b> {escape(case.about())}</summary><table>"
        for wrong in case.wrong:
            reasons = "<br>".join(escape(reason) for reason in wrong.reasons())
            yield (
                f"<tr class={'crossed' if wrong.crossed else 'named'}><td>{wrong.row}<td dir=auto>{escape(wrong.text)}"
                f"<td>{wrong.expected}<td>{_sure(wrong)}<td class=why>{reasons}"
            )
        yield "</table></details>"


_STYLE = (
    "body{font:15px/1.4 sans-serif;max-width:75em;margin:2em auto}table{border-collapse:collapse;width:100%}"
    "td{border-bottom:1px solid #ccc;padding:.3em .6em;vertical-align:top}"
    ".crossed{background:#fdd}.why{font-size:smaller;color:#555}"
)


def _title(found: Sequence[Case], count: int) -> str:
    return f"{len(found)} documents with errors, the worst {min(count, len(found))}"


def _sure(wrong: Wrong) -> str:
    best = max((p.confidence for p in wrong.said), default=0.0)
    return f"{wrong.given} ({best:.2f})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
