"""Reports: sections of tables, printed, and kept in ``results.md`` and ``.json`` where each run replaces its own."""

from __future__ import annotations

import json
import platform
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.tables import Table

RESULTS = Path(__file__).parent / "results.md"
_LIBRARIES = ("numpy", "trafilatura", "justext", "datatrove", "resiliparse", "readability-lxml", "langdetect")
_INTRO = """# Results

The latest run of every benchmark. A section is replaced by the command that stands below its heading, with `--write`.
"""


@dataclass(frozen=True)
class Section:
    """One run.

    Attributes:
        name: its heading.
        intro: what was measured, and how.
        tables: the figures.
        skipped: what could not take part, each with the reason.
        plots: file names beside the results.
    """

    name: str
    intro: str
    tables: Sequence[Table]
    skipped: Sequence[str] = ()
    plots: Sequence[str] = ()

    @property
    def slug(self) -> str:
        """The name as part of file names."""
        return re.sub(r"\W+", "-", self.name.lower()).strip("-")

    def markdown(self, command: Sequence[str]) -> str:
        """The section in Markdown."""
        parts = [f"## {self.name}", "", f"`{written_command(command)}`", "", versions(), "", self.intro, ""]
        parts += [f"**Skipped**: {reason}.\n" for reason in self.skipped]
        parts += [table.markdown() for table in self.tables]
        parts += [f"![{plot}]({plot})\n" for plot in self.plots]
        return "\n".join(parts)

    def to_dict(self, command: Sequence[str]) -> dict[str, Any]:
        """The section as plain JSON-able values."""
        return {
            "command": written_command(command),
            "versions": versions(),
            "intro": self.intro,
            "skipped": list(self.skipped),
            "tables": [table.to_dict() for table in self.tables],
        }


def written_command(arguments: Sequence[str]) -> str:
    """The command as somebody else would type it: without the folders of this machine."""
    plain = [Path(part).name if Path(part).is_absolute() else part for part in arguments if part != "--write"]
    return shlex.join(["python", "-m", "benchmarks", *plain])


def versions() -> str:
    """What it ran on."""
    found = [f"Python {platform.python_version()}, {platform.machine()}"]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return "; ".join(found)


def write(section: Section, command: Sequence[str], path: Path = RESULTS) -> None:
    """Put a section in its place in the results, Markdown and JSON."""
    text = path.read_text(encoding="utf-8") if path.exists() else _INTRO
    block = f"<!-- {section.slug} -->\n{section.markdown(command)}\n<!-- end of {section.slug} -->\n"
    old = re.compile(rf"<!-- {section.slug} -->.*<!-- end of {section.slug} -->\n", re.DOTALL)
    text = old.sub(lambda _: block, text) if old.search(text) else f"{text}\n{block}"
    path.write_text(text, encoding="utf-8")
    beside = path.with_suffix(".json")
    data = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    data[section.slug] = section.to_dict(command)
    beside.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
