"""What all tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

# scripts and benchmarks are programs of the repository, not parts of the package
ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

# the same examples every time, so that a build never flickers; --hypothesis-profile=search looks for new ones
settings.register_profile("build", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("build")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-known-failures", action="store_true", help="write tests/known_failures.toml anew from what fails"
    )
