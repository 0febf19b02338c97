"""What is timed on a corpus: the anchor, cleanpage, and its peers, each on what it takes (text or HTML)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.corpus import Corpus
from cleanpage.classifiers.vote import Vote
from cleanpage.cleaner import Cleaner

ANCHOR = 're.findall(r"\\w+", text)'
BATCHED = "cleanpage, batched"
SINGLE = "cleanpage, one document at a time"
TRAFILATURA = "trafilatura"


@dataclass(frozen=True)
class Runner:
    """A contender: ``run`` works through the whole of a corpus; ``reads`` is 'text' or 'HTML'."""

    name: str
    reads: str
    run: Callable[[Corpus], None]


def own() -> list[Runner]:
    """The anchor and cleanpage."""
    default, vote, word = Cleaner(), Cleaner(classifier=Vote()), re.compile(r"\w+")
    found = [
        Runner(ANCHOR, "text", lambda c: _each(word.findall, c.texts)),
        Runner(BATCHED, "text", lambda c: _drain(default, c.texts)),
        Runner(SINGLE, "text", lambda c: _each(default.clean, c.texts)),
    ]
    if not isinstance(default.classifier, Vote):
        found.append(Runner("cleanpage with Vote, batched", "text", lambda c: _drain(vote, c.texts)))
    return found


def _each(work: Callable[[str], object], inputs: Sequence[str]) -> None:
    for one in inputs:
        work(one)


def _drain(cleaner: Cleaner, texts: Sequence[str]) -> None:
    for _ in cleaner.clean_many(texts):
        pass


def peers() -> tuple[list[Runner], list[str]]:
    """All peers that can run here, and for every other one why it can't."""
    found, skipped = [], []
    for (name, reads), maker in PEERS.items():
        try:
            work = maker()
            work("<p>Is everything there?</p>" if reads == "HTML" else "Is everything there that this needs?")
        except ImportError as error:
            skipped.append(f"{name}: {error}")
            continue
        found.append(Runner(name, reads, _over(work, reads)))
    return found, skipped


def _over(work: Callable[[str], object], reads: str) -> Callable[[Corpus], None]:
    def forgiving(one: str) -> object:
        try:
            return work(one)
        except Exception:  # noqa: BLE001 - a peer's failure on one document is its own; its time counts
            return None

    return lambda c: _each(forgiving, c.html if reads == "HTML" else c.texts)


def _trafilatura() -> Callable[[str], object]:
    import trafilatura

    return trafilatura.extract


def _justext() -> Callable[[str], object]:
    import justext

    stop_words = justext.get_stoplist("English")
    return lambda page: justext.justext(page, stop_words)


def _resiliparse() -> Callable[[str], object]:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: extract_plain_text(page, main_content=True)


def _readability() -> Callable[[str], object]:
    import readability

    return lambda page: readability.Document(page).summary()


def _c4() -> Callable[[str], object]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    one = C4QualityFilter()
    return lambda text: one.filter(Document(text=text, id=""))


def _gopher() -> Callable[[str], object]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import GopherQualityFilter

    one = GopherQualityFilter()
    return lambda text: one.filter(Document(text=text, id=""))


def _fineweb() -> Callable[[str], object]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter

    one = FineWebQualityFilter()
    return lambda text: one.filter(Document(text=text, id=""))


def _langdetect() -> Callable[[str], object]:
    import langdetect

    detect: Callable[[str], object] = langdetect.detect
    return detect


PEERS: dict[tuple[str, str], Callable[[], Callable[[str], object]]] = {
    (TRAFILATURA, "HTML"): _trafilatura,
    ("jusText", "HTML"): _justext,
    ("resiliparse, main content", "HTML"): _resiliparse,
    ("readability-lxml", "HTML"): _readability,
    ("C4 filter (datatrove)", "text"): _c4,
    ("Gopher filter (datatrove)", "text"): _gopher,
    ("FineWeb filter (datatrove)", "text"): _fineweb,
    ("langdetect", "text"): _langdetect,
}
