"""README.md tells the truth: its examples run, its commands exist, its links lead somewhere."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import cleanpage
from cleanpage import Cleaner, Label, lexicon, rulepack
from cleanpage.cli import parser

ROOT = Path(__file__).parents[1]
PROSE = "The gardener next door has told me that the roses will need a lot of water this week."
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_examples() -> None:
    options = doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testfile(str(README), module_relative=False, optionflags=options, encoding="utf-8")
    assert tried >= 12
    assert failed == 0


@pytest.mark.parametrize("line", [line for line in TEXT.splitlines() if line.startswith("$ cleanpage")])
def test_commands_exist(line: str) -> None:
    words = shlex.split(line.removeprefix("$ cleanpage"), comments=True)
    for stop in ("<", ">", "|"):
        words = words[: words.index(stop)] if stop in words else words
    parser().parse_intermixed_args(words)


def shell_examples() -> list[tuple[str, str]]:
    """Commands whose output README shows, with that output."""
    blocks = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts) if output.strip()]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("command", "output"), shell_examples())
def test_shell_examples(command: str, output: str, tmp_path: Path) -> None:
    here = f'cleanpage() {{ {shlex.quote(sys.executable)} -m cleanpage "$@"; }}\n'
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", here + command], capture_output=True, text=True, cwd=tmp_path, env=env, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == (output, "")


def test_there_are_shell_examples() -> None:
    assert len(shell_examples()) >= 2


def test_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`make (\w+)`|^\$ make (\w+)", TEXT, re.MULTILINE))
    assert targets
    for target in {a or b for a, b in targets}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", TEXT))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_rule_pack_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert tomllib.loads(block)
    path = tmp_path / "shop.toml"
    path.write_text(block, encoding="utf-8")
    rules = [(rule.name, rule) for rule in rulepack.load(path)]
    assert [name for name, _ in rules] == ["shop.coupon", "shop.keep1"]
    prose = "Nobody in the street would have thought that an old fence could cost so much."
    text = f"{prose}\n\nYour coupon code is TULIP24.\n\nCare instructions\n\n{PROSE}\n"
    plain, ruled = Cleaner().clean(text), Cleaner().adding(*rules).clean(text)
    assert plain.paragraphs[1].kept
    assert [p.kept for p in ruled.paragraphs] == [True, False, True, True]


def test_labels_and_languages() -> None:
    for label in Label:
        assert f"`{label}`" in TEXT
    (told,) = re.findall(r"stock phrases in (\d+) languages", TEXT)
    assert int(told) == len(lexicon.languages())


def test_the_version_is_in_the_changelog() -> None:
    assert f"## {cleanpage.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
