"""How fast: throughput beside an anchor and peers, growth with length, hostile documents, workers, memory, start-up.

Everything is timed in CPU seconds of this process, in turns, and the median counts; only what takes several processes
is timed by the clock. Figures depend on the machine: the ratios are what can be compared.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from benchmarks import processes, runners, systems
from benchmarks.adversarial import DOCUMENTS
from benchmarks.corpus import MB, Corpus, document, size
from benchmarks.report import Section
from benchmarks.runners import ANCHOR, TRAFILATURA, Runner
from benchmarks.tables import Cell, Table
from cleanpage.cleaner import Cleaner

#: Lengths of documents, in characters; growth is fitted where the cost of a call no longer counts.
LENGTHS, FITTED = (10**3, 10**4, 10**5, 10**6, 4 * 10**6, 10**7, 10**8), 10**5


@dataclass(frozen=True)
class Plan:
    """How thorough a run is.

    Attributes:
        rounds: turns of every contender.
        longest: characters of the longest document.
        hostile: characters of every hostile document.
        stream: million characters streamed to find the peak of memory.
        shared: MB that several processes share.
    """

    rounds: int = 5
    longest: int = 10**8
    hostile: int = 10**7
    stream: float = 1000.0
    shared: float = 8.0

    @classmethod
    def quick(cls) -> Plan:
        """A few minutes' worth."""
        return cls(rounds=3, longest=4 * 10**6, hostile=10**6, stream=30.0)


def section(corpus: Corpus, plan: Plan, *, peers: bool = True) -> tuple[Section, dict[str, float]]:
    """Measure everything: the report, and MB of raw text per core-second by contender."""
    found, skipped = runners.peers() if peers else ([], [])
    if not corpus.html:
        skipped += [f"{one.name}: the corpus has no HTML" for one in found if one.reads == "HTML"]
        found = [one for one in found if one.reads == "text"]
    rates = throughput([*runners.own(), *found], corpus, plan.rounds)
    tables = [_rate_table(rates, {one.name: one.reads for one in found}, corpus)]
    for make in (workers, growth, hostile, start_up, memory):
        print(f"… {make.__name__}", file=sys.stderr)
        tables.append(make(corpus, plan))
    intro = f"Corpus: {corpus.name}, {len(corpus.texts)} documents, {corpus.megabytes:.2f} MB of text"
    intro += f" ({corpus.page_megabytes:.1f} MB of HTML)." if corpus.html else "."
    return Section("Speed", intro, tables, skipped), rates


def throughput(contenders: Sequence[Runner], corpus: Corpus, rounds: int) -> dict[str, float]:
    """MB of raw text per core-second of every contender: median of rounds in which they take turns."""
    first = Corpus(corpus.name, corpus.texts[:1], corpus.html[:1])
    for one in contenders:
        one.run(first)
    taken: dict[str, list[float]] = {one.name: [] for one in contenders}
    for number in range(rounds):
        print(f"… round {number + 1} of {rounds}", file=sys.stderr)
        for one in contenders:
            taken[one.name].append(_seconds(one.run, corpus))
    return {name: corpus.megabytes / median(times) for name, times in taken.items()}


def _seconds(work: Callable[[Any], object], thing: Any, again: int = 1) -> float:
    """CPU seconds of some work on a thing, the mean of a few times."""
    begin = time.process_time()
    for _ in range(again):
        work(thing)
    return max(time.process_time() - begin, 1e-6) / again


def _rate_table(rates: Mapping[str, float], reads: Mapping[str, str], corpus: Corpus) -> Table:
    paragraphs = sum(len(start) for start, _ in systems.pieces(corpus.texts))
    rows: list[list[Cell]] = []
    for name, rate in rates.items():
        per_paragraph = corpus.megabytes / rate / paragraphs * 1e6
        times = rate / rates[TRAFILATURA] if TRAFILATURA in rates else None
        rows.append([name, reads.get(name, "text"), rate, rate / rates[ANCHOR], times, per_paragraph])
    head = ("contender", "reads", "MB of raw text per core-second", "x anchor", "x trafilatura", "µs a paragraph")
    note = f"The anchor is `{ANCHOR}`. What reads HTML gets the pages that the text is of. {paragraphs} paragraphs."
    return Table("Throughput", head, rows, note)


def growth(corpus: Corpus, plan: Plan) -> Table:
    """Time against length of one document."""
    rows: list[list[Cell]] = []
    clean, points = Cleaner().clean, []
    for length in (n for n in LENGTHS if n <= plan.longest):
        text = document(corpus.texts, length)
        again = max(1, min(50, 10**5 // length))
        taken = median(_seconds(clean, text, again) for _ in range(_turns(length, plan)))
        points.append((length, taken))
        rows.append([length, taken, size(text) / MB / taken])
    exponent = slope([point for point in points if point[0] >= FITTED])
    note = f"Log-log slope from {FITTED} characters on: {exponent:.2f} (1 is linear)."
    return Table("Growth: one document", ("characters", "seconds", "MB per core-second"), rows, note)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The slope of a line through points, both axes logarithmic: the exponent of growth; nan of fewer than two."""
    if len(points) < 2:
        return math.nan
    x, y = np.log(np.array(points)).T
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum() / (x * x).sum())


def _turns(length: int, plan: Plan) -> int:
    return plan.rounds if length <= 10**6 else min(2, plan.rounds)


def hostile(corpus: Corpus, plan: Plan) -> Table:
    """Documents made to be slow, beside ordinary text of the same length."""
    clean, makers = Cleaner().clean, {"ordinary text": lambda n: document(corpus.texts, n), **DOCUMENTS}
    rates = {}
    for name, make in makers.items():
        text = make(plan.hostile)
        taken = median(_seconds(clean, text) for _ in range(_turns(len(text), plan)))
        rates[name] = len(text) / 1e6 / taken
    rows = [(name, rate, rate / rates["ordinary text"]) for name, rate in rates.items()]
    worst = min(rows, key=lambda row: row[2])
    note = f"{plan.hostile} characters each. Slowest: {worst[0]}, {worst[2]:.2f} times as fast as ordinary text."
    return Table("Hostile documents", ("document", "million characters per core-second", "x ordinary"), rows, note)


def workers(corpus: Corpus, plan: Plan) -> Table:
    """One process and two, by the clock."""
    texts = corpus.texts * max(1, round(plan.shared / corpus.megabytes))
    total = sum(map(size, texts)) / MB
    seconds = {count: processes.worker_seconds(texts, count, plan.rounds) for count in (1, 2)}
    rows = [(count, total / taken, seconds[1] / taken) for count, taken in seconds.items()]
    note = f"{total:.1f} MB, elapsed time, texts and results handed between processes."
    return Table("Workers", ("processes", "MB per second", "x one process"), rows, note)


def start_up(_: Corpus, plan: Plan) -> Table:
    """From nothing to the first result."""
    rows = [(name, *taken) for name, taken in processes.start_up(plan.rounds).items()]
    return Table("Start-up", ("what", "seconds elapsed", "CPU seconds"), rows)


def memory(corpus: Corpus, plan: Plan) -> Table:
    """The peak of a process that streams."""
    sizes = sorted({plan.stream / 10, plan.stream})
    rows = [(amount, processes.peak_memory(corpus.texts, amount)) for amount in sizes]
    head = ("million characters streamed", "MB resident at most")
    return Table("Peak memory of a stream", head, rows, "The corpus itself is part of it.")
