"""What filters make of the texts of extractors: agreement with gold texts, segments found, lift over no filter."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import scoring, shingles, systems
from benchmarks.pages import Page, Texts
from benchmarks.report import Section
from benchmarks.scoring import Floats
from benchmarks.shingles import Agreement
from benchmarks.spans import Spans
from benchmarks.tables import Cell, Table

RAW = "raw"
Tokenize = Callable[[str], list[str]]
#: Kept texts of one set of pages, by system.
Kept = dict[str, list[str]]


@dataclass(frozen=True)
class Filtered:
    """The texts of one tool, and what every system keeps of them."""

    source: Texts
    kept: Kept


def filtered(sources: Sequence[Texts], contenders: Sequence[systems.System]) -> list[Filtered]:
    """Let all systems filter all texts; ``RAW`` is the text as it came."""
    found = []
    for source in sources:
        print(f"… {source.name}", file=sys.stderr)
        kept: Kept = {}
        for system in contenders:
            said = system.judge(source.texts)
            kept[system.name] = [s.kept_text(text) for s, text in zip(said, source.texts, strict=True)]
        kept[RAW] = source.texts
        found.append(Filtered(source, kept))
    return found


def with_oracle(runs: Sequence[Filtered], tokenize: Tokenize) -> list[Filtered]:
    """The same, and about the best that keeping or dropping whole paragraphs could do."""
    found = []
    for run in runs:
        texts, best = run.source.texts, []
        for text, (start, end), page in zip(texts, systems.pieces(texts), run.source.pages, strict=True):
            pieces = [tokenize(text[a:b]) for a, b in zip(start.tolist(), end.tolist(), strict=True)]
            keeps = np.array(shingles.best_pieces(pieces, tokenize(page.gold)), bool)
            best.append(Spans(start, end, keeps).kept_text(text))
        found.append(Filtered(run.source, run.kept | {systems.ORACLE: best}))
    return found


@dataclass(frozen=True)
class Measured:
    """Agreement of one tool's texts with the gold texts, by system: on 4-grams, and on words."""

    name: str
    shingled: dict[str, Agreement]
    worded: dict[str, Agreement]


def measured(run: Filtered, tokenize: Tokenize) -> Measured:
    """Compare the kept texts of all systems with the gold texts."""
    golds = [tokenize(page.gold) for page in run.source.pages]
    found = {name: [tokenize(text) for text in texts] for name, texts in run.kept.items()}
    return Measured(
        run.source.name,
        {name: shingles.agreement(golds, texts) for name, texts in found.items()},
        {name: shingles.agreement(golds, texts, 1) for name, texts in found.items()},
    )


def page_table(run: Measured) -> Table:
    """One tool's texts: all systems."""
    count = len(run.shingled[RAW].same)
    one, weights = np.ones(count), scoring.draws(count)
    base = run.shingled[RAW]
    rows: list[list[Cell]] = []
    for name, found in run.shingled.items():
        values, again = found.summary(one), found.summary(weights)
        rows.append(
            [
                name, float(values["precision"]), float(values["recall"]),
                (float(values["f1"]), *scoring.interval(again["f1"])), lift(base, found, weights),
                float(values["accuracy"]), float(run.worded[name].summary(one)["f1"]),
            ]
        )  # fmt: skip
    head = ("system", "precision", "recall", "F1", "lift", "pages all right", "F1 of words")
    return Table(f"Text by {run.name}", head, rows)


def lift(base: Agreement, found: Agreement, weights: Floats) -> tuple[float, float, float]:
    """How much F1 rises over the text as it came, with its interval over the same draws of pages."""
    one = np.ones(len(base.same))
    rise = found.summary(one)["f1"] - base.summary(one)["f1"]
    return float(rise), *scoring.interval(found.summary(weights)["f1"] - base.summary(weights)["f1"])


def lift_table(runs: Sequence[Measured]) -> Table:
    """F1 of all tools by all systems, and how many of the tools each system lowers."""
    names = [name for name in runs[0].shingled if name != RAW]
    rows: list[list[Cell]] = []
    lowered, raised = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for run in runs:
        one = np.ones(len(run.shingled[RAW].same))
        f1 = {name: float(found.summary(one)["f1"]) for name, found in run.shingled.items()}
        rows.append([run.name, f1[RAW], *(f1[name] for name in names)])
        for name in names:
            lowered[name] += round(f1[name], 3) < round(f1[RAW], 3)
            raised[name] += round(f1[name], 3) > round(f1[RAW], 3)
    rows.append(["texts raised", None, *raised.values()])
    rows.append(["texts lowered", None, *lowered.values()])
    return Table("F1 of every text as it came and as each system leaves it", ("text by", RAW, *names), rows)


def gold_section(name: str, runs: Sequence[Filtered], tokenize: Tokenize, skipped: Sequence[str]) -> Section:
    """The report on pages with gold texts."""
    all_measured = [measured(run, tokenize) for run in with_oracle(runs, tokenize)]
    intro = (
        f"{len(runs[0].source.pages)} pages, {len(runs)} texts of each. Agreement with the gold text on 4-grams, "
        "as in scrapinghub/article-extraction-benchmark: precision and recall are means over pages. In brackets: "
        f"the middle 95 % of {scoring.DRAWS} bootstrap samples of the pages. The oracle keeps every paragraph of "
        "which half is in the gold."
    )
    return Section(name, intro, [lift_table(all_measured), *map(page_table, all_measured)], skipped)


def segments(texts: Sequence[str], pages: Sequence[Page]) -> scoring.Int64:
    """int64 ``[pages, 4]``: wanted segments found and not, unwanted ones found and not; spacing is ignored."""
    counts = np.zeros((len(pages), 4), np.int64)
    for row, (text, page) in enumerate(zip(texts, pages, strict=True)):
        plain = " ".join(text.split())
        present = sum(" ".join(segment.split()) in plain for segment in page.present)
        absent = sum(" ".join(segment.split()) in plain for segment in page.absent)
        counts[row] = present, len(page.present) - present, absent, len(page.absent) - absent
    return counts


def segment_table(run: Filtered) -> Table:
    """One tool's texts: segments found by all systems."""
    weights = scoring.draws(len(run.source.pages))
    rows: list[list[Cell]] = []
    for name, texts in run.kept.items():
        counts = segments(texts, run.source.pages)
        hit, missed, wrong, right = counts.sum(axis=0)
        again = (weights @ counts).T
        f1 = scoring.ratio(2 * again[0], 2 * again[0] + again[1] + again[2])
        rows.append(
            [
                name, float(scoring.ratio(hit, hit + wrong)), float(scoring.ratio(hit, hit + missed)),
                (float(scoring.ratio(2 * hit, 2 * hit + missed + wrong)), *scoring.interval(f1)),
                float(scoring.ratio(hit + right, counts.sum())),
            ]
        )  # fmt: skip
    return Table(f"Text by {run.source.name}", ("system", "precision", "recall", "F1", "accuracy"), rows)


def segment_section(name: str, runs: Sequence[Filtered], skipped: Sequence[str]) -> Section:
    """The report on pages with segments."""
    intro = (
        f"{len(runs[0].source.pages)} pages, {len(runs)} texts of each. A segment that must be there and is counts as "
        "a true positive, one that must not and is as a false positive, as in trafilatura's evaluation; here spacing "
        "is ignored."
    )
    return Section(name, intro, [segment_table(run) for run in runs], skipped)
