"""Two lists of events of one recording: what is in both, what only in one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Two events of a muscle closer than this are one [s]; about the length of a short potential.
TOLERANCE_S = 0.010


@dataclass(frozen=True, slots=True)
class Agreement:
    """Places of events in the first and in the second list.

    Attributes
    ----------
    both : ndarray, shape (n, 2)
        Pairs: place in the first list, place in the second.
    only_first, only_second : ndarray, shape (n,)
        What has no partner.
    """

    both: NDArray[np.intp]
    only_first: NDArray[np.intp]
    only_second: NDArray[np.intp]

    @property
    def share(self) -> float:
        """What is in both, as a share of all that is in either (Jaccard's index); NaN where there is nothing."""
        n = len(self.both) + len(self.only_first) + len(self.only_second)
        return len(self.both) / n if n else float("nan")


def agreement(
    first: NDArray[np.void], second: NDArray[np.void], fs_hz: float, tolerance_s: float = TOLERANCE_S
) -> Agreement:
    """Pair the events of two lists, muscle by muscle.

    Parameters
    ----------
    first, second : structured array
        Rows with ``sample`` and ``muscle``, in any order.
    fs_hz : float
        Sampling rate [Hz].
    tolerance_s : float
        How far apart the two of a pair may lie [s].

    Returns
    -------
    Agreement
        As many pairs as there can be: taking the earliest partner that is near enough leaves the most for the rest.
    """
    reach = round(tolerance_s * fs_hz)
    pairs: list[tuple[int, int]] = []
    for muscle in np.union1d(first["muscle"], second["muscle"]).tolist():
        own, other = (np.flatnonzero(rows["muscle"] == muscle) for rows in (first, second))
        own = own[np.argsort(first["sample"][own], kind="stable")]
        other = other[np.argsort(second["sample"][other], kind="stable")]
        pairs += _paired(first["sample"][own].tolist(), second["sample"][other].tolist(), reach, own, other)
    both = np.array(pairs, np.intp).reshape(-1, 2)
    return Agreement(
        both,
        np.setdiff1d(np.arange(len(first)), both[:, 0]).astype(np.intp),
        np.setdiff1d(np.arange(len(second)), both[:, 1]).astype(np.intp),
    )


def _paired(
    a: list[int], b: list[int], reach: int, places_a: NDArray[np.intp], places_b: NDArray[np.intp]
) -> list[tuple[int, int]]:
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if abs(a[i] - b[j]) <= reach:
            out.append((int(places_a[i]), int(places_b[j])))
            i, j = i + 1, j + 1
        elif a[i] < b[j]:
            i += 1
        else:
            j += 1
    return out


def why_alone(
    alone: NDArray[np.void], found: NDArray[np.void], intervals: NDArray[np.void], fs_hz: float
) -> dict[str, int]:
    """Return for how many events of one list the other pass says what about that moment, by its own word.

    Parameters
    ----------
    alone : structured array of EVENT_DTYPE
        Events without a partner among what counts in the other pass.
    found : structured array of EVENT_DTYPE
        All events of the other pass, those that do not count included.
    intervals : structured array of INTERVAL_DTYPE
        What the other pass does not count.
    fs_hz : float
        Sampling rate [Hz].

    Returns
    -------
    dict of str to int
        By reason of a stretch that is not counted, or class of an event that lies there; ``""`` where there is nothing.
    """
    reach, out = round(TOLERANCE_S * fs_hz), dict[str, int]()
    for muscle, sample in zip(alone["muscle"].tolist(), alone["sample"].tolist(), strict=True):
        here = intervals[
            (intervals["muscle"] == muscle) & (intervals["start"] <= sample) & (intervals["stop"] > sample)
        ]
        near = found[(found["muscle"] == muscle) & (np.abs(found["sample"] - sample) <= reach)]
        word = str(here["reason"][0]) if len(here) else str(near["reason"][0] or near["kind"][0]) if len(near) else ""
        out[word] = out.get(word, 0) + 1
    return dict(sorted(out.items(), key=lambda item: -item[1]))
