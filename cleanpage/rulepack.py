r"""Rule packs: a user's rules in a TOML file, no Python needed.

::

    name = "shop"                       # first part of the rules' names; without it the file's name

    [[rule]]
    id = "coupon"                       # the rule is called shop.coupon
    label = "ad"
    phrase = ["use (code|coupon)", "^# % off"]      # as in the shipped lexicons: whole words, case and accents ignored
    pattern = '\b[A-Z]{4,}\d{2}\b'   # a regular expression, as in Python
    scope = "tail"                      # head, body or tail; without it everywhere
    weight = 3.0                        # natural-log odds; without it a rule outweighs all shipped ones
    note = "a coupon code"

    [[keep]]
    phrase = "methods and materials"    # such a paragraph is never dropped

A rule fires once in a paragraph, at the first of its phrases or patterns that it sees.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cleanpage import chars, toml, words
from cleanpage.document import KEEP, Document, Hit, Label
from cleanpage.lexicon import Lexicon, Phrase, compile_phrases
from cleanpage.policy import labels
from cleanpage.registry import nearest
from cleanpage.toml import Table

SCOPES = ("head", "body", "tail")
#: The head of a document is this share of its paragraphs, at least one; so is the tail.
EDGE_SHARE = 0.25
#: Seconds that the patterns of one rule may take in one document, and for each of its characters on top.
PATTERN_SECONDS, PATTERN_SECONDS_PER_CHAR = 0.5, 2e-6

_PACK_KEYS = ("name", "rule", "keep")
_KEEP_KEYS = ("id", "phrase", "pattern", "scope", "note")
_RULE_KEYS = ("id", "label", "phrase", "pattern", "weight", "scope", "note")
Span = tuple[int, int]


@dataclass(frozen=True)
class PackRule:
    """One rule of a pack: a plain rule, to be handed to ``Cleaner.adding`` as ``(rule.name, rule)``.

    Attributes:
        name: dotted name.
        label: what it speaks for.
        weight: natural-log odds; ``KEEP`` for keep-rules.
        phrases: in the syntax of the lexicons.
        patterns: regular expressions.
        scopes: where it looks; () is everywhere.
        note: for the reader of an explanation.
    """

    name: str
    label: Label
    # more than all shipped rules can say together: a rule of one's own works, unless it is told to be one voice of many
    weight: float = 10.0
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    note: str = ""

    def __call__(self, document: Document) -> Iterator[Hit]:
        """A hit on every paragraph in scope that has one of the phrases or matches one of the patterns."""
        seen = self._by_phrase(document)
        seen |= {row: span for row, span in self._by_pattern(document) if row not in seen}
        count = len(document.bounds)
        for row in sorted(seen):
            if not self.scopes or any(in_scope(scope, row, count) for scope in self.scopes):
                yield Hit(row, self.label, self.weight, seen[row], self.note or f"a rule of yours ({self.label})")

    def _by_phrase(self, document: Document) -> dict[int, Span]:
        """The first phrase of every paragraph."""
        if not self.phrases or not document.bounds:
            return {}
        found = _words(document)
        matches = _lexicon(self.phrases).find(found)
        seen: dict[int, Span] = {}
        for k in np.lexsort((matches.last, matches.first)).tolist():
            row = int(found.paragraph[matches.first[k]])
            start = document.bounds[row][0]
            seen.setdefault(
                row, (int(found.start[matches.first[k]]) - start, int(found.end[matches.last[k] - 1]) - start)
            )
        return seen

    def _by_pattern(self, document: Document) -> Iterator[tuple[int, Span]]:
        """The first match in every paragraph, as long as time lasts: a slow pattern falls silent with a warning."""
        if not self.patterns:
            return
        end = time.monotonic() + PATTERN_SECONDS + PATTERN_SECONDS_PER_CHAR * len(document.text)
        for paragraph in document.paragraphs:
            for pattern in self.patterns:
                try:
                    # a timeout of 0 would be none at all
                    match = compiled(pattern).search(paragraph.text, timeout=max(end - time.monotonic(), 1e-3))
                except TimeoutError:
                    warnings.warn(
                        f"rule {self.name}: the pattern {pattern!r} takes too long", RuntimeWarning, stacklevel=2
                    )
                    return
                if match:
                    yield paragraph.index, match.span()
                    break


def in_scope(scope: str, row: int, count: int) -> bool:
    """Whether paragraph ``row`` of ``count`` stands in the head, body or tail of its document."""
    edge = max(1, round(EDGE_SHARE * count))
    head, tail = row < edge, row >= count - edge
    return {"head": head, "tail": tail, "body": not head and not tail}[scope]


def load(path: str | Path) -> tuple[PackRule, ...]:
    """The rules of a rule pack.

    Raises:
        ValueError: for anything that is not understood: it names file, rule, word and nearest neighbour.
        OSError: if the file can't be read.
    """
    file = Path(path)
    table = toml.read(file)
    toml.check_keys(table, _PACK_KEYS, str(file))
    pack = toml.string(table, "name", str(file)) or file.stem
    rules = [_rule(one, f"{file}: rule {i}", pack, i) for i, one in enumerate(toml.tables(table, "rule", str(file)), 1)]
    rules += [
        _keep(one, f"{file}: keep {i}", pack, i) for i, one in enumerate(toml.tables(table, "keep", str(file)), 1)
    ]
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            msg = f"{file}: two rules are called {name!r}"
            raise ValueError(msg)
    return tuple(rules)


def _rule(table: Table, where: str, pack: str, number: int) -> PackRule:
    """One ``[[rule]]``."""
    toml.check_keys(table, _RULE_KEYS, where)
    label = toml.string(table, "label", where)
    if label is None:
        msg = f"{where}: a rule needs a label"
        raise ValueError(msg)
    try:
        (label,) = labels([label])
    except ValueError as error:
        msg = f"{where}: {error}"
        raise ValueError(msg) from None
    rule = PackRule(_name(table, where, pack, f"rule{number}"), Label(label), **_sight(table, where))
    weight = toml.number(table, "weight", where)
    return rule if weight is None else replace(rule, weight=weight)


def _keep(table: Table, where: str, pack: str, number: int) -> PackRule:
    """One ``[[keep]]``."""
    toml.check_keys(table, _KEEP_KEYS, where)
    name = _name(table, where, pack, f"keep{number}")
    sight = _sight(table, where)
    return PackRule(name, Label.CONTENT, KEEP, **{**sight, "note": sight["note"] or "kept by a rule of yours"})


def _name(table: Table, where: str, pack: str, default: str) -> str:
    name = f"{pack}.{toml.string(table, 'id', where) or default}"
    if any(not part or part != part.strip() for part in name.split(".")):
        msg = f"{where}: a rule's name is dotted words like 'shop.coupon', not {name!r}"
        raise ValueError(msg)
    return name


def _sight(table: Table, where: str) -> dict[str, Any]:
    """What a rule looks for, and where."""
    phrases, patterns = toml.strings(table, "phrase", where), toml.strings(table, "pattern", where)
    scopes = toml.strings(table, "scope", where)
    if not phrases and not patterns:
        msg = f"{where}: a rule needs a phrase or a pattern"
        raise ValueError(msg)
    for scope in scopes:
        if scope not in SCOPES:
            msg = f"{where}: unknown scope {scope!r}{nearest(scope, SCOPES)} (scopes: {', '.join(SCOPES)})"
            raise ValueError(msg)
    _check(phrases, patterns, where)
    return {"phrases": phrases, "patterns": patterns, "scopes": scopes, "note": toml.string(table, "note", where) or ""}


def _check(phrases: tuple[str, ...], patterns: tuple[str, ...], where: str) -> None:
    """Compile everything once, so that mistakes show when a pack is read, not in the middle of a run."""
    try:
        _lexicon(phrases)
    except ValueError as error:
        msg = f"{where}: {str(error).removeprefix(': ')}"
        raise ValueError(msg) from None
    for pattern in patterns:
        try:
            if compiled(pattern).search("", timeout=PATTERN_SECONDS):
                msg = f"{where}: the pattern {pattern!r} matches the empty text, so it says nothing"
                raise ValueError(msg)
        except _pattern_error() as error:
            msg = f"{where}: {pattern!r} is no pattern: {error}"
            raise ValueError(msg) from None


def _pattern_error() -> type[Exception]:
    import regex

    error: type[Exception] = regex.error
    return error


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Any:
    """A regular expression of the ``regex`` package, which can be told to stop after some time."""
    import regex

    return regex.compile(pattern)


@lru_cache(maxsize=256)
def _lexicon(phrases: tuple[str, ...]) -> Lexicon:
    """Phrases of one rule, compiled like those of the shipped lexicons."""
    table = compile_phrases(Phrase(text, Label.CONTENT, "strong", lang="") for text in phrases)
    columns: dict[str, Any] = {
        column.name: table[f"lex_{column.name}"] for column in fields(Lexicon) if column.name != "langs"
    }
    return Lexicon(**columns, langs=("",))


def _words(document: Document) -> words.Words:
    """The words of a document, found once for all rules that read it."""
    found: words.Words | None = document.__dict__.get("words")
    if found is None:
        codes = chars.encode(document.text)
        starts = np.array([start for start, _ in document.bounds], np.int64)
        found = document.__dict__["words"] = words.tokenize(codes, chars.classify(codes), starts)
    return found
