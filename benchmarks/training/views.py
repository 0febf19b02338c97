"""Text views of a page: what the tools that users come with make of its HTML."""

from __future__ import annotations

import argparse
import json
import lzma
import signal
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any


def html_text_view(html: str) -> str:
    """html-text: visible text, line breaks guessed from the layout."""
    import html_text

    return html_text.extract_text(html, guess_layout=True)


def inscriptis_view(html: str) -> str:
    """inscriptis: text laid out like a text browser does."""
    import inscriptis

    return inscriptis.get_text(html)


def trafilatura_view(html: str) -> str:
    """trafilatura with high recall."""
    import trafilatura

    return trafilatura.extract(html, favor_recall=True, include_comments=True, include_tables=True) or ""


def trafilatura_strict_view(html: str) -> str:
    """trafilatura with high precision."""
    import trafilatura

    return trafilatura.extract(html, favor_precision=True, include_comments=False) or ""


def newspaper_view(html: str) -> str:
    """newspaper4k."""
    import newspaper

    article = newspaper.Article("https://example.org/", language="en", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def readability_view(html: str) -> str:
    """readability-lxml, its HTML laid out by html-text."""
    import html_text
    import readability

    return html_text.extract_text(readability.Document(html).summary(), guess_layout=True)


def bs4_lines_view(html: str) -> str:
    """BeautifulSoup with a line break between all strings."""
    import bs4

    return bs4.BeautifulSoup(html, "lxml").get_text("\n")


def bs4_flat_view(html: str) -> str:
    """BeautifulSoup as most people call it: with the line breaks of the HTML source alone."""
    import bs4

    return bs4.BeautifulSoup(html, "lxml").get_text()


VIEWS: dict[str, Callable[[str], str]] = {
    "html-text": html_text_view,
    "inscriptis": inscriptis_view,
    "trafilatura": trafilatura_view,
    "strict": trafilatura_strict_view,
    "newspaper": newspaper_view,
    "readability": readability_view,
    "bs4-lines": bs4_lines_view,
    "bs4": bs4_flat_view,
}


def pages(path: Path) -> Iterator[dict[str, Any]]:
    """The pages of one corpus file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _give_up(*_: object) -> None:
    raise TimeoutError


def make(html: str, seconds: int = 20) -> dict[str, str]:
    """All views of a page; a tool that fails or takes too long yields none."""
    found = {}
    signal.signal(signal.SIGALRM, _give_up)
    for name, view in VIEWS.items():
        signal.alarm(seconds)
        try:
            found[name] = view(html)
        except Exception:  # noqa: BLE001 - a tool's failure on one page is not ours
            found[name] = ""
        finally:
            signal.alarm(0)
    return found


def main() -> None:
    """Write the views of all corpus pages, one JSON line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder with *.jsonl.xz")
    parser.add_argument("out", type=Path)
    parser.add_argument("--step", type=int, default=1, help="take every N-th page")
    parser.add_argument("--only", nargs="*", help="names of corpus files without ending")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(options.corpus.glob("*.jsonl.xz")):
        name = path.name.removesuffix(".jsonl.xz")
        if options.only and name not in options.only:
            continue
        with (options.out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for page in islice(pages(path), 0, None, options.step):
                kept = {
                    key: page.get(key)
                    for key in ("id", "url", "lang", "gold", "gold_recall", "with", "without", "title", "page_type", "subset")
                }
                file.write(json.dumps(kept | {"views": make(page["html"])}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
