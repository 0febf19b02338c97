"""What a system says of a text: pieces of it that stay or go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]

_LINE = re.compile(r"\S[^\n]*")


@dataclass(frozen=True, eq=False)
class Spans:
    """Pieces of one text in order, S of them; what lies between them is blank.

    Attributes:
        start, end: int64 ``[S]``, characters.
        kept: bool ``[S]``.
        label: int8 ``[S]``, column in ``LABELS``; None if the system knows no labels.
        probability: float32 ``[S, 14]``; None if it knows none.
    """

    start: Int64
    end: Int64
    kept: npt.NDArray[np.bool_]
    label: npt.NDArray[np.int8] | None = None
    probability: npt.NDArray[np.float32] | None = None

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, bool]]) -> Spans:
        """From rows (start, end, kept)."""
        table = np.array(list(rows), np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2].astype(bool))

    @classmethod
    def of_lines(cls, text: str, keeps: Callable[[str], bool]) -> Spans:
        """The lines of a text, each kept or not."""
        return cls.of((a, b, keeps(text[a:b])) for a, b in lines(text))

    @classmethod
    def whole(cls, text: str, *, kept: bool) -> Spans:
        """A text that stays or goes in one piece, line by line."""
        return cls.of((a, b, kept) for a, b in lines(text))

    def kept_text(self, text: str) -> str:
        """What stays, one piece a line."""
        rows = zip(self.start[self.kept].tolist(), self.end[self.kept].tolist(), strict=True)
        return "\n".join(text[a:b] for a, b in rows)


def lines(text: str) -> list[tuple[int, int]]:
    """Starts and ends of the non-blank lines of a text, without the space at their ends."""
    found = ((m.start(), m.start() + len(m[0].rstrip())) for m in _LINE.finditer(text))
    return list(found)
