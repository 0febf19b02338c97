"""Results for people: why every paragraph stays or goes, what is gone from a text, what became of all documents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from cleanpage.document import KEEP, LABELS, Evidence, Label, Paragraph, Result
from cleanpage.policy import Policy

_RESET, _BOLD, _DIM, _RED, _GREEN = (f"\x1b[{code}m" for code in (0, 1, 2, 31, 32))
#: Columns of the excerpt in an explanation.
EXCERPT = 48
#: So many reasons are given for a paragraph, and so many characters of what a rule saw are quoted.
REASONS, QUOTED = 2, 32
#: Unchanged lines around a change in a diff.
CONTEXT = 3


def explain(result: Result, policy: Policy, name: str = "", *, colour: bool = False) -> str:
    """One line a paragraph: kept or dropped, label, confidence, the beginning of it, and why."""
    rows = result.paragraphs
    kept = sum(p.kept for p in rows)
    head = f"{name + ': ' if name else ''}{result.lang}, {result.verdict}, {kept} of {len(rows)} paragraphs kept"
    lines = [f"{_BOLD}{head}{_RESET}" if colour else head]
    for p in rows:
        mark, paint = ("kept", _GREEN) if p.kept else ("dropped", _RED)
        told = f"{mark:<8}{p.label:<12}{p.confidence:4.2f}"
        excerpt, reasons = clip(p.text, EXCERPT), why(p, policy)
        lines.append(
            f"{paint}{told}{_RESET}  {excerpt}  {_DIM}{reasons}{_RESET}" if colour else f"{told}  {excerpt}  {reasons}"
        )
    return "".join(line.rstrip() + "\n" for line in lines)


def why(p: Paragraph, policy: Policy) -> str:
    """The reasons for what was decided about one paragraph, strongest first."""
    speaks = [e for e in p.evidence if e.label == p.label and e.weight > 0][:REASONS]
    reasons = [_reason(p, e) for e in speaks]
    if not reasons:
        reasons = [
            "nothing speaks against it"
            if p.label in (Label.CONTENT, Label.TITLE)
            else "judged by what stands around it"
        ]
    if p.duplicate_of is not None and policy.drop_repeats:
        reasons.insert(0, f"repeats paragraph {p.duplicate_of + 1}")
    elif p.kept and p.label in policy.drop:
        reasons.insert(0, "not sure enough to drop it")
    elif p.kept and p.label not in (Label.CONTENT, Label.TITLE):
        reasons.insert(0, f"the policy keeps {p.label}")
    return "; ".join(reasons)


def _reason(p: Paragraph, e: Evidence) -> str:
    weight = "keep" if e.weight == KEEP else f"{e.weight:+.1f}"
    seen = f" “{clip(p.text[e.span[0] : e.span[1]], QUOTED).rstrip()}”" if e.span else ""
    return f"{e.rule} {weight}: {e.note}{seen}" if e.note else f"{e.rule} {weight}{seen}"


def clip(text: str, width: int) -> str:
    """The beginning of a text on one line, padded to ``width`` columns, with nothing that a terminal would obey."""
    # a terminal obeys control characters, and bidirectional ones turn lines around
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") else c for c in text[: 4 * width])
    text = re.sub(r"\s+", " ", text).strip()
    used = 0
    for i, c in enumerate(text):
        step = 0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        if used + step > width - (i < len(text) - 1):
            return text[:i] + "…" + " " * (width - used - 1)
        used += step
    return text + " " * (width - used)


def diff(result: Result, name: str = "-", *, colour: bool = False) -> str:
    """A unified diff from the source to the kept text, in linear time; '' where nothing is dropped.

    It is made from the decisions, not by comparing texts, and ``patch`` can apply it.
    """
    if result.text == result.source:
        return ""
    before, after = _lines(result.source), _lines(result.text)
    script = _script(before, after, _dropped_lines(result, before))
    lines = [f"--- {name}\n", f"+++ {name} (clean)\n", *_hunks(script)]
    paint = {"-": _RED, "+": _GREEN, "@": _DIM}
    if not colour:
        return "".join(lines)
    return "".join(f"{paint[x[0]]}{x.rstrip(chr(10))}{_RESET}\n" if x[0] in paint else x for x in lines)


def _lines(text: str) -> list[str]:
    """Lines as ``patch`` counts them: only a line feed ends one."""
    return [line for line in re.split("(?<=\n)", text) if line]


def _dropped_lines(result: Result, lines: list[str]) -> list[bool]:
    """Which lines of the source lie in dropped paragraphs: they have no like in the kept text."""
    marks, offset = [], 0
    gone = [(p.start, p.end) for p in result.paragraphs if not p.kept]
    at = 0
    for line in lines:
        body = offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())
        while at < len(gone) and gone[at][1] < body[1]:
            at += 1
        marks.append(at < len(gone) and gone[at][0] <= body[0] < body[1] <= gone[at][1])
        offset += len(line)
    return marks


def _script(before: list[str], after: list[str], gone: list[bool]) -> Iterator[tuple[str, str]]:
    """Steps from one list of lines to the other: (' ', line), ('-', line) or ('+', line)."""
    places: dict[str, list[int]] = {}
    for i in reversed(range(len(before))):
        if not gone[i]:
            places.setdefault(before[i], []).append(i)
    at, fresh = 0, 0  # lines of both that are dealt with
    for number, line in enumerate(after):
        stack = places.get(line, [])
        while stack and stack[-1] < at:
            stack.pop()
        if stack:
            same = stack.pop()
            yield from (("-", gone_line) for gone_line in before[at:same])
            yield from (("+", new_line) for new_line in after[fresh:number])
            yield " ", line
            at, fresh = same + 1, number + 1
    yield from (("-", gone_line) for gone_line in before[at:])
    yield from (("+", new_line) for new_line in after[fresh:])


def _hunks(script: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Steps with their line numbers, in hunks with some context."""
    steps = list(script)
    changed = [i for i, (sign, _) in enumerate(steps) if sign != " "]
    spans: list[tuple[int, int]] = []
    for i in changed:
        low, high = max(i - CONTEXT, 0), min(i + CONTEXT + 1, len(steps))
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    old = new = done = 0
    for low, high in spans:
        old += sum(sign != "+" for sign, _ in steps[done:low])
        new += sum(sign != "-" for sign, _ in steps[done:low])
        removed = sum(sign != "+" for sign, _ in steps[low:high])
        added = sum(sign != "-" for sign, _ in steps[low:high])
        # a hunk without lines on one side names the line before it
        yield f"@@ -{old + (removed > 0)},{removed} +{new + (added > 0)},{added} @@\n"
        for sign, line in steps[low:high]:
            yield sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
        old, new, done = old + removed, new + added, high


