"""What holds for every text, every policy and every way of calling."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import PAGE, PROSE, characters, documents, texts

import cleanpage
from benchmarks import documents as labelled
from cleanpage import KEEP, Cleaner, Document, Hit, Label, Policy, Result, chars, pool, stream
from cleanpage.classifiers.vote import Vote
from cleanpage.document import LABELS
from cleanpage.split import _BLANK

label_sets = st.frozensets(st.sampled_from(LABELS))
NOTHING = Policy(drop=frozenset(), drop_repeats=False)


def is_blank(text: str) -> bool:
    return bool(_BLANK[chars.classify(chars.encode(text))].all())


def decisions(result: Result) -> list[tuple[object, ...]]:
    """All that was decided, and why."""
    return [(p.start, p.end, p.label, p.confidence, p.kept, p.duplicate_of, p.evidence) for p in result.paragraphs]


# 1. paragraphs and gaps are all of the input


@given(texts)
def test_paragraphs_and_gaps_partition_the_input(text: str) -> None:
    paragraphs = cleanpage.clean(text).paragraphs
    end = 0
    for number, p in enumerate(paragraphs):
        assert p.index == number
        assert end <= p.start < p.end <= len(text)
        assert p.text == text[p.start : p.end]
        assert is_blank(text[end : p.start])
        assert not is_blank(p.text[0])
        assert not is_blank(p.text[-1])
        end = p.end
    assert is_blank(text[end:])


@given(texts)
def test_a_policy_that_drops_nothing_returns_the_input(text: str) -> None:
    result = Cleaner(policy=NOTHING).clean(text)
    assert result.text == text == result.source
    assert all(p.kept for p in result.paragraphs)


# 2. what is kept is the author's, to the byte


@given(texts, label_sets)
def test_kept_text_is_slices_of_the_input_in_order(text: str, drop: frozenset[Label]) -> None:
    result = Cleaner(policy=Policy(drop=drop)).clean(text)
    rest = result.text
    for p in result.paragraphs:
        if p.kept:
            gap, found, rest = rest.partition(p.text)
            assert found
            assert is_blank(gap)
    assert is_blank(rest)


@given(texts)
def test_every_label_is_one_of_fourteen_with_a_probability(text: str) -> None:
    for p in cleanpage.clean(text).paragraphs:
        assert isinstance(p.label, Label)
        assert 0 <= p.confidence <= 1


# 3. the same input gives the same output


@given(st.lists(texts, min_size=2, max_size=5))
def test_a_document_is_judged_alone_whatever_the_batch(many: list[str]) -> None:
    alone = [decisions(cleanpage.clean(text)) for text in many]
    assert [decisions(result) for result in cleanpage.clean_many(many)] == alone
    again = [decisions(result) for result in cleanpage.clean_many(reversed(many))]
    assert again[::-1] == alone


def test_batches_of_any_size_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [doc.text for doc in labelled.fixtures()[::4]]
    expected = [result.rows for result in cleanpage.clean_many(many)]
    for size in (1, 3000, 40_000):
        monkeypatch.setattr("cleanpage.cleaner.BATCH_CHARS", size)
        assert [result.rows for result in cleanpage.clean_many(many)] == expected


def test_any_number_of_workers_agrees() -> None:
    lines = [(json.dumps({"text": doc.text}) + "\n").encode() for doc in labelled.fixtures()[::6]]
    jobs = [stream.Job(("-",), tuple(lines[i : i + 5]), i + 1) for i in range(0, len(lines), 5)]
    worker = stream.Worker(Cleaner(), stream.View("json", "text"))
    one, two = ([piece.output for piece in pool.run(worker, jobs, processes)] for processes in (1, 2))
    assert one == two
    assert len(b"".join(one).splitlines()) == len(lines)


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_hash_seeds_agree(seed: str) -> None:
    program = (
        "import cleanpage, hashlib, json; from benchmarks.documents import fixtures;"
        "made = [r.to_dict() for r in cleanpage.clean_many(d.text for d in fixtures()[::8])];"
        "print(hashlib.sha256(json.dumps(made).encode()).hexdigest())"
    )
    outputs = set()
    for one in ("0", seed):
        env = {**os.environ, "PYTHONHASHSEED": one, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1


# 4. and 5. rules say, policies decide, and each does exactly what it names


@given(texts, label_sets, label_sets)
def test_a_policy_never_changes_a_label(text: str, one: frozenset[Label], other: frozenset[Label]) -> None:
    first, second = (Cleaner(policy=Policy(drop=drop)).clean(text) for drop in (one, other))
    assert [(p.label, p.confidence, p.evidence) for p in first.paragraphs] == [
        (p.label, p.confidence, p.evidence) for p in second.paragraphs
    ]


@given(texts, label_sets)
def test_only_what_a_policy_names_goes(text: str, drop: frozenset[Label]) -> None:
    for p in Cleaner(policy=Policy(drop=drop)).clean(text).paragraphs:
        assert p.kept or p.label in drop or p.duplicate_of is not None


@given(texts, label_sets)
def test_without_care_all_that_a_policy_names_goes(text: str, drop: frozenset[Label]) -> None:
    for p in Cleaner(policy=Policy(drop=drop, careful=0.0)).clean(text).paragraphs:
        assert p.kept == (p.label not in drop and p.duplicate_of is None)


@given(texts, st.sampled_from(LABELS))
def test_keeping_a_label_keeps_it_and_nothing_else(text: str, label: Label) -> None:
    base = Policy(careful=0.0)
    before, after = (Cleaner(policy=policy).clean(text).paragraphs for policy in (base, base.keeping(label)))
    for a, b in zip(before, after, strict=True):
        assert b.kept == (a.kept or (a.label == label and a.duplicate_of is None))


@given(texts, st.floats(0, 1))
def test_more_confidence_never_drops_more(text: str, least: float) -> None:
    base = Policy(careful=0.0)
    before, after = (Cleaner(policy=p).clean(text) for p in (base, replace(base, min_confidence=least)))
    assert all(b.kept >= a.kept for a, b in zip(before.paragraphs, after.paragraphs, strict=True))


@given(texts)
def test_repeats_name_an_earlier_first_copy(text: str) -> None:
    paragraphs = cleanpage.clean(text).paragraphs
    for p in paragraphs:
        if p.duplicate_of is not None:
            assert p.duplicate_of < p.index
            assert not p.kept


@given(documents())
def test_without_a_rule_its_evidence_is_gone_and_no_other(text: str) -> None:
    # Vote adds no evidence of its own: what a model explains does change with what it is told
    cleaner = Cleaner(classifier=Vote())
    before, after = cleaner.clean(text), cleaner.without("phrases", "shape.prose").clean(text)
    for a, b in zip(before.paragraphs, after.paragraphs, strict=True):
        assert b.evidence == tuple(
            e for e in a.evidence if not e.rule.startswith("phrases.") and e.rule != "shape.prose"
        )


# 6. keep beats everything


def _keep_odd(document: Document) -> Iterator[Hit]:
    for p in document.paragraphs[1::2]:
        yield Hit(p.index, Label.CONTENT, KEEP, note="an odd one")
        yield Hit(p.index, Label.SPAM, 1e9)


@given(documents())
def test_what_a_keep_rule_names_is_never_dropped(text: str) -> None:
    everything = Policy(drop=frozenset(LABELS), careful=0.0)
    for doubled in (text, f"{text}\n{text}"):
        for p in Cleaner(policy=everything).adding(_keep_odd).clean(doubled).paragraphs:
            assert p.kept == (p.index % 2 == 1)


# 7. care where little is known


@given(documents())
def test_an_unknown_language_never_loses_more(text: str) -> None:
    known, unknown = Cleaner(lang="en"), Cleaner(lang="und")
    sure = [p for p in unknown.clean(text).paragraphs if not p.kept and p.duplicate_of is None]
    policy = known.policy
    assert all(p.label in policy.drop for p in sure)
    if sure:
        removal = unknown.judge([text]).probability[:, policy.columns].sum(axis=1)
        assert min(removal[p.index] for p in sure) >= policy.careful


def test_an_emptied_document_is_flagged() -> None:
    page = "\n".join(["Share on Facebook", "Share on Twitter", "Advertisement", "All rights reserved."] * 3)
    assert cleanpage.clean(page).verdict in ("empty", "stub")
    assert cleanpage.clean("").verdict == cleanpage.clean(" \n\t\n").verdict == "empty"


# 8. any text at all, in linear time


@settings(max_examples=300)
@given(st.text(characters, max_size=400))
def test_nothing_raises(text: str) -> None:
    result = cleanpage.clean(text)
    json.dumps(result.to_dict())


MEGABYTE = 1_000_000
LONG = {
    "one letter": "a",
    "letters and spaces": "a ",
    "full stops": ".",
    "sentences": "A b. ",
    "wide stops": "。",
    "ideographs": "薔薇",
    "marks": "\u0301",
    "lone surrogates": "\ud800",
    "NUL": "\0",
    "links": "://@",
    "short lines": "a\n",
    "blank lines": "\n",
    "one line again and again": PROSE[0] + "\n",
    "a page again and again": "\n".join([*PAGE, *PROSE]) + "\n",
    "one sentence again and again": PROSE[1] + " ",
}


@pytest.mark.parametrize("what", LONG)
def test_a_megabyte_of(what: str) -> None:
    text = (LONG[what] * (MEGABYTE // len(LONG[what]) + 1))[:MEGABYTE]
    began = time.process_time()
    result = cleanpage.clean(text)
    spent = time.process_time() - began
    assert len(result.rows.start) <= MEGABYTE
    assert result.source == text
    assert spent < 20, f"{spent:.1f} s"


def test_a_line_of_ten_megabytes() -> None:
    text = " ".join(PROSE[:4] * (10 * MEGABYTE // 440))[: 10 * MEGABYTE]
    began = time.process_time()
    result = Cleaner(policy=NOTHING).clean(text)
    assert result.text == text
    assert len(result.rows.start) > 10_000
    assert time.process_time() - began < 60
