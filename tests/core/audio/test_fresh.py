"""The ring before the device: small constant delay, fresh before complete, no click, two clocks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from fascview.audio.fresh import CAPACITY, LONGEST, FreshRing
from fascview.audio.raindrop import RATE_HZ


def stereo(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.repeat(values.astype(np.float32)[:, None], 2, axis=1)


def simulate(
    seconds: float, piece_s: float, drift: float, late_s: float = 0.0, seed: int = 0
) -> tuple[FreshRing, NDArray[np.float64], NDArray[np.float32]]:
    """Write pieces of a counting signal on a clock ``drift`` fast, with random lateness; read 10 ms every 10 ms.

    Returns the ring, the delay of each read's first frame [frames], and what was read.
    """
    rng, ring, written, out, delays = np.random.default_rng(seed), FreshRing(), 0, [], []
    due = np.arange(piece_s, 1.01 * seconds, piece_s) / (1.0 + drift)
    writes = list(np.maximum.accumulate(due + rng.uniform(0.0, late_s, len(due))))
    piece = round(piece_s * RATE_HZ)
    for k in range(int(seconds * 100)):
        now = k / 100.0
        while writes and writes[0] <= now:
            ring.write(stereo(np.arange(written, written + piece) / 1e6))
            written += piece
            writes.pop(0)
        heard = ring.read(480)
        out.append(heard)
        delays.append(now * RATE_HZ * (1.0 + drift) - heard[0, 0] * 1e6)
    return ring, np.array(delays), np.concatenate(out)


@pytest.mark.parametrize("drift", [0.0, 2e-4, -2e-4, 2e-3, -2e-3])
@pytest.mark.parametrize(("piece_s", "late_s"), [(0.016, 0.002), (0.004, 0.0), (0.030, 0.005)])
def test_the_delay_stays_small_and_constant_though_the_clocks_differ(
    drift: float, piece_s: float, late_s: float
) -> None:
    ring, delays, _ = simulate(60.0, piece_s, drift, late_s)
    settled = delays[3_000:] / RATE_HZ
    assert settled.max() < 0.085
    assert np.ptp(settled) < 0.008
    assert np.abs(np.diff(settled)).max() < 0.001, "jitter that would be heard"
    assert ring.underruns <= 3  # while it learns how coarse the pieces are
    assert ring.overflows == 0


def test_what_was_written_is_read_in_order_without_a_click() -> None:
    ring, _, heard = simulate(20.0, 0.016, 1e-4)
    steps = np.diff(heard[48_000:, 0].astype(np.float64)) * 1e6
    assert ring.underruns <= 1
    assert np.abs(steps - 1.0).max() < 0.3  # a frame more or less would be 1


def test_a_full_ring_drops_the_oldest_and_cross_fades() -> None:
    ring = FreshRing()
    tone = stereo(np.sin(2 * np.pi * 200.0 * np.arange(RATE_HZ) / RATE_HZ))
    ring.write(tone[:4_000])
    first = ring.read(480)
    ring.write(tone[4_000:20_000])
    heard = np.concatenate([first, *[ring.read(480) for _ in range(6)]])
    assert ring.overflows == 1
    assert ring.waiting < LONGEST
    assert np.abs(np.diff(heard[:, 0])).max() < 2 * np.abs(np.diff(tone[:, 0])).max()


def test_an_empty_ring_fades_to_silence_and_counts() -> None:
    ring = FreshRing()
    assert not ring.read(480).any()
    ring.write(stereo(np.ones(3_000)))
    heard = np.concatenate([ring.read(480) for _ in range(10)])
    assert ring.underruns == 1
    assert np.abs(np.diff(heard[:, 0])).max() < 0.01, "a fade of 5 ms, no step"
    assert not heard[3_000:].any()
    ring.write(stereo(np.ones(480)))
    assert not ring.read(480).any(), "it waits until enough is there"
    ring.write(stereo(np.ones(2_400)))
    assert ring.read(480).any()


@pytest.mark.parametrize("n", [CAPACITY // 2 + 1, CAPACITY, 3 * CAPACITY + 17])
def test_a_piece_larger_than_the_ring_leaves_its_end(n: int) -> None:
    ring = FreshRing()
    ring.write(stereo(np.arange(n) / 1e6))
    ring.write(stereo(np.arange(n, n + 10) / 1e6))
    heard = [ring.read(480) for _ in range(2)][-1]
    assert (n - LONGEST) / 1e6 < heard[0, 0] < n / 1e6


def test_odd_reads_and_empty_writes() -> None:
    ring = FreshRing()
    ring.write(np.zeros((0, 2), np.float32))
    ring.write(stereo(np.ones(4_000)))
    for n in (1, 7, 333, 2):
        part = ring.read(n)
        assert part.shape == (n, 2)
        assert part.dtype == np.float32
        assert part.flags.c_contiguous
