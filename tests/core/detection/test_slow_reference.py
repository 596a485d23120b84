"""The fast paths against slow ones that do one sample at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from fascview.detection.flatten import ORDER, Flattener, symmetric
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


def test_a_symmetric_filter_is_a_convolution_and_moves_nothing():
    rng = np.random.default_rng(4)
    taps = rng.normal(size=(2, 6)).astype(np.float32)
    x = rng.normal(size=(40, 2)).astype(np.float32)
    want = np.stack([np.convolve(x[:, c], np.concatenate((taps[c, :0:-1], taps[c])), "same") for c in range(2)], 1)
    np.testing.assert_allclose(symmetric(x, taps), want, atol=1e-5)


def test_coloured_noise_comes_out_white_and_as_strong():
    rng = np.random.default_rng(5)
    coloured = signal.lfilter([1.0], [1.0, -0.8], rng.normal(size=(20_000, 3)), axis=0).astype(np.float32)
    flat = Flattener([slice(0, 3)])
    for at in range(0, len(coloured), 200):
        flat.learn(coloured[at : at + 200], np.ones((200, 1), bool), np.ones(1, bool))
    got = symmetric(coloured, np.broadcast_to(flat.taps[0], (3, ORDER + 1)))
    whole = np.square(got).mean()
    assert whole == pytest.approx(np.square(coloured).mean(), rel=0.1)
    for lag in (1, 2, 5):
        assert abs((got[:-lag] * got[lag:]).mean()) < 0.05 * whole


def test_a_silent_channel_leaves_the_whitening_in_time_as_it_is():
    rng = np.random.default_rng(6)
    x = signal.lfilter([1.0], [1.0, -0.8], rng.normal(size=(2000, 2)), axis=0).astype(np.float32)
    silent = np.concatenate((x, np.zeros((2000, 1), np.float32)), axis=1)
    both = Flattener([slice(0, 2)]), Flattener([slice(0, 3)])
    for at in range(0, 2000, 200):
        for flat, rows in zip(both, (x, silent), strict=True):
            flat.learn(rows[at : at + 200], np.ones((200, 1), bool), np.ones(1, bool))
    np.testing.assert_array_equal(both[0].taps, both[1].taps)
