"""The weights of the learned model: written by the training, checked and read once by the model."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from cleanpage import chars
from cleanpage.classifiers import inputs
from cleanpage.table import HashTable

Float32 = npt.NDArray[np.float32]
#: Weight ``[in, out]`` and bias ``[out]``.
Layer = tuple[Float32, Float32]

MODEL = chars.DATA / "model.npz"
WEIGHT_STEP: Final = 1 / 128
WORD_STEP: Final = 1 / 32


@dataclass(frozen=True)
class Weights:
    """What was learned.

    Attributes:
        table: the n-grams.
        words: int8 ``[n-grams + 1, 32]``, what each says in multiples of ``WORD_STEP``; zeros for unknown ones.
        layers: (weight ``[in, out]``, bias ``[out]``) of every layer, float32.
    """

    table: HashTable
    words: npt.NDArray[np.int8]
    layers: tuple[tuple[Float32, Float32], ...]


def save(path: Path, keys: chars.UInt64, words: Float32, layers: list[tuple[Float32, Float32]]) -> None:
    """Write weights, rounded as they will be used, with a checksum; atomically."""
    table = HashTable.build(keys)
    arrays = {
        "high": table.high, "low": table.low, "keys": table.keys,
        "words": np.rint(np.clip(words / WORD_STEP, -127, 127)).astype(np.int8),
    }  # fmt: skip
    for number, (weight, bias) in enumerate(layers):
        arrays[f"weight{number}"] = np.rint(np.clip(weight.T / WEIGHT_STEP, -127, 127)).astype(np.int8)
        arrays[f"bias{number}"] = np.rint(bias / (WEIGHT_STEP * inputs.STEP)).astype(np.int32)
    draft = path.with_suffix(".tmp.npz")
    np.savez_compressed(draft, **arrays, checksum=np.array(_checksum(arrays)))
    draft.replace(path)


def _checksum(arrays: dict[str, npt.NDArray[np.generic]]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()


@cache
def load(path: Path = MODEL) -> Weights:
    """Read weights once.

    Raises:
        RuntimeError: if the file is missing or damaged; ``Vote`` works without it.
    """
    try:
        with path.open("rb") as source, np.load(source) as file:
            arrays = {name: file[name] for name in file.files}
        good = str(arrays.pop("checksum")) == _checksum(arrays)
    except Exception as error:
        msg = f"the model's weights {path} cannot be read ({error}); Cleaner(classifier=Vote()) works without them"
        raise RuntimeError(msg) from error
    if not good:
        msg = f"the model's weights {path} are damaged: checksum differs; Cleaner(classifier=Vote()) works without them"
        raise RuntimeError(msg)
    table = HashTable(arrays["keys"], arrays["high"], arrays["low"])
    unknown = np.zeros((1, arrays["words"].shape[1]), np.int8)
    words = np.vstack([arrays["words"], unknown])
    layers: list[tuple[Float32, Float32]] = []
    while f"weight{len(layers)}" in arrays:
        number = len(layers)
        bias = arrays[f"bias{number}"] * np.float32(WEIGHT_STEP * inputs.STEP)
        layers.append((arrays[f"weight{number}"] * np.float32(WEIGHT_STEP), bias.astype(np.float32)))
    return Weights(table, words, tuple(layers))
