"""Every shipped rule has an example that it sees and a near miss that it must not see (fixtures/rules/*.toml)."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pytest

from benchmarks.documents import FIXTURES
from cleanpage import Cleaner, chars
from cleanpage.classifiers.vote import Vote
from cleanpage.lexicon import word_hashes

FOLDER = FIXTURES / "rules"
CLEANER = Cleaner(classifier=Vote())


def examples() -> list[tuple[str, str, str, dict[str, Any]]]:
    """File, rule, 'hit' or 'near_miss', and the example with its lines written out."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        prose = table.pop("prose")
        for rule, kinds in table.items():
            for kind, rows in kinds.items():
                found += [(path.stem, rule, kind, {**row, "lines": _lines(row, prose)}) for row in rows]
    return found


def _lines(row: dict[str, Any], prose: dict[str, str]) -> list[str]:
    return [prose.get(line, line) for line in row["lines"]]


EXAMPLES = examples()


@pytest.mark.parametrize(
    ("file", "rule", "kind", "example"), EXAMPLES, ids=[f"{rule}-{kind}" for _, rule, kind, _ in EXAMPLES]
)
def test_example(file: str, rule: str, kind: str, example: dict[str, Any]) -> None:
    assert set(example) <= {"lines", "at", "lang", "why"}
    assert rule.partition(".")[0] == file
    assert kind in ("hit", "near_miss")
    result = CLEANER.clean("\n".join(example["lines"]), example.get("lang", "en"))
    paragraph = result.paragraphs[example.get("at", 0)]
    assert [p.text for p in result.paragraphs] == example["lines"]
    said = sorted({e.rule for e in paragraph.evidence})
    assert (rule in said) == (kind == "hit"), f"of {paragraph.text!r} it is said: {', '.join(said)}"


def test_every_rule_has_a_hit_and_a_near_miss() -> None:
    count = Counter((rule, kind) for _, rule, kind, _ in EXAMPLES)
    missing = [
        f"{rule}: no {kind} in fixtures/rules/{rule.partition('.')[0]}.toml"
        for rule in CLEANER.rule_names()
        for kind in ("hit", "near_miss")
        if not count[rule, kind]
    ]
    assert missing == []


def test_examples_are_of_rules_that_exist() -> None:
    assert {rule for _, rule, _, _ in EXAMPLES} <= set(CLEANER.rule_names())


def test_credit_words_are_single_words_named_once() -> None:
    for kind, names in tomllib.loads((chars.DATA / "credit.toml").read_text(encoding="utf-8")).items():
        assert [name for name in names if len(word_hashes(name)) != 1] == [], kind
        assert [name for name, count in Counter(names).items() if count > 1] == [], kind


def test_rule_names_are_dotted_by_their_file_and_told_once() -> None:
    names = CLEANER.rule_names()
    assert len(names) == len(set(names))
    modules = {h.name: type(h).__module__ for h in CLEANER.heuristics}
    for heuristic in CLEANER.heuristics:
        see = getattr(heuristic, "see", None)
        module = see.__module__ if see is not None else modules[heuristic.name]
        assert heuristic.name.partition(".")[0] == module.rpartition(".")[2]
