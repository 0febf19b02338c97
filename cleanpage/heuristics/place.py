"""The place of a paragraph: above, between or below the prose, in runs of short lines, after the end of the article."""

from __future__ import annotations

import numpy as np

from cleanpage import chars, words
from cleanpage.columns import Batch, once
from cleanpage.document import Label
from cleanpage.features import Bools, place, shape, windows
from cleanpage.heuristics.credit import byline
from cleanpage.heuristics.phrases import pointers, stock
from cleanpage.registry import rule

#: Words at the beginning that two headlines have in common.
_TWIN_WORDS = 4
_ARROWS = np.array(sorted(map(ord, "›»>→▸❯")), np.uint32)
#: A run of this many short lines is a list: a menu, a tag cloud, an index.
RUN = 4
#: Paragraphs of prose that make a document an article.
ARTICLE = 2


@once
def headline_like(batch: Batch) -> Bools:
    """A line as headlines are: 3 to 25 words, capital or wide letter first, no sentence end, no list of names."""
    counts = shape(batch)
    opens = chars.among(counts.begins, chars.UPPER, chars.SINGLE, chars.QUOTE, chars.DIGIT, chars.LETTER)
    return opens & (counts.words >= 3) & (counts.words <= 25) & ~counts.ellipsis & (counts.letters >= 8)


@once
def title_like(batch: Batch) -> Bools:
    """A line that could be the headline above a text: no date, byline, stock phrase or row of parts between separators."""
    counts = shape(batch)
    parts = batch.kinds[:, chars.SEPARATOR]
    named = headline_like(batch) & (counts.numbers < 0.4) & ~byline.see(batch) & ~stock(batch) & ~_row_of_names(batch)
    return named & ((parts < 2) | (counts.words > 5.0 * (parts + 1)))


@rule("place.first_headline", Label.TITLE, 2.0, "the last headline above the text")
def first_headline(batch: Batch) -> Bools:
    """The headline nearest above the first prose, or the first line of all."""
    spots = place(batch)
    above = title_like(batch) & spots.head & (shape(batch).words >= 4)
    close = windows(batch, shape(batch).prose.astype(np.int64), 0, 4) > 0
    return above & close & ((batch.index == 0) | (windows(batch, above.astype(np.int64), 0, 4) == 1))


@rule("place.twin_headline", Label.TITLE, 2.5, "a headline that comes twice above the text")
def twin_headline(batch: Batch) -> Bools:
    """'Harbour gets a new crane' and 'Harbour gets a new crane | Harbour Post': two lines that begin with the same words."""
    word = batch.word
    rows = np.flatnonzero(headline_like(batch) & place(batch).head & (word.count >= _TWIN_WORDS))
    at = word.first[:-1][rows]
    begins = words.sequence_hash([word.hash[at + k] for k in range(_TWIN_WORDS)])
    _, which, times = np.unique(chars.mix(begins + batch.doc[rows].astype(np.uint64)), return_inverse=True, return_counts=True)
    found = np.zeros(len(batch), bool)
    found[rows[times[which] == 2]] = True
    return found


@rule("place.opening", Label.TITLE, 1.5, "the first line of the document")
def opening(batch: Batch) -> Bools:
    """Scrapers put the headline first."""
    return (batch.index == 0) & title_like(batch) & ~shape(batch).sentence & (batch.count > 1)


@once
def article(batch: Batch) -> Bools:
    """The document has prose that a line can stand above or below: a sentence over a packing list is no article."""
    return (place(batch).prose_before + place(batch).prose_after + shape(batch).prose) >= ARTICLE


@rule("place.head", Label.NAVIGATION, 1.0, "a short line above the text")
def head(batch: Batch) -> Bools:
    """Menus, sections, bylines."""
    return place(batch).head & shape(batch).short


@rule("place.breadcrumb", Label.NAVIGATION, 3.0, "the way from the front page to this one")
def breadcrumb(batch: Batch) -> Bools:
    """'Home › World › Europe', 'Domů » Zprávy » Vysočina': short names with arrows between, no sentence."""
    codes = batch.codes
    at = pointers(batch)
    at = at[chars.within(codes[at], _ARROWS)]
    at = at[(at > 0) & (at + 1 < len(codes))]
    at = at[(batch.cls[at - 1] == chars.SPACE) & (batch.cls[at + 1] == chars.SPACE)]
    arrows = np.searchsorted(at, batch.end) - np.searchsorted(at, batch.start)
    counts = shape(batch)
    return (arrows >= 1) & (counts.words <= 6.0 * (arrows + 1)) & ~counts.sentence & ~place(batch).body & (counts.words >= 2)


@rule("place.menu", Label.NAVIGATION, 2.0, "names in a row, as in a menu that lost its lines")
def menu(batch: Batch) -> Bools:
    """'Cronaca Politica Economia Sport Valli Meteo': capitals throughout, and no mark."""
    return _row_of_names(batch) & ~place(batch).body


@once
def _row_of_names(batch: Batch) -> Bools:
    """Five words and more, all with capitals, and no mark; not in English, whose headlines look the same."""
    counts, kinds = shape(batch), batch.kinds
    marks = kinds[:, (chars.COMMA, chars.TERMINAL, chars.COLON, chars.QUOTE, chars.BRACKET, chars.DASH)].sum(axis=1)
    foreign = np.array([lang not in ("en", "und") for lang in batch.lang], bool)[batch.doc]
    bare = (marks == 0) & (counts.stop_ratio < 0.5) & (counts.capitalised + counts.numbers >= 0.85)
    return foreign & bare & (counts.words >= 5)


@rule("place.tail", Label.NAVIGATION, 0.5, "a short line below the text")
def tail(batch: Batch) -> Bools:
    """Footers."""
    return place(batch).tail & shape(batch).short & article(batch)


@rule("place.tail_headline", Label.RELATED, 1.5, "a headline below the text")
def tail_headline(batch: Batch) -> Bools:
    """Lists of other articles stand below this one."""
    counts = shape(batch)
    return place(batch).tail & article(batch) & headline_like(batch) & (counts.words >= 4) & ~counts.sentence


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
    return (place(batch).run >= RUN) & article(batch)


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


RULES = (
    first_headline,
    twin_headline,
    opening,
    head,
    breadcrumb,
    menu,
    tail,
    tail_headline,
    between,
    near,
    run,
    headline_run,
    no_prose,
)
