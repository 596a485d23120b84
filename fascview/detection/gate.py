"""Voluntary activity of one muscle: what is sustained or regular is not a fasciculation.

A contraction lifts the level of the band for longer than a burst of potentials, and lifts it more below 250 Hz
than above
(a rise of the noise lifts both alike). A single unit that is held voluntarily fires the same shape at a steady
4 to 15 Hz.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Rise of the level over the quiet one, and over the rise above the band of the potentials.
RISE, RISE_OVER_REFERENCE = 1.35, 1.2
#: The same where the rate leaves nothing to compare with above 250 Hz.
RISE_ALONE = 2.0
#: Sustained candidates per second.
CROWD_PER_S = 7.0
CROWD_RISE = 1.3
#: A regular train: members, shortest and longest interval [s], variation.
TRAIN, SHORTEST_S, LONGEST_S, VARIATION = 7, 0.06, 0.25, 0.22
#: A long train may be less even.
LONG_TRAIN, LONG_VARIATION = 10, 0.3
#: Window in which a train is looked for around an event [s].
BEHIND_S, AHEAD_S = 1.6, 1.0
#: Hops on either side of a contraction that belong to it.
PAD_HOPS = 2
#: Steady firing: window behind and ahead [s], members, and the share of them of like size.
STEADY_BEHIND_S, STEADY_AHEAD_S, STEADY_MEMBERS, STEADY_LIKE = 3.5, 1.0, 12, 0.75


@dataclass(frozen=True)
class HopFacts:
    """Level of one hop relative to the quiet one, the same above 250 Hz, and the candidates' times [s] by group."""

    rise: float
    reference: float
    times_s: tuple[float, ...]
    groups: tuple[int, ...]
    sizes: tuple[float, ...] = ()


class VoluntaryGate:
    """Judges each hop of one muscle with the hops around it.

    Parameters
    ----------
    hop_s : float
        Length of a hop [s].
    ahead : int
        Hops of context behind the hop judged.
    """

    def __init__(self, hop_s: float, ahead: int) -> None:
        self._hop_s = hop_s
        self._ahead = ahead
        self._hops: deque[HopFacts] = deque(maxlen=ahead + 1 + round(STEADY_BEHIND_S / hop_s) + 2)
        self._held = 0
        self._train_until = -np.inf

    def push(self, facts: HopFacts, time_s: float) -> str:
        """Take the newest hop; return the reason why the hop ``ahead`` before it is rejected, or ``""``.

        ``time_s`` is the start of the hop judged.
        """
        self._hops.append(facts)
        if len(self._hops) <= self._ahead:
            return ""
        hops = list(self._hops)
        i = len(hops) - 1 - self._ahead
        lo, hi = max(0, i - PAD_HOPS), i + PAD_HOPS + 1
        # a burst of potentials lifts the level of single hops, a contraction that of its neighbours too
        level = [float(np.median([h.rise for h in hops[max(0, j - 2) : j + 3]])) for j in range(lo, min(hi, len(hops)))]
        reference = [
            float(np.median([h.reference for h in hops[max(0, j - 2) : j + 3]])) for j in range(lo, min(hi, len(hops)))
        ]
        if any(lifted(x, y) for x, y in zip(level, reference, strict=True)):
            return "voluntary"
        times = [t for h in hops for t in h.times_s]
        groups = [g for h in hops for g in h.groups]
        sizes = [r for h in hops for r in h.sizes]
        if steady(np.array(times), np.array(sizes), time_s + 0.5 * self._hop_s):
            return "semi-rhythmic"
        near = [t for t in times if time_s - 0.8 <= t < time_s + self._hop_s + 0.8]
        share = [h.rise / max(h.reference, 1.0) if h.reference > 0 else h.rise for h in hops[lo:hi]]
        for begin in near if np.mean(share) > CROWD_RISE else []:
            if sum(begin <= t < begin + 1.2 for t in near) >= CROWD_PER_S * 1.2:
                return "voluntary"
        for g in set(groups):
            if g < 0:
                continue
            mine = [t for t, h in zip(times, groups, strict=True) if h == g]
            span = train(mine, time_s, time_s + self._hop_s)
            if span is not None:
                return "semi-rhythmic"
        apart = [t for i, t in enumerate(sorted(times)) if i == 0 or t - sorted(times)[i - 1] > 0.045]
        if long_train(np.array(apart), time_s, time_s + self._hop_s, LONG_TRAIN + 2):
            return "semi-rhythmic"
        return ""


def train(times_s: list[float], start_s: float, stop_s: float) -> tuple[float, float] | None:
    """Return the extent of a regular train that covers ``start_s`` to ``stop_s``, or None.

    Either a run of ``TRAIN`` members with even intervals (one longer interval, a missed member, is forgiven), or
    ``LONG_TRAIN`` members within the whole window at near multiples of one interval.
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
    return (float(t[0]), float(t[-1])) if long_train(t, start_s, stop_s, LONG_TRAIN) else None


def long_train(times_s: NDArray[np.float64], start_s: float, stop_s: float, members: int) -> bool:
    """Whether the window around ``start_s`` to ``stop_s`` holds ``members`` at near multiples of one interval."""
    t = times_s[(times_s > start_s - BEHIND_S) & (times_s < stop_s + AHEAD_S)]
    if len(t) < members:
        return False
    gaps = np.diff(t)
    usual = float(np.median(gaps))
    if not SHORTEST_S <= usual <= LONGEST_S:
        return False
    steps = np.maximum(1, np.round(gaps / usual))
    return bool(steps.max() <= 4 and np.sqrt(np.mean((gaps / usual / steps - 1) ** 2)) <= LONG_VARIATION)


def steady(times_s: NDArray[np.float64], sizes: NDArray[np.float64], now_s: float) -> bool:
    """Whether events of like size keep coming without a pause, as those of one or two units held voluntarily do.

    Bursts leave pauses, and fasciculations of several units differ in size.
    """
    inside = (times_s >= now_s - STEADY_BEHIND_S) & (times_s < now_s + STEADY_AHEAD_S)
    if inside.sum() < STEADY_MEMBERS:
        return False
    t = times_s[inside] - (now_s - STEADY_BEHIND_S)
    bins = np.bincount((t / 0.5).astype(int), minlength=round((STEADY_BEHIND_S + STEADY_AHEAD_S) / 0.5))
    if (bins > 0).mean() < 0.85:
        return False
    size = np.log(sizes[inside])
    return bool((np.abs(size - np.median(size)) < 0.35).mean() >= STEADY_LIKE)


def lifted(rise: float, reference: float) -> bool:
    """Whether a level of ``rise`` is a contraction; ``reference`` is the rise above 250 Hz, NaN where there is none."""
    if np.isnan(reference):
        return rise > RISE_ALONE
    return rise > RISE and rise > RISE_OVER_REFERENCE * reference
