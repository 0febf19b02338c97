"""User rule packs: what they say, where they look, and what they say about mistakes."""

import pickle
import time
from pathlib import Path

import pytest

from cleanpage import KEEP, Cleaner, Document, Label
from cleanpage.rulepack import PackRule, in_scope, load

PACKS = Path(__file__).parent.parent / "fixtures" / "rules-packs"
PROSE = "The gardener who lives next door has told me that the roses in the yard will need a lot of water this week."


def document(*lines: str) -> Document:
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    return Document(text, "en", [(start, start + len(line)) for start, line in zip(starts, lines, strict=True)])


def seen(rule: PackRule, *lines: str) -> dict[int, str]:
    doc = document(*lines)
    return {hit.paragraph: doc.paragraphs[hit.paragraph].text[slice(*(hit.span or ()))] for hit in rule(doc)}


def pack(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_pack() -> None:
    rules = {rule.name: rule for rule in load(PACKS / "shop.toml")}
    assert list(rules) == ["shop.coupon", "shop.article_number", "shop.club", "shop.care"]
    assert rules["shop.article_number"].weight == 4.0
    assert rules["shop.care"].weight == KEEP
    assert rules["shop.club"].label is Label.NEWSLETTER


def test_phrases_match_words_like_the_lexicons_do() -> None:
    rule = PackRule("a.b", Label.AD, phrases=("^use (code|coupon) #", "gärten"))
    lines = ("USE — coupon 25!", "They use code 3", "Die Gärten", "Die Garten", "Vorgärten", "use coupons 3")
    assert seen(rule, *lines) == {0: "USE — coupon 25", 2: "Gärten", 3: "Garten"}


def test_patterns_see_one_paragraph_at_a_time() -> None:
    rule = PackRule("a.b", Label.AD, patterns=(r"\d{3}$", "^x.*y"))
    assert seen(rule, "call 555", "555 calls", "xay", "x", "y") == {0: "555", 2: "xay"}


def test_a_rule_fires_once_a_paragraph_at_the_first_it_sees() -> None:
    rule = PackRule("a.b", Label.AD, phrases=("two", "one"), patterns=("one",))
    assert seen(rule, "one two one") == {0: "one"}


@pytest.mark.parametrize(
    ("scope", "rows"), [("head", {0, 1}), ("body", {2, 3, 4, 5}), ("tail", {6, 7}), ("", set(range(8)))]
)
def test_scopes(scope: str, rows: set[int]) -> None:
    rule = PackRule("a.b", Label.AD, phrases=("line",), scopes=(scope,) if scope else ())
    assert set(seen(rule, *["a line"] * 8)) == rows


def test_a_single_paragraph_is_head_and_tail() -> None:
    assert in_scope("head", 0, 1)
    assert in_scope("tail", 0, 1)
    assert not in_scope("body", 0, 1)


def test_a_rule_drops_what_it_names_and_only_that() -> None:
    show = "The club has a new flower show for all of the people who live in the town."
    fence = "Nobody in the street would have thought that an old fence could cost so much."
    text = f"{PROSE}\n\n{show}\n\n{fence}\n"
    rule = PackRule("mine.show", Label.AD, phrases=("flower show",))
    plain, ruled = Cleaner().clean(text), Cleaner().adding((rule.name, rule)).clean(text)
    assert [p.kept for p in plain.paragraphs] == [True, True, True]
    assert [p.kept for p in ruled.paragraphs] == [True, False, True]
    dropped = ruled.paragraphs[1]
    assert dropped.label == Label.AD
    assert dropped.evidence[0].rule == "mine.show"
    assert dropped.text[slice(*(dropped.evidence[0].span or ()))] == "flower show"


def test_keep_beats_everything() -> None:
    text = f"{PROSE}\n\n{PROSE}\n\nCare instructions: share on Facebook\n"
    keep = PackRule("mine.keep", Label.CONTENT, KEEP, phrases=("^care instructions", "the roses"))
    everything = [label.value for label in Label]
    cleaner = Cleaner().adding((keep.name, keep))
    cleaner = cleaner.with_policy(cleaner.policy.dropping(*everything))
    assert cleaner.clean(text).text == text


def test_rules_can_be_pickled() -> None:
    rules = load(PACKS / "shop.toml")
    assert pickle.loads(pickle.dumps(rules)) == rules
    cleaner = pickle.loads(pickle.dumps(Cleaner().adding(*((rule.name, rule) for rule in rules))))
    assert cleaner.clean("Free delivery from 20 euros").paragraphs[0].evidence[0].rule == "shop.coupon"


def test_a_slow_pattern_falls_silent_with_a_warning() -> None:
    rule = PackRule("mine.slow", Label.AD, patterns=(r"^(?:a|aa)+$",))
    began = time.monotonic()
    with pytest.warns(RuntimeWarning, match=r"mine\.slow.*too long"):
        assert seen(rule, *["a" * 60 + "b"] * 50) == {}
    assert time.monotonic() - began < 5


RULE = '[[rule]]\nlabel = "ad"\nphrase = "x"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RULE + "wieght = 3", r"rule 1: unknown key 'wieght'; did you mean 'weight'\?"),
        ('[[rules]]\nlabel = "ad"', r"unknown key 'rules'; did you mean 'rule'\?"),
        ('[[rule]]\nlabel = "newsleter"\nphrase = "x"', r"unknown label 'newsleter'; did you mean 'newsletter'\?"),
        (RULE + 'scope = "tial"', r"unknown scope 'tial'; did you mean 'tail'\?"),
        ('[[rule]]\nphrase = "x"', "needs a label"),
        ('[[rule]]\nlabel = "ad"', "needs a phrase or a pattern"),
        ('[[rule]]\nlabel = "ad"\nphrase = "!?"', "0 words"),
        ('[[rule]]\nlabel = "ad"\nphrase = ["x", 3]', "string or a list of strings"),
        ('[[rule]]\nlabel = "ad"\npattern = "(x"', "is no pattern"),
        ('[[rule]]\nlabel = "ad"\npattern = "x*"', "matches the empty text"),
        (RULE + "weight = inf", "must be a number"),
        (RULE + "weight = true", "must be a number"),
        (RULE + "note = 3", "must be a string"),
        (RULE + 'id = "a..b"', "dotted words"),
        (RULE + 'id = "a"\n' + RULE + 'id = "a"', "two rules are called 'mine.a'"),
        ('[[keep]]\nphrase = "x"\nlabel = "ad"', "keep 1: unknown key 'label'"),
        ("rule = 3", r"\[\[rule\]\] tables"),
        ("[[rule]", "not TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = pack(tmp_path, text)
    with pytest.raises(ValueError, match=message) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_names_default_to_the_file_and_a_number(tmp_path: Path) -> None:
    rules = load(pack(tmp_path, RULE + '[[keep]]\npattern = "y"'))
    assert [rule.name for rule in rules] == ["mine.rule1", "mine.keep1"]
