"""Exact limits of a Poisson count, without a statistics library (whose import alone costs a fifth of a second)."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

_TAIL = 0.025
_Z = 1.959963984540054  # normal quantile of 97.5 %, for the first guess only


def _log_pmf(n: int, mean: float) -> float:
    return n * math.log(mean) - mean - math.lgamma(n + 1.0)


def _log_at_most(n: int, mean: float) -> float:
    """Return log P(X <= n) for a mean above n, from the falling terms of the sum."""
    steps = np.arange(min(n, 12 * math.isqrt(n) + 60), dtype=np.float64)
    return _log_pmf(n, mean) + math.log1p(float(np.cumprod((n - steps) / mean).sum()))


def _log_at_least(n: int, mean: float) -> float:
    """Return log P(X >= n) for a mean below n, from the falling terms of the sum."""
    steps = np.arange(1, 12 * math.isqrt(n) + 60, dtype=np.float64)
    return _log_pmf(n, mean) + math.log1p(float(np.cumprod(mean / (n + steps)).sum()))


@lru_cache(maxsize=16_384)
def poisson_limits(n: int) -> tuple[float, float]:
    """Return the exact 95 % limits of the mean of a Poisson count ``n``.

    They equal chi2(.025, 2n)/2 and chi2(.975, 2n + 2)/2 (F. Garwood, Biometrika 28, 1936, 437-442): the means at which
    a count of at least, or at most, ``n`` has a probability of 2.5 %. Found by Newton's method on the log of the tail.

    Raises
    ------
    ValueError
        If ``n`` is negative.
    """
    if n < 0:
        raise ValueError("a count cannot be negative")
    goal = math.log(_TAIL)
    low = 0.0
    if n:
        guess = 1.0 - 1.0 / (9.0 * n) - _Z / (3.0 * math.sqrt(n))  # Wilson and Hilferty, 1931
        low = max(n * max(guess, 0.0) ** 3, 1e-3)
        for _ in range(60):
            tail = _log_at_least(n, low)
            # P(X >= n) rises with the mean by the probability of n - 1
            step = (tail - goal) / math.exp(_log_pmf(n - 1, low) - tail)
            low = min(max(low - step, low / 4.0), float(n))
            if abs(step) < 1e-12 * n:
                break
    m = n + 1.0
    high = m * (1.0 - 1.0 / (9.0 * m) + _Z / (3.0 * math.sqrt(m))) ** 3
    for _ in range(60):
        tail = _log_at_most(n, high)
        step = (tail - goal) / -math.exp(_log_pmf(n, high) - tail)
        high = max(high - step, n + 1e-3)
        if abs(step) < 1e-12 * m:
            break
    return low, high


def poisson_interval(n: int, t_an_min: float, fano: float | None = None) -> tuple[float, float]:
    """Return the 95 % interval of a rate of ``n`` events in ``t_an_min`` analysable minutes [1/min].

    Parameters
    ----------
    n : int
        Number of events.
    t_an_min : float
        Analysable time [min]; without any the interval is (NaN, NaN).
    fano : float, optional
        Variance over mean of the counts in 10-s windows. Where it exceeds 1 the events come in clusters
        and both sides of the interval are widened by its square root (a quasi-Poisson interval).
    """
    if not t_an_min > 0.0:
        return math.nan, math.nan
    low, high = poisson_limits(n)
    if fano is not None and math.isfinite(fano) and fano > 1.0:
        wider = math.sqrt(fano)
        low, high = max(0.0, n - (n - low) * wider), n + (high - n) * wider
    return low / t_an_min, high / t_an_min
