"""Training documents: real pages in several text views, labelled pages, and original text."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training import gold, labels
from benchmarks.training.examples import UNKNOWN, Example, any_separator, lines_example, runs, spoil, thinned
from benchmarks.training.labels import LabelledPage, Line, held_out
from benchmarks.training.written import BLOCKS, Blocks, blended, prose_pool, scraped
from cleanpage.columns import Batch
from cleanpage.document import LABELS

#: The least length of words that are looked for inside labelled lines.
_FINDABLE = 12


def real_blocks(pages: list[LabelledPage]) -> dict[str, list[list[Line]]]:
    """What publishers put between the paragraphs of labelled training pages, by language."""
    found: dict[str, list[list[Line]]] = {}
    for page in pages:
        if not page.held_out:
            found.setdefault(page.lang, []).extend(
                run for run in runs(page.lines) if run[0].label and run[0].keep == gold.DROP and len(run) <= 6
            )
    return found


#: The least share of a line's words that a page's title has to hold for the line to be the title.
_ALIKE = 0.8
#: The least share of a view's characters that the labelled lines have to cover.
_COVERED = 0.75


def transferred(page: LabelledPage, text: str, source: str) -> Example | None:
    """Another view of a labelled page, its paragraphs named after the labelled lines that hold the same words."""
    if not 200 <= len(text) <= 200_000:
        return None
    lines = [" ".join(gold.words(line.text)) for line in page.lines]
    own: dict[str, set[str]] = {}
    for norm, line in zip(lines, page.lines, strict=True):
        own.setdefault(norm, set()).add(line.label)
    running, ends = " " + " ".join(lines) + " ", np.cumsum([len(norm) + 1 for norm in lines])
    batch = Batch([text])
    label = [_label_of(" ".join(gold.words(batch.text(row))), own, running, ends, page.lines) for row in range(len(batch))]
    sizes, known_rows = batch.length, np.array(label) != UNKNOWN
    if not len(batch) or sizes[known_rows].sum() < _COVERED * sizes.sum():
        return None
    keep = [UNKNOWN if x == UNKNOWN else int(x < len(labels.KEPT)) for x in label]
    return Example(text, label, keep, 0.8, page.held_out, source, page.lang)


def _label_of(norm: str, own: dict[str, set[str]], running: str, ends: np.ndarray, lines: list[Line]) -> int:
    """Column of the label of a paragraph: of the line with its words, or of what most of it stands in."""
    names = own.get(norm) or set()
    if not names and len(norm) >= _FINDABLE:
        at = running.find(f" {norm} ")
        while at >= 0 and len(names) < 2:
            first, last = np.searchsorted(ends, (at, at + len(norm) - 1), side="right")
            shares: dict[str, int] = {}
            for row in range(first, min(last, len(lines) - 1) + 1):
                begin = ends[row - 1] if row else 0
                overlap = int(min(ends[row], at + len(norm)) - max(begin, at))
                shares[lines[row].label] = shares.get(lines[row].label, 0) + overlap
            names |= {max(shares, key=lambda name: shares[name])}
            at = running.find(f" {norm} ", at + 1)
    name = names.pop() if len(names) == 1 else ""
    return LABELS.index(name) if name else UNKNOWN


def labelled(pages: list[LabelledPage], rounds: int, rng: random.Random, spoilers: dict[str, Blocks]) -> Iterator[Example]:
    """The labelled pages, as they are, thinned, and with blocks put in."""
    for page in pages:
        yield lines_example(page.lines, "\n", 1.5, page.held_out, "labelled", page.lang)
        views = sorted(page.views) if page.held_out else rng.sample(sorted(page.views), min(3, len(page.views)))
        found = (transferred(page, page.views[name], f"view {name}" if page.held_out else "labelled") for name in views)
        yield from (example for example in found if example)
        if page.held_out:
            thin = thinned(page.lines, random.Random(page.id))  # noqa: S311 - no secret
            if sum(line.keep == gold.KEEP for line in thin) > 2:
                yield lines_example(thin, "\n", 1.0, held_out=True, source="labelled, thinned", lang=page.lang)
            continue
        for _ in range(2 * rounds):
            thin = thinned(page.lines, rng)
            if sum(line.keep == gold.KEEP for line in thin) > 2:
                yield lines_example(thin, any_separator(rng), 1.0, held_out=False, source="labelled", lang=page.lang, rng=rng)
        for _ in range(rounds):
            lang = page.lang if page.lang in spoilers else "en"
            blocks, hard = spoilers[lang].part(held_out=False)
            base = (thinned(page.lines, rng) if rng.random() < 0.5 else page.lines) or page.lines
            mixed = spoil(base, rng.sample(blocks, rng.randint(1, 6)), rng.sample(hard, rng.randint(0, 2)), rng)
            yield lines_example(mixed, any_separator(rng), 0.7, held_out=False, source="labelled", lang=lang, rng=rng)


def with_gold(path: Path, rng: random.Random, spoilers: dict[str, Blocks]) -> Iterator[Example]:
    """Pages with gold text, in several views."""
    for line in path.open(encoding="utf-8"):
        page = json.loads(line)
        if not page["gold"] or (page.get("gold_recall") or 1) < 0.8:
            continue
        unseen = held_out(page)
        article = page.get("page_type") in ("article", None)
        for view in rng.sample(sorted(page["views"]), 8 if unseen else rng.choice((1, 1, 2))):
            example = _view_example(page, view, 1.0 if article else 0.5, unseen)
            if example:
                yield example
        gold_lines = [Line(t.strip(), "", gold.KEEP) for t in page["gold"].splitlines() if t.strip()]
        if article and not unseen and len(gold_lines) > 3 and rng.random() < 0.5:
            lang = (page["lang"] or "en")[:2]
            blocks, hard = spoilers.get(lang, spoilers["en"]).part(held_out=False)
            mixed = spoil(gold_lines, rng.sample(blocks, rng.randint(0, 5)), rng.sample(hard, 1), rng)
            yield lines_example(mixed, any_separator(rng), 0.7, unseen, "gold+blocks", lang, rng)


def _view_example(page: dict[str, Any], view: str, weight: float, held_out: bool) -> Example | None:  # noqa: FBT001
    text = page["views"][view]
    if len(text) < 200 or len(text) > 200_000:
        return None
    batch = Batch([text])
    paragraphs = [batch.text(row) for row in range(len(batch))]
    keep = gold.targets(paragraphs, page["gold"])
    label = [UNKNOWN] * len(keep)
    title = gold.words(page.get("title") or "")
    for row, paragraph in enumerate(paragraphs[:80]):
        own = gold.words(paragraph)
        shared = sum(word in title for word in own)
        if keep[row] != gold.KEEP and len(own) >= 3 and shared >= _ALIKE * len(own):
            # gold text mostly leaves the title out, but it is not boilerplate; where it is short it may be a menu entry
            whole = shared >= _ALIKE * len(title) or len(own) >= 6
            label[row], keep[row] = (LABELS.index("title"), gold.KEEP) if whole else (UNKNOWN, gold.UNCLEAR)
    if gold.KEEP not in keep:
        return None
    return Example(text, label, keep, weight, held_out, f"gold:{view}", (page["lang"] or "en")[:2])


def load(shared: Path, views: Path, seed: int = 0) -> list[Example]:
    """All examples: training and held-out ones, each marked."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    spoilers = {path.stem: Blocks(path.stem) for path in sorted(BLOCKS.glob("*.toml"))}
    pages = labels.load(shared, views)
    found = list(labelled(pages, 1, rng, spoilers))
    found += blended(3, rng, prose_pool(pages), real_blocks(pages))
    found += scraped(6, rng)
    for name in ("wcxb_dev", "readability", "zh_wced"):
        if (views / f"{name}.jsonl").exists():
            found += with_gold(views / f"{name}.jsonl", rng, spoilers)
    return [e for e in found if e.label]