@dataclass
class Tally:
    """What became of documents, added up."""

    documents: int = 0
    emptied: int = 0
    paragraphs: int = 0
    kept: int = 0
    chars: int = 0
    kept_chars: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count one document."""
        self.documents += 1
        self.emptied += bool(result.source.strip()) and not result.text.strip()
        rows = result.rows
        self.paragraphs += len(rows.kept)
        self.kept += int(rows.kept.sum())
        self.chars += len(result.source)
        self.kept_chars += len(result.text)
        self.dropped.update(str(LABELS[label]) for label in rows.label[~rows.kept].tolist())
        self.verdicts[str(result.verdict)] += 1

    def __iadd__(self, other: Tally) -> Self:
        """Count what another has counted."""
        for name in ("documents", "emptied", "paragraphs", "kept", "chars", "kept_chars"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.dropped.update(other.dropped)
        self.verdicts.update(other.verdicts)
        return self

    def __str__(self) -> str:
        """One line for people."""
        share = 100 * self.kept_chars / self.chars if self.chars else 100.0
        verdicts = ", ".join(f"{count} {name}" for name, count in sorted(self.verdicts.items()))
        dropped = ", ".join(f"{name} {count}" for name, count in self.dropped.most_common()) or "nothing"
        return (
            f"{self.documents} document{'s' * (self.documents != 1)} ({verdicts}), "
            f"{self.kept} of {self.paragraphs} paragraphs and {share:.0f} % of the characters kept; dropped: {dropped}"
        )
