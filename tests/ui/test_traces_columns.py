"""From samples to pixels: nothing lost, nothing bridged, nothing dependent on when it was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview_ui.views.traces.sweep_columns import (
    UNITS,
    complete,
    dense_envelope,
    dense_levels,
    edge,
    edges,
    long_envelope,
    padded,
    pyramid_envelope,
    sparse_coverage,
    sparse_envelope,
)

spps = st.floats(0.01, 900.0)


@settings(deadline=None)
@given(spp=spps, first=st.integers(-50, 10_000), n=st.integers(1, 300))
def test_columns_share_out_the_samples_without_gap_or_overlap(spp: float, first: int, n: int) -> None:
    cuts = edges(first, first + n, spp)
    assert (np.diff(cuts) >= 0).all()
    assert [edge(first + k, spp) for k in range(n + 1)] == cuts.tolist()


@settings(deadline=None)
@given(spp=spps, newest=st.integers(0, 10**9))
def test_a_column_is_complete_when_its_last_sample_is_here(spp: float, newest: int) -> None:
    g = complete(newest, spp)
    have = newest if spp >= 3 else newest - 1
    assert edge(g, spp) <= have or g == 0
    assert edge(g + 1, spp) > have


@settings(max_examples=40, deadline=None)
@given(
    spp=st.floats(3, 40),
    first=st.integers(0, 30),
    n=st.integers(1, 40),
    lost=st.lists(st.integers(0, 2900), max_size=60),
    seed=st.integers(0, 2**16),
)
def test_dense_columns_equal_brute_force(spp: float, first: int, n: int, lost: list[int], seed: int) -> None:
    x = np.random.default_rng(seed).normal(0, 20, (3000, 2)).astype(np.float32)
    x[lost] = np.nan
    ring = Ring(3000, 2)
    ring.append(0, x)
    cuts = edges(first, first + n, spp)
    low, high = dense_envelope(padded(ring, int(cuts[0]) - 1, int(cuts[-1])), cuts)
    for k in range(n):
        inside = x[cuts[k] : cuts[k + 1]]
        joined = x[max(cuts[k] - 1, 0) : cuts[k + 1]]
        for c in range(2):
            if np.isnan(inside[:, c]).all():
                assert np.isnan(low[k, c])
                assert np.isnan(high[k, c])
            else:
                assert low[k, c] == np.nanmin(joined[:, c])
                assert high[k, c] == np.nanmax(joined[:, c])


@settings(max_examples=40, deadline=None)
@given(spp=st.floats(0.02, 2.99), first=st.integers(1, 200), seed=st.integers(0, 2**16))
def test_sparse_columns_follow_the_line_between_samples(spp: float, first: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(0, 20, (1000, 1)).astype(np.float32)
    ring = Ring(1000, 1)
    ring.append(0, x)
    last = first + 50
    rows = padded(ring, edge(first, spp) - 1, edge(last, spp) + 2)
    low, high = sparse_envelope(rows, first, last, spp)
    for k, g in enumerate(range(first, last)):
        inside = np.arange(edge(g, spp), edge(g + 1, spp))
        t = np.concatenate([np.linspace(g * spp, (g + 1) * spp, 50), inside])
        line = np.interp(t, np.arange(1000), x[:, 0])
        assert low[k, 0] == pytest.approx(line.min(), abs=1e-2)
        assert high[k, 0] == pytest.approx(line.max(), abs=1e-2)


@pytest.mark.parametrize("sweep_s", [0.05, 0.2, 1, 5, 10, 30, 60])
def test_a_spike_of_one_sample_is_seen_at_every_zoom(sweep_s: float) -> None:
    fs_hz, width = 2000, 313
    spp = sweep_s * fs_hz / width
    n = int(130 * fs_hz)
    for spike in (7, 511, 100_003, n - 900):
        x = np.zeros((n, 1), np.float32)
        x[spike] = 1000
        ring, pyramid = Ring(n, 1), Pyramid(n, 1)
        ring.append(0, x)
        pyramid.append(0, x)
        g = int(spike / spp)
        first, last = max(g - 3, 0), g + 3
        cuts = edges(first, last, spp)
        if spp >= 3:
            _, high = dense_envelope(padded(ring, int(cuts[0]) - 1, int(cuts[-1])), cuts)
        else:
            _, high = sparse_envelope(padded(ring, int(cuts[0]) - 1, int(cuts[-1]) + 2), first, last, spp)
        assert high.max() == 1000
        if spp >= 16:
            assert np.nanmax(pyramid_envelope(pyramid, cuts)[1]) == 1000


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**16), spp=st.floats(16, 700))
def test_the_pyramid_is_never_less_than_the_truth(seed: int, spp: float) -> None:
    x = np.random.default_rng(seed).normal(0, 20, (8192, 2)).astype(np.float32)
    pyramid = Pyramid(8192, 2)
    pyramid.append(0, x)
    last = int(8192 // spp)
    cuts = edges(0, last, spp)
    low, high = pyramid_envelope(pyramid, cuts)
    for k in range(last):
        inside = x[cuts[k] : cuts[k + 1]]
        if cuts[k + 1] <= 8192 - 1024:
            assert (low[k] <= inside.min(axis=0)).all()
            assert (high[k] >= inside.max(axis=0)).all()


@settings(max_examples=40, deadline=None)
@given(
    spp=st.floats(64, 700),
    n=st.integers(2, 30),
    lost=st.lists(st.tuples(st.integers(0, 15_000), st.integers(1, 900)), max_size=4),
    seed=st.integers(0, 2**16),
)
def test_long_columns_equal_those_of_all_samples(spp: float, n: int, lost: list[tuple[int, int]], seed: int) -> None:
    x = np.random.default_rng(seed).normal(0, 20, (16_000, 2)).astype(np.float32)
    for a, b in lost:
        x[a : a + b] = np.nan
    ring, pyramid = Ring(16_000, 2), Pyramid(16_000, 2)
    ring.append(0, x)
    pyramid.append(0, x)
    last = int(16_000 // spp)
    cuts = edges(max(last - n, 1), last, spp)
    wanted = dense_envelope(padded(ring, int(cuts[0]) - 1, int(cuts[-1])), cuts)
    found = long_envelope(ring, pyramid, cuts)
    np.testing.assert_array_equal(found[0], wanted[0])
    np.testing.assert_array_equal(found[1], wanted[1])


@pytest.mark.parametrize("spp", [0.3, 1.7, 5.0, 11.1])
def test_no_line_leads_across_lost_samples(spp: float) -> None:
    x = np.ones((400, 1), np.float32) * 50
    x[100:200] = np.nan
    ring = Ring(400, 1)
    ring.append(0, x)
    g0, g1 = int(100 / spp) + 2, int(199 / spp) - 2
    cuts = edges(g0, g1, spp)
    if spp >= 3:
        low, high = dense_envelope(padded(ring, int(cuts[0]) - 1, int(cuts[-1])), cuts)
    else:
        low, high = sparse_envelope(padded(ring, int(cuts[0]) - 1, int(cuts[-1]) + 2), g0, g1, spp)
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 99), st.floats(0, 99)), min_size=1, max_size=8))
def test_coverage_is_the_exact_area(bars: list[tuple[float, float]]) -> None:
    top = np.array([[min(b) for b in bars]])
    bottom = np.array([[max(b) for b in bars]])
    found = dense_levels(np.stack([top, bottom], axis=1) * UNITS, 100)[0]
    row = np.arange(100)[:, None]
    exact = np.clip(np.minimum(row + 1, bottom) - np.maximum(row, top), 0, 1).sum(axis=1)
    assert np.abs(found / UNITS - exact).max() <= len(bars) / UNITS


@settings(deadline=None)
@given(st.floats(60, 100), st.floats(0, 40))
def test_a_thin_line_keeps_its_width_whatever_its_slope(top: float, climb: float) -> None:
    covered = sparse_coverage(np.array([[[top], [top + climb]]]), 200, 1.5, 500.0)[0]
    assert covered.min() > -1e-9
    assert covered.max() <= 1 + 1e-9
    assert covered.sum() == pytest.approx(1.5 * np.hypot(1, climb), rel=0.05)


def test_nothing_to_draw_covers_nothing() -> None:
    nothing = np.full((3, 2, 4), np.nan)
    assert np.abs(sparse_coverage(nothing, 50, 1.2, 2.0)).max() < 1e-9


def test_long_columns_of_what_is_not_held_are_empty() -> None:
    """A page asked for elsewhere than what was read is blank, not a fault."""
    ring, pyramid = Ring(2000, 2), Pyramid(2000, 2)
    for part in (ring, pyramid):
        part.restart(50_000)
        part.append(50_000, np.ones((2000, 2), np.float32))
    low, high = long_envelope(ring, pyramid, edges(0, 20, 100.0))
    assert low.shape == high.shape == (20, 2)
    assert np.isnan(low).all()
    assert np.isnan(high).all()
