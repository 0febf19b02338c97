"""A set of 64-bit hashes that answers for a million words at once: two tables, one place in each (a cuckoo table)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanpage.chars import UInt64

Int32 = npt.NDArray[np.int32]


@dataclass(frozen=True)
class HashTable:
    """Keys and where they lie.

    Attributes:
        keys: uint64 ``[K + 1]``, the last a sentinel that no word hashes to.
        high, low: int32 ``[2 ** bits]``, row of ``keys`` by the highest and by the lowest bits of the hash.
    """

    keys: UInt64
    high: Int32
    low: Int32

    def find(self, hashes: UInt64) -> npt.NDArray[np.int64]:
        """int64: the row of every hash in ``keys``, or -1."""
        shift = np.uint64(65 - len(self.high).bit_length())
        row = self.high[(hashes >> shift).astype(np.intp)]
        found = self.keys[row] == hashes
        rest = np.flatnonzero(~found)
        rest_hashes = hashes[rest]
        other = self.low[(rest_hashes & np.uint64(len(self.low) - 1)).astype(np.intp)]
        result = np.where(found, row, -1).astype(np.int64)
        result[rest] = np.where(self.keys[other] == rest_hashes, other, -1)
        return result

    @classmethod
    def build(cls, keys: UInt64) -> HashTable:
        """Lay out distinct non-zero keys; the tables grow until everything has its place."""
        bits = max(4, int(len(keys) * 2).bit_length())
        while (table := _place(keys, bits)) is None:
            bits += 1
        return cls(np.append(keys, np.uint64(0)), *table)


def _place(keys: UInt64, bits: int) -> tuple[Int32, Int32] | None:
    """Cuckoo hashing (Pagh and Rodler, 2004): a newcomer evicts, the evicted goes to its other place."""
    sentinel = len(keys)
    homes = ((keys >> np.uint64(64 - bits)).tolist(), (keys & np.uint64((1 << bits) - 1)).tolist())
    tables = ([sentinel] * (1 << bits), [sentinel] * (1 << bits))
    for newcomer in range(len(keys)):
        row, side = newcomer, 0
        for _ in range(200):
            place = homes[side][row]
            row, tables[side][place] = tables[side][place], row
            if row == sentinel:
                break
            side = 1 - side if homes[side][row] == place else side
        else:
            return None
    return np.array(tables[0], np.int32), np.array(tables[1], np.int32)
