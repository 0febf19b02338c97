"""Rules by name: marking functions as rules, finding them in other packages, switching them by prefix."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from cleanpage.columns import Batch
from cleanpage.document import Label, Rule
from cleanpage.evidence import Hits, hits

F = TypeVar("F", bound=Callable[..., object])
_NAME = "__cleanpage_rule__"
#: The group in which other packages announce rules: ``name = "package.module:function"``.
ENTRY_POINTS = "cleanpage.heuristics"


def heuristic(name: str) -> Callable[[F], F]:
    """Mark a function as the rule ``name`` and return that same function.

    The function takes a ``Document`` and yields ``Hit`` objects. Marking registers nothing: hand the function to
    ``Cleaner.adding``.
    """
    if not name or name != name.strip() or any(not part for part in name.split(".")):
        msg = f"a rule's name is dotted words like 'shop.coupon_code', not {name!r}"
        raise ValueError(msg)

    def mark(function: F) -> F:
        setattr(function, _NAME, name)
        return function

    return mark


def name_of(rule: Rule) -> str:
    """The name a function was marked with; for others their own name."""
    marked = getattr(rule, _NAME, None)
    if isinstance(marked, str):
        return marked
    return str(getattr(rule, "name", None) or getattr(rule, "__qualname__", type(rule).__name__))


@cache
def matches(name: str, prefix: str) -> bool:
    """Whether a dotted name is ``prefix`` or stands below it."""
    return name == prefix or name.startswith(prefix + ".")


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of an error message: the known word that looks most like an unknown one."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.4)
    return f"; did you mean {str(close[0])!r}?" if close else ""


def installed() -> list[tuple[str, Rule]]:
    """Rules that other installed packages announce. Looks at all packages, so it is called only when asked for."""
    from importlib.metadata import entry_points  # half of this module's start-up time

    return [(point.name, point.load()) for point in sorted(entry_points(group=ENTRY_POINTS))]


class See(Protocol):
    """What a shipped rule sees: a mask, or the rows with the characters seen in each."""

    def __call__(self, batch: Batch, /) -> npt.NDArray[np.bool_]:
        """bool ``[P]``: the paragraphs it speaks of."""


@dataclass(frozen=True)
class MaskRule:
    """A shipped rule that says one thing of the paragraphs it sees."""

    name: str
    label: Label
    weight: float
    note: str
    see: See

    def __call__(self, batch: Batch) -> Hits:
        """Hits on the paragraphs that ``see`` marks."""
        return hits(self.see(batch).nonzero()[0], self.label, self.weight, self.note)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by the name of the function, under which its module has this rule."""
        where = (getattr(self.see, "__module__", ""), getattr(self.see, "__qualname__", ""))
        return _unpickled, (*where, self.name, self.label, self.weight, self.note)


def _unpickled(module: str, function: str, name: str, label: Label, weight: float, note: str) -> MaskRule:
    shipped: MaskRule = getattr(import_module(module), function)
    return MaskRule(name, label, weight, note, shipped.see)


def rule(name: str, label: Label, weight: float, note: str) -> Callable[[See], MaskRule]:
    """Make a shipped rule out of a function from a batch to a mask of its paragraphs."""
    return lambda see: MaskRule(name, label, weight, note, see)
