"""Statistics of trains against what is known of Poisson trains, clocks and trains made for the purpose."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fascview.analysis.statistics import (
    covered,
    crossed,
    fano_factor,
    interval_statistics,
    known_intervals,
    short_excess,
    synchrony,
    window_counts,
)


def poisson(rate: float, duration: float, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.sort(rng.uniform(0.0, duration, rng.poisson(rate * duration)))


def test_a_poisson_train_has_ones_everywhere() -> None:
    times = poisson(0.8, 40_000.0, 1)
    told = interval_statistics(times)
    assert told.cv == pytest.approx(1.0, abs=0.02)
    assert told.cv2 == pytest.approx(1.0, abs=0.02)
    assert told.mean_s == pytest.approx(1.25, rel=0.02)
    assert told.median_s == pytest.approx(1.25 * math.log(2.0), rel=0.02)
    assert told.log10_mean == pytest.approx(math.log10(1.25) - 0.5772 / math.log(10.0), abs=0.01)
    assert told.log10_sd == pytest.approx(math.pi / math.sqrt(6.0) / math.log(10.0), abs=0.01)
    assert fano_factor(window_counts(times, 40_000.0)) == pytest.approx(1.0, abs=0.05)
    assert short_excess(times, 0.8) == pytest.approx(0.0, abs=0.005)


def test_a_clock_has_zeros_and_a_burster_more_than_one() -> None:
    clock = interval_statistics(np.arange(0.0, 100.0, 0.5))
    assert (clock.cv, clock.cv2, clock.mean_s) == pytest.approx((0.0, 0.0, 0.5), abs=1e-9)
    bursts = np.sort((poisson(0.1, 5_000.0, 2)[:, None] + np.array([0.0, 0.05, 0.12])).ravel())
    assert interval_statistics(bursts).cv > 1.3
    assert fano_factor(window_counts(bursts, 5_000.0)) == pytest.approx(3.0, rel=0.2)
    assert short_excess(bursts, 0.3) > 0.5


def test_a_slow_change_of_rate_raises_cv_and_not_cv2() -> None:
    slow, fast = poisson(0.2, 3_000.0, 3), 3_000.0 + poisson(3.0, 3_000.0, 4)
    told = interval_statistics(np.concatenate([slow, fast]))
    assert told.cv > 1.7
    assert told.cv2 == pytest.approx(1.0, abs=0.05)


def test_intervals_across_held_time_are_not_known() -> None:
    times = np.arange(0.0, 1_000.0, 1.0)
    held = np.array([[100.2, 100.4], [300.5, 350.5], [320.0, 330.0]])
    steps = known_intervals(times, held)
    assert np.flatnonzero(np.isnan(steps)).tolist() == [100, *range(300, 351)]
    punctured = poisson(1.0, 30_000.0, 5)
    holes = np.stack((np.arange(0.0, 30_000.0, 30.0), np.arange(0.0, 30_000.0, 30.0) + 10.0), axis=1)
    left = punctured[covered(punctured, punctured + 1e-9, holes) == 0.0]
    assert interval_statistics(left, holes).cv2 == pytest.approx(1.0, abs=0.03)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 20)), max_size=8), st.integers(0, 90), st.integers(0, 30))
def test_crossing_and_cover_equal_counting(stretches: list[tuple[int, int]], start: int, length: int) -> None:
    held = [(a, a + n) for a, n in stretches]
    lost = {s for a, b in held for s in range(a, b)}
    inside = len(lost & set(range(start, start + length)))
    assert covered([start], [start + length], held).tolist() == [inside]
    if all(b > a for a, b in held) and length:
        assert crossed([start], [start + length], held).tolist() == [inside > 0]


def test_windows_leave_out_what_is_mostly_held() -> None:
    times = np.arange(0.05, 100.0, 0.1)
    held = [(10.0, 11.9), (20.0, 22.1)]
    assert window_counts(times, 99.0, held).tolist() == [100] * 8
    assert math.isnan(fano_factor(window_counts(times, 99.0)))


@pytest.mark.parametrize("times", [[], [1.0], [1.0, 2.0], [1.0, 1.0, 1.0]])
def test_few_events_are_no_error(times: list[float]) -> None:
    told = interval_statistics(times)
    assert told.n == max(0, len(times) - 1)
    assert math.isnan(told.cv)
    short_excess(times, 0.1)
    assert math.isnan(synchrony(times, [], 100.0).z)


def test_synchrony_finds_common_drive_and_nothing_else() -> None:
    a, b = poisson(0.5, 2_000.0, 6), poisson(0.7, 2_000.0, 7)
    chance = synchrony(a, b, 2_000.0)
    assert abs(chance.z) < 3.0
    assert chance.expected == pytest.approx(len(a) * len(b) * 0.05 / 2_000.0)
    common = poisson(0.05, 2_000.0, 8)
    driven = synchrony(np.concatenate([a, common]), np.concatenate([b, common + 0.012]), 2_000.0)
    assert driven.z > 8.0
    assert abs(driven.z_shifted) < 1.0


def test_crosstalk_is_not_synchrony_within_a_limb_and_common_modulation_shows_in_the_control() -> None:
    a, b = poisson(0.5, 2_000.0, 9), poisson(0.5, 2_000.0, 10)
    echoed = np.concatenate([b, a[::3] + 0.002])
    assert synchrony(a, echoed, 2_000.0).z > 10.0
    assert abs(synchrony(a, echoed, 2_000.0, same_limb=True).z) < 3.5
    bursts = np.concatenate([poisson(5.0, 10.0, s) + 200.0 * s for s in range(10)])
    others = np.concatenate([poisson(5.0, 10.0, 50 + s) + 200.0 * s for s in range(10)])
    together = synchrony(bursts, others, 2_000.0)
    assert together.z > 10.0
    assert together.z_shifted > 5.0, "what a shift does not take away is no synchrony"
