"""A cleaner described in a TOML file, or by the options of the command line: both become ``Settings``.

::

    lang = "en"                             # language of all documents; without it: find out
    rules = ["shop.toml"]                   # rule packs, relative to this file
    classifier = "vote"                     # the readable baseline; without it: the learned model

    [policy]
    preset = "gentle"                       # or: only = ["paywall", "newsletter"]
    keep = ["caption"]
    drop = ["references"]
    min_confidence = 0.5
    drop_repeats = true

    [heuristics]
    only = ["phrases", "shape"]             # of the shipped and installed rules, these
    without = ["phrases.newsletter"]
    installed = true                        # the rules that other installed packages announce
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from cleanpage import rulepack, toml
from cleanpage.classifiers.sequence import SequenceModel
from cleanpage.classifiers.vote import Vote
from cleanpage.cleaner import Cleaner
from cleanpage.document import Classifier
from cleanpage.policy import Policy
from cleanpage.registry import installed, matches, nearest

_KEYS = ("lang", "rules", "classifier", "policy", "heuristics")
#: Names of the classifiers.
CLASSIFIERS = ("model", "vote")
_POLICY_KEYS = ("preset", "only", "keep", "drop", "min_confidence", "drop_repeats")
_HEURISTICS_KEYS = ("only", "without", "installed")


@dataclass(frozen=True)
class Settings:
    """What somebody asked for; None and () mean: nothing said, the defaults of ``Cleaner`` and ``Policy`` stand.

    Attributes:
        lang: language of all documents, ISO 639.
        preset: name of a policy.
        only: drop nothing but these labels; instead of a preset.
        keep, drop: labels that stay or go besides.
        min_confidence: see ``Policy``.
        drop_repeats: see ``Policy``.
        rules_only: names or prefixes of the shipped and installed rules in use.
        without: names or prefixes of rules that are not used.
        packs: files with rule packs.
        installed: whether rules of other installed packages are used.
        classifier: name of the classifier.
    """

    lang: str | None = None
    preset: str | None = None
    only: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    min_confidence: float | None = None
    drop_repeats: bool | None = None
    rules_only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    packs: tuple[Path, ...] = ()
    installed: bool | None = None
    classifier: str | None = None

    def over(self, base: Settings) -> Settings:
        """These settings on top of others: lists add up, single values replace, and so does a policy."""
        if self.preset or self.only:
            base = replace(base, preset=None, only=())
        keep = tuple(name for name in base.keep if name not in self.drop)
        base = replace(base, keep=keep, drop=tuple(name for name in base.drop if name not in self.keep))
        merged: dict[str, Any] = {}
        for field in fields(self):
            mine, below = getattr(self, field.name), getattr(base, field.name)
            merged[field.name] = (*below, *mine) if isinstance(mine, tuple) else below if mine is None else mine
        return Settings(**merged)

    def policy(self) -> Policy:
        """The policy that they describe.

        Raises:
            ValueError: for an unknown label or preset, a probability out of range, or labels both kept and dropped.
        """
        if self.preset and self.only:
            msg = "a policy is either a preset or only some labels, not both"
            raise ValueError(msg)
        both = sorted(set(self.keep) & set(self.drop))
        if both:
            msg = f"both kept and dropped: {', '.join(both)}"
            raise ValueError(msg)
        policy = Policy.only(*self.only) if self.only else Policy.named(self.preset) if self.preset else Policy()
        policy = policy.keeping(*self.keep).dropping(*self.drop)
        if self.min_confidence is not None:
            policy = replace(policy, min_confidence=self.min_confidence)
        return policy if self.drop_repeats is None else replace(policy, drop_repeats=self.drop_repeats)

    def cleaner(self, base: Cleaner | None = None) -> Cleaner:
        """The cleaner that they describe, made from ``base`` or the default one.

        Raises:
            ValueError: for anything unknown, naming it and its nearest neighbour.
            OSError: if a rule pack can't be read.
        """
        cleaner = (base or Cleaner()).with_policy(self.policy())
        if self.classifier is not None:
            cleaner = cleaner.with_classifier(_classifier(self.classifier))
        if self.lang is not None:
            cleaner = cleaner.with_lang(checked_lang(self.lang))
        if self.installed:
            cleaner = _with_rules(cleaner, installed())
        cleaner = _only(cleaner, self.rules_only)
        for pack in self.packs:
            cleaner = _with_rules(cleaner, [(rule.name, rule) for rule in rulepack.load(pack)])
        return cleaner.without(*self.without)


def _classifier(name: str) -> Classifier:
    """A classifier by its name.

    Raises:
        ValueError: if there is none, with the nearest name.
    """
    if name not in CLASSIFIERS:
        msg = f"no classifier is called {name!r}{nearest(name, CLASSIFIERS)}"
        raise ValueError(msg)
    if name == "vote":
        return Vote()
    return SequenceModel()


def checked_lang(lang: str) -> str | None:
    """A language code, or None for 'auto'.

    Raises:
        ValueError: if it is not of the form of ISO 639 codes.
    """
    if lang == "auto":
        return None
    if not re.fullmatch("[a-z]{2,3}", lang):
        msg = f"a language is a code like 'en', 'und' (undetermined) or 'auto', not {lang!r}"
        raise ValueError(msg)
    return lang


def _with_rules(cleaner: Cleaner, rules: list[tuple[str, Any]]) -> Cleaner:
    """More rules, none of which may have the name of one that is there: a name is a switch."""
    for name, _ in rules:
        if name in cleaner.rule_names():
            msg = f"there already is a rule called {name!r}"
            raise ValueError(msg)
    return cleaner.adding(*rules)


def _only(cleaner: Cleaner, prefixes: tuple[str, ...]) -> Cleaner:
    """The cleaner with only some of its rules."""
    names = cleaner.rule_names()
    for prefix in prefixes:
        if not any(matches(name, prefix) for name in names):
            known = sorted({*names, *(name.partition(".")[0] for name in names)})
            msg = f"no rule is called {prefix!r}{nearest(prefix, known)}"
            raise ValueError(msg)
    gone = [name for name in names if prefixes and not any(matches(name, prefix) for prefix in prefixes)]
    return cleaner.without(*gone)


def load(path: str | Path) -> Settings:
    """The settings of a config file.

    Raises:
        ValueError: for an unknown key or a value of the wrong kind, naming file, key and nearest neighbour.
        OSError: if it can't be read.
    """
    file, where = Path(path), str(path)
    table = toml.read(file)
    toml.check_keys(table, _KEYS, where)
    policy, heuristics = toml.subtable(table, "policy", where), toml.subtable(table, "heuristics", where)
    toml.check_keys(policy, _POLICY_KEYS, f"{where}: [policy]")
    toml.check_keys(heuristics, _HEURISTICS_KEYS, f"{where}: [heuristics]")
    return Settings(
        lang=toml.string(table, "lang", where),
        preset=toml.string(policy, "preset", where),
        only=toml.strings(policy, "only", where),
        keep=toml.strings(policy, "keep", where),
        drop=toml.strings(policy, "drop", where),
        min_confidence=toml.number(policy, "min_confidence", where),
        drop_repeats=toml.switch(policy, "drop_repeats", where),
        rules_only=toml.strings(heuristics, "only", where),
        without=toml.strings(heuristics, "without", where),
        packs=tuple(file.parent / pack for pack in toml.strings(table, "rules", where)),
        installed=toml.switch(heuristics, "installed", where),
        classifier=toml.string(table, "classifier", where),
    )


def cleaner(path: str | Path) -> Cleaner:
    """The cleaner that a config file describes.

    Raises:
        ValueError: for anything unknown in it, naming the file, the word and its nearest neighbour.
        OSError: if it, or a rule pack that it names, can't be read.
    """
    settings = load(path)
    try:
        return settings.cleaner()
    except ValueError as error:
        raise error if str(path) in str(error) else ValueError(f"{path}: {error}") from error
