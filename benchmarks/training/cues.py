"""Count which single words give labels away: writes ``cleanpage/data/cues.toml`` from the blocks of original text.

A word is a cue for a label if it stands in two of its blocks or more and, weighed against the author's own paragraphs and
the other labels, is at least four times as frequent there (log-odds ratio with a prior, Monroe et al. 2008, without
the variance).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.training import gold, labels, written
from benchmarks.training.examples import runs

OUT = Path(__file__).parents[2] / "cleanpage" / "data" / "cues.toml"
LEAST_BLOCKS, LEAST_RATIO, MOST = 3, 4.0, 120
_HEAD = """# Single words that speak for a label: weak cues, which count only together.
# Made by `python -m benchmarks.training.cues` from the original text in benchmarks/blocks; edit that, not this.
"""


def tokens(text: str, lang: str) -> set[str]:
    """Words of a text; pairs of characters where words are not spaced."""
    found = gold.words(text)
    if lang in ("zh", "ja"):
        return {a + b for a, b in itertools.pairwise(found) if not (a.isdigit() or b.isdigit())}
    return {word for word in found if len(word) >= 3 and not word.isdigit()}


def cues(lang: str) -> dict[str, list[str]]:
    """The cue words of every label of one language, the strongest first."""
    source = written.Blocks(lang)
    blocks, hard = source.part(held_out=False)
    found = [run for lines, unseen in written.documents(lang) if not unseen for run in runs(lines)]
    blocks += [run for run in found if run[0].label not in labels.KEPT]
    hard += [line for run in found for line in run if line.label in labels.KEPT]
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    for block in blocks:
        seen[block[0].label].update(tokens(" ".join(line.text for line in block), lang))
        sizes[block[0].label] += 1
    prose = [*hard, *(line for article in source.article for line in article)]
    for line in prose:
        seen["content"].update(tokens(line.text, lang))
    sizes["content"] = len(prose)
    cued = {}
    for label in sorted(set(seen) - {"content"}):
        ranked = sorted(((_ratio(word, label, seen, sizes), word) for word in seen[label]), reverse=True)
        cued[label] = [word for ratio, word in ranked if ratio >= math.log(LEAST_RATIO) and seen[label][word] >= LEAST_BLOCKS][
            :MOST
        ]
    return cued


def _ratio(word: str, label: str, seen: dict[str, Counter[str]], sizes: Counter[str]) -> float:
    inside = (seen[label][word] + 0.2) / (sizes[label] + 1)
    others = [(seen[other][word] + 0.2) / (sizes[other] + 1) for other in seen if other != label]
    prose = (seen["content"][word] * 2 + 0.2) / (sizes["content"] + 1)
    return math.log(inside / max(prose, sum(others) / len(others)))


def main() -> None:
    """Write the file."""
    parts = [_HEAD]
    for path in sorted(written.BLOCKS.glob("*.toml")):
        parts.append(f"[{path.stem}]")
        parts += [f"{label} = {list(map(str, words))!r}".replace("'", '"') for label, words in cues(path.stem).items() if words]
        parts.append("")
    draft = OUT.with_suffix(".tmp")
    draft.write_text("\n".join(parts), encoding="utf-8")
    draft.replace(OUT)


if __name__ == "__main__":
    main()
