"""The pyramid: every bin is the minimum and maximum of its samples, whatever the cut."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.pyramid import Pyramid


def brute(x: np.ndarray, first: int, size: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return minimum and maximum of ``n`` bins of ``size`` from sample ``first``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # bins of nothing but NaN
        parts = [x[first + k * size : first + (k + 1) * size] for k in range(n)]
        return np.array([np.nanmin(p, axis=0) for p in parts]), np.array([np.nanmax(p, axis=0) for p in parts])


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 700), max_size=40),
    lost=st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 300)), max_size=4),
    span=st.tuples(st.integers(0, 5000), st.integers(1, 5000)),
    per_column=st.floats(1, 3000),
    seed=st.integers(0, 99),
)
def test_bins_equal_brute_force_for_any_cut(
    cuts: list[int], lost: list[tuple[int, int]], span: tuple[int, int], per_column: float, seed: int
) -> None:
    x = np.random.default_rng(seed).normal(0, 9, (sum(cuts), 3)).astype(np.float32)
    for a, n in lost:
        x[a : a + n] = np.nan
    pyramid = Pyramid(30_000, 3, base=4, factor=4, levels=4)
    at = 0
    for n in cuts:
        pyramid.append(at, x[at : at + n])
        at += n
    assert pyramid.end == at
    start, stop = span[0], span[0] + span[1]
    first, size, low, high = pyramid.envelope(start, stop, per_column)
    assert size in (4, 16, 64, 256)
    assert size == pyramid.resolution(start, per_column)
    assert size <= max(per_column, 4)  # nothing is forgotten here
    assert first % size == 0
    wanted_low, wanted_high = brute(x, first, size, len(low))
    if len(low):
        np.testing.assert_array_equal(low, wanted_low)
        np.testing.assert_array_equal(high, wanted_high)
        assert first <= max(start, pyramid.first)
    # All complete bins of the stretch are there.
    assert first + len(low) * size >= min(stop, at // size * size)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 60)), min_size=1, max_size=20))
def test_a_jump_ahead_is_a_gap_and_its_bins_stay_in_place(pieces: list[tuple[int, int]]) -> None:
    pyramid = Pyramid(100_000, 1, base=4, factor=4, levels=3)
    whole = np.full((sum(a + b for a, b in pieces), 1), np.nan, np.float32)
    at = 0
    for jump, n in pieces:
        at += jump
        whole[at : at + n] = np.arange(at, at + n)[:, None]
        pyramid.append(at, whole[at : at + n])
        at += n
    for per_column in (1.0, 16.0, 64.0):
        first, size, low, high = pyramid.envelope(0, at, per_column)
        wanted_low, wanted_high = brute(whole, first, size, len(low))
        if len(low):
            np.testing.assert_array_equal(low, wanted_low)
            np.testing.assert_array_equal(high, wanted_high)


@settings(deadline=None)
@given(st.integers(20, 400))
def test_the_older_the_coarser_and_never_wrong(block: int) -> None:
    pyramid = Pyramid(1000, 1, base=4, factor=4, levels=3)
    x = np.arange(30_000, dtype=np.float32)[:, None]
    for at in range(0, 30_000, block):
        pyramid.append(at, x[at : at + block])
    sizes = []
    for start in (29_500, 27_000, 15_000, 0):
        first, size, low, high = pyramid.envelope(start, 30_000, 1.0)
        sizes.append(size)
        np.testing.assert_array_equal(low[:, 0], first + size * np.arange(len(low)))
        np.testing.assert_array_equal(high[:, 0], first + size * np.arange(len(low)) + size - 1)
        assert first <= start or first == pyramid.first
    assert sizes == [4, 16, 64, 64]
    assert pyramid.first == pytest.approx(30_000 - 16_064, abs=64)


def test_more_at_once_than_a_level_holds_leaves_no_stale_bin() -> None:
    pyramid = Pyramid(200, 1, base=4, factor=4, levels=3)
    x = np.arange(50_000, dtype=np.float32)[:, None]
    pyramid.append(0, x[:3000])
    pyramid.append(3000, x[3000:])
    for per_column in (4.0, 16.0, 64.0):
        first, size, low, high = pyramid.envelope(0, 50_000, per_column)
        known = ~np.isnan(low[:, 0])
        wanted = first + size * np.arange(len(low))
        np.testing.assert_array_equal(low[known, 0], wanted[known])
        np.testing.assert_array_equal(high[known, 0], wanted[known] + size - 1)
        assert known[-1]


def test_a_jump_of_days_costs_nothing_and_leaves_both_sides_right() -> None:
    pyramid = Pyramid(500, 1, base=4, factor=4, levels=3)
    pyramid.append(0, np.arange(301, dtype=np.float32)[:, None])
    far = 10**10 + 3
    pyramid.append(far, np.full((130, 1), 5, np.float32))
    first, size, low, high = pyramid.envelope(far - 1000, far + 130, 4.0)
    assert np.nanmin(low) == np.nanmax(high) == 5
    assert np.isnan(low[first + size * (np.arange(len(low)) + 1) <= far]).all()
    assert pyramid.end == far + 130
    near = Pyramid(500, 1, base=4, factor=4, levels=3)
    near.append(0, np.arange(301, dtype=np.float32)[:, None])
    near.append(301 + 700, np.zeros((10, 1), np.float32))
    first, size, low, high = near.envelope(0, 301, 64.0)
    assert high[(300 - first) // size, 0] == 300


def test_a_start_in_the_middle_of_a_bin_keeps_the_bins_on_the_absolute_grid() -> None:
    pyramid = Pyramid(1000, 1, base=4, factor=4, levels=3)
    x = np.arange(200, dtype=np.float32)[:, None]
    pyramid.append(1003, x)
    for per_column in (4.0, 16.0, 64.0):
        first, size, low, high = pyramid.envelope(1003, 1203, per_column)
        whole = np.concatenate([np.full((1003, 1), np.nan, np.float32), x])
        wanted_low, wanted_high = brute(whole, first, size, len(low))
        np.testing.assert_array_equal(low, wanted_low)
        np.testing.assert_array_equal(high, wanted_high)
