"""The pipeline: columns, language, hits, verdicts, policy, kept text. One path, for one document and for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanpage import assemble, language, repeats
from cleanpage.classifiers.sequence import SequenceModel
from cleanpage.columns import Batch
from cleanpage.document import Classifier, Document, Evidence, Heuristic, Result, Rows, Rule
from cleanpage.evidence import Hits, from_user, gather
from cleanpage.heuristics import HEURISTICS
from cleanpage.policy import Policy
from cleanpage.registry import matches, name_of, nearest

#: Characters that one batch holds at most, unless a single document is longer: it bounds memory.
BATCH_CHARS = 1 << 19


@dataclass(frozen=True)
class Judged:
    """A batch with everything that was said and decided about it."""

    batch: Batch
    hits: Hits
    label: npt.NDArray[np.int8]
    probability: npt.NDArray[np.float32]
    kept: npt.NDArray[np.bool_]
    copies: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cleaner:
    """The pipeline as a value: immutable, picklable.

    Attributes:
        heuristics: the shipped heuristics in use.
        rules: rules of users, as (name, function).
        classifier: weighs the evidence.
        policy: decides which labels go.
        lang: language of all documents; None means: find out.
    """

    heuristics: tuple[Heuristic, ...] = HEURISTICS
    rules: tuple[tuple[str, Rule], ...] = ()
    classifier: Classifier = field(default_factory=SequenceModel)
    policy: Policy = field(default_factory=Policy)
    lang: str | None = None

    def adding(self, *rules: Rule | tuple[str, Rule]) -> Cleaner:
        """This cleaner with more rules: functions marked by ``heuristic``, or (name, function)."""
        named = [rule if isinstance(rule, tuple) else (name_of(rule), rule) for rule in rules]
        return replace(self, rules=(*self.rules, *named))

    def without(self, *prefixes: str) -> Cleaner:
        """This cleaner without the rules of a name, or below a prefix: ``without("phrases.newsletter", "shape")``.

        Raises:
            ValueError: if no rule has that name, naming its nearest neighbour.
        """
        for prefix in prefixes:
            if not any(matches(name, prefix) for name in self.rule_names()):
                known = {part for name in self.rule_names() for part in (name, name.rpartition(".")[0]) if part}
                msg = f"no rule is called {prefix!r}{nearest(prefix, sorted(known))}"
                raise ValueError(msg)
        gone = [name for name in self.rule_names() if any(matches(name, p) for p in prefixes)]
        return replace(
            self,
            heuristics=tuple(h for h in self.heuristics if h.name not in gone),
            rules=tuple((name, rule) for name, rule in self.rules if name not in gone),
        )

    def with_policy(self, policy: Policy | str) -> Cleaner:
        """This cleaner with another policy, or the preset of that name."""
        return replace(self, policy=Policy.named(policy) if isinstance(policy, str) else policy)

    def with_classifier(self, classifier: Classifier) -> Cleaner:
        """This cleaner with another classifier."""
        return replace(self, classifier=classifier)

    def with_lang(self, lang: str | None) -> Cleaner:
        """This cleaner for documents of one language."""
        return replace(self, lang=lang)

    def rule_names(self) -> list[str]:
        """The names of all rules in use, in order."""
        return [h.name for h in self.heuristics] + [name for name, _ in self.rules]

    def clean(self, text: str, lang: str | None = None) -> Result:
        """Clean one document; ``lang`` is its language if that is known."""
        cleaner = self if lang is None else self.with_lang(lang)
        return cleaner._finish(cleaner.judge([_checked(text)]))[0]

    def clean_many(self, texts: Iterable[str]) -> Iterator[Result]:
        """Clean many documents, in order; they are read and judged in batches of bounded size."""
        for group in batches(texts):
            yield from self._finish(self.judge(group))

    def judge(self, texts: Sequence[str]) -> Judged:
        """Everything that is said and decided about a batch of documents."""
        batch = Batch(texts)
        batch.lang = [self.lang] * len(texts) if self.lang else language.detect(batch)
        hits = self._hits(batch)
        probability, label = self.classifier(batch, hits)
        copies = repeats.find(batch)
        kept = self._decide(batch, hits, label, probability, copies)
        return Judged(batch, hits, label, probability, kept, copies)

    def _hits(self, batch: Batch) -> Hits:
        """What all rules say, signed with their names."""
        parts = [(h.name, h(batch)) for h in self.heuristics]
        for d in range(len(batch.texts) if self.rules else 0):
            document = Document(batch.texts[d], batch.lang[d], assemble.bounds(batch, d))
            first, count = int(batch.first[d]), int(batch.first[d + 1] - batch.first[d])
            parts += [(name, from_user(rule(document), first, count)) for name, rule in self.rules]
        return gather(parts)

    def _decide(
        self, batch: Batch, hits: Hits, label: Any, probability: Any, copies: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """bool ``[P]``: what the policy keeps."""
        policy = self.policy
        goes, removal = policy.removes(label, probability)
        chars_gone, chars_all = batch.by_doc(batch.length * goes), batch.by_doc(batch.length)
        careful = chars_gone > policy.careful_share * chars_all
        careful |= np.array([lang == "und" for lang in batch.lang], bool)
        goes &= ~careful[batch.doc] | (removal >= policy.careful)
        if policy.drop_repeats:
            goes |= copies >= 0
        return np.asarray(~goes | hits.kept(len(batch)))

    def _finish(self, judged: Judged) -> list[Result]:
        """Results of a batch."""
        batch, first = judged.batch, judged.batch.first
        sure = judged.probability[np.arange(len(batch)), judged.label]
        results = []
        for d, text in enumerate(batch.texts):
            a, b = int(first[d]), int(first[d + 1])
            base = batch.doc_start[d]
            copy = judged.copies[a:b]
            rows = Rows(
                batch.start[a:b] - base, batch.end[a:b] - base, judged.label[a:b], sure[a:b], judged.kept[a:b],
                np.where(copy >= 0, copy - a, -1),
            )
            kept = assemble.join(text, rows)
            why = Explanation(self, text, batch.lang[d], judged.hits, a, b)
            results.append(Result(text, kept, batch.lang[d], assemble.verdict(text, rows), rows, {}, why))
        batch.forget()
        return results


@dataclass(frozen=True)
class Explanation:
    """The evidence of one document, put into words when somebody asks."""

    cleaner: Cleaner
    text: str
    lang: str
    hits: Hits
    first: int
    last: int

    def __call__(self) -> tuple[tuple[Evidence, ...], ...]:
        """Evidence of every paragraph: what the rules said, and what the classifier has to add."""
        said = [self.hits.evidence(row) for row in range(self.first, self.last)]
        more = getattr(self.cleaner.classifier, "explain", None)
        if more is not None and said:
            own = self.cleaner.with_lang(self.lang).judge([self.text])
            said = [(*a, *b) for a, b in zip(said, more(own.batch, own.hits), strict=True)]
        return tuple(tuple(sorted(e, key=lambda one: (-abs(one.weight), one.rule))) for e in said)

    def __reduce__(self) -> tuple[Any, ...]:
        """Only this document's hits travel."""
        mine = self.hits.rows(self.first, self.last)
        return Explanation, (self.cleaner, self.text, self.lang, mine, self.first, self.last)


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Lists of documents of at most ``BATCH_CHARS`` characters together, or one longer document."""
    group: list[str] = []
    size = 0
    for text in texts:
        if group and size + len(_checked(text)) > BATCH_CHARS:
            yield group
            group, size = [], 0
        group.append(_checked(text))
        size += len(text)
    if group:
        yield group


def _checked(text: str) -> str:
    if not isinstance(text, str):
        msg = f"text must be str, not {type(text).__name__}; bytes are decoded by cleanpage.formats.decode"
        raise TypeError(msg)
    return text


@cache
def default() -> Cleaner:
    """The cleaner behind the module's functions, made once."""
    return Cleaner()


def clean(text: str, lang: str | None = None) -> Result:
    """Label every paragraph of a text and drop the boilerplate.

    Args:
        text: raw text as a scraper gave it, any length, any line ends.
        lang: its language (ISO 639-1), or None: find out.
    """
    return default().clean(text, lang)


def clean_many(texts: Iterable[str]) -> Iterator[Result]:
    """Clean many texts in batches, in order: faster than ``clean`` one by one, with the same results."""
    return default().clean_many(texts)
