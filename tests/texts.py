"""Texts for property tests: what pages have, what no page should have, and mixes of both."""

from __future__ import annotations

from hypothesis import strategies as st

PROSE = [
    "The gardener who lives next door has told me that the roses in the yard will need a lot of water this week.",
    "Nobody in the street would have thought that an old fence could cost so much, and yet we paid for it together.",
    "Am Ende haben die Nachbarn den Zaun selbst gestrichen, weil der Maler erst im nächsten Frühjahr Zeit hatte.",
    "Les voisins ont fini par repeindre la clôture eux-mêmes, car le peintre n'avait pas le temps avant le printemps.",
    "Соседи в конце концов сами покрасили забор, потому что у маляра до весны не было ни одного свободного дня.",
    "隣の庭師によると、今週は庭の薔薇にたくさんの水をやらなければならないそうだ。古い塀の値段には誰もが驚いた。",
    "قال البستاني الذي يسكن بجوارنا إن الورود في الحديقة ستحتاج إلى الكثير من الماء هذا الأسبوع.",
    "बगल में रहने वाले माली ने मुझे बताया कि इस सप्ताह आँगन के गुलाबों को बहुत पानी चाहिए होगा।",
]
PAGE = [
    "Share on Facebook", "© 2024 The Daily Heron. All rights reserved.", "Home › World › Europe", "Advertisement",
    "3 Comments",
    "Sign up for our newsletter", "READ MORE: The fence that cost too much", "By Jane Doe", "https://example.org/pic.jpg",
    "To continue reading this article, subscribe now.", "12. März 2024, 7:40", "[1] The fence - Daily Heron", "@jane",
    "a@b.c",
    "buy cheap v1agra c4s1no online, cheap c4s1no, cheap v1agra", "Ρаypаl vіаgrа саsіnо", "* * *",
    "Kommentare (3)", "ⓒ", "—",
]  # fmt: skip
BREAKS = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\f", "\n\n", "\n \t\n", " ", "", "\v", "\u3000"]
ODD = [
    "\0", "\ud800", "\udfff\ud800", "\u200b", "\ufeff", "e\u0301", "\u0301", "İıßẞ", "🏳️\u200d🌈", "\U0010ffff",
    "\U00020000", "a" * 200,
    "·" * 70,
    "....", "(", "]", '"', "0", "1\u0660\u0967", "ﷺ", "\u202e", "..." , "x.jpg", "…", "://", "a@", "@b", "1a1a 2b2b",
]  # fmt: skip

#: Any character at all: lone surrogates and unassigned ones too.
characters = st.characters(exclude_categories=())
pieces = st.one_of(
    st.sampled_from(PROSE), st.sampled_from(PAGE), st.sampled_from(ODD), st.text(characters, max_size=12)
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document of up to twenty pieces with any breaks between them, now and then a flat or a hard-wrapped one."""
    parts = draw(st.lists(st.tuples(pieces, st.sampled_from(BREAKS)), max_size=20))
    text = "".join(piece + gap for piece, gap in parts)
    return text.replace("\n", " ") if draw(st.integers(0, 7)) == 0 else text


texts = st.one_of(st.text(characters, max_size=60), documents())
