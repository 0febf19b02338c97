"""Plots of a quality run, and of a speed run; they need matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import calibration, scoring
from benchmarks.documents import Labelled
from benchmarks.quality import Run
from cleanpage.document import LABELS

#: Draws into a folder and gives the names of the files.
Drawing = Callable[[Path], list[str]]


def quality(docs: Sequence[Labelled], runs: Sequence[Run], folder: Path, slug: str) -> list[str]:
    """Draw labels, precision against recall, and reliability; gives the names of the files.

    Raises:
        ImportError: if matplotlib is not installed.
    """
    named = [run for run in runs if run.counts.labels]
    claims = {run.name: calibration.claims(docs, run.said) for run in named}
    known = {name: claim for name, claim in claims.items() if claim}
    return [
        _save(_labels(named), folder, f"{slug}-labels.png"),
        _save(_precision_recall(known, runs), folder, f"{slug}-precision-recall.png"),
        _save(_reliability(known), folder, f"{slug}-reliability.png"),
    ]


def speed(rates: Mapping[str, float], folder: Path, slug: str) -> list[str]:
    """Draw throughput; gives the name of the file.

    Raises:
        ImportError: if matplotlib is not installed.
    """
    figure, axes = _figure(7, 0.35 * len(rates) + 1)
    names = sorted(rates, key=lambda name: rates[name])
    bars = axes.barh(names, [rates[name] for name in names])
    axes.bar_label(bars, [f"{rates[name]:.3g}" for name in names], padding=3)
    axes.set(xscale="log", xlabel="MB of raw text per core-second")
    axes.margins(x=0.15)
    return [_save(figure, folder, f"{slug}.png")]


def _figure(width: float, height: float) -> tuple[Any, Any]:
    # made without pyplot: no window system, no global state
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    canvas: Any = FigureCanvasAgg
    canvas(figure)
    return figure, figure.add_subplot()


def _save(figure: Any, folder: Path, name: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    # no metadata: the same run gives the same file
    figure.savefig(folder / name, dpi=110, metadata={"Software": None})
    return f"{folder.name}/{name}"


def _labels(runs: Sequence[Run]) -> Any:
    """F1 of every label."""
    figure, axes = _figure(9, 4)
    place, width = np.arange(len(LABELS)), 0.8 / len(runs)
    for number, run in enumerate(runs):
        f1 = np.nan_to_num(scoring.by_label(run.counts.confusion.sum(axis=0))[2])
        axes.bar(place + (number - (len(runs) - 1) / 2) * width, f1, width, label=run.name)
    axes.set_xticks(place, LABELS, rotation=45, ha="right")
    axes.set(ylabel="F1", ylim=(0, 1))
    axes.legend()
    return figure


def _precision_recall(claims: Mapping[str, calibration.Claims], runs: Sequence[Run]) -> Any:
    """Precision against recall of dropping boilerplate: a curve where there are probabilities, else a point."""
    figure, axes = _figure(9, 5)
    for number, run in enumerate(runs):
        value, claim, colour = scoring.point(run.counts), claims.get(run.name), f"C{number}"
        if claim:
            precision, recall = calibration.precision_recall(claim.removal, claim.goes)
            axes.step(recall, precision, where="post", color=colour)
        if not np.isnan(value["precision"]):
            axes.plot(value["recall"], value["precision"], "o", color=colour, label=run.name)
    axes.set(xlabel="recall of boilerplate", ylabel="precision", xlim=(0, 1.01), ylim=(0, 1.01))
    figure.legend(fontsize="small", loc="outside right upper")
    return figure


def _reliability(claims: Mapping[str, calibration.Claims]) -> Any:
    """How often what is claimed with a probability is so."""
    figure, axes = _figure(5.5, 5)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for name, claim in claims.items():
        for what, claimed, true in (("label", claim.sure, claim.right), ("keep and drop", claim.removal, claim.goes)):
            mean, share, _ = calibration.reliability(claimed, true)
            error = calibration.expected_error(claimed, true)
            axes.plot(mean, share, marker="o", label=f"{name}, {what}: error {error:.3f}")
    axes.set(xlabel="probability claimed", ylabel="share that is so", xlim=(0, 1), ylim=(0, 1))
    axes.legend(fontsize="small")
    return figure
