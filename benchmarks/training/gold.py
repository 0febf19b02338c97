"""Which lines of a text view stand in a page's gold text: keep, drop, or unclear (masked)."""

from __future__ import annotations

import re
from collections import Counter

#: Targets of a line.
KEEP, DROP, UNCLEAR = 1, 0, -1
#: Runs of words by which long lines are looked up.
GRAM = 4

_WORD = re.compile(r"\w+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def words(text: str) -> list[str]:
    """Words in lower case; every ideograph and kana is one."""
    return _WORD.findall(_WIDE.sub(lambda m: f" {m[0]} ", text.lower()))


def targets(lines: list[str], gold: str) -> list[int]:
    """KEEP, DROP or UNCLEAR for every line.

    A line of eight words and more is kept if seven tenths of its runs of four words stand in the gold text, dropped if at
    most a fifth do. A shorter one is kept if it is a line of the gold text, or four words of it in a row; where it
    might as well be a menu entry with the same words, its nearest clear neighbours have to agree.
    """
    grams = _grams(words(gold))
    gold_lines = Counter(" ".join(words(line)) for line in gold.splitlines() if line.strip())
    running = f" {' '.join(words(gold))} "
    found = [_target(words(line), grams, gold_lines, running) for line in lines]
    return _settle(found)


def _grams(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + GRAM]) for i in range(len(tokens) - GRAM + 1)}


def _target(tokens: list[str], grams: set[tuple[str, ...]], gold_lines: Counter[str], running: str) -> int | None:
    """The target of one line, None where its neighbours have to decide."""
    if not tokens:
        return UNCLEAR
    joined = " ".join(tokens)
    if len(tokens) >= 8:
        own = [tuple(tokens[i : i + GRAM]) for i in range(len(tokens) - GRAM + 1)]
        share = sum(gram in grams for gram in own) / len(own)
        return KEEP if share >= 0.7 else DROP if share <= 0.2 else UNCLEAR
    if f" {joined} " not in running:
        return DROP
    if len(tokens) >= GRAM:
        return KEEP
    return None if gold_lines[joined] else UNCLEAR


def _settle(found: list[int | None]) -> list[int]:
    """Short lines that are gold lines count as kept between kept lines, else they stay unclear."""
    clear = [(i, t) for i, t in enumerate(found) if t in (KEEP, DROP)]
    result = []
    for i, target in enumerate(found):
        if target is not None:
            result.append(target)
            continue
        above = [t for j, t in clear if i - 6 <= j < i][-2:]
        below = [t for j, t in clear if i < j <= i + 6][:2]
        result.append(KEEP if above and below and all(t == KEEP for t in (*above, *below)) else UNCLEAR)
    return result
