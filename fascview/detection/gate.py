"""Voluntary activity of one muscle: what is sustained or regular is not a fasciculation.

A contraction lifts the level of the band for longer than a burst of potentials, and lifts it more below 250 Hz
than above
(a rise of the noise lifts both alike). A single unit that is held voluntarily fires the same shape at a steady
4 to 15 Hz.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from fascview.detection.candidates import Candidate
from fascview.detection.slow import SLOW_SHARE, SLOW_Z
from fascview.stream import FloatArray

#: Rise of the level over the quiet one, and over the rise above the band of the potentials.
RISE, RISE_OVER_REFERENCE = 1.35, 1.2
#: The same where the rate leaves nothing to compare with above 250 Hz.
RISE_ALONE = 2.0
#: Sustained candidates per second.
CROWD_PER_S = 7.0
CROWD_RISE = 1.3
#: A regular train of one shape: members, shortest and longest interval [s], variation.
TRAIN, SHORTEST_S, LONGEST_S, VARIATION = 7, 0.06, 0.25, 0.22
#: Window in which a train is looked for around an event [s].
BEHIND_S, AHEAD_S = 1.6, 1.0
#: Hops before and after a contraction that belong to it (half a second), and those on either side of a hop over which
#: its level is taken.
PAD_BEFORE, PAD_AFTER, LEVEL_HOPS = 3, 2, 2
#: A train goes on while no more than this lies between its members [s].
PAUSE_S = 0.35
#: Steady firing: events of like size (within this, as a logarithm) that keep coming without a pause longer than the
#: first for at least the second [s]. A burst of fasciculations ends sooner, and their trains have pauses.
LIKE_SIZE = 0.35
STEADY = ((0.3, 1.1), (0.5, 2.0))
#: How far back it is followed, and the stretch around the hop whose median size is theirs [s].
STEADY_BEHIND_S, SIZE_NEAR_S = 3.6, 0.7
#: Largest variation of their intervals, members missed and two units at once included.
STEADY_VARIATION = 0.8


class VoluntaryGate:
    """Judges each hop of all muscles with the hops around it.

    Parameters
    ----------
    hop_s : float
        Length of a hop [s].
    ahead : int
        Hops of context behind the hop judged.
    n_muscles : int
        Muscles.
    """

    def __init__(self, hop_s: float, ahead: int, n_muscles: int) -> None:
        self._hop_s = hop_s
        self._ahead = ahead
        depth = PAD_AFTER + LEVEL_HOPS + 1 + ahead
        self._rise = np.ones((depth, n_muscles), np.float32)
        self._reference = np.ones((depth, n_muscles), np.float32)
        # for each hop, as far as is of concern for the one judged, whether the level around it is lifted
        windows = depth - 2 * LEVEL_HOPS
        self._lifted: deque[NDArray[np.bool_]] = deque([np.zeros(n_muscles, bool)] * windows, maxlen=windows)
        self._last = [""] * n_muscles
        self._seen: list[deque[tuple[float, int, float]]] = [deque() for _ in range(n_muscles)]

    def push(
        self, rise: FloatArray, reference: FloatArray, found: list[Candidate], rate_hz: float, time_s: float
    ) -> list[str]:
        """Take the newest hop; return for each muscle why the hop ``ahead`` before it is rejected, or ``""``.

        Parameters
        ----------
        rise, reference : ndarray, shape (n_muscles,)
            Level of the hop relative to the quiet one, and the same above 250 Hz (NaN where there is nothing).
        found : list of Candidate
            Candidates of the hop.
        rate_hz : float
            Analysis rate.
        time_s : float
            Start of the hop judged.
        """
        for table, row in ((self._rise, rise), (self._reference, reference)):
            table[:-1] = table[1:]
            table[-1] = row
        for c in found:
            if c.features["lf"] > SLOW_SHARE and c.features["lfz"] > SLOW_Z:
                continue  # heart beats and cables keep coming too
            if c.features.get("later"):
                continue  # of a pair the first tells the rhythm
            self._seen[c.muscle].append((c.at / rate_hz, c.group, max(c.features["r"], 1.0)))
        oldest = time_s - STEADY_BEHIND_S - 2 * self._hop_s
        reasons = ["voluntary" if high else "" for high in self._near_lifted()]
        for m, seen in enumerate(self._seen):
            while seen and seen[0][0] < oldest:
                seen.popleft()
            if len(seen) >= TRAIN and not reasons[m]:
                reasons[m] = self._by_times(m, time_s)
        self._last = reasons
        return reasons

    def _by_times(self, muscle: int, time_s: float) -> str:
        """Judge the hop that begins at ``time_s`` by the times of the candidates."""
        seen = self._seen[muscle]
        times = np.array([t for t, _, _ in seen])
        if steady(times, np.array([r for _, _, r in seen]), time_s, time_s + self._hop_s):
            return "semi-rhythmic"
        near = times[(times >= time_s - 0.8) & (times < time_s + self._hop_s + 0.8)]
        last = len(self._rise) - 1 - self._ahead
        around = slice(last - 2, last + 3)
        share = self._rise[around, muscle] / np.fmax(self._reference[around, muscle], 1.0)
        if len(near) >= CROWD_PER_S * 1.2 and share.mean() > CROWD_RISE:
            for begin in near:
                if ((near >= begin) & (near < begin + 1.2)).sum() >= CROWD_PER_S * 1.2:
                    return "voluntary"
        for g in {g for _, g, _ in seen if g >= 0}:
            mine = [t for t, h, _ in seen if h == g]
            if len(mine) >= TRAIN and train(mine, time_s, time_s + self._hop_s) is not None:
                return "semi-rhythmic"
        ordered = np.sort(times)
        if self._last[muscle] == "semi-rhythmic":
            before = ordered[ordered < time_s + 0.5 * self._hop_s]
            after = ordered[ordered >= time_s + 0.5 * self._hop_s]
            if len(before) and len(after) and after[0] - before[-1] < PAUSE_S:
                return "semi-rhythmic"
        return ""

    def _near_lifted(self) -> NDArray[np.bool_]:
        """Whether the level is lifted at or near the hop judged.

        A burst of potentials lifts the level of single hops, a contraction that of its neighbours too.
        """
        newest = slice(-2 * LEVEL_HOPS - 1, None)
        if self._rise[newest].max() > RISE:
            levels = [np.sort(table[newest], axis=0)[LEVEL_HOPS] for table in (self._rise, self._reference)]
            self._lifted.append(lifted(levels[0], levels[1]))
        else:
            self._lifted.append(np.zeros(self._rise.shape[1], bool))
        # the first lies around the hop ``PAD_AFTER`` before the one judged
        return np.asarray(np.logical_or.reduce(list(self._lifted)[: PAD_BEFORE + PAD_AFTER + 1]))


def train(times_s: list[float], start_s: float, stop_s: float) -> tuple[float, float] | None:
    """Return the extent of a regular train that covers ``start_s`` to ``stop_s``, or None.

    It is a run of ``TRAIN`` members with even intervals; one longer interval, a missed member, is forgiven.
    """
    t = np.sort(np.array(times_s))
    t = t[(t > start_s - BEHIND_S) & (t < stop_s + AHEAD_S)]
    if len(t) < TRAIN:
        return None
    gaps = np.diff(t)
    for i in range(len(gaps) - TRAIN + 2):
        run = gaps[i : i + TRAIN - 1]
        first, last = t[i], t[i + TRAIN - 1]
        if last + LONGEST_S < start_s or first - LONGEST_S > stop_s:
            continue
        kept = np.sort(run)[:-1]
        if (
            SHORTEST_S <= kept.mean() <= LONGEST_S
            and kept.std() <= VARIATION * kept.mean()
            and run.max() < 2.5 * kept.mean()
        ):
            return float(first), float(last)
    return None


def steady(times_s: NDArray[np.float64], sizes: NDArray[np.float64], start_s: float, stop_s: float) -> bool:
    """Whether events of like size keep coming around ``start_s`` to ``stop_s``, as of units held voluntarily."""
    near = (times_s > start_s - SIZE_NEAR_S) & (times_s < stop_s + SIZE_NEAR_S)
    if near.sum() < 2:
        return False
    size = np.log(sizes)
    like = np.abs(size - np.median(size[near])) < LIKE_SIZE
    t = np.sort(times_s[like & (times_s > start_s - STEADY_BEHIND_S)])
    gaps = np.diff(t)
    for pause_s, long_s in STEADY:
        breaks = np.nonzero(gaps > pause_s)[0]
        firsts, lasts = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(t) - 1]))
        for first, last in zip(firsts, lasts, strict=True):
            if last - first >= 5 and t[first] <= stop_s and t[last] >= start_s and t[last] - t[first] >= long_s:
                run = gaps[first:last]
                if run.std() <= STEADY_VARIATION * run.mean():
                    return True
    return False


def lifted(rise: FloatArray, reference: FloatArray) -> NDArray[np.bool_]:
    """Whether levels of ``rise`` are a contraction; ``reference`` is the rise above 250 Hz, NaN where there is none."""
    known = (rise > RISE) & (rise > RISE_OVER_REFERENCE * reference)
    return np.where(np.isnan(reference), rise > RISE_ALONE, known)
