"""The fast paths against slow ones that do one sample at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from fascview.detection.hops import HopBuffer
from fascview.detection.library import filter_outputs
from fascview.dsp.bandpass import FrameFilter, butter_bandpass
from fascview.dsp.fir import BlockedFir


@pytest.mark.parametrize(("taps", "n_out"), [(3, 1), (13, 50), (101, 192), (5, 97)])
def test_blocked_filter_is_a_convolution(taps, n_out):
    rng = np.random.default_rng(taps)
    kernel = rng.normal(size=taps)
    kernel += kernel[::-1]
    x = rng.normal(size=(n_out + taps - 1, 3)).astype(np.float32)
    want = [[sum(kernel[j] * x[i + j, c] for j in range(taps)) for c in range(3)] for i in range(n_out)]
    np.testing.assert_allclose(BlockedFir(kernel, n_out)(x), want, atol=1e-4)


@pytest.mark.parametrize("every", [1, 2, 4])
def test_frame_filter_is_a_running_filter(every):
    rng = np.random.default_rng(2)
    sos = butter_bandpass(2000.0, 30.0, 200.0)
    x = (rng.normal(size=(320, 2)) + 5000.0).astype(np.float32)
    run = FrameFilter(sos, 32, every, 2)
    got = np.concatenate([run(x[i : i + 32]) for i in range(0, 320, 32)])
    np.testing.assert_allclose(got, signal.sosfilt(sos, x.astype(float), axis=0)[::every], atol=1e-2)


def test_a_longer_filter_goes_on_where_the_first_was():
    rng = np.random.default_rng(3)
    sos = butter_bandpass(1000.0, 30.0, 200.0)
    x = rng.normal(size=(160, 1)).astype(np.float32)
    through = np.array([[1.0, 0, 0, 1.0, 0, 0]])
    run, got = FrameFilter(sos, 16, 1, 1), []
    for i in range(0, 160, 16):
        if i == 80:
            run = run.followed_by(np.vstack((sos, through)))
        got.append(run(x[i : i + 16]))
    np.testing.assert_allclose(np.concatenate(got), signal.sosfilt(sos, x.astype(float), axis=0), atol=1e-4)


@pytest.mark.parametrize("n_channels", [1, 3, 20])
def test_matched_filters_are_sums_of_products(n_channels):
    rng = np.random.default_rng(n_channels)
    waves = rng.normal(size=(2, 9, n_channels)).astype(np.float32)
    rows = rng.normal(size=(30, n_channels)).astype(np.float32)
    want = [[float((waves[k] * rows[i : i + 9]).sum()) for i in range(22)] for k in range(2)]
    np.testing.assert_allclose(filter_outputs(waves, rows), want, atol=1e-4)


def test_hops_read_back_what_was_pushed_and_zero_elsewhere():
    whole = np.arange(1, 401, dtype=np.float32)[:, None]
    buffer = HopBuffer(10, 1, 4)
    for k in range(40):
        buffer.push(k, whole[10 * k : 10 * k + 10])
        first = 10 * k - 25
        want = [whole[i, 0] if 0 <= i < 10 * k + 10 and i >= 10 * (k - 3) else 0.0 for i in range(first, 10 * k + 15)]
        np.testing.assert_array_equal(buffer.rows(first, 10 * k + 15)[:, 0], want)
