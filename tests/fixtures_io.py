"""The fixtures as the tests use them: which half tunes and which judges, and what is wrong about a document today."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from benchmarks import scoring
from benchmarks.documents import Labelled
from benchmarks.spans import Spans

HERE = Path(__file__).parent
KNOWN_FAILURES = HERE / "known_failures.toml"

#: Kinds of mistakes, with the paragraphs that have them: ``{"lost": [3], "left": [], "label": [7]}``.
Mistakes = Mapping[str, Sequence[int]]
KINDS = {
    "lost": "the author's own text, dropped",
    "left": "boilerplate, or a repeat, kept",
    "label": "kept or dropped as it should be, under another label",
}
_HEAD = """\
# What fails today, fixture by fixture: numbers of paragraphs, from 0.
# {kinds}.
# A test fails as soon as a document fails more, less or otherwise than this list says; then look at the change, and
# run: pytest tests/test_fixtures.py --update-known-failures
"""


def part(identity: str) -> str:
    """'tune' for the half of the fixtures that weights may be tuned on, 'judge' for the half that only judges."""
    return "judge" if blake2b(identity.encode()).digest()[-1] % 2 else "tune"


def mistakes(doc: Labelled, said: Spans) -> dict[str, list[int]]:
    """What is wrong about a document, without the kinds that it is free of."""
    found = scoring.align(doc, said)
    decided = doc.scored & ~doc.either
    wrong = {
        "lost": decided & doc.good & ~found.kept,
        "left": decided & ~doc.good & found.kept,
    }
    crossed = wrong["lost"] | wrong["left"]
    wrong["label"] = doc.scored & ~crossed & (found.label != doc.label)
    return {kind: mask.nonzero()[0].tolist() for kind, mask in wrong.items() if mask.any()}


def known_failures() -> dict[str, dict[str, list[int]]]:
    """The list of what fails today; {} where there is none."""
    return tomllib.loads(KNOWN_FAILURES.read_text(encoding="utf-8")) if KNOWN_FAILURES.exists() else {}


def write_known_failures(found: Mapping[str, Mistakes]) -> None:
    """Write the list anew."""
    kinds = "; ".join(f"{kind}: {told}" for kind, told in KINDS.items())
    lines = [
        f'"{identity}" = {{ {", ".join(f"{kind} = {list(rows)}" for kind, rows in wrong.items())} }}'
        for identity, wrong in sorted(found.items())
        if wrong
    ]
    KNOWN_FAILURES.write_text(_HEAD.format(kinds=kinds) + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
