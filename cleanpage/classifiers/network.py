"""A small dilated convolution over the paragraphs of documents, in numpy alone.

Weights are multiples of 1/128 and activations multiples of 1/16, none of more than seven bits, so every sum that a matrix
product makes is exact in float32: the outcome does not depend on the batch, the machine or the number of threads.
Dilated convolutions over a sequence: Yu and Koltun 2016, Strubell et al. 2017; rounding while training: Jacob et al. 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from cleanpage.classifiers import inputs

Bools = npt.NDArray[np.bool_]
Int8 = npt.NDArray[np.int8]
Float32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
#: Weight ``[in, out]`` and bias ``[out]``.
Layer = tuple[Float32, Float32]

#: How far the layers look to both sides, in paragraphs: together 31.
DILATIONS: Final = (1, 2, 4, 8, 16)
#: Rows of a strip of the network's input that are multiplied at once.
STRIP: Final = 16


def run(laid: Int8, words: Int8, silent: Bools, layers: Sequence[Layer]) -> Floats:
    """float64 ``[N, out]``: what the network says.

    Args:
        laid: int8 ``[F, N]``, the numbers of the paragraphs in steps; N is a multiple of ``STRIP``.
        words: int8 ``[P, 64]``, what their words say, in steps.
        silent: bool ``[N]``, where no paragraph lies; as far as ``DILATIONS`` reach between two documents.
        layers: weights and biases.
    """
    rows = np.zeros((len(silent), len(laid) + words.shape[1]), np.float32)
    rows[:, : len(laid)] = laid.T
    rows[silent] = 0
    rows[~silent, len(laid) :] = words
    hidden = _settled(_relu(rows, layers[0]), silent)
    width = hidden.shape[1]
    near = np.zeros((len(silent), 3 * width), np.float32)
    for reach, layer in zip(DILATIONS, layers[1:-1], strict=True):
        near[:reach, :width] = 0
        near[reach:, :width] = hidden[:-reach]
        near[:, width : 2 * width] = hidden
        near[:-reach, 2 * width :] = hidden[reach:]
        near[-reach:, 2 * width :] = 0
        further = _relu(near, layer)
        further += hidden
        hidden = _settled(further, silent)
    weight, bias = layers[-1]
    return (_product(hidden, weight) * np.float32(inputs.STEP) + bias).astype(np.float64)


def _product(values: Float32, weight: Float32) -> Float32:
    """The matrix product, strip by strip: so small a one BLAS does not spread over other cores, which costs more than it brings.

    Whoever has more cores gives them to ``Cleaner.clean_many`` in more processes.
    """
    return np.asarray((values.reshape(-1, STRIP, values.shape[1]) @ weight).reshape(len(values), -1))


def _relu(values: Float32, layer: Layer) -> Float32:
    """What a layer makes of whole numbers of steps, in steps."""
    weight, bias = layer
    result = _product(values, weight)
    result += bias * np.float32(1 / inputs.STEP)
    return np.maximum(result, 0, out=result)


def _settled(values: Float32, silent: npt.NDArray[np.bool_]) -> Float32:
    """Activations as the next layer reads them, in place: whole numbers of steps, and nothing between documents."""
    np.minimum(values, inputs.LIMIT / inputs.STEP, out=values)
    np.rint(values, out=values)
    values[silent] = 0
    return values
