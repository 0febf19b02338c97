"""Hygiene of the lexicons: they parse, say nothing twice, keep to their limits, and are compiled."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache

import compile_data
import pytest

from benchmarks import documents
from cleanpage import Cleaner, Label, chars, lexicon
from cleanpage.columns import Batch
from cleanpage.document import LABELS
from cleanpage.lexicon import LEXICONS, STRONG, Phrase, word_hashes

PATHS = sorted(LEXICONS.glob("*.toml"))
#: Eleven large languages, and how many phrases they and the others have at least.
LARGE = {"de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "zh"}
OTHERS = {"ar", "cs", "da", "el", "fi", "hi", "ko", "no", "ro", "sv", "tr", "uk"}
FEWEST_LARGE, FEWEST = 150, 60
UNSPACED = {"ja", "zh"}
LONGEST, MOST_EXPANSIONS = 12, 200
Wording = tuple[tuple[int, ...], int]


@cache
def phrases(lang: str) -> list[Phrase]:
    return list(lexicon.read(LEXICONS / f"{lang}.toml"))


@cache
def wordings(phrase: Phrase) -> frozenset[Wording]:
    return frozenset((tuple(word_hashes(wording).tolist()), phrase.anchors) for wording in phrase.expansions())


languages = pytest.mark.parametrize("lang", [path.stem for path in PATHS])


def test_every_language_is_there() -> None:
    assert set(lexicon.languages()) >= LARGE | OTHERS


@languages
def test_labels_and_strengths(lang: str) -> None:
    table = tomllib.loads((LEXICONS / f"{lang}.toml").read_text(encoding="utf-8"))
    assert set(table) <= set(LABELS) - {Label.TITLE}
    for name, group in table.items():
        assert set(group) <= {"strong", "weak"}, name
        assert all(isinstance(text, str) for texts in group.values() for text in texts)


@languages
def test_there_are_enough(lang: str) -> None:
    found = phrases(lang)
    assert len(found) >= (FEWEST_LARGE if lang in LARGE else FEWEST)
    missing = set(LABELS) - {Label.TITLE, Label.CONTENT} - {phrase.label for phrase in found}
    assert missing == set()


@languages
def test_syntax(lang: str) -> None:
    for phrase in phrases(lang):
        inside = phrase.text.removeprefix("^").removesuffix("$")
        assert not re.search(r"[\^$]", inside), f"an anchor inside {phrase.text!r}"
        assert re.fullmatch(r"(?:[^()|]|\([^()]*\))*", inside), f"brackets or bars that don't match in {phrase.text!r}"


@languages
def test_lengths(lang: str) -> None:
    longest = lexicon.LONGEST if lang in UNSPACED else LONGEST
    for phrase in phrases(lang):
        assert len(phrase.expansions()) <= MOST_EXPANSIONS, phrase.text
        assert all(0 < len(hashes) <= longest for hashes, _ in wordings(phrase)), phrase.text


@languages
def test_no_wording_is_numbers_alone(lang: str) -> None:
    number = word_hashes("1")[0]
    bare = [(p.text, p.anchors, len(hashes)) for p in phrases(lang) for hashes, _ in wordings(p) if set(hashes) == {number}]
    # three numbers that are a whole line are a date; '404' is any number
    assert [text for text, anchors, count in bare if anchors != lexicon.BEGINS | lexicon.ENDS or count < 3] == []


@languages
def test_no_phrase_twice(lang: str) -> None:
    seen: dict[tuple[Label, frozenset[Wording]], str] = {}
    for phrase in phrases(lang):
        key = (phrase.label, wordings(phrase))
        assert key not in seen, f"{phrase.text!r} says the same as {seen[key]!r}"
        seen[key] = phrase.text


@languages
def test_no_wording_is_strong_for_two_labels(lang: str) -> None:
    seen: defaultdict[Wording, set[str]] = defaultdict(set)
    for phrase in phrases(lang):
        if phrase.strength == "strong":
            for wording in wordings(phrase):
                seen[wording].add(f"{phrase.label}: {phrase.text}")
    clashes = {tuple(sorted(texts)) for texts in seen.values() if len({text.partition(":")[0] for text in texts}) > 1}
    assert clashes == set()


def test_no_strong_phrase_fires_on_wholly_clean_documents() -> None:
    docs = [doc for doc in documents.fixtures() if doc.kind == "clean"]
    assert len(docs) >= 40
    fired = []
    for doc in docs:
        for p in Cleaner().clean(doc.text, doc.lang).paragraphs:
            fired += [
                f"{doc.id} {p.index}: {e.label} {p.text[slice(*e.span)] if e.span else ''!r}"
                for e in p.evidence
                if e.rule.startswith("phrases.") and e.label != Label.CONTENT and e.weight >= STRONG
            ]
    assert fired == []


def test_the_tables_are_compiled_from_the_files_as_they_are() -> None:
    assert str(chars.tables()["digest"]) == compile_data.digest(), "run: make data"


def test_every_phrase_is_found_where_it_stands() -> None:
    shipped = lexicon.shipped()
    for lang in ("en", "ru", "ja"):
        for phrase in phrases(lang)[::7]:
            found = shipped.find(Batch([phrase.expansions()[0]]).word)
            seen = {(LABELS[shipped.label[row]], shipped.langs[shipped.lang[row]]) for row in found.row}
            assert (phrase.label, lang) in seen, phrase.text
