"""Pages in: an extractor makes text of HTML, generously, and the text goes through the same pipeline as any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from cleanpage.cleaner import Cleaner, default
from cleanpage.document import Result
from cleanpage.formats import declared_charset, decode
from cleanpage.registry import nearest

#: What ``Result.metadata`` always has, None where a page does not tell.
METADATA = ("title", "author", "date", "site")
#: Characters that no HTML parser can hold: NUL, and lone surrogates.
_UNFIT = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}


def clean_html(
    html: str | bytes, url: str | None = None, *, extractor: str = "trafilatura", cleaner: Cleaner | None = None
) -> Result:
    """Clean one page.

    Args:
        html: the page. Bytes are decoded by byte order mark, as UTF-8, as the page declares, or by detection.
        url: where it is from: helps to find its metadata.
        extractor: 'trafilatura' or 'justext'.
        cleaner: the pipeline; the default one if None.

    Returns:
        A result whose offsets refer to ``source``, the text that the extractor found, and whose ``metadata`` has title,
        author, date (ISO 8601) and site. A page that yields nothing, or that is none, has the verdict 'empty'.

    Raises:
        ValueError: for an unknown extractor.
        TypeError: if ``html`` is neither str nor bytes.
    """
    if extractor not in EXTRACTORS:
        msg = f"unknown extractor {extractor!r}{nearest(extractor, EXTRACTORS)} (extractors: {', '.join(EXTRACTORS)})"
        raise ValueError(msg)
    page = _page(html)
    text = _attempt(lambda: EXTRACTORS[extractor](page, url)) or ""
    metadata = _attempt(lambda: _metadata(page, url)) or dict.fromkeys(METADATA)
    if url:
        metadata["url"] = url
    result = (cleaner or default()).clean(text)
    return replace(result, metadata=metadata)


def _page(html: str | bytes) -> str:
    """The page as text that a parser takes."""
    if isinstance(html, bytes | bytearray | memoryview):
        data = bytes(html)
        html = decode(data, declared_charset(data)).text
    if not isinstance(html, str):
        msg = f"html must be str or bytes, not {type(html).__name__}"
        raise TypeError(msg)
    return html if html.isascii() and "\0" not in html else html.translate(_UNFIT)


def _attempt(extract: Callable[[], Any]) -> Any:
    """What an extractor gives, or None: on garbage, parsers raise whatever they like (RecursionError and others)."""
    try:
        return extract()
    except Exception:  # noqa: BLE001 - a page that can't be read is a verdict, not an exception
        return None


def _trafilatura(page: str, url: str | None) -> str:
    """Trafilatura at its most generous, reader comments last; where it finds nothing, all text of the page."""
    import trafilatura

    found = _attempt(lambda: trafilatura.bare_extraction(page, url=url, favor_recall=True, include_comments=True))
    parts = [part.strip("\n") for part in (found.text, found.comments) if part and part.strip()] if found else []
    return "\n".join(parts) or _all_text(page)


def _justext(page: str, url: str | None) -> str:
    """What jusText takes for good, by the stop words of all its languages; where that is nothing, all text of the page.

    Languages without spaces have no stop words in its sense, so only its link density speaks there.
    """
    import justext

    paragraphs = justext.justext(page.encode(), _stop_list(), encoding="utf-8") if page.strip() else []
    good = [p.text for p in paragraphs if not p.is_boilerplate]
    return "\n".join(good or [p.text for p in paragraphs if p.links_density() <= 0.2])


@cache
def _stop_list() -> frozenset[str]:
    import justext

    return frozenset().union(*(justext.get_stoplist(name) for name in justext.get_stoplists()))


def _all_text(page: str) -> str:
    """Every paragraph of a page."""
    import justext

    paragraphs = (
        _attempt(lambda: justext.justext(page.encode(), frozenset(), encoding="utf-8")) if page.strip() else None
    )
    return "\n".join(p.text for p in paragraphs or ())


def _metadata(page: str, url: str | None) -> dict[str, Any]:
    """Title, author, date and site, as trafilatura finds them."""
    import trafilatura

    found = trafilatura.extract_metadata(page, default_url=url) if page.strip() else None
    values = (found.title, found.author, found.date, found.sitename) if found else (None,) * len(METADATA)
    return {name: value or None for name, value in zip(METADATA, values, strict=True)}


#: A page and its address to text.
EXTRACTORS: dict[str, Callable[[str, str | None], str]] = {"trafilatura": _trafilatura, "justext": _justext}
