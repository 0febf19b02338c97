"""The structure: imports only go down, nothing heavy is loaded, functions and modules stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import cleanpage

PACKAGE = Path(cleanpage.__file__).parent
#: Every module of a layer may import those of lower layers, and of its own as long as no cycle comes of it.
LAYERS = [
    {"document"},
    {
        "chars", "columns", "evidence", "features", "language", "lexicon", "policy", "registry", "repeats", "split",
        "table", "words",
    },
    {"heuristics"},
    {"classifiers"},
    {"assemble", "cleaner"},
    {"config", "formats", "html", "output", "pool", "report", "rulepack", "stream", "toml"},
    {"__main__", "cli", "integrations"},
]  # fmt: skip
LEAVES = LAYERS[-1]
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if path != PACKAGE / "__init__.py"
}
LONGEST_FUNCTION, LONGEST_MODULE = 30, 250
SOURCES = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


def layer(module: str) -> int:
    top = module.partition(".")[0]
    found = [number for number, names in enumerate(LAYERS) if top in names]
    assert found, f"{module} stands in no layer: give it one in tests/test_layers.py"
    return found[0]


def imports(module: str) -> set[str]:
    """What a module imports of ours, types that are only named left out; '' is the package itself."""
    tree = ast.parse(SOURCES[module])
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    return {name for node in ast.walk(tree) if id(node) not in skipped for name in _imported(node)}


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide what they import"
        whole = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name.removeprefix("cleanpage.") in MODULES else node.module or "" for name in whole]
    else:
        return
    for name in names:
        if name.partition(".")[0] == "cleanpage":
            yield name.removeprefix("cleanpage").removeprefix(".")


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_go_down(module: str) -> None:
    for other in imports(module):
        if other == "":
            assert module in LEAVES, f"{module} imports the package as a whole, so it imports itself"
            continue
        assert layer(other) <= layer(module), f"{module} imports {other} of a higher layer"
        assert module.partition(".")[0] in LEAVES or layer(other) < len(LAYERS) - 1


def test_no_cycles() -> None:
    graph = {module: imports(module) - {""} for module in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == set(MODULES)


def test_the_nouns_import_nothing_of_ours() -> None:
    assert imports("document") == set()


def test_importing_loads_numpy_and_nothing_else() -> None:
    program = (
        "import sys; before = set(sys.modules); import numpy, numpy.typing; import cleanpage;"
        "own = {m.partition('.')[0] for m in set(sys.modules) - before};"
        "print(sorted(own - set(sys.stdlib_module_names) - {'numpy', 'cleanpage'}))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", _on_path(program)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _on_path(program: str) -> str:
    return f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); {program}"


@pytest.mark.parametrize("blocked", ["langdetect", "trafilatura", "justext", "regex", "chardet"])
def test_text_is_cleaned_without_optional_libraries(blocked: str) -> None:
    program = (
        f"sys.modules[{blocked!r}] = None; import cleanpage;"
        "print(cleanpage.clean('Zab qwrt sdfg hjkl, zxcv bnm qwer tyui opas dfgh jklz xcvb.').lang)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", _on_path(program)], capture_output=True, text=True, check=True)
    assert len(done.stdout.strip()) in (2, 3)


@pytest.mark.parametrize("module", MODULES)
def test_functions_and_modules_are_small(module: str) -> None:
    assert len(SOURCES[module].splitlines()) <= LONGEST_MODULE
    for node in ast.walk(ast.parse(SOURCES[module])):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{module}.{node.name} has {lines} lines"
