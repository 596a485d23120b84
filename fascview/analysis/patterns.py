"""Pairs, isolated discharges and combined fasciculations: what events of one muscle have to do with each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.analysis.statistics import NO_STRETCHES, FloatVector, crossed, known_intervals

DOUBLET_S = (0.0025, 0.020)
REPEAT_S = (0.020, 0.110)
F_WAVE_S = {"leg": (0.025, 0.045), "arm": (0.020, 0.035)}
ALIKE = 0.9
ISOLATED_S = 0.250
FOLLOWS_WITHIN_S = 0.100
FIXED_SD_S = 0.001
FEWEST = 3
CHANCE_P = 0.001


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of consecutive events: doublets, repeat discharges, and which of those are F-wave-like (not diagnostic)."""

    doublets: int
    repeats: int
    f_wave_like: int


def pairs(
    times_s: ArrayLike, likeness: ArrayLike | None = None, limb: str = "", held: ArrayLike = NO_STRETCHES
) -> Pairs:
    """Count pairs.

    Parameters
    ----------
    times_s : array_like, shape (n,)
        Times of the events, rising [s].
    likeness : array_like, shape (n - 1,), optional
        Correlation of the waveforms of each event and the next; without it no repeat discharge can be told.
    limb : str
        ``leg`` or ``arm``; without it no F-wave-like pair can be told.
    held : array_like, shape (m, 2)
        Stretches that are not analysable [s].

    Returns
    -------
    Pairs
        Doublets lie 2.5 to 20 ms apart; repeat discharges 20 to 110 ms with a correlation of at least 0.9, of which
        25 to 45 ms in a leg and 20 to 35 ms in an arm are F-wave-like (published peaks lie at 32 and 35 ms in
        gastrocnemius).
    """
    steps = known_intervals(times_s, held)
    doublet = (steps >= DOUBLET_S[0]) & (steps < DOUBLET_S[1])
    if likeness is None:
        return Pairs(int(doublet.sum()), 0, 0)
    repeat = (steps >= REPEAT_S[0]) & (steps <= REPEAT_S[1]) & (np.asarray(likeness, np.float64) >= ALIKE)
    low, high = F_WAVE_S.get(limb, (math.inf, -math.inf))
    return Pairs(int(doublet.sum()), int(repeat.sum()), int((repeat & (steps >= low) & (steps <= high)).sum()))


def isolated(times_s: ArrayLike, duration_s: float, held: ArrayLike = NO_STRETCHES) -> FloatVector:
    """Say for each event whether no other of its train lies within 250 ms: 1 or 0, NaN where that was not observed.

    After B. T. H. M. Sleutjes et al., 2016: an isolated discharge has an interval of more than 250 ms on both sides.
    """
    times = np.asarray(times_s, np.float64)
    if not len(times):
        return np.empty(0)
    before = np.diff(times, prepend=-math.inf)
    after = np.diff(times, append=math.inf)
    seen_before = ~crossed(times - ISOLATED_S, times, held) & (times >= ISOLATED_S)
    seen_after = ~crossed(times, times + ISOLATED_S, held) & (times <= duration_s - ISOLATED_S)
    alone = (before > ISOLATED_S) & (after > ISOLATED_S)
    crowded = (before <= ISOLATED_S) | (after <= ISOLATED_S)
    return np.asarray(np.where(crowded, 0.0, np.where(alone & seen_before & seen_after, 1.0, np.nan)))


def isolated_percent(
    times_s: ArrayLike, groups: ArrayLike, duration_s: float, held: ArrayLike = NO_STRETCHES
) -> dict[int, float]:
    """Return for each shape group the percentage of its events that are isolated within it; group -1 is none."""
    times, group = np.asarray(times_s, np.float64), np.asarray(groups)
    out = {}
    for g in np.unique(group[group >= 0]).tolist():
        told = isolated(times[group == g], duration_s, held)
        told = told[np.isfinite(told)]
        out[int(g)] = 100.0 * float(told.mean()) if len(told) else math.nan
    return out


def w2_percent(times_s: ArrayLike, groups: ArrayLike, duration_s: float, held: ArrayLike = NO_STRETCHES) -> float:
    """Return the percentage of whole 10-s windows in which two or more shape groups each have an isolated event.

    Published: 24 % in motor neuron disease, under 1 % in controls (B. T. H. M. Sleutjes et al., 2016). Windows that are
    more than a fifth not analysable are left out; NaN without any.
    """
    from fascview.analysis.statistics import covered

    times, group = np.asarray(times_s, np.float64), np.asarray(groups)
    edges = 10.0 * np.arange(math.floor(duration_s / 10.0 + 1e-9) + 1)
    good = covered(edges[:-1], edges[1:], held) <= 2.0 + 1e-9
    if not good.any():
        return math.nan
    n_groups = np.zeros(len(edges) - 1)
    for g in np.unique(group[group >= 0]).tolist():
        own = times[group == g]
        n_groups += np.histogram(own[isolated(own, duration_s, held) == 1.0], edges)[0] > 0
    return 100.0 * float(np.mean(n_groups[good] >= 2))


