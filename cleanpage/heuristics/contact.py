"""Addresses and marks: mail, handles, links, pictures, dates, ©."""

from __future__ import annotations

from functools import cache

import numpy as np

from cleanpage import chars
from cleanpage.columns import Batch, once
from cleanpage.document import Label
from cleanpage.features import Bools, shape
from cleanpage.lexicon import word_hashes
from cleanpage.registry import rule

_PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "mp4", "mp3")


@cache
def _picture_hashes() -> chars.UInt64:
    return np.sort(word_hashes(" ".join(_PICTURES)))


def _any(batch: Batch, at: np.ndarray) -> Bools:
    """Paragraphs in which one of the positions ``at`` (sorted) lies."""
    return np.searchsorted(at, batch.end) > np.searchsorted(at, batch.start)


def links(batch: Batch) -> Bools:
    """Paragraphs with '://' in them."""
    codes = batch.codes
    at = np.flatnonzero(codes[:-2] == ord(":")) if len(codes) > 2 else np.zeros(0, np.int64)
    return _any(batch, at[(codes[at + 1] == ord("/")) & (codes[at + 2] == ord("/"))])


def _ats(batch: Batch, *, mail: bool) -> Bools:
    """Paragraphs with an '@' between letters (mail), or before letters only (a handle)."""
    at = np.flatnonzero(batch.codes == ord("@"))
    at = at[at + 1 < len(batch.codes)]
    letters = (chars.LETTER, chars.UPPER, chars.DIGIT)
    before = chars.among(batch.cls[np.maximum(at - 1, 0)], *letters) & (at > 0)
    after = chars.among(batch.cls[at + 1], *letters)
    return _any(batch, at[after & (before == mail)])


@rule("contact.picture", Label.CAPTION, 3.0, "the address or name of a picture")
def picture(batch: Batch) -> Bools:
    """'https://…/pic.jpg', 'IMG_2041.JPG': nothing but a file of a picture or a film."""
    last = np.maximum(batch.word.first[1:] - 1, 0)
    if not len(batch.word.hash):
        return np.zeros(len(batch), bool)
    named = chars.within(batch.word.hash[last], _picture_hashes()) & (batch.word.count >= 2)
    dotted = batch.codes[np.maximum(batch.word.start[last] - 1, 0)] == ord(".")
    return named & dotted & (batch.kinds[:, chars.SPACE] <= 2)


@rule("contact.link", Label.NAVIGATION, 1.0, "a bare link")
def link(batch: Batch) -> Bools:
    """A line that is an address and nothing else."""
    return links(batch) & (batch.kinds[:, chars.SPACE] == 0)


@once
def _marked_up(batch: Batch) -> Bools:
    """Paragraphs that are a link or a picture in Markdown and nothing else: '[…](…)'."""
    codes, last = batch.codes, batch.end - 1
    opens = (codes[batch.start] == ord("[")) | (codes[batch.start] == ord("!"))
    rows = np.flatnonzero(opens & (codes[last] == ord(")")) & (batch.length >= 8))
    found = np.zeros(len(batch), bool)
    if len(rows):
        at = np.flatnonzero((codes[:-1] == ord("]")) & (codes[1:] == ord("(")))
        # the address is the last thing in the paragraph: no space in it
        link = np.searchsorted(at, batch.end[rows]) - 1
        inside = (link >= 0) & (at[np.maximum(link, 0)] > batch.start[rows]) if len(at) else np.zeros(len(rows), bool)
        spaces = np.append(0, np.cumsum(batch.cls == chars.SPACE))
        rows, link = rows[inside], link[inside]
        found[rows[spaces[batch.end[rows]] == spaces[at[link]]]] = True
    return found


@rule("contact.markdown_link", Label.RELATED, 2.0, "a link in Markdown and nothing else")
def markdown_link(batch: Batch) -> Bools:
    """'[Ferry strike ends](https://…)'."""
    second = batch.codes[np.minimum(batch.start + 1, len(batch.codes) - 1)]
    return _marked_up(batch) & (batch.codes[batch.start] == ord("[")) & (second != ord("!"))


@rule("contact.markdown_picture", Label.CAPTION, 3.0, "a picture in Markdown and nothing else")
def markdown_picture(batch: Batch) -> Bools:
    """'![The quay](pic/quay.jpg)', '[![The quay](quay.jpg)](https://…)'."""
    second = batch.codes[np.minimum(batch.start + 1, len(batch.codes) - 1)]
    plain = (batch.codes[batch.start] == ord("!")) & (second == ord("["))
    linked = (batch.codes[batch.start] == ord("[")) & (second == ord("!"))
    return _marked_up(batch) & (plain | linked)


@rule("contact.mail", Label.AUTHOR_BIO, 1.0, "a mail address in a short paragraph")
def mail(batch: Batch) -> Bools:
    """'Reach the reporter at …'."""
    return _ats(batch, mail=True) & (shape(batch).words <= 30)


@rule("contact.handle", Label.AUTHOR_BIO, 1.0, "a handle in a short paragraph")
def handle(batch: Batch) -> Bools:
    """'@jane'."""
    return _ats(batch, mail=False) & (shape(batch).words <= 30)


@rule("contact.copyright", Label.LEGAL, 3.0, "a copyright mark")
def copyright_mark(batch: Batch) -> Bools:
    """'© 2024 …' at the beginning of a short paragraph or near a year."""
    at = np.flatnonzero(batch.codes == ord("©"))
    starts = batch.codes[batch.start] == ord("©")
    return (_any(batch, at) & (shape(batch).words <= 40) & (batch.kinds[:, chars.DIGIT] >= 4)) | starts


RULES = (picture, link, markdown_link, markdown_picture, mail, handle, copyright_mark)
