"""cleanpage turns raw scraped text into the text its author wrote.

Every paragraph gets one of fourteen labels and the reasons for it; what is boilerplate is dropped, everything else is
kept to the byte.
"""

from typing import TYPE_CHECKING

# numpy alone takes half the time that `cleanpage --help` may: names are looked up when they are first used (PEP 562)
if TYPE_CHECKING:
    from cleanpage.cleaner import Cleaner, clean, clean_many
    from cleanpage.document import KEEP, Document, Evidence, Hit, Label, Paragraph, Result, Verdict
    from cleanpage.html import clean_html
    from cleanpage.policy import Policy
    from cleanpage.registry import heuristic

__version__ = "0.1.0"

__all__ = [
    "KEEP",
    "Cleaner",
    "Document",
    "Evidence",
    "Hit",
    "Label",
    "Paragraph",
    "Policy",
    "Result",
    "Verdict",
    "clean",
    "clean_html",
    "clean_many",
    "heuristic",
]

_HOMES = {
    "cleaner": ("Cleaner", "clean", "clean_many"),
    "document": ("KEEP", "Document", "Evidence", "Hit", "Label", "Paragraph", "Result", "Verdict"),
    "html": ("clean_html",),
    "policy": ("Policy",),
    "registry": ("heuristic",),
}


def __getattr__(name: str) -> object:
    """A public name, from the module that defines it."""
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            found: object = getattr(import_module(f"{__name__}.{home}"), name)
            globals()[name] = found
            return found
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """All names, used or not."""
    return sorted({*globals(), *__all__})
