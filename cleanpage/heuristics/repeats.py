"""Lines that come again: the machinery of a page repeats itself, an author seldom does."""

from __future__ import annotations

import numpy as np

from cleanpage.columns import Batch
from cleanpage.document import Label
from cleanpage.features import Bools, shape
from cleanpage.registry import rule
from cleanpage.repeats import earlier_lines


@rule("repeats.line", Label.NAVIGATION, 0.7, "the same short line three times and more")
def line(batch: Batch) -> Bools:
    """'Share', 'Reply', 'Read more'."""
    leader = earlier_lines(batch)
    leader = np.where(leader < 0, np.arange(len(batch)), leader)
    times = np.bincount(leader, minlength=len(batch))[leader]
    return (times >= 3) & shape(batch).short & (batch.word.count > 0)


RULES = (line,)