@dataclass(frozen=True, slots=True)
class Combined:
    """Group ``first`` followed by ``second`` at a fixed lag: ``n`` times, against ``expected`` by chance."""

    first: int
    second: int
    n: int
    lag_s: float
    lag_sd_s: float
    expected: float
    p: float


def combined(times_s: ArrayLike, groups: ArrayLike, analysable_s: float) -> list[Combined]:
    """Find pairs of shape groups that discharge together.

    A and B must each be seen alone (the other not within 100 ms) at least three times, and A followed by B within
    100 ms at a fixed lag (SD at most 1 ms) at least three times and more often than chance: Poisson p < .001, after
    multiplying by the number of lags that could have been found.
    """
    times, group = np.asarray(times_s, np.float64), np.asarray(groups)
    trains = {int(g): times[group == g] for g in np.unique(group[group >= 0]).tolist()}
    found = []
    for a, first in trains.items():
        for b, second in trains.items():
            if a == b or analysable_s <= 0.0 or not (_alone(first, second) and _alone(second, first)):
                continue
            lags = _lags(first, second)
            n, lag, sd = _densest(lags)
            if n < FEWEST:
                continue
            width_s = 4.0 * FIXED_SD_S
            expected = len(first) * len(second) / analysable_s * width_s
            p = min(1.0, poisson_at_least(n, expected) * FOLLOWS_WITHIN_S / width_s)
            if p < CHANCE_P:
                found.append(Combined(a, b, n, lag, sd, expected, p))
    return found


def _alone(own: FloatVector, other: FloatVector) -> bool:
    near = np.searchsorted(other, own + FOLLOWS_WITHIN_S) - np.searchsorted(other, own - FOLLOWS_WITHIN_S)
    return int(np.count_nonzero(near == 0)) >= FEWEST


def _lags(first: FloatVector, second: FloatVector) -> FloatVector:
    start, stop = np.searchsorted(second, first), np.searchsorted(second, first + FOLLOWS_WITHIN_S, "right")
    parts = [second[i:j] - t for t, i, j in zip(first, start, stop, strict=True)]
    return np.sort(np.concatenate(parts)) if parts else np.empty(0)


def _densest(lags: FloatVector) -> tuple[int, float, float]:
    """Return number, mean and SD of the most lags within 4 ms whose SD is at most 1 ms."""
    best = (0, math.nan, math.nan)
    for i in range(len(lags)):
        members = lags[i : int(np.searchsorted(lags, lags[i] + 4.0 * FIXED_SD_S, "right"))]
        while len(members) > best[0]:
            sd = float(members.std(ddof=1)) if len(members) > 1 else 0.0
            if sd <= FIXED_SD_S:
                best = (len(members), float(members.mean()), sd)
                break
            members = members[:-1]
    return best


def poisson_at_least(n: int, mean: float) -> float:
    """Return P(X >= n) of a Poisson count."""
    term, total = math.exp(-mean), 0.0
    for k in range(n):
        total += term
        term *= mean / (k + 1)
    if total < 0.99:
        return max(0.0, 1.0 - total)
    tail = 0.0  # the far tail, added up itself: 1 - total would have no digits left
    for k in range(n, n + 200):
        tail += term
        term *= mean / (k + 1)
    return tail


def likeness_of_neighbours(waves: NDArray[np.float32], most_shift: int) -> FloatVector:
    """Return the correlation of each waveform and the next at the best shift, shape ``(n - 1,)``.

    ``waves`` has the shape ``(n, n_samples)``; shifts go up to ``most_shift`` samples either way.
    """
    out = np.full(max(0, len(waves) - 1), -1.0)
    if len(waves) < 2 or waves.shape[1] <= 2 * most_shift + 2:
        return out
    middle = waves[1:, most_shift : waves.shape[1] - most_shift].astype(np.float64)
    for shift in range(2 * most_shift + 1):
        other = waves[:-1, shift : shift + middle.shape[1]].astype(np.float64)
        a = middle - middle.mean(axis=1, keepdims=True)
        b = other - other.mean(axis=1, keepdims=True)
        scale = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
        out = np.maximum(out, np.divide((a * b).sum(axis=1), scale, out=np.full(len(a), -1.0), where=scale > 0.0))
    return out
