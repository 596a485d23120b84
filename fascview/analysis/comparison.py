"""Two recordings of one person, muscle by muscle: how the rate and the size of fasciculations differ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.analysis.rates import MuscleCounter, Rate

_TAIL = 0.025
Z_95 = 1.959964
LEAST_SIZES = 5  # fewer sizes tell nothing of how sure their median is


@dataclass(frozen=True, slots=True)
class MuscleFacts:
    """One muscle of one recording: its rate over all analysable time, and the Vpp of its events [uV].

    ``fano`` is the variance over the mean of the counts in 10-s windows, NaN with too few of them.
    """

    label: str
    rate: Rate
    fano: float
    vpp_median_uv: float
    vpp_q1_uv: float
    vpp_q3_uv: float
    vpp_log_variance: float = math.nan  #: of the logarithm of the median, NaN with too few events


@dataclass(frozen=True, slots=True)
class Compared:
    """One muscle in two recordings; None where one of them has it not.

    ``ratio`` is the second rate over the first, with its 95 % limits; NaN where it cannot be told. ``vpp_ratio`` is the
    second median Vpp over the first, with its 95 % limits.
    """

    label: str
    first: MuscleFacts | None
    second: MuscleFacts | None
    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    vpp_ratio: float = math.nan
    vpp_low: float = math.nan
    vpp_high: float = math.nan

    @property
    def differs(self) -> bool:
        """True where the interval of the ratio does not hold 1."""
        return self.low > 1.0 or self.high < 1.0

    @property
    def vpp_differs(self) -> bool:
        """True where the interval of the ratio of the Vpp does not hold 1."""
        return self.vpp_low > 1.0 or self.vpp_high < 1.0


def muscle_facts(
    label: str, samples: ArrayLike, vpp_uv: ArrayLike, held: Sequence[tuple[int, int]], n_samples: int, fs_hz: float
) -> MuscleFacts:
    """Return the facts of one muscle.

    Parameters
    ----------
    label : str
        Muscle and side.
    samples, vpp_uv : array_like, shape (n_events,)
        The events that count, and their size [uV].
    held : sequence of (start, stop)
        Stretches that are not analysable, lost samples included; they may overlap.
    n_samples : int
        Length of the recording.
    fs_hz : float
        Sampling rate [Hz].
    """
    counter = MuscleCounter(fs_hz)
    for start, stop in held:
        counter.hold(max(0, start), min(stop, n_samples))
    for sample in np.sort(np.asarray(samples, np.int64)).tolist():
        counter.add(sample)
    fano = counter.fano(0, n_samples)
    sizes = np.asarray(vpp_uv, np.float64)
    sizes = sizes[np.isfinite(sizes)]
    low, middle, high = np.percentile(sizes, (25, 50, 75)).tolist() if len(sizes) else (math.nan,) * 3
    rate = counter.rate(0, n_samples, fano)
    return MuscleFacts(label, rate, fano, middle, low, high, median_log_variance(sizes))


def median_log_variance(values: ArrayLike) -> float:
    """Return the variance of the logarithm of the median of positive values; NaN with fewer than five.

    From two order statistics, whatever the distribution (R. M. Price and D. G. Bonett, Journal of Statistical
    Computation and Simulation 72, 2002, 119-124).
    """
    logs = np.sort(np.log(np.asarray(values, np.float64)[np.asarray(values, np.float64) > 0.0]))
    n = len(logs)
    if n < LEAST_SIZES:
        return math.nan
    # Not on top, for the same reason as below.
    from scipy.special import bdtr, ndtri

    c = max(1, round((n + 1) / 2 - math.sqrt(n)))
    z = -float(ndtri(bdtr(c - 1, n, 0.5)))
    return float(((logs[n - c] - logs[c - 1]) / (2.0 * z)) ** 2)


def median_ratio(first: float, second: float, variance_1: float, variance_2: float) -> tuple[float, float, float]:
    """Return the ratio of two medians, second over first, and its 95 % limits from the variances of their logarithms.

    See ``median_log_variance``. NaN where it cannot be told.
    """
    if not (first > 0.0 and second > 0.0):
        return math.nan, math.nan, math.nan
    ratio, reach = second / first, Z_95 * math.sqrt(variance_1 + variance_2)
    return ratio, ratio * math.exp(-reach), ratio * math.exp(reach)


def rate_ratio(n_1: int, t_1_s: float, n_2: int, t_2_s: float, fano: float = 1.0) -> tuple[float, float, float]:
    """Return the ratio of two rates, second over first, and its 95 % limits.

    Given the sum of two Poisson counts the second is binomial, with p = r T2 / (T1 + r T2) (J. Przyborowski and
    H. Wilenski, Biometrika 31, 1940, 313-323); the limits of p are exact (C. J. Clopper and E. S. Pearson, Biometrika
    26, 1934, 404-413). Where events come in clusters (``fano`` above 1) the interval is widened on the log scale by
    the square root of it. No count at all, or no time, gives NaN.
    """
    n = n_1 + n_2
    if not (t_1_s > 0.0 and t_2_s > 0.0) or n == 0:
        return math.nan, math.nan, math.nan

    def ratio_of(p: float) -> float:
        return math.inf if p >= 1.0 else p / (1.0 - p) * t_1_s / t_2_s

    ratio = ratio_of(n_2 / n)
    low, high = (ratio_of(p) for p in _binomial_limits(n_2, n))
    if math.isfinite(fano) and fano > 1.0 and 0.0 < ratio < math.inf:
        wider = math.sqrt(fano)
        low = ratio * (low / ratio) ** wider if low > 0.0 else 0.0
        high = ratio * (high / ratio) ** wider if math.isfinite(high) else math.inf
    return ratio, low, high


def _binomial_limits(k: int, n: int) -> tuple[float, float]:
    # Not on top: the statistics library takes a fifth of a second to load, and only this needs it.
    from scipy.special import betaincinv

    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, _TAIL))
    high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1.0 - _TAIL))
    return low, high


def compare(first: Sequence[MuscleFacts], second: Sequence[MuscleFacts]) -> list[Compared]:
    """Return every muscle of either recording: in the order of the first, then what only the second has."""
    later: Mapping[str, MuscleFacts] = {m.label: m for m in second}
    out = [_compared(m.label, m, later.get(m.label)) for m in first]
    known = {m.label for m in first}
    return out + [_compared(m.label, None, m) for m in second if m.label not in known]


def _compared(label: str, a: MuscleFacts | None, b: MuscleFacts | None) -> Compared:
    if a is None or b is None:
        return Compared(label, a, b)
    spread = np.nanmax(np.array([1.0, a.fano, b.fano]))
    ratio, low, high = rate_ratio(a.rate.n, a.rate.analysable_s, b.rate.n, b.rate.analysable_s, float(spread))
    sizes = median_ratio(a.vpp_median_uv, b.vpp_median_uv, a.vpp_log_variance, b.vpp_log_variance)
    return Compared(label, a, b, ratio, low, high, *sizes)


def held_of(muscle: int, intervals: NDArray[np.void], gaps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is not analysable of one muscle: its rows of INTERVAL_DTYPE, and the lost stretches of all."""
    own = intervals[intervals["muscle"] == muscle]
    return [*zip(own["start"].tolist(), own["stop"].tolist(), strict=True), *gaps]
