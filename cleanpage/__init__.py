"""cleanpage turns raw scraped text into the text its author wrote.

Every paragraph gets one of fourteen labels and the reasons for it; what is boilerplate is dropped, everything else is
kept to the byte.
"""

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
