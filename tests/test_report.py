"""What people read: explanations, diffs, summaries."""

import shutil
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanpage import KEEP, Cleaner, Document, Hit, Label, Policy, heuristic
from cleanpage.classifiers.vote import Vote
from cleanpage.report import Tally, clip, diff, explain, why

PROSE = "The gardener who lives next door has told me that the roses in the yard will need a lot of water this week."
TEXT = f"{PROSE}\n\nAdvert one\n\nNobody would have thought that it could cost so much.\n\n{PROSE}\n\nAdvert two\n"


@heuristic("test.advert")
def advert(document: Document) -> list[Hit]:
    return [Hit(p.index, Label.AD, 9.0, (0, 6), "says so") for p in document.paragraphs if p.text.startswith("Advert")]


CLEANER = Cleaner(heuristics=(), classifier=Vote(neighbours=0), lang="en").adding(advert).with_policy(Policy())


def test_one_line_a_paragraph_and_a_head() -> None:
    lines = explain(CLEANER.clean(TEXT), CLEANER.policy, "page.txt").splitlines()
    assert lines[0] == "page.txt: en, ok, 2 of 5 paragraphs kept"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["kept", "content"],
        ["dropped", "ad"],
        ["kept", "content"],
        ["dropped", "content"],
        ["dropped", "ad"],
    ]
    assert "test.advert +9.0: says so “Advert”" in lines[2]
    assert "repeats paragraph 1" in lines[4]


def test_colour_changes_nothing_but_colours() -> None:
    result = CLEANER.clean(TEXT)
    painted = explain(result, CLEANER.policy, colour=True)
    plain = painted
    for code in ("0", "1", "2", "31", "32"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert [x.split() for x in plain.splitlines()] == [x.split() for x in explain(result, CLEANER.policy).splitlines()]
    assert painted.count("\x1b[31m") == 3
    assert painted.count("\x1b[32m") == 2


def _says(hit: Hit, _: Document) -> list[Hit]:
    return [hit]


def test_reasons() -> None:
    def reason(policy: Policy, row: int = 1, **rules: float) -> str:
        cleaner = CLEANER.with_policy(policy)
        for name, weight in rules.items():
            hit = Hit(1, Label.CONTENT if weight == KEEP else Label.AD, weight)
            cleaner = cleaner.adding((name, partial(_says, hit)))
        result = cleaner.clean(TEXT)
        return why(result.paragraphs[row], policy)

    assert reason(Policy()).startswith("test.advert +9.0")
    assert reason(Policy().keeping("ad")).startswith("the policy keeps ad; test.advert")
    assert reason(Policy(min_confidence=1.0)).startswith("not sure enough to drop it; test.advert")
    assert reason(Policy(), mine=KEEP).startswith("mine keep")
    assert reason(Policy(), row=0) == "nothing speaks against it"


def test_nothing_that_a_terminal_obeys_gets_through() -> None:
    result = CLEANER.clean("Advert \x1b[2J\x07 red\u202eder\x9b31m text\r\n")
    report = explain(result, CLEANER.policy)
    assert not set(report) & set("\x1b\x07\x9b\u202e\r")
    assert report.count("\n") == 2


@given(st.text(), st.integers(2, 40))
def test_clip_is_one_line_of_at_most_its_width(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert len(clipped.splitlines()) <= 1
    assert "\n" not in clipped
    assert len(clipped) <= 5 * width  # combining marks take no column


def test_clip_counts_wide_characters_twice() -> None:
    assert clip("橋が開通", 8) == "橋が開通"
    assert clip("橋が開通しました", 8) == "橋が開… "
    assert clip("abc", 5) == "abc  "


def patched(source: str, patch: str) -> str:
    """What a unified diff makes of a text."""
    *whole, rest = source.split("\n")
    lines = [x + "\n" for x in whole] + [rest] * bool(rest)
    out: list[str] = []
    at = 0
    steps = [x + "\n" for x in patch.split("\n")[:-1]]
    i = 2
    while i < len(steps):
        assert steps[i].startswith("@@ -"), steps[i]
        first, count = (int(x) for x in steps[i].split()[1][1:].split(","))
        start = first - 1 if count else first
        out += lines[at:start]
        at = start
        i += 1
        while i < len(steps) and not steps[i].startswith("@@ -"):
            sign, line = steps[i][0], steps[i][1:]
            if i + 1 < len(steps) and steps[i + 1].startswith("\\"):
                line = line.removesuffix("\n")
                i += 1
            if sign in " -":
                assert lines[at] == line
                at += 1
            if sign in " +":
                out.append(line)
            i += 1
    return "".join(out + lines[at:])


SNIPPETS = st.sampled_from(
    ["Advert", "Advert two. More.", PROSE, "", "  ", "short", "\tAdvert", "a\rb", "Advert " * 80 + ". End."]
)


@settings(deadline=None)
@given(st.lists(SNIPPETS).map("\n".join))
def test_a_diff_leads_from_source_to_kept_text(text: str) -> None:
    result = CLEANER.clean(text)
    patch = diff(result)
    assert (patch == "") == (result.text == text)
    assert patched(text, patch) == result.text


def test_a_diff_of_a_line_that_is_partly_kept() -> None:
    line = (
        (PROSE + " ") * 2
        + "Then it was over for all of us. Advert, read it. "
        + "It rained on the next day and on the one after. " * 4
    )
    result = CLEANER.with_policy(Policy(drop_repeats=False)).clean(line)
    assert 0 < len(result.text) < len(line)
    patch = diff(result, "p")
    assert patch.startswith("--- p\n+++ p (clean)\n@@ -1,1 +1,1 @@\n-")
    assert patched(line, patch) == result.text


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
def test_patch_takes_it(tmp_path: Path) -> None:
    result = CLEANER.clean(TEXT * 3 + "The end of it")
    page = tmp_path / "page.txt"
    page.write_text(result.source, encoding="utf-8")
    subprocess.run(["patch", str(page)], input=diff(result, "page.txt").encode(), check=True, capture_output=True)
    assert page.read_text(encoding="utf-8") == result.text


def test_a_diff_takes_linear_time() -> None:
    def seconds(lines: int) -> float:
        result = CLEANER.clean("\n".join(f"Advert {i}" if i % 2 else "same" for i in range(lines)))
        began = time.perf_counter()
        diff(result)
        return time.perf_counter() - began

    small = min(seconds(2000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(3)) < 8 * small * 4


def test_tally() -> None:
    tally, other = Tally(), Tally()
    tally.add(CLEANER.clean(TEXT))
    other.add(CLEANER.clean(""))
    other.add(CLEANER.with_policy(Policy().dropping("content")).clean("Gone"))
    tally += other
    assert (tally.documents, tally.emptied, tally.paragraphs, tally.kept) == (3, 1, 6, 2)
    assert tally.dropped == {"ad": 2, "content": 2}
    assert "3 documents" in str(tally)
    assert "2 of 6 paragraphs" in str(tally)
