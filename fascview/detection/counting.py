"""Which events count, and which a person is shown: one rule for screen, report and export.

An event counts when a person says so; otherwise when it is a fasciculation, a doublet or a combined one and was not
rejected. One that is still provisional counts: live because most are confirmed, in a recording because the end came
before the last word on it. What was taken back before it was confirmed is not shown anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

#: What counts among the kinds.
PLAIN = ("fasciculation", "doublet", "combined")
#: A person's word that counts.
COUNTING = ("accepted", *PLAIN)
#: The program took these back before anybody saw them as events.
UNSEEN = ("not confirmed", "settings changed")


def seen(events: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return which events a person is shown."""
    taken_back = (events["status"] == "rejected") & np.isin(events["reason"], UNSEEN)
    return np.asarray(~taken_back, bool)


def counted(events: NDArray[np.void], verdicts: Mapping[int, str]) -> NDArray[np.bool_]:
    """Return which events count: those the program accepts (or has not decided on), and a person's word over it.

    Parameters
    ----------
    events : structured array of EVENT_DTYPE
    verdicts : mapping of int to str
        A person's word by event id; an empty one is none.
    """
    mask: NDArray[np.bool_] = np.isin(events["kind"], ("", *PLAIN)) & (events["status"] != "rejected")
    if verdicts:
        judged = np.isin(events["id"], np.fromiter(verdicts, np.int64, len(verdicts)))
        for at in np.flatnonzero(judged).tolist():
            if verdict := verdicts[int(events["id"][at])]:
                mask[at] = verdict in COUNTING
    return mask
