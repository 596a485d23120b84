"""How the discharges of one muscle follow each other, and those of two muscles.

Times are in seconds, rising. ``held`` are the stretches that are not analysable, shape ``(n, 2)``: start and stop [s];
an interval that touches one is not known and is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.analysis.windows import fano_factor

__all__ = [
    "IntervalStatistics",
    "Synchrony",
    "fano_factor",
    "interval_statistics",
    "known_intervals",
    "short_excess",
    "synchrony",
    "window_counts",
]

FloatVector = NDArray[np.float64]
NO_STRETCHES = np.empty((0, 2))
SHORT_S = 0.1


def crossed(starts: ArrayLike, stops: ArrayLike, held: ArrayLike) -> NDArray[np.bool_]:
    """Say for each stretch from ``starts`` to ``stops`` whether it touches one of ``held``."""
    table = np.asarray(held, np.float64).reshape(-1, 2)
    begin, end = np.asarray(starts, np.float64), np.asarray(stops, np.float64)
    if not len(table):
        return np.zeros(begin.shape, bool)
    table = table[np.argsort(table[:, 0])]
    # Some stretch begins before our end, and the farthest end of those lies beyond our beginning.
    reach = np.maximum.accumulate(table[:, 1])
    index = np.searchsorted(table[:, 0], end)
    return np.asarray((index > 0) & (reach[np.maximum(index - 1, 0)] > begin))


def known_intervals(times_s: ArrayLike, held: ArrayLike = NO_STRETCHES) -> FloatVector:
    """Return the interval after each event but the last [s], NaN where it crosses ``held``, shape ``(n - 1,)``."""
    times = np.asarray(times_s, np.float64)
    steps = np.diff(times)
    return np.asarray(np.where(crossed(times[:-1], times[1:], held), np.nan, steps), np.float64)


@dataclass(frozen=True, slots=True)
class IntervalStatistics:
    """Inter-fasciculation intervals; NaN where there are too few.

    ``cv`` is SD over mean. ``cv2`` compares neighbours only, so slow changes of rate do not raise it. Both are 1 for a
    Poisson train, 0 for a clock.
    """

    n: int
    mean_s: float = math.nan
    median_s: float = math.nan
    sd_s: float = math.nan
    cv: float = math.nan
    log10_mean: float = math.nan
    log10_sd: float = math.nan
    cv2: float = math.nan


def interval_statistics(times_s: ArrayLike, held: ArrayLike = NO_STRETCHES) -> IntervalStatistics:
    """Describe the intervals of one train.

    CV2 is the mean of 2|I(n+1) - I(n)| / (I(n+1) + I(n)) over neighbouring intervals (G. R. Holt et al.,
    J. Neurophysiol. 75, 1996, 1806-1814). Simultaneous events (interval 0) have no logarithm and are left out of it.
    """
    steps = known_intervals(times_s, held)
    known = steps[np.isfinite(steps)]
    if len(known) < 2:
        mean = float(known[0]) if len(known) else math.nan
        return IntervalStatistics(len(known), mean, mean)
    mean, sd = float(known.mean()), float(known.std(ddof=1))
    logs = np.log10(known[known > 0.0])
    first, second = steps[:-1], steps[1:]
    pair = np.isfinite(first) & np.isfinite(second) & (first + second > 0.0)
    ratios = 2.0 * np.abs(second - first)[pair] / (first + second)[pair]
    return IntervalStatistics(
        n=len(known),
        mean_s=mean,
        median_s=float(np.median(known)),
        sd_s=sd,
        cv=sd / mean if mean > 0.0 else math.nan,
        log10_mean=float(logs.mean()) if len(logs) else math.nan,
        log10_sd=float(logs.std(ddof=1)) if len(logs) > 1 else math.nan,
        cv2=float(ratios.mean()) if len(ratios) else math.nan,
    )


def short_excess(times_s: ArrayLike, rate_per_s: float, held: ArrayLike = NO_STRETCHES) -> float:
    """Return P(interval < 100 ms) less what a Poisson train of the same rate has, 1 - exp(-0.1 rate).

    Chance alone gives 9.5 % at 60 a minute. NaN without intervals.
    """
    steps = known_intervals(times_s, held)
    known = steps[np.isfinite(steps)]
    if not len(known):
        return math.nan
    return float(np.mean(known < SHORT_S)) - (1.0 - math.exp(-SHORT_S * rate_per_s))


def window_counts(
    times_s: ArrayLike,
    duration_s: float,
    held: ArrayLike = NO_STRETCHES,
    window_s: float = 10.0,
    least_share: float = 0.8,
) -> NDArray[np.int64]:
    """Return the counts in whole windows of which at least ``least_share`` is analysable."""
    edges = window_s * np.arange(math.floor(duration_s / window_s + 1e-9) + 1)
    counts = np.diff(np.searchsorted(np.asarray(times_s, np.float64), edges))
    lost = covered(edges[:-1], edges[1:], held)
    return np.asarray(counts[lost <= (1.0 - least_share) * window_s + 1e-9], np.int64)


def covered(starts: ArrayLike, stops: ArrayLike, held: ArrayLike) -> FloatVector:
    """Return how much of each stretch from ``starts`` to ``stops`` lies within the union of ``held`` [s]."""
    begin, end = np.asarray(starts, np.float64), np.asarray(stops, np.float64)
    table = np.asarray(held, np.float64).reshape(-1, 2)
    out = np.zeros(begin.shape)
    reach = -math.inf
    for start, stop in table[np.argsort(table[:, 0])].tolist():
        first, reach = max(start, reach), max(stop, reach)
        out += np.clip(np.minimum(end, reach) - np.maximum(begin, first), 0.0, None)
    return out


@dataclass(frozen=True, slots=True)
class Synchrony:
    """Pairs ``observed`` and ``expected`` by chance, ``z``, and ``z_shifted``: what a shift in time leaves of it."""

    observed: int
    expected: float
    z: float
    z_shifted: float


def synchrony(
    first_s: ArrayLike,
    second_s: ArrayLike,
    analysable_s: float,
    *,
    window_s: float = 0.025,
    same_limb: bool = False,
    crosstalk_s: float = 0.005,
) -> Synchrony:
    """Compare the pairs of events within ``window_s`` with those that chance gives.

    z = (C - E) / sqrt(E), E = rate 1 * rate 2 * width * T. Within one limb pairs closer than ``crosstalk_s`` do not
    count: they may be one event seen twice. As a control one train is shifted in time, round the end, by 0.5 to 5 s;
    the mean z of that should be near 0, and is not where both rates rise and fall together.
    """
    a, b = np.sort(np.asarray(first_s, np.float64)), np.sort(np.asarray(second_s, np.float64))
    inner = crosstalk_s if same_limb else 0.0
    width_s = 2.0 * (window_s - inner)
    expected = len(a) * len(b) * width_s / analysable_s if analysable_s > 0.0 else 0.0
    if expected <= 0.0:
        return Synchrony(0, 0.0, math.nan, math.nan)

    def pairs(other: FloatVector) -> int:
        near = np.searchsorted(other, a + window_s, "right") - np.searchsorted(other, a - window_s)
        if inner:
            near = near - (np.searchsorted(other, a + inner, "right") - np.searchsorted(other, a - inner))
        return int(near.sum())

    span = max(float(a[-1]), float(b[-1])) - min(float(a[0]), float(b[0])) + 1e-6
    low = min(float(a[0]), float(b[0]))
    shifts = np.concatenate((np.arange(0.5, 5.01, 0.5), -np.arange(0.5, 5.01, 0.5)))
    shifted = [pairs(np.sort(low + (b - low + s) % span)) for s in shifts.tolist()]
    observed, root = pairs(b), math.sqrt(expected)
    return Synchrony(observed, expected, (observed - expected) / root, (float(np.mean(shifted)) - expected) / root)
