"""Learn the weights of the sequence model: ``python -m benchmarks.training.train ../shared VIEWS cleanpage/data/model.npz``.

The network is trained with the rounding that it runs with (straight-through gradients), evidence and words are left out
at random so that it does not lean on either, and everything is seeded.
"""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
from torch import nn

from benchmarks.training import calibrate, dataset, trees
from benchmarks.training.prepared import EVIDENCE_LEFT_OUT, Prepared, prepare, vocabulary
from cleanpage.classifiers import inputs
from cleanpage.classifiers.network import DILATIONS
from cleanpage.classifiers.weights import WEIGHT_STEP, WORD_STEP, Learned, save
from cleanpage.cleaner import Cleaner

WIDTH, WORDS = 64, 32
BOILERPLATE = 12
#: In training a good line lost costs this many leaks; calibration undoes it.
PRICE = 2.5
#: How far the averaged weights follow the trained ones at every step.
PACE = 0.004


def through(values: torch.Tensor, step: float, limit: float) -> torch.Tensor:
    """Round to a step, with the gradient of the unrounded value."""
    clipped = values.clamp(-limit, limit)
    return clipped + (torch.round(clipped / step) * step - clipped).detach()


class Network(nn.Module):  # type: ignore[misc,unused-ignore]
    """The network that ``classifiers.sequence`` runs."""

    def __init__(self, features: int, grams: int) -> None:
        """Layers of the sizes that the model has."""
        super().__init__()
        self.words = nn.Parameter(torch.randn(grams, WORDS) * 0.02)
        sizes = [(features + 2 * WORDS, WIDTH), *((3 * WIDTH, WIDTH) for _ in DILATIONS), (WIDTH, BOILERPLATE + 3)]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in sizes)

    def linear(self, number: int, values: torch.Tensor) -> torch.Tensor:
        """One layer, its weights rounded as they will be."""
        layer = self.layers[number]
        weight = through(layer.weight, WEIGHT_STEP, 127 * WEIGHT_STEP)
        return values @ weight.T + layer.bias

    def bag(self, grams: torch.Tensor, offsets: torch.Tensor, mode: str) -> torch.Tensor:
        """What the n-grams of every row say: their mean, or the most that one of them says."""
        said = nn.functional.embedding_bag(grams, self.words, offsets, mode=mode)
        return through(nn.functional.dropout(said, 0.25, self.training), inputs.STEP, inputs.LIMIT)

    def forward(self, dense: torch.Tensor, grams: torch.Tensor, offsets: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """Log odds: of boilerplate, of title and content, of the twelve other labels."""
        hidden = torch.cat([dense, self.bag(grams, offsets, "mean"), self.bag(grams, offsets, "max")], 1)
        hidden = through(torch.relu(self.linear(0, hidden)), inputs.STEP, inputs.LIMIT) * real
        for number, reach in enumerate(DILATIONS, start=1):
            zeros = hidden.new_zeros(reach, WIDTH)
            near = torch.cat([torch.cat([zeros, hidden[:-reach]]), hidden, torch.cat([hidden[reach:], zeros])], 1)
            hidden = through(hidden + torch.relu(self.linear(number, near)), inputs.STEP, inputs.LIMIT) * real
        return self.linear(len(DILATIONS) + 1, hidden)


def batches(
    prepared: list[Prepared], keys: np.ndarray, rng: np.random.Generator | None, size: int
) -> Iterator[dict[str, torch.Tensor]]:
    """Documents laid out one after the other with space between them, about ``size`` rows at a time."""
    order = rng.permutation(len(prepared)) if rng else np.arange(len(prepared))
    group: list[Prepared] = []
    rows = 0
    for number in order:
        group.append(prepared[number])
        rows += len(prepared[number].label) + DILATIONS[-1]
        if rows >= size:
            yield layout(group, keys, rng)
            group, rows = [], 0
    if group:
        yield layout(group, keys, rng)


def layout(group: list[Prepared], keys: np.ndarray, rng: np.random.Generator | None) -> dict[str, torch.Tensor]:
    """The tensors of a group of documents; with ``rng``, evidence and words are left out at random."""
    gap = DILATIONS[-1]
    total = sum(len(p.label) + gap for p in group) + gap
    features = len(group[0].dense) + len(group[0].evidence)
    dense = np.zeros((total, features), np.float32)
    real = np.zeros((total, 1), np.float32)
    label, keep = np.full(total, -1), np.full(total, -1)
    weight = np.zeros(total, np.float32)
    grams, rows = [], []
    at = gap
    for p in group:
        end = at + len(p.label)
        evidence = p.evidence
        bag, paragraph = p.grams, p.paragraph
        if rng is not None:
            evidence = evidence * (rng.random() >= EVIDENCE_LEFT_OUT) * (rng.random((len(evidence), 1)) >= 0.08)
            # where a language has but a few articles, their words must not be what tells text from boilerplate
            silent = 0.6 if p.example.source == "few articles" else 0.15
            stays = rng.random(len(bag)) >= (1.0 if rng.random() < silent else 0.3)
            bag, paragraph = bag[stays], paragraph[stays]
        dense[at:end] = np.vstack([p.dense, evidence]).T * inputs.STEP
        real[at:end] = 1
        label[at:end], keep[at:end], weight[at:end] = p.label, p.keep, p.weight
        found = np.minimum(np.searchsorted(keys, bag), len(keys) - 1)
        hit = keys[found] == bag
        grams.append(found[hit])
        rows.append(paragraph[hit] + at)
        at = end + gap
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    offsets = np.searchsorted(row[order], np.arange(total))
    return {
        "dense": torch.from_numpy(dense),
        "real": torch.from_numpy(real),
        "label": torch.from_numpy(label),
        "keep": torch.from_numpy(keep),
        "weight": torch.from_numpy(weight),
        "grams": torch.from_numpy(np.concatenate(grams)[order]),
        "offsets": torch.from_numpy(offsets),
    }


def losses(output: torch.Tensor, batch: dict[str, torch.Tensor], balance: torch.Tensor) -> torch.Tensor:
    """Keep or drop on everything that is known; the label among its kind where it is."""
    keep, label, weight = batch["keep"], batch["label"], batch["weight"]
    clear = keep >= 0
    drop = nn.functional.binary_cross_entropy_with_logits(output[clear, 0], 1.0 - keep[clear].float(), reduction="none")
    # a good line lost is worse than a leak
    price = weight[clear] * torch.where(keep[clear] == 1, PRICE, 1.0)
    total = (drop * price).sum() / price.sum()
    junk = label >= 2
    if junk.any():
        named = nn.functional.cross_entropy(output[junk, 3:], label[junk] - 2, weight=balance, reduction="none")
        total = total + 0.5 * (named * weight[junk]).sum() / weight[junk].sum()
    good = (label >= 0) & (label < 2)
    if good.any():
        named = nn.functional.cross_entropy(output[good, 1:3], label[good], reduction="none")
        total = total + 0.3 * (named * weight[good]).sum() / weight[good].sum()
    return total


@torch.no_grad()  # type: ignore[untyped-decorator,unused-ignore]
def follow(steady: Network, network: Network) -> None:
    """Move the averaged weights a step towards the trained ones (Polyak and Juditsky 1992): they sway less from run to run."""
    for slow, fast in zip(steady.parameters(), network.parameters(), strict=True):
        slow.lerp_(fast, PACE)


@torch.no_grad()  # type: ignore[untyped-decorator,unused-ignore]
def outputs(network: Network, prepared: Prepared, keys: np.ndarray) -> np.ndarray:
    """float64 ``[P, 15]``: what the network says of a document."""
    network.eval()
    batch = layout([prepared], keys, None)
    found = network(batch["dense"], batch["grams"], batch["offsets"], batch["real"]).numpy()
    network.train()
    return np.asarray(found[DILATIONS[-1] : DILATIONS[-1] + len(prepared.label)], np.float64)


def fit(train: list[Prepared], keys: np.ndarray, epochs: int) -> Network:
    """The network, trained."""
    network = Network(len(train[0].dense) + len(train[0].evidence), len(keys))
    steady = copy.deepcopy(network)
    counts = np.bincount(np.concatenate([p.label[p.label >= 2] for p in train]) - 2, minlength=BOILERPLATE)
    balance = torch.tensor((counts.sum() / BOILERPLATE / np.maximum(counts, 1)) ** 0.35, dtype=torch.float32)
    words = [network.words]
    others = list(network.layers.parameters())
    optimizer = torch.optim.AdamW([{"params": words, "weight_decay": 0.3}, {"params": others, "weight_decay": 0.01}], lr=3e-3)
    rng = np.random.default_rng(0)
    started = time.time()
    for epoch in range(epochs):
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * (0.5 + 0.5 * np.cos(np.pi * epoch / epochs)) + 1e-4
        total = []
        for batch in batches(train, keys, rng, 6000):
            loss = losses(network(batch["dense"], batch["grams"], batch["offsets"], batch["real"]), batch, balance)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            follow(steady, network)
            total.append(float(loss.detach()))
        print(f"epoch {epoch} loss {np.mean(total):.4f} {time.time() - started:.0f} s", flush=True)
    return rounded(steady)


@torch.no_grad()  # type: ignore[untyped-decorator,unused-ignore]
def rounded(network: Network) -> Network:
    """The network with its words and biases as they will be written."""
    network.words.copy_((network.words / WORD_STEP).round().clamp(-127, 127) * WORD_STEP)
    for layer in network.layers:
        layer.bias.copy_((layer.bias / (WEIGHT_STEP * inputs.STEP)).round() * (WEIGHT_STEP * inputs.STEP))
    return network


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("views", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=9)
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(mode=True)
    from cleanpage.classifiers.vote import Vote

    begin = time.time()
    with Pool() as pool:
        examples = dataset.load(options.shared, options.views)
        prepared = pool.map(partial(prepare, cleaner=Cleaner(classifier=Vote())), examples, chunksize=64)
    train = [p for p in prepared if not p.example.held_out]
    held = [p for p in prepared if p.example.held_out]
    keys = vocabulary(train, 5, 80_000)
    print(
        f"{len(train)} documents, {sum(len(p.label) for p in train)} paragraphs, {len(held)} held out,",
        f"{len(keys)} n-grams, {time.time() - begin:.0f} s",
        flush=True,
    )
    network = fit(train, keys, options.epochs)
    grown = trees.grow(train, PRICE, torch.get_num_threads())
    opinions = [calibrate.Opinion(p, outputs(network, p, keys), trees.score(grown, p)) for p in held]
    calibration = calibrate.fit(opinions)
    calibrate.report(opinions, calibration)
    layers = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in network.layers]
    save(options.out, Learned(keys, network.words.detach().numpy(), layers, grown, calibration))


if __name__ == "__main__":
    main()
