"""Limits of a count, against the chi-square distribution of scipy and against their own meaning."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from fascview.analysis.poisson import poisson_interval, poisson_limits


@pytest.mark.parametrize("n", [*range(120), 500, 997, 5_000, 40_000, 150_000, 1_000_000])
def test_limits_equal_the_chi_square_quantiles(n: int) -> None:
    low, high = poisson_limits(n)
    assert low == pytest.approx(special.gammaincinv(n, 0.025) if n else 0.0, rel=1e-9)
    assert high == pytest.approx(special.gammaincinv(n + 1, 0.975), rel=1e-9)


def test_the_interval_covers_the_true_rate_in_at_least_95_percent() -> None:
    counts = np.random.default_rng(1).poisson(12.0, 20_000).tolist()
    limits = [poisson_interval(n, 2.0) for n in counts]
    covered = np.mean([low <= 6.0 <= high for low, high in limits])
    assert 0.95 <= covered <= 0.98


def test_clusters_widen_and_never_narrow() -> None:
    assert poisson_interval(40, 1.0, 0.5) == poisson_interval(40, 1.0, math.nan) == poisson_interval(40, 1.0)
    low, high = poisson_interval(40, 1.0)
    wide_low, wide_high = poisson_interval(40, 1.0, 4.0)
    assert 40 - wide_low == pytest.approx(2 * (40 - low))
    assert wide_high - 40 == pytest.approx(2 * (high - 40))
    assert poisson_interval(3, 1.0, 400.0)[0] == 0.0


def test_no_time_no_interval() -> None:
    assert all(math.isnan(x) for x in poisson_interval(3, 0.0))
    with pytest.raises(ValueError, match="negative"):
        poisson_limits(-1)
