"""Documents labelled by hand. What fails today is listed, strictly: a fix fails the build too, until it is updated."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from typing import Any

import numpy as np
import pytest
from fixtures_io import HERE, known_failures, mistakes, part, write_known_failures

from benchmarks import documents, scoring
from benchmarks.documents import FIXTURES, Labelled
from benchmarks.spans import Spans
from benchmarks.systems import Pipeline
from cleanpage import Cleaner, Label
from cleanpage.classifiers.vote import Vote
from cleanpage.document import LABELS

PATHS = sorted(FIXTURES.glob("*/*.json"))
DOCS = {doc.id: doc for doc in documents.fixtures()}
FLOORS = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
CLEANERS = {"default": Cleaner(), "vote": Cleaner(classifier=Vote())}
#: By kind: the share of good characters that stays, at least, and the F1 of boilerplate (None: there is none to find).
KIND_FLOORS: dict[str, tuple[float, float | None]] = {
    "clean": (0.996, None),
    "hard": (0.995, 0.65),
    "leaky": (0.993, 0.80),
    "glued": (0.995, 0.86),
    "page": (0.965, 0.81),
    "flat": (0.955, 0.55),
    "wrapped": (0.980, 0.40),
    "seeds": (0.995, 0.73),
}
#: Kinds in which a paragraph of the fixture is not a line of the text.
OTHER_LINES = ("flat", "wrapped", "glued")


@pytest.fixture(scope="session")
def said() -> dict[str, dict[str, Spans]]:
    texts = [doc.text for doc in DOCS.values()]
    return {name: dict(zip(DOCS, Pipeline(cleaner)(texts), strict=True)) for name, cleaner in CLEANERS.items()}


@pytest.fixture(scope="session")
def known(request: pytest.FixtureRequest, said: dict[str, dict[str, Spans]]) -> dict[str, dict[str, list[int]]]:
    if request.config.getoption("--update-known-failures"):
        write_known_failures({name: mistakes(doc, said["default"][name]) for name, doc in DOCS.items()})
    return known_failures()


@pytest.mark.parametrize("identity", DOCS)
def test_fixture(identity: str, said: dict[str, dict[str, Spans]], known: dict[str, dict[str, list[int]]]) -> None:
    doc, spans = DOCS[identity], said["default"][identity]
    found, expected = mistakes(doc, spans), known.get(identity, {})
    if found != expected:
        pytest.fail(_difference(doc, spans, found, expected), pytrace=False)
    if expected:
        pytest.xfail(f"known: {', '.join(f'{len(rows)} {kind}' for kind, rows in expected.items())}")


def _difference(doc: Labelled, spans: Spans, found: dict[str, list[int]], expected: dict[str, list[int]]) -> str:
    given = scoring.align(doc, spans)
    lines = [f"{doc.id} fails otherwise than tests/known_failures.toml says (see its first lines):"]
    for kind in ("lost", "left", "label"):
        for row in sorted({*found.get(kind, ()), *expected.get(kind, ())}):
            new, old = row in found.get(kind, ()), row in expected.get(kind, ())
            if new != old:
                name = LABELS[given.label[row]] if given.label[row] < len(LABELS) else "nothing"
                truth = LABELS[doc.label[row]]
                what = "now wrong" if new else "no longer"
                lines.append(f"  {what} ({kind}) {row}: {truth}, given {name}: {doc.paragraph(row)[:70]!r}")
    return "\n".join(lines)


def test_known_failures_name_fixtures() -> None:
    assert set(known_failures()) <= set(DOCS)


@pytest.mark.parametrize("half", ["tune", "judge"])
@pytest.mark.parametrize("name", CLEANERS)
def test_floors(name: str, half: str, said: dict[str, dict[str, Spans]]) -> None:
    docs = [doc for doc in DOCS.values() if part(doc.id) == half]
    scores = scoring.point(scoring.tally(docs, [said[name][doc.id] for doc in docs]))
    for key, floor in FLOORS[name][half].items():
        kept = scores[key] <= floor if key.startswith("lost") else scores[key] >= floor
        assert kept, f"{name}, {half}: {key} is {scores[key]:.4f}, the floor is {floor}"


@pytest.mark.parametrize("kind", KIND_FLOORS)
@pytest.mark.parametrize("name", CLEANERS)
def test_floors_of_a_kind(name: str, kind: str, said: dict[str, dict[str, Spans]]) -> None:
    docs = [doc for doc in DOCS.values() if doc.kind == kind]
    scores = scoring.point(scoring.tally(docs, [said[name][doc.id] for doc in docs]))
    kept, f1 = KIND_FLOORS[kind]
    assert 1 - scores["lost"] >= kept, f"{name}, {kind}: {1 - scores['lost']:.4f} of the good text stays"
    assert f1 is None or scores["f1"] >= f1, f"{name}, {kind}: F1 is {scores['f1']:.4f}, the floor is {f1}"


def test_every_kind_has_a_floor() -> None:
    assert {doc.kind for doc in DOCS.values()} == set(KIND_FLOORS)


# the fixtures themselves


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_form(path: Any) -> None:
    fields = json.loads(path.read_text(encoding="utf-8"))
    assert fields["id"] == f"{path.parent.name}/{path.stem}"
    assert fields["kind"] == path.parent.name
    assert path.stem.startswith(fields["lang"] + "-")
    assert len(fields["note"]) >= 20
    for row in fields["paragraphs"]:
        assert set(row) <= {"label", "text", "gap", "repeat"}
        assert row["label"] == "?" or row["label"] in LABELS
        assert row["text"] == row["text"].rstrip()  # code is indented
        assert row["text"]
        assert row.get("gap", " ").isspace()
        assert fields["kind"] == "wrapped" or len(row["text"].splitlines()) == 1


@pytest.mark.parametrize("identity", [name for name, doc in DOCS.items() if doc.kind not in OTHER_LINES])
def test_paragraphs_are_lines(identity: str, said: dict[str, dict[str, Spans]]) -> None:
    doc, spans = DOCS[identity], said["default"][identity]
    lines = [doc.paragraph(row) for row in range(len(doc.start))]
    indent = [len(line) - len(line.lstrip()) for line in lines]
    assert np.array_equal(spans.start, doc.start + indent)
    assert np.array_equal(spans.end, doc.end)


def test_there_are_enough() -> None:
    kinds = Counter(doc.kind for doc in DOCS.values())
    labels = Counter(LABELS[label] for doc in DOCS.values() for label in doc.label[doc.scored])
    assert len(DOCS) == len(PATHS) >= 160
    assert len({doc.lang for doc in DOCS.values()}) >= 16
    assert min(kinds["clean"], kinds["hard"]) >= 40
    assert kinds["seeds"] == 5
    assert {label for label in Label if labels[label] < 60} == set()


def test_both_halves_hold_every_kind() -> None:
    halves = Counter((part(doc.id), doc.kind) for doc in DOCS.values())
    assert {kind for _, kind in halves} == {kind for half, kind in halves if half == "judge"}
    counts = Counter(part(doc.id) for doc in DOCS.values())
    assert abs(counts["tune"] - counts["judge"]) <= 0.2 * len(DOCS)
