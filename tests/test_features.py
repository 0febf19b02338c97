"""Every count of the columns against a plain reading of the text, one paragraph at a time."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from cleanpage import chars, language, repeats
from cleanpage import words as words_module
from cleanpage.columns import Batch
from cleanpage.features import PROSE_WORDS, SHORT_WORDS, place, shape, windows
from cleanpage.lexicon import word_hashes
from cleanpage.words import Prefixes

many = st.lists(texts, min_size=1, max_size=3)
WORD_KINDS = {chars.LETTER, chars.UPPER, chars.DIGIT, chars.MARK}
ALONE = {chars.SINGLE, chars.COPYRIGHT}


def kind(char: str) -> int:
    return int(chars.classify(chars.encode(char))[0])


def kinds(text: str) -> list[int]:
    return chars.classify(chars.encode(text)).tolist()


def words(text: str) -> list[str]:
    """Runs of letters, digits and marks; ideographs and © one by one; runs of marks alone are none."""
    groups = groupby(zip(text, kinds(text), range(len(text)), strict=True), key=_group)
    runs = [[(char, k) for char, k, _ in group] for key, group in groups if key != "gap"]
    return ["".join(char for char, _ in run) for run in runs if any(k != chars.MARK for _, k in run)]


def _group(item: tuple[str, int, int]) -> object:
    _, k, at = item
    return at if k in ALONE else "word" if k in WORD_KINDS else "gap"


def batch_of(texts: list[str]) -> Batch:
    batch = Batch(texts)
    batch.lang = language.detect(batch)
    return batch


def paragraphs(batch: Batch) -> list[str]:
    return [batch.text(row) for row in range(len(batch))]


def reads_as_stop(word: str, lang: str) -> bool:
    stop = language.stop_words()
    return bool(stop.bits[stop.table.find(word_hashes(word))][0] & stop.bit(lang))


# words and characters


@given(many)
def test_words(texts: list[str]) -> None:
    batch = batch_of(texts)
    text = "".join(t + "\n" for t in texts)
    found = [
        [text[a:b] for a, b in zip(batch.word.start[i:j].tolist(), batch.word.end[i:j].tolist(), strict=True)]
        for i, j in zip(batch.word.first[:-1].tolist(), batch.word.first[1:].tolist(), strict=True)
    ]
    assert found == [words(p) for p in paragraphs(batch)]
    assert batch.word.count.tolist() == [len(row) for row in found]
    assert batch.word.length.tolist() == [len(word) for row in found for word in row]


@given(many)
def test_a_word_hashes_alike_wherever_it_stands(texts: list[str]) -> None:
    batch = batch_of(texts)
    expected = [int(word_hashes(word)[0]) for p in paragraphs(batch) for word in words(p)]
    assert batch.word.hash.tolist() == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Newsletter", "NEWSLETTER"), ("café", "cafe\u0301"), ("café", "CAFE"), ("ＡＢＣ", "abc"), ("2024", "7"),
        ("стаття", "СТАТТЯ"), ("إعلان", "اعلان"), ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"), ("Ｎｅｗｓ", "news"),
    ],
)  # fmt: skip
def test_words_that_fold_alike_hash_alike(one: str, other: str) -> None:
    assert word_hashes(one).tolist() == word_hashes(other).tolist()


@pytest.mark.parametrize(
    ("one", "other"), [("car", "cat"), ("ab", "ba"), ("a", "aa"), ("news", "new s"), ("3d", "3"), ("лев", "левый")]
)
def test_other_words_hash_otherwise(one: str, other: str) -> None:
    assert word_hashes(one).tolist() != word_hashes(other).tolist()


def test_don_t_is_two_words() -> None:
    assert len(word_hashes("don't")) == len(word_hashes("don’t")) == 2


@given(st.characters(exclude_categories=()))
def test_the_fold_is_one_character_to_one(char: str) -> None:
    assert len(chars.encode(char)) == 1
    assert 0 <= kind(char) < chars.CLASSES


@given(many)
def test_kinds_of_characters(texts: list[str]) -> None:
    batch = batch_of(texts)
    for row, p in enumerate(paragraphs(batch)):
        counted = Counter(kinds(p))
        assert batch.kinds[row].tolist() == [counted[k] for k in range(chars.CLASSES)]
        assert batch.length[row] == len(p)


# shape


@given(many)
def test_shape(texts: list[str]) -> None:
    batch = batch_of(texts)
    counts = shape(batch)
    for row, p in enumerate(paragraphs(batch)):
        lang = batch.lang[batch.doc[row]]
        mine, found = words(p), kinds(p)
        stops = sum(reads_as_stop(word, lang) for word in mine)
        per_word = 1 / max(len(mine), 1)
        assert counts.words[row] == len(mine) - found.count(chars.SINGLE) / 2
        assert counts.stops[row] == stops
        assert counts.stop_ratio[row] == pytest.approx(stops * per_word)
        assert counts.capitalised[row] == pytest.approx(sum(kind(w[0]) == chars.UPPER for w in mine) * per_word)
        assert counts.numbers[row] == pytest.approx(sum(kind(w[0]) == chars.DIGIT for w in mine) * per_word)
        assert counts.letters[row] == sum(k in (chars.LETTER, chars.UPPER, chars.SINGLE, chars.MARK) for k in found)
        assert counts.begins[row] == found[0]
        assert counts.ratio(chars.DIGIT, chars.DASH)[row] == pytest.approx(
            (found.count(chars.DIGIT) + found.count(chars.DASH)) / len(p)
        )
        upper, lower = found.count(chars.UPPER), found.count(chars.LETTER) + found.count(chars.SINGLE)
        assert counts.shouting[row] == (upper >= 4 and not lower)


@given(many)
def test_ends(texts: list[str]) -> None:
    batch = batch_of(texts)
    counts = shape(batch)
    for row, p in enumerate(paragraphs(batch)):
        closing = (chars.QUOTE, chars.BRACKET)
        end = p
        for _ in range(2):
            end = end[:-1] if len(end) > 1 and kind(end[-1]) in closing else end
        assert counts.ends[row] == kind(end[-1])
        assert counts.sentence[row] == (kind(end[-1]) == chars.TERMINAL)
        assert counts.ellipsis[row] == bool(re.search(r"(…|\.\.)[^\n]?\Z", p, re.DOTALL))


@given(many)
def test_prose_and_short(texts: list[str]) -> None:
    batch = batch_of(texts)
    counts = shape(batch)
    for row in range(len(batch)):
        few = counts.words[row] < SHORT_WORDS
        assert counts.short[row] == (few and not counts.sentence[row])
        closed = counts.sentence[row] or counts.words[row] >= 25
        worded = counts.stop_ratio[row] >= 0.22 and counts.stops[row] >= 3
        long = counts.words[row] >= PROSE_WORDS
        assert counts.prose[row] == (long and closed and worded and not counts.ellipsis[row])


# place


@given(many)
def test_place(texts: list[str]) -> None:
    batch = batch_of(texts)
    spots, counts = place(batch), shape(batch)
    prose, short = counts.prose.tolist(), counts.short.tolist()
    for row in range(len(batch)):
        low, high = (int(batch.first[batch.doc[row] + k]) for k in (0, 1))
        before, after = sum(prose[low:row]), sum(prose[row + 1 : high])
        assert (spots.prose_before[row], spots.prose_after[row]) == (before, after)
        assert spots.head[row] == (not before and not prose[row] and after > 0)
        assert spots.tail[row] == (not after and not prose[row] and before > 0)
        assert spots.body[row] == (before > 0 and after > 0)
        a, b = row, row
        while a > low and short[a - 1] and short[row]:
            a -= 1
        while b < high and short[b]:
            b += 1
        assert spots.run[row] == b - a
        assert (batch.index[row], batch.count[row]) == (row - low, high - low)


@given(many)
def test_breaks_before(texts: list[str]) -> None:
    batch = batch_of(texts)
    for row in range(len(batch)):
        doc = int(batch.doc[row])
        base = int(batch.doc_start[doc])
        above = int(batch.end[row - 1]) - base if row > batch.first[doc] else 0
        gap = texts[doc][above : int(batch.start[row]) - base]
        assert place(batch).breaks_before[row] == sum(k == chars.BREAK for k in kinds(gap))


@given(many, st.integers(0, 3), st.integers(0, 3))
def test_windows(texts: list[str], before: int, after: int) -> None:
    batch = batch_of(texts)
    values = batch.length
    found = windows(batch, values, before, after)
    for row in range(len(batch)):
        low, high = (int(batch.first[batch.doc[row] + k]) for k in (0, 1))
        assert found[row] == values[max(low, row - before) : min(high, row + after + 1)].sum()


# repeats


@given(many)
def test_exact_repeats(texts: list[str]) -> None:
    batch = batch_of([text * 2 for text in texts])
    found = repeats.find(batch)
    keys = [[int(h) for word in words(p) for h in word_hashes(word)] for p in paragraphs(batch)]
    for row in range(len(batch)):
        low = int(batch.first[batch.doc[row]])
        counts = shape(batch)
        long = counts.words[row] >= repeats.FEWEST_WORDS and batch.length[row] >= repeats.FEWEST_CHARS
        long = long and (counts.sentence[row] or counts.words[row] >= 2 * repeats.FEWEST_WORDS)
        wide = batch.kinds[row, chars.SINGLE] >= repeats.FEWEST_CHARS // 2
        if (long or wide) and shape(batch).numbers[row] < 0.5:
            first = keys.index(keys[row], low)
            assert found[row] == first if first < row else found[row] < row
        else:
            assert found[row] == -1


def test_near_repeats() -> None:
    line = "The council will decide in the spring whether the old smokehouse on Quay Street can keep its tall tin roof"
    other = (
        "Nobody in the street would have thought that an old fence could cost so much and yet we paid for it together"
    )
    changed = line.replace("tin roof", "tin roof today")
    assert repeats.find(Batch([f"{line}\n{other}\n{changed}"])).tolist() == [-1, -1, 0]


@pytest.mark.parametrize(
    "line", ["“Yes,” he said.", "Row, row, row your boat", "return 0;", "12 13 14 15 16 17 18 19 20 21 22 23"]
)
def test_short_lines_are_no_repeats(line: str) -> None:
    assert repeats.find(Batch(["\n".join([line] * 5)])).max() == -1


@given(st.lists(st.sampled_from(["a b c", "b", "a", ""]), max_size=8))
def test_earlier(lines: list[str]) -> None:
    batch = Batch(["\n".join(lines), "\n".join(lines)])
    rows = paragraphs(batch)
    found = repeats.earlier_lines(batch)
    half = len(rows) // 2
    for row, line in enumerate(rows):
        low = half * (row >= half)
        first = rows.index(line, low)
        assert found[row] == (first if first < row else -1)
    assert np.array_equal(found[:half], np.where(found[half:] < 0, -1, found[half:] - half))


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=40), st.data())
def test_prefixes_hash_slices_as_sequences(values: list[int], data: st.DataObject) -> None:
    array = np.array(values, np.uint64)
    start = data.draw(st.integers(0, len(values) - 1))
    end = data.draw(st.integers(start + 1, len(values)))
    found = Prefixes(array, words_module._STEP).hash(np.array([start]), np.array([end]))
    assert found[0] == words_module.sequence_hash([array[k : k + 1] for k in range(start, end)])[0]


@pytest.mark.parametrize("marks", [False, True])
def test_prefixes_hash_alike_in_blocks(marks: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    rng = np.random.default_rng(0)
    values = rng.integers(1, 2**63, 100).astype(np.uint64)
    place = np.append(0, np.cumsum(rng.random(100) < 0.8)) if marks else None
    start = rng.integers(0, 90, 50)
    whole = Prefixes(values, words_module._BASE, place).hash(start, start + 7)
    monkeypatch.setattr(words_module, "_BLOCK", 16)
    assert Prefixes(values, words_module._BASE, place).hash(start, start + 7).tolist() == whole.tolist()


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20), st.lists(st.integers(0, 2**64 - 1), max_size=20))
def test_hash_sets_find_their_members(members: list[int], others: list[int]) -> None:
    looked = np.array([*members, *others], np.uint64)
    found = chars.HashSet(np.unique(np.array(members, np.uint64))).find(looked)
    assert found.tolist() == [k for k, value in enumerate(looked.tolist()) if value in members]
