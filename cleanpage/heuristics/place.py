"""The place of a paragraph: above, between or below the prose, in runs of short lines, after the end of the article."""

from __future__ import annotations

import numpy as np

from cleanpage import chars
from cleanpage.columns import Batch, once
from cleanpage.document import Label
from cleanpage.features import Bools, place, shape, windows
from cleanpage.heuristics.credit import byline
from cleanpage.registry import rule

#: A run of this many short lines is a list: a menu, a tag cloud, an index.
RUN = 4


@once
def headline_like(batch: Batch) -> Bools:
    """A line as headlines are: 3 to 25 words, capital or wide letter first, no sentence end, no list of names."""
    counts = shape(batch)
    opens = chars.among(counts.begins, chars.UPPER, chars.SINGLE, chars.QUOTE, chars.DIGIT, chars.LETTER)
    return opens & (counts.words >= 3) & (counts.words <= 25) & ~counts.ellipsis & (counts.letters >= 8)


@once
def title_like(batch: Batch) -> Bools:
    """A line that could be the headline above a text: no date, no byline, no row of parts between separators."""
    counts = shape(batch)
    parts = batch.kinds[:, chars.SEPARATOR]
    return headline_like(batch) & (counts.numbers < 0.4) & ~byline.see(batch) & ((parts < 2) | (counts.words > 5.0 * (parts + 1)))


@rule("place.first_headline", Label.TITLE, 2.0, "the last headline above the text")
def first_headline(batch: Batch) -> Bools:
    """The headline nearest above the first prose, or the first line of all."""
    spots = place(batch)
    above = title_like(batch) & spots.head & (shape(batch).words >= 4)
    close = windows(batch, shape(batch).prose.astype(np.int64), 0, 4) > 0
    return above & close & ((batch.index == 0) | (windows(batch, above.astype(np.int64), 0, 4) == 1))


@rule("place.opening", Label.TITLE, 1.5, "the first line of the document")
def opening(batch: Batch) -> Bools:
    """Scrapers put the headline first."""
    return (batch.index == 0) & title_like(batch) & ~shape(batch).sentence & (batch.count > 1)


@rule("place.head", Label.NAVIGATION, 1.0, "a short line above the text")
def head(batch: Batch) -> Bools:
    """Menus, sections, bylines."""
    return place(batch).head & shape(batch).short


@rule("place.tail", Label.NAVIGATION, 0.5, "a short line below the text")
def tail(batch: Batch) -> Bools:
    """Footers."""
    return place(batch).tail & shape(batch).short


@rule("place.tail_headline", Label.RELATED, 1.5, "a headline below the text")
def tail_headline(batch: Batch) -> Bools:
    """Lists of other articles stand below this one."""
    counts = shape(batch)
    return place(batch).tail & headline_like(batch) & (counts.words >= 4) & ~counts.sentence


@rule("place.between", Label.CONTENT, 1.5, "stands between paragraphs of the text")
def between(batch: Batch) -> Bools:
    """Prose next above and next below: a subhead, a short answer, a list item."""
    prose = shape(batch).prose.astype(np.int64)
    return place(batch).body & (windows(batch, prose, 1, 0) > 0) & (windows(batch, prose, 0, 1) > 0)


@rule("place.near", Label.CONTENT, 0.5, "stands near paragraphs of the text")
def near(batch: Batch) -> Bools:
    """At least half of the three lines above and below are prose."""
    return windows(batch, shape(batch).prose.astype(np.int64), 3, 3) >= 3


@rule("place.run", Label.NAVIGATION, 1.0, "one of a run of short lines")
def run(batch: Batch) -> Bools:
    """A short line alone may be a subhead; four together are a list."""
    return place(batch).run >= RUN


@rule("place.headline_run", Label.RELATED, 1.0, "one of several headlines in a row")
def headline_run(batch: Batch) -> Bools:
    """Three and more lines that could all be headlines, none of them a sentence."""
    lines = headline_like(batch) & ~shape(batch).sentence & (shape(batch).words >= 5)
    count = lines.astype(np.int64)
    return lines & (windows(batch, count, 2, 2) >= 3)


@rule("place.no_prose", Label.CONTENT, 0.5, "the document has no prose to stand against")
def no_prose(batch: Batch) -> Bools:
    """Poems, lists, tables, code: without prose nothing is above or below it."""
    spots = place(batch)
    return (spots.prose_before + spots.prose_after == 0) & ~shape(batch).prose


RULES = (first_headline, opening, head, tail, tail_headline, between, near, run, headline_run, no_prose)
