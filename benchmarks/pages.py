"""Pages with the truth about them, from the places where others keep such pages."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.documents import records, sample

#: Pages of which less of the gold can be found in the page itself tell nothing.
GOLD_RECALL = 0.8
#: The text views of a page that are judged, by their names in ``benchmarks.training.views``.
VIEWS = ("html-text", "inscriptis", "trafilatura", "bs4", "bs4-lines")


@dataclass(frozen=True)
class Page:
    """A page: its HTML, and its gold text, or segments that must and must not be in the output."""

    id: str
    html: str
    gold: str = ""
    present: Sequence[str] = ()
    absent: Sequence[str] = ()


@dataclass(frozen=True)
class Texts:
    """What one tool made of pages: texts with what is true of each."""

    name: str
    texts: list[str]
    pages: Sequence[Page] = field(repr=False)


def gold_pages(path: Path, count: int | None = None) -> list[Page]:
    """At most ``count`` pages with gold text of a file of JSON lines, evenly spread.

    Raises:
        ValueError: if there is none.
    """
    rows = [row for row in records(path) if row.get("gold") and row.get("gold_recall", 1) >= GOLD_RECALL]
    if not rows:
        msg = f"{path.name}: no page with gold text"
        raise ValueError(msg)
    return [Page(row["id"], row["html"], row["gold"]) for row in sample(rows, count)]


def segment_pages(place: Path, count: int | None = None) -> list[Page]:
    """At most ``count`` pages with segments: of a clone of trafilatura, or of a file of JSON lines.

    Raises:
        FileNotFoundError: if the folder is no clone with evaluation data.
    """
    if place.is_file():
        rows = [row for row in records(place) if row.get("with")]
        return [Page(r["id"], r["html"], "", r["with"], r.get("without", ())) for r in sample(rows, count)]
    data = next((path for path in sorted(place.rglob("eval*data*")) if path.suffix in (".json", ".py")), None)
    if data is None:
        msg = f"{place}: no evaldata.json or evaldata.py in it: a clone of adbar/trafilatura has one in tests/"
        raise FileNotFoundError(msg)
    found = [_clone_page(url, fields, data.parent) for url, fields in sorted(_entries(data).items())]
    return sample([page for page in found if page], count)


def _entries(data: Path) -> Mapping[str, Any]:
    """The pages that trafilatura is evaluated on: address to fields."""
    text = data.read_text(encoding="utf-8")
    if data.suffix == ".json":
        return dict(json.loads(text))
    values = (node.value for node in ast.parse(text).body if isinstance(node, ast.Assign))
    return dict(max((ast.literal_eval(v) for v in values if isinstance(v, ast.Dict)), key=len, default={}))


def _clone_page(url: str, fields: Mapping[str, Any], folder: Path) -> Page | None:
    places = [folder / sub / fields["file"] for sub in ("cache", "eval", ".")]
    place = next((path for path in places if path.is_file()), None)
    if place is None or not fields.get("with"):
        return None
    html = place.read_bytes().decode("utf-8", "replace")
    return Page(url, html, "", fields["with"], fields.get("without", ()))


def recorded(folder: Path) -> list[Texts]:
    """The outputs recorded in a clone of scrapinghub/article-extraction-benchmark, with its ground truth.

    Raises:
        FileNotFoundError: if the folder is no such clone.
    """
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = [Page(key, "", truth[key].get("articleBody") or "") for key in sorted(truth)]
    found = []
    for path in sorted((folder / "output").glob("*.json")):
        output = json.loads(path.read_text(encoding="utf-8"))
        found.append(Texts(path.stem, [(output.get(p.id) or {}).get("articleBody") or "" for p in pages], pages))
    return found


def views(pages: Sequence[Page], names: Sequence[str] = VIEWS) -> list[Texts]:
    """What tools make of the HTML of pages; a tool that fails on a page makes nothing of it."""
    # the tools that make them are needed here alone
    from benchmarks.training import views as made

    return [Texts(name, [_attempt(made.VIEWS[name], page.html) for page in pages], pages) for name in names]


def _attempt(view: Callable[[str], str], html: str) -> str:
    try:
        return view(html)
    except Exception:  # noqa: BLE001 - a tool's failure on one page is its own
        return ""
