"""Config files, and options on top of them."""

from pathlib import Path

import pytest

from cleanpage import Cleaner, Label, Policy, config, registry
from cleanpage.classifiers.vote import Vote
from cleanpage.config import Settings, checked_lang, load

PACKS = Path(__file__).parent.parent / "fixtures" / "rules-packs"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_config() -> None:
    cleaner = config.cleaner(PACKS / "site.toml")
    assert cleaner.lang == "en"
    assert Label.LEGAL not in cleaner.policy.drop
    assert Label.CAPTION not in cleaner.policy.drop
    assert Label.REFERENCES in cleaner.policy.drop
    assert cleaner.policy.min_confidence == 0.3
    assert not cleaner.policy.drop_repeats
    names = cleaner.rule_names()
    assert not [name for name in names if name.startswith("spam.")]
    assert "shop.coupon" in names
    assert "shop.club" not in names


def test_an_empty_config_is_the_default_cleaner(tmp_path: Path) -> None:
    assert config.cleaner(write(tmp_path, "")) == Cleaner()


def test_only_leaves_the_named_rules_and_packs(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('[[rule]]\nlabel = "ad"\nphrase = "x"', encoding="utf-8")
    path = write(
        tmp_path, 'rules = ["p.toml"]\n[heuristics]\nonly = ["phrases", "shape.prose"]\nwithout = "phrases.spam"'
    )
    names = config.cleaner(path).rule_names()
    assert {name.partition(".")[0] for name in names} == {"phrases", "shape", "p"}
    assert [name for name in names if name.startswith("shape")] == ["shape.prose"]
    assert "phrases.spam" not in names


def test_a_classifier_is_chosen_by_name(tmp_path: Path) -> None:
    assert config.cleaner(write(tmp_path, 'classifier = "vote"')).classifier == Vote()
    assert config.cleaner(write(tmp_path, 'classifier = "model"')) == Cleaner()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('polcy = "gentle"', r"unknown key 'polcy'; did you mean 'policy'\?"),
        (
            "[policy]\nmin_confidance = 0.5",
            r"\[policy\]: unknown key 'min_confidance'; did you mean 'min_confidence'\?",
        ),
        ("[heuristics]\nwithot = []", r"unknown key 'withot'; did you mean 'without'\?"),
        ('[policy]\npreset = "gentel"', r"unknown policy 'gentel'; did you mean 'gentle'\?"),
        ('[policy]\nkeep = ["captions"]', r"unknown label 'captions'; did you mean 'caption'\?"),
        ('[policy]\npreset = "gentle"\nonly = ["ad"]', "either a preset or only"),
        ('[policy]\nkeep = ["ad"]\ndrop = ["ad"]', "both kept and dropped: ad"),
        ("[policy]\nmin_confidence = 2", "between 0 and 1"),
        ("[policy]\ndrop_repeats = 1", "true or false"),
        (
            '[heuristics]\nwithout = ["phrases.newslettr"]',
            r"no rule is called 'phrases\.newslettr'; did you mean 'phrases\.newsletter'\?",
        ),
        ('[heuristics]\nonly = ["phrase"]', r"no rule is called 'phrase'; did you mean 'phrases'\?"),
        ('lang = "English"', "a language is a code"),
        ('classifier = "vite"', "no classifier is called 'vite'; did you mean 'vote'"),
        ("policy = 3", r"must be written as a \[policy\] table"),
        ("lang = ", "not TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ValueError, match=message) as caught:
        config.cleaner(path)
    assert str(path) in str(caught.value)


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.toml"):
        config.cleaner(write(tmp_path, 'rules = ["nowhere.toml"]'))


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"already is a rule called 'shop\.coupon'"):
        Settings(packs=(PACKS / "shop.toml",) * 2).cleaner()


def test_options_come_on_top() -> None:
    base = Settings(preset="gentle", keep=("ad",), drop=("caption",), without=("spam",), lang="de", min_confidence=0.5)
    top = Settings(only=("paywall",), keep=("caption",), without=("shape",), lang="fr").over(base)
    assert top == Settings(
        only=("paywall",), keep=("ad", "caption"), without=("spam", "shape"), lang="fr", min_confidence=0.5
    )
    assert Settings().over(base) == base
    assert Settings(preset="article").over(Settings(only=("ad",))).policy() == Policy()


def test_policies() -> None:
    assert Settings().policy() == Policy()
    assert Settings(only=("ad", "spam")).policy() == Policy.only("ad", "spam")
    assert Settings(keep=("caption",), drop=("title",)).policy() == Policy().keeping("caption").dropping("title")


def test_rules_of_other_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "installed", lambda: [("other.rule", lambda _document: [])])
    assert "other.rule" in Settings(installed=True).cleaner().rule_names()
    assert "other.rule" not in Settings().cleaner().rule_names()
    assert "other.rule" not in Settings(installed=True, rules_only=("phrases",)).cleaner().rule_names()


def test_entry_points_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "plug-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{registry.ENTRY_POINTS}]\nplug.loud = plug:loud\n", encoding="utf-8")
    (tmp_path / "plug.py").write_text(
        "from cleanpage import Hit\n\ndef loud(document):\n"
        "    return [Hit(p.index, 'ad', 9.0) for p in document.paragraphs if p.text.isupper()]\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    cleaner = Settings(installed=True).cleaner()
    assert "plug.loud" in cleaner.rule_names()
    assert cleaner.clean("BUY NOW, BUY HERE, BUY ALL OF IT").paragraphs[0].evidence[0].rule == "plug.loud"


def test_language_codes() -> None:
    assert checked_lang("auto") is None
    assert checked_lang("und") == "und"
    with pytest.raises(ValueError, match="not 'EN'"):
        checked_lang("EN")


def test_load_says_nothing_that_is_not_said(tmp_path: Path) -> None:
    assert load(write(tmp_path, "")) == Settings()
