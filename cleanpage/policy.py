"""What to do with labelled paragraphs: which labels go, how sure one must be, and when to be careful."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from cleanpage.document import LABELS, Label
from cleanpage.registry import nearest

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating]

_KEPT = (Label.TITLE, Label.CONTENT)
_ARTICLE = frozenset(LABELS) - frozenset(_KEPT)
_GENTLE = _ARTICLE - {Label.CAPTION, Label.METADATA, Label.REFERENCES}


def labels(names: Iterable[str]) -> frozenset[Label]:
    """Labels by name.

    Raises:
        ValueError: for an unknown one, naming it and its nearest neighbour.
    """
    found = set()
    for name in [names] if isinstance(names, str) else names:
        if name not in LABELS:
            msg = f"unknown label {name!r}{nearest(name, LABELS)} (labels: {', '.join(LABELS)})"
            raise ValueError(msg)
        found.add(Label(name))
    return frozenset(found)


@dataclass(frozen=True)
class Policy:
    """Which paragraphs go.

    Attributes:
        drop: labels that are dropped.
        min_confidence: a paragraph goes only if its probability of having one of those labels is at least this, 0..1.
        drop_repeats: whether a paragraph that repeats an earlier one goes; the first copy stays.
        careful: the least probability in documents where care is called for: the language is unknown, or more than
            ``careful_share`` of all characters would go.
    """

    drop: frozenset[Label] = _ARTICLE
    min_confidence: float = 0.0
    drop_repeats: bool = True
    careful: float = field(default=0.8)
    careful_share: float = field(default=0.8)

    def __post_init__(self) -> None:
        """Check the labels and the probabilities."""
        object.__setattr__(self, "drop", labels(self.drop))
        if not 0 <= self.min_confidence <= 1:
            msg = f"min_confidence is a probability between 0 and 1, not {self.min_confidence}"
            raise ValueError(msg)

    @classmethod
    def article(cls) -> Policy:
        """Keeps title and content."""
        return cls()

    @classmethod
    def gentle(cls) -> Policy:
        """Drops what no reader wants, keeps captions, metadata and references too."""
        return cls(drop=_GENTLE)

    @classmethod
    def only(cls, *names: str) -> Policy:
        """Drops nothing but these labels."""
        return cls(drop=labels(names), drop_repeats=False)

    @classmethod
    def named(cls, name: str) -> Policy:
        """The preset 'article' or 'gentle'."""
        presets = {"article": cls.article, "gentle": cls.gentle}
        if name not in presets:
            msg = f"unknown policy {name!r}{nearest(name, presets)} (policies: {', '.join(presets)})"
            raise ValueError(msg)
        return presets[name]()

    def keeping(self, *names: str) -> Policy:
        """The same policy, but these labels stay."""
        return replace(self, drop=self.drop - labels(names))

    def dropping(self, *names: str) -> Policy:
        """The same policy, but these labels go too."""
        return replace(self, drop=self.drop | labels(names))

    @property
    def columns(self) -> Bools:
        """bool ``[14]``: which labels go."""
        return np.array([label in self.drop for label in LABELS])

    def removes(self, label: npt.NDArray[np.integer], probability: Floats) -> tuple[Bools, Floats]:
        """Which paragraphs go for their label, and how probable it is that they should: bool and float ``[P]``."""
        removal = probability[:, self.columns].sum(axis=1)
        return self.columns[label] & (removal >= self.min_confidence), removal
