"""Tables: made once, written as Markdown and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Cell = str | int | float | None | tuple[float, float, float]


@dataclass(frozen=True)
class Table:
    """A table of a report.

    Attributes:
        title: its heading.
        head: names of the columns.
        rows: cells: text, whole numbers, figures, shares with their interval (value, low, high), or None.
        note: what the reader must know.
        percent: columns whose shares are written in per cent.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    percent: frozenset[str] = field(default_factory=frozenset)

    def markdown(self) -> str:
        """The table in Markdown."""
        lines = [f"### {self.title}", ""]
        if self.note:
            lines += [self.note, ""]
        lines += ["| " + " | ".join(self.head) + " |", "|" + "---|" * len(self.head)]
        for row in self.rows:
            cells = (written(cell, percent=name in self.percent) for name, cell in zip(self.head, row, strict=True))
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join([*lines, ""])

    def to_dict(self) -> dict[str, Any]:
        """The table as plain JSON-able values."""
        rows = [dict(zip(self.head, map(_plain, row), strict=True)) for row in self.rows]
        return {"title": self.title, "note": self.note, "rows": rows}


def written(cell: Cell, *, percent: bool = False) -> str:
    """A cell as text: three digits of a share, two after the point of per cent, and at least as much of the rest."""
    if isinstance(cell, tuple):
        value, low, high = cell
        if math.isnan(low) or math.isnan(high):
            return written(value, percent=percent)
        return f"{written(value, percent=percent)} ({written(low, percent=percent)}–{written(high, percent=percent)})"
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return "–"
    if isinstance(cell, float):
        return f"{100 * cell:.2f} %" if percent else f"{cell:.3f}" if abs(cell) < 10 else f"{cell:.1f}"
    return str(cell).replace("|", "\\|")


def _plain(cell: Cell) -> Any:
    if isinstance(cell, tuple):
        return [_plain(part) for part in cell]
    if isinstance(cell, float):
        return None if math.isnan(cell) else round(cell, 6)
    return cell
