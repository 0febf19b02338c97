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
from cleanpage.classifiers.network import Layer
from cleanpage.classifiers.trees import Trees
from cleanpage.table import HashTable

Float32 = npt.NDArray[np.float32]

MODEL = chars.DATA / "model.npz"
WEIGHT_STEP: Final = 1 / 128
WORD_STEP: Final = 1 / 32
LEAF_STEP: Final = 1 / 4096


@dataclass(frozen=True)
class Weights:
    """What was learned.

    Attributes:
        table: the n-grams.
        words: int8 ``[n-grams + 1, 32]``, what each says in multiples of ``WORD_STEP``; zeros for unknown ones.
        layers: (weight ``[in, out]``, bias ``[out]``) of every layer, float32.
        trees: the boosted trees.
        calibration: what the log odds of the network and of the trees are multiplied by before they are added up, what is
            added, and the temperature of the labels' scores (Guo et al. 2017).
    """

    table: HashTable
    words: npt.NDArray[np.int8]
    layers: tuple[Layer, ...]
    trees: Trees
    calibration: tuple[float, float, float, float]


@dataclass(frozen=True)
class Learned:
    """What training hands over: as ``Weights``, but not rounded."""

    keys: chars.UInt64
    words: Float32
    layers: list[Layer]
    trees: Trees
    calibration: tuple[float, float, float, float]


def save(path: Path, learned: Learned) -> None:
    """Write weights, rounded as they will be used, with a checksum; atomically."""
    table = HashTable.build(learned.keys)
    trees = learned.trees
    arrays = {
        "high": table.high, "low": table.low, "keys": table.keys,
        "words": np.rint(np.clip(learned.words / WORD_STEP, -127, 127)).astype(np.int8),
        "column": trees.column, "offset": trees.offset, "threshold": trees.threshold, "leaf": trees.leaf,
        "calibration": np.array(learned.calibration),
    }  # fmt: skip
    for number, (weight, bias) in enumerate(learned.layers):
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
        weights = _assembled(arrays) if good else None
    except Exception as error:
        msg = f"the model's weights {path} cannot be read ({error}); Cleaner(classifier=Vote()) works without them"
        raise RuntimeError(msg) from error
    if weights is None:
        msg = f"the model's weights {path} are damaged: checksum differs; Cleaner(classifier=Vote()) works without them"
        raise RuntimeError(msg)
    return weights


def _assembled(arrays: dict[str, npt.NDArray[np.generic]]) -> Weights:
    table = HashTable(arrays["keys"], arrays["high"], arrays["low"])  # type: ignore[arg-type]
    unknown = np.zeros((1, arrays["words"].shape[1]), np.int8)
    words = np.vstack([arrays["words"], unknown]).astype(np.int8)
    layers: list[Layer] = []
    while f"weight{len(layers)}" in arrays:
        number = len(layers)
        bias = arrays[f"bias{number}"].astype(np.float32) * np.float32(WEIGHT_STEP * inputs.STEP)
        layers.append((arrays[f"weight{number}"].astype(np.float32) * np.float32(WEIGHT_STEP), bias))
    trees = Trees(*(arrays[name] for name in ("column", "offset", "threshold", "leaf")))  # type: ignore[arg-type]
    network, worth, bias_of_both, temperature = (float(value) for value in arrays["calibration"])
    return Weights(table, words, tuple(layers), trees, (network, worth, bias_of_both, temperature))
