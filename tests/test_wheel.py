"""The wheel: it holds the data, says what it needs, and works in an environment that has nothing else."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import cleanpage

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cleanpage"
#: What pip says where there is no way to a registry.
OFFLINE = re.compile(
    "name resolution|NewConnectionError|Network is unreachable|Failed to establish|ProxyError|timed out|getaddrinfo"
)
PAGE = "Advertisement\n\nThe gardener who lives next door has told me that the roses will need a lot of water this week.\n"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("needs hatchling, the build backend: pip install '.[test]'")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("cleanpage-*.whl")
    return found


@pytest.fixture(scope="session")
def metadata(wheel: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(wheel) as file:
        (name,) = [name for name in file.namelist() if name.endswith(".dist-info/METADATA")]
        message = Parser().parsestr(file.read(name).decode())
    return {key: message.get_all(key, []) for key in set(message.keys())}


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if ".dist-info/" not in name}
        info = {Path(name).name for name in file.namelist() if ".dist-info/" in name}
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.endswith(".tmp.npz")
    }
    assert names == ours
    assert "cleanpage/py.typed" in names
    assert "cleanpage/data/tables.npz" in names
    assert {"LICENSE", "METADATA", "entry_points.txt"} <= info


def test_metadata(metadata: dict[str, list[str]]) -> None:
    assert metadata["Name"] == ["cleanpage"]
    assert metadata["Version"] == [cleanpage.__version__]
    assert metadata["License-Expression"] == ["Apache-2.0"]
    assert metadata["Requires-Python"] == ["<3.15,>=3.11"]


def test_what_is_imported_is_required(metadata: dict[str, list[str]]) -> None:
    required = {
        re.match(r"[\w-]+", line)[0].lower()  # type: ignore[index]
        for line in metadata["Requires-Dist"]
        if "extra ==" not in line
    }
    imported = {
        name.partition(".")[0]
        for path in PACKAGE.rglob("*.py")
        if "integrations" not in path.parts  # they run where their engine is
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _names(node)
    }
    assert imported - set(sys.stdlib_module_names) - {"cleanpage"} == required


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_it_works_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    bin_ = home / ("Scripts" if os.name == "nt" else "bin")
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    install = [str(bin_ / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    for what in ("pip>=25", str(wheel)):
        done = subprocess.run([*install, what], capture_output=True, text=True, env=env, check=False)
        if done.returncode and OFFLINE.search(done.stderr):
            pytest.skip("needs a package index: there is no network here")
        assert done.returncode == 0, done.stderr
    script = [str(bin_ / "cleanpage")]
    cleaned = subprocess.run(script, input=PAGE, capture_output=True, text=True, env=env, cwd=tmp_path, check=True)
    assert cleaned.stdout == PAGE.removeprefix("Advertisement\n\n")
    told = subprocess.run([*script, "--list", "rules"], capture_output=True, text=True, env=env, cwd=tmp_path, check=True)
    assert "phrases.newsletter" in told.stdout.split()
    page = f"<html><body><article><p>{PAGE.splitlines()[2]}</p></article></body></html>"
    html = subprocess.run([*script, "--html"], input=page, capture_output=True, text=True, env=env, cwd=tmp_path, check=True)
    assert "gardener" in html.stdout
