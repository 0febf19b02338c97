"""How well labelled documents are judged: by cleanpage, by its peers, and by an oracle that drops whole paragraphs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import calibration, scoring, systems
from benchmarks.documents import GOOD, Labelled
from benchmarks.report import Section
from benchmarks.scoring import Tally
from benchmarks.spans import Spans
from benchmarks.tables import Cell, Table
from cleanpage.document import LABELS

LOST = ("good characters lost", "on clean documents")
_HOW = (
    "Boilerplate is what has to go (everything but title and content, and repeats); its F1 is that of keep and drop. "
    "In brackets: the middle 95 % of {draws} bootstrap samples of the documents."
)


@dataclass(frozen=True)
class Run:
    """What one system said of all documents, and the counts of it."""

    name: str
    said: list[Spans]
    counts: Tally


def judged(docs: Sequence[Labelled], contenders: Sequence[systems.System]) -> list[Run]:
    """Let systems judge documents, and an oracle."""
    texts = [doc.text for doc in docs]
    runs = []
    for system in contenders:
        print(f"… {system.name}", file=sys.stderr)
        said = system.judge(texts)
        runs.append(Run(system.name, said, scoring.tally(docs, said)))
    best = [oracle(doc, bounds) for doc, bounds in zip(docs, systems.pieces(texts), strict=True)]
    return [*runs, Run(systems.ORACLE, best, scoring.tally(docs, best))]


def oracle(doc: Labelled, bounds: tuple[scoring.Int64, scoring.Int64]) -> Spans:
    """The best that keeping or dropping whole paragraphs can do: each by the truth about most of its characters."""
    start, end = bounds
    row, piece, size = scoring.overlaps(doc, Spans(start, end, np.ones(len(start), bool)))
    good = np.bincount(piece, size * doc.good[row], len(start))
    return Spans(start, end, good * 2 >= np.bincount(piece, size, len(start)))


def section(name: str, docs: Sequence[Labelled], skipped: Sequence[str], runs: Sequence[Run]) -> Section:
    """The report of a run."""
    named = [run for run in runs if run.counts.labels]
    main = runs[0]
    tables = [overview(runs), *(label_table(run) for run in named), probabilities(docs, named)]
    tables += [parts("kind", [doc.kind for doc in docs], runs), parts("language", [doc.lang for doc in docs], runs)]
    tables.append(confusions(main))
    paragraphs = sum(int(doc.scored.sum()) for doc in docs)
    intro = f"{len(docs)} documents, {paragraphs} scored paragraphs, {len({d.lang for d in docs})} languages."
    return Section(name, intro, [table for table in tables if table.rows], skipped)


def overview(runs: Sequence[Run]) -> Table:
    """All systems in a row each."""
    keys = ("precision", "recall", "f1", "macro_f1", "lost", "lost_clean")
    head = ("system", "precision", "recall", "boilerplate F1", "label macro-F1", *LOST)
    bracketed = {"f1", "macro_f1", "lost", "lost_clean"}
    weights = scoring.draws(len(runs[0].counts.clean))
    rows: list[list[Cell]] = []
    for run in runs:
        values, resampled = scoring.point(run.counts), scoring.scores(run.counts, weights)
        cells: list[Cell] = [run.name]
        for key in keys:
            value = values.get(key)
            known = value is not None and key in bracketed
            cells.append((float(values[key]), *scoring.interval(resampled[key])) if known else value)
        rows.append(cells)
    return Table("All systems", head, rows, _HOW.format(draws=scoring.DRAWS), frozenset(LOST))


def label_table(run: Run) -> Table:
    """Precision, recall and F1 of every label."""
    confusion = run.counts.confusion.sum(axis=0)
    precision, recall, f1 = scoring.by_label(confusion)
    expected = confusion.sum(axis=1)
    lost = scoring.ratio(run.counts.decision.sum(axis=0)[:, 1], run.counts.decision.sum(axis=(0, 2)))
    rows = [(str(label), int(expected[i]), float(precision[i]), float(recall[i]), float(f1[i])) for i, label in enumerate(LABELS)]
    rows.append(("macro", int(expected.sum()), None, None, float(scoring.macro(confusion.astype(float)))))  # type: ignore[arg-type]
    note = f"Dropped: {100 * lost[0]:.2f} % of the paragraphs that have to stay, {100 * lost[1]:.1f} % of the others."
    return Table(f"Labels: {run.name}", ("label", "paragraphs", "precision", "recall", "F1"), rows, note)


def probabilities(docs: Sequence[Labelled], runs: Sequence[Run]) -> Table:
    """What the probabilities are worth."""
    rows: list[list[Cell]] = []
    for run in runs:
        found = calibration.claims(docs, run.said)
        if found:
            rows.append(
                [
                    run.name, calibration.expected_error(found.sure, found.right),
                    calibration.expected_error(found.removal, found.goes),
                    calibration.average_precision(found.removal, found.goes),
                ]
            )  # fmt: skip
    head = ("system", "calibration error of the label", "of keep and drop", "average precision of boilerplate")
    return Table("Probabilities", head, rows, f"Expected calibration error over {calibration.BINS} bins of equal width.")


def parts(what: str, keys: Sequence[str], runs: Sequence[Run]) -> Table:
    """Boilerplate F1, label macro-F1 and good characters lost of every part of the documents, main systems only."""
    shown = [run for run in runs if run.counts.labels or run.name.startswith("C4")]
    head = [what, "documents"]
    for run in shown:
        figures = ("F1", "macro-F1", "lost") if run.counts.labels else ("F1", "lost")
        head += [f"{run.name}: {figure}" for figure in figures]
    rows: list[list[Cell]] = []
    for key in sorted(set(keys)):
        mine = np.array([one == key for one in keys])
        row: list[Cell] = [key, int(mine.sum())]
        for run in shown:
            values = scoring.point(run.counts.of(mine))
            row += [values["f1"], *([values["macro_f1"]] if run.counts.labels else []), values["lost"]]
        rows.append(row)
    return Table(f"By {what}", head, rows, percent=frozenset(name for name in head if name.endswith(": lost")))


def confusions(run: Run, count: int = 15) -> Table:
    """The commonest mistakes."""
    table = run.counts.confusion.sum(axis=0)
    found = [(int(table[i, j]), int(i), int(j)) for i, j in np.argwhere(table) if i != j]
    names = [*map(str, LABELS), "(none)"]
    rows = [
        (names[i], names[j], n, "" if j != scoring.NONE and GOOD[i] == GOOD[j] else "yes")
        for n, i, j in sorted(found, key=lambda row: (-row[0], row[1:]))[:count]
    ]
    return Table(f"Commonest mistakes: {run.name}", ("expected", "given", "paragraphs", "crosses keep and drop"), rows)
