"""From verdicts back to text: kept slices of the input with the input's own gaps, and a word on the whole document."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from cleanpage.columns import Batch
from cleanpage.document import LABELS, Label, Rows, Verdict

_BREAK = re.compile("\r\n|[\n\r\x0c\x85\u2028\u2029]")
_TAIL = re.compile("[^\n\r\x0c\x85\u2028\u2029]*\\Z")

_SHORT_GAP = 16

#: Kept text of fewer characters, where more was dropped than kept, is a stub.
STUB_CHARS = 250


def bounds(batch: Batch, d: int) -> list[tuple[int, int]]:
    """(start, end) of the paragraphs of one document, in its own characters."""
    a, b, base = batch.first[d], batch.first[d + 1], batch.doc_start[d]
    return list(zip((batch.start[a:b] - base).tolist(), (batch.end[a:b] - base).tolist(), strict=True))


def join(text: str, rows: Rows) -> str:
    """The kept paragraphs with the document's own gaps; where something is left out, the widest gap there."""
    if rows.kept.all():
        return text
    kept = np.flatnonzero(rows.kept)
    if not len(kept):
        return ""
    jumps = np.flatnonzero(np.diff(kept) > 1)
    heads = [int(kept[0]), *kept[jumps + 1].tolist()]
    tails = [*kept[jumps].tolist(), int(kept[-1])]
    start, end = rows.start, rows.end
    parts = [text[: start[0]] + _indent(text, rows, heads[0])]
    for number, (head, tail) in enumerate(zip(heads, tails, strict=True)):
        if number:
            parts.append(_gap(text, rows, tails[number - 1], head))
        parts.append(text[start[head] : end[tail]])
    parts.append(text[end[-1] :])
    return "".join(parts)


def _gap(text: str, rows: Rows, above: int, below: int) -> str:
    """The gap with most line breaks between two kept paragraphs, with the indent of the lower one."""
    ends, starts = rows.end[above:below].tolist(), rows.start[above + 1 : below + 1].tolist()
    gaps = [text[a:b] for a, b in zip(ends, starts, strict=True)]
    widest = max(reversed(gaps), key=_breaks)
    if widest is gaps[-1] or not _BREAK.search(gaps[-1]):
        return widest
    return _TAIL.sub("", widest) + _TAIL.search(gaps[-1])[0]  # type: ignore[index]


def _breaks(gap: str) -> int:
    """Line breaks of a gap: counted once for the few short ones that nearly all gaps are."""
    return _counted(gap) if len(gap) <= _SHORT_GAP else len(_BREAK.findall(gap))


@lru_cache(maxsize=256)
def _counted(gap: str) -> int:
    return len(_BREAK.findall(gap))


def _indent(text: str, rows: Rows, head: int) -> str:
    """The space before the first kept paragraph in its own line, if something above it is left out."""
    if head == 0:
        return ""
    return _TAIL.search(text[rows.end[head - 1] : rows.start[head]])[0]  # type: ignore[index]


def verdict(text: str, rows: Rows) -> Verdict:
    """What the document is, seen from what is kept of it.

    Empty: nothing is kept. Truncated: it breaks off in dots, or a paywall prompt is all that follows two short
    paragraphs. Stub: little is kept, and more was dropped.
    """
    if not rows.kept.any():
        return Verdict.EMPTY
    length = rows.end - rows.start
    kept = int(length[rows.kept].sum())
    last = int(np.flatnonzero(rows.kept)[-1])
    closing = text[rows.start[last] : rows.end[last]].rstrip("])} \"'»”’")
    paywall = np.flatnonzero(rows.label == LABELS.index(Label.PAYWALL))
    walled = len(paywall) > 0 and paywall[-1] > last
    if (closing.endswith(("…", "...")) and length[last] >= 60) or (walled and kept < 1200):
        return Verdict.TRUNCATED
    if kept < STUB_CHARS and int(length.sum()) - kept > kept:
        return Verdict.STUB
    return Verdict.OK
