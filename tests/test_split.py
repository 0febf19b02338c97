"""Splitting: line ends, gaps, flattened text, hard-wrapped text, scripts without spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from cleanpage.columns import Batch


def pieces(text: str) -> list[str]:
    batch = Batch([text])
    return [batch.text(row) for row in range(len(batch))]


# line ends and gaps


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\f", "\n\n", "\r\n\r\n", "\n \t \n"])
def test_every_line_end_ends_a_line(end: str) -> None:
    assert pieces(f"One{end}two{end}three{end}") == ["One", "two", "three"]


@pytest.mark.parametrize("mark", ["\v", "\x1c", "\x1d", "\x1e", "\t", "\0", "\u200b"])
def test_other_controls_end_none(mark: str) -> None:
    assert pieces(f"One{mark}two") == [f"One{mark}two"]


@pytest.mark.parametrize("blank", ["", " ", "\n", "\t \r\n", "\u3000\n\u00a0", "\u2028\f"])
def test_blank_text_has_no_paragraphs(blank: str) -> None:
    assert pieces(blank) == []


def test_the_space_around_a_line_is_gap() -> None:
    text = "  One \n\n\t two\u00a0\n"
    batch = Batch([text])
    assert list(zip(batch.start.tolist(), batch.end.tolist(), strict=True)) == [(2, 5), (10, 13)]


def test_a_line_of_one_odd_character_is_a_paragraph() -> None:
    assert pieces("a\n\ud800\n\0\n—\n\u200b") == ["a", "\ud800", "\0", "—", "\u200b"]


# flattened text

SENTENCES = [
    "The ferry to Ravenby leaves at nine.", '"Bring a coat," said the mate.', "It rained (as it does).", "Did it stop?",
    "No! It never does…", "Signed by J. R. Marsh of the U.S. Navy in 3.5 hours, e.g. on a Sunday.",
    "READ MORE: Ferries.", "[3] A source.", "Sign up for our newsletter.", "2024 was dry.", "That was that.",
]  # fmt: skip


def test_a_flattened_document_is_cut_at_sentence_ends() -> None:
    text = " ".join(SENTENCES * 3)
    found = pieces(text)
    # '[3] A source.' follows a stop; 'No!' is a sentence of its own
    expected = [part for s in SENTENCES * 3 for part in (["No!", "It never does…"] if s.startswith("No!") else [s])]
    assert found == expected
    assert Batch([text]).flat.all()


def test_a_short_line_alone_stays_whole() -> None:
    text = " ".join(SENTENCES[:3])
    assert pieces(text) == [text]


def test_a_line_of_thousands_of_characters_is_cut_and_its_neighbours_are_not() -> None:
    line, long = " ".join(SENTENCES[:3]), " ".join(SENTENCES * 9)
    batch = Batch([f"{line}\n{long}\n{line}"])
    assert batch.text(0) == batch.text(len(batch) - 1) == line
    assert batch.flat.tolist() == [False, *[True] * (len(batch) - 2), False]
    assert len(batch) > 50


@pytest.mark.parametrize(
    ("stop", "sentence"),
    [
        ("。", "船は九時に出る"),
        ("！", "雨だ"),
        ("？", "雨は止んだのか"),
        ("。」", "「雨が降っている"),
        ("。", "渡轮九点开"),
    ],
)
def test_scripts_without_spaces(stop: str, sentence: str) -> None:
    one = sentence + stop
    assert pieces(one * (401 // len(one) + 1)) == [one] * (401 // len(one) + 1)


@pytest.mark.parametrize("sentence", ["क्या यह नाव नौ बजे जाती है।", "هل توقف المطر؟", "Поезд уходит в девять."])
def test_stops_of_other_scripts(sentence: str) -> None:
    count = 420 // len(sentence) + 1
    assert pieces(" ".join([sentence] * count)) == [sentence] * count


@given(st.lists(st.sampled_from(SENTENCES), min_size=40, max_size=80))
def test_cutting_a_flat_line_loses_only_space(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert " ".join(pieces(text)) == text


# hard-wrapped text

WRAPPED = """\
The keeper of the lock at Ravenby has written down the level of the
water every morning for thirty-one years, first in pencil, then with
a fountain pen that was given to him by the parish, and lately on a
telephone that he does not trust, so that he keeps the paper as well.

In the spring the figures go up and the boats come, and in the autumn
they go down again. He has never been asked for them, but he would be
able to tell the day on which the mill stood in the river up to its
second window, and the hour at which it was dry enough to go in again.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_hard_wrapped_lines_are_joined(end: str) -> None:
    text = WRAPPED.replace("\n", end)
    found = pieces(text)
    assert [p[:10] for p in found] == ["The keeper", "In the spr"]
    assert found == text.strip().split(end + end)
    assert Batch([text]).joined.all()


WRAPPED_IN_GERMAN = """\
Gestern kamen wir spät in die Herberge, in der schon drei andere
Radfahrer saßen und ihre Strümpfe am Ofen trockneten. Der Wirt war
früher Musiker gewesen und hatte an der Wand eine lange Reihe von
Geigen, von denen er uns eine nach der anderen vorspielte, bis die
Uhr zwölf schlug und das Feuer im Ofen fast ganz ausgegangen war
und keiner mehr wusste, ob er an diesem Abend noch schlafen wollte.
"""


def test_nouns_with_capitals_do_not_hide_the_wrapping() -> None:
    assert len(pieces(f"{WRAPPED_IN_GERMAN}\n{WRAPPED_IN_GERMAN}")) == 2


def test_lists_and_headings_in_wrapped_text_stay_apart() -> None:
    found = pieces(f"LEVELS\n======\n\n{WRAPPED}\n- one thing to know\n- another thing\n1. a step\n\nThe end")
    assert found[:2] == ["LEVELS", "======"]
    assert found[-4:] == ["- one thing to know", "- another thing", "1. a step", "The end"]


def test_a_poem_is_not_wrapped_prose() -> None:
    lines = [
        "the river has a door",
        "and nobody has the key",
        "we knock on it with oars",
        "it answers with the sea",
    ] * 3
    assert pieces("\n".join(lines)) == lines


def test_a_document_with_long_lines_is_not_wrapped() -> None:
    long = WRAPPED.replace("\n", " ")
    found = pieces(f"{WRAPPED}\n{long[:300]}")
    assert len(found) == len([line for line in WRAPPED.splitlines() if line]) + 1


# columns


@given(st.lists(texts, max_size=4))
def test_documents_lie_side_by_side(many: list[str]) -> None:
    batch = Batch(many)
    assert len(batch.first) == len(batch.doc_start) == len(many) + 1
    for d, text in enumerate(many):
        rows = range(batch.first[d], batch.first[d + 1])
        assert all(batch.doc[row] == d for row in rows)
        assert [batch.text(row) for row in rows] == pieces(text)
