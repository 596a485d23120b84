"""Ratios of rates with their limits, against independent oracles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from fascview.analysis.comparison import compare, held_of, muscle_facts, rate_ratio
from fascview.detection.events import INTERVAL_DTYPE

FS_HZ = 1000.0


@pytest.mark.parametrize(("n_1", "t_1", "n_2", "t_2"), [(10, 60, 25, 120), (0, 60, 7, 90), (400, 600, 380, 300)])
def test_the_limits_are_those_of_the_exact_binomial_test(n_1, t_1, n_2, t_2):
    ratio, low, high = rate_ratio(n_1, t_1, n_2, t_2)
    limits = stats.binomtest(n_2, n_1 + n_2).proportion_ci(0.95, "exact")
    for told, p in ((low, limits.low), (high, limits.high)):
        wanted = math.inf if p == 1.0 else p / (1 - p) * t_1 / t_2
        assert told == pytest.approx(wanted, rel=1e-9)
    assert low <= ratio <= high


def test_swapping_the_sessions_turns_the_ratio_over():
    ratio, low, high = rate_ratio(12, 100, 30, 150)
    back, back_low, back_high = rate_ratio(30, 150, 12, 100)
    assert back == pytest.approx(1 / ratio)
    assert (back_low, back_high) == (pytest.approx(1 / high), pytest.approx(1 / low))


def test_the_interval_holds_the_true_ratio_at_least_as_often_as_it_says():
    rng = np.random.default_rng(1)
    true, inside = 2.0, 0
    for _ in range(400):
        _, low, high = rate_ratio(int(rng.poisson(20)), 60.0, int(rng.poisson(20 * true)), 60.0)
        inside += low <= true <= high
    assert inside >= 0.93 * 400


def test_clusters_widen_and_nothing_tells_nothing():
    _, low, high = rate_ratio(20, 60, 30, 60)
    _, wider_low, wider_high = rate_ratio(20, 60, 30, 60, fano=4.0)
    assert wider_low < low < high < wider_high
    assert all(math.isnan(v) for v in rate_ratio(0, 60, 0, 60))
    assert all(math.isnan(v) for v in rate_ratio(3, 0, 5, 60))


def test_lost_and_rejected_time_leave_the_denominator_once():
    held = [(0, 10_000), (5_000, 20_000)]
    facts = muscle_facts("Deltoid R", [25_000, 30_000], [50.0, 70.0], held, 80_000, FS_HZ)
    assert facts.rate.analysable_s == pytest.approx(60.0)
    assert facts.rate.per_min == pytest.approx(2.0)
    assert facts.vpp_median_uv == 60.0


def test_muscles_are_matched_by_name_and_none_is_left_out():
    one = [muscle_facts(n, [1000], [50.0], [], 60_000, FS_HZ) for n in ("A R", "B R")]
    two = [muscle_facts(n, [1000, 2000], [100.0, 100.0], [], 60_000, FS_HZ) for n in ("C R", "A R")]
    found = compare(one, two)
    assert [c.label for c in found] == ["A R", "B R", "C R"]
    assert found[0].ratio == pytest.approx(2.0)
    assert found[0].vpp_ratio == pytest.approx(2.0)
    assert found[1].second is None
    assert found[2].first is None
    assert not found[0].differs


def test_gaps_belong_to_every_muscle():
    rows = np.array([(0, 10, 20, "voluntary"), (1, 30, 40, "ecg")], INTERVAL_DTYPE)
    assert held_of(1, rows, [(100, 110)]) == [(30, 40), (100, 110)]
