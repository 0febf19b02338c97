"""The shipped heuristics, in order. One idea a file; a rule only says what it sees, and never changes or drops."""

from __future__ import annotations

from cleanpage.document import Heuristic
from cleanpage.heuristics import author, cohesion, contact, credit, cues, phrases, place, references, repeats, shape, spam

HEURISTICS: tuple[Heuristic, ...] = (
    *phrases.RULES,
    *cues.RULES,
    *shape.RULES,
    *place.RULES,
    *contact.RULES,
    *credit.RULES,
    *author.RULES,
    *repeats.RULES,
    *references.RULES,
    *spam.RULES,
    *cohesion.RULES,
)
