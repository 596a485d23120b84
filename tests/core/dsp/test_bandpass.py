"""The chunked filter is the plain recursion, however the signal is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from fascview.dsp.bandpass import BlockFilter, butter_bandpass
from fascview.dsp.mains import MainsCanceller, mains_notches
from fascview.errors import UsageError


def recursion(sos, x):
    """Sample by sample, one section after the other: the definition."""
    y = np.array(x, float)
    for b0, b1, b2, _, a1, a2 in sos:
        out = np.zeros_like(y)
        for n in range(len(y)):
            out[n] = b0 * y[n]
            if n >= 1:
                out[n] += b1 * y[n - 1] - a1 * out[n - 1]
            if n >= 2:
                out[n] += b2 * y[n - 2] - a2 * out[n - 2]
        y = out
    return y


def cut(x, sizes):
    at = 0
    for n in sizes:
        yield x[at : at + n]
        at += n
    yield x[at:]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 150), max_size=12), st.sampled_from([250.0, 1000.0, 2048.0, 10_000.0]), st.integers(1, 4)
)
def test_any_cut_equals_scipy(sizes, fs_hz, order):
    rng = np.random.default_rng(1)
    x = rng.normal(0, 20, (700, 3)) + np.array([0, 100, -5000])
    sos = butter_bandpass(fs_hz, 20, 450, order=order)
    want = signal.sosfilt(sos, x, axis=0)
    run = BlockFilter(sos, 3)
    got = np.concatenate([run(part) for part in cut(x, sizes)])
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, want, atol=1e-4 * np.abs(want).max() / 100, rtol=1e-5)


def test_equals_the_recursion():
    x = np.random.default_rng(2).normal(0, 10, (300, 2))
    sos = butter_bandpass(2000, 20, 450)
    np.testing.assert_allclose(BlockFilter(sos, 2)(x), recursion(sos, x), atol=1e-5)


def test_survives_garbage_and_forgets_it():
    sos = butter_bandpass(1000, 20, 450)
    run = BlockFilter(sos, 2)
    x = np.random.default_rng(3).normal(0, 5, (4000, 2))
    x[100:120] = np.nan
    x[200, 0] = np.inf
    x[300:, 1] += 10_000.0
    y = np.concatenate([run(part) for part in cut(x, [110, 0, 95, 1])])
    assert np.isfinite(y).all()
    clean = BlockFilter(sos, 2)(np.where(np.isfinite(x), x, 0.0) - [0, 10_000.0])
    np.testing.assert_allclose(y[3000:], clean[3000:], atol=1e-3)


def test_reset_starts_anew():
    sos = butter_bandpass(1000, 20, 450)
    x = np.random.default_rng(4).normal(0, 5, (200, 1))
    run = BlockFilter(sos, 1)
    first = run(x)
    run.reset()
    np.testing.assert_array_equal(run(x), first)


def test_empty_chunk_is_legal():
    assert BlockFilter(butter_bandpass(1000, 20, 450), 5)(np.empty((0, 5))).shape == (0, 5)


@pytest.mark.parametrize(("fs_hz", "low_hz"), [(40.0, 20.0), (1000.0, 460.0)])
def test_no_band_left_is_said(fs_hz, low_hz):
    with pytest.raises(UsageError, match="No band is left"):
        butter_bandpass(fs_hz, low_hz, 450)


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
@pytest.mark.parametrize("fs_hz", [250.0, 2000.0])
def test_mains_falls_and_a_potential_stays(mains_hz, fs_hz):
    t = np.arange(int(8 * fs_hz)) / fs_hz
    hum = 60 * np.sin(2 * np.pi * (mains_hz + 0.03) * t) + (
        15 * np.sin(6 * np.pi * mains_hz * t) if fs_hz > 1000 else 0
    )
    pulse = 100 * np.diff(np.exp(-(((t - 6) / 0.005) ** 2)), prepend=0) * fs_hz * 0.005
    run = MainsCanceller(fs_hz, mains_hz, 1)
    got = np.concatenate([run(part) for part in cut((hum + pulse)[:, None], [100, 7, 0, 1000])])[:, 0]
    settled = slice(int(4 * fs_hz), int(5.9 * fs_hz))
    assert np.std(got[settled]) < 0.06 * np.std(hum[settled])
    near = np.abs(t - 6) < 0.02
    assert abs(np.ptp(got[near]) / np.ptp(pulse) - 1) < 0.15


def test_no_mains_passes_everything():
    x = np.random.default_rng(5).normal(size=(50, 2)).astype(np.float32)
    np.testing.assert_array_equal(MainsCanceller(1000, 0.0, 2)(x), x)
    assert len(mains_notches(90.0, 50.0)) == 0
