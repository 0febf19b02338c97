"""Boosted trees that see a paragraph and its neighbours, in numpy alone.

All nodes of one level of a tree ask the same question (oblivious trees: Kohavi 1994, Prokhorenkova et al. 2018), so a tree
is a few comparisons that make the number of a leaf, and a table of leaves. Everything is a whole number: the outcome does
not depend on the batch or the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

Int8 = npt.NDArray[np.int8]
Int16 = npt.NDArray[np.int16]
Int64 = npt.NDArray[np.int64]

#: How many neighbours on each side trees ask about.
REACH: Final = 2
#: What there is beyond the first and the last paragraph: less than every number that trees compare with.
NOTHING: Final = -128
#: Paragraphs that are judged at once: what is held of them stays in the processor's cache.
STRIP: Final = 2048


@dataclass(frozen=True)
class Trees:
    """T trees of D questions each.

    Attributes:
        column: int16 ``[T, D]``, the input that a question is about.
        offset: int8 ``[T, D]``, of which paragraph: 0 this one, -1 the one above.
        threshold: int8 ``[T, D]``; the answer is yes if the input is greater.
        leaf: int16 ``[T, 2**D]``, what each leaf says, in steps; the first question is the highest bit of its number.
    """

    column: Int16
    offset: Int8
    threshold: Int8
    leaf: Int16

    @cached_property
    def _leaves(self) -> tuple[Int16, Int64]:
        """All leaves in one row, and where each tree's begin."""
        return self.leaf.ravel(), np.arange(len(self.leaf))[:, None] * self.leaf.shape[1]

    def score(self, laid: Int8) -> Int64:
        """int64 ``[N]``: the sum of the leaves of every paragraph.

        Args:
            laid: int8 ``[inputs, N + 2 * REACH]``, with ``NOTHING`` before, behind and between documents.
        """
        length = laid.shape[1]
        begin = self.column.astype(np.int64) * length + REACH + self.offset
        flat = np.ascontiguousarray(laid).ravel()
        total = np.zeros(length - 2 * REACH, np.int64)
        for low in range(0, len(total), STRIP):
            size = min(STRIP, len(total) - low)
            total[low : low + size] = self._strip(flat, begin + low, size)
        return total

    def _strip(self, flat: Int8, begin: Int64, size: int) -> Int64:
        """The scores of ``size`` paragraphs; ``begin`` (``[T, D]``) is where the answers to every question stand."""
        slices = np.lib.stride_tricks.sliding_window_view(flat, size)
        number = np.zeros((len(begin), size), np.int16)
        for level in range(begin.shape[1]):
            number += number
            number += slices[begin[:, level]] > self.threshold[:, level, None]
        leaves, first = self._leaves
        return leaves.take(number + first).sum(axis=0, dtype=np.int64)
