"""Peers that judge whole documents: the quality filters of Gopher and FineWeb, as datatrove has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.spans import Spans

Judge = Callable[[Sequence[str]], list[Spans]]


def _judge(filters: Sequence[Any]) -> Judge:
    """A document stays whole if all filters pass it, or goes whole."""
    from datatrove.data import Document

    def passes(text: str) -> bool:
        return all(one.filter(Document(text=text, id="")) is True for one in filters)

    def judge(texts: Sequence[str]) -> list[Spans]:
        return [Spans.whole(text, kept=passes(text)) for text in texts]

    # a tokenizer that is not there is noticed now, not at the first document
    passes("Is everything there that this needs?\n")
    return judge


def gopher() -> Judge:
    """Gopher's quality and repetition filters (Rae et al. 2021)."""
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter

    return _judge([GopherQualityFilter(), GopherRepetitionFilter()])


def fineweb() -> Judge:
    """FineWeb's quality filter (Penedo et al. 2024)."""
    from datatrove.pipeline.filters import FineWebQualityFilter

    return _judge([FineWebQualityFilter()])


FILTERS: dict[str, Callable[[], Judge]] = {
    "Gopher (datatrove, whole documents)": gopher,
    "FineWeb (datatrove, whole documents)": fineweb,
}
