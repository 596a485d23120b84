"""Stamps to sample numbers: exact holes, no invented ones, and never a step back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fascview_drivers.lsl.stamps import StampClock

FS_HZ = 2000.0


def fed(
    index: np.ndarray, stamps: np.ndarray, chunk: int = 32, fs_hz: float = FS_HZ, late_s: float = 0.001
) -> tuple[np.ndarray, StampClock, list[str]]:
    """Feed samples as they would arrive; return the index given to each, the clock and the kinds of remarks."""
    clock = StampClock(fs_hz)
    given_to: list[np.ndarray] = []
    remarks = []
    now_s = 0.0
    for at in range(0, len(stamps), chunk):
        piece = stamps[at : at + chunk]
        now_s = max(now_s + len(piece) / fs_hz, index[min(at + chunk, len(index)) - 1] / fs_hz + 100.0 + late_s)
        given_to += [np.arange(run.start, run.start + run.length) for run in clock.feed(piece, now_s)]
        remarks += clock.remarks()
    given_to += [np.arange(run.start, run.start + run.length) for run in clock.flush(now_s + 0.2)]
    remarks += clock.remarks()
    out = np.concatenate(given_to) if given_to else np.empty(0, int)
    assert len(out) == len(stamps)
    assert (np.diff(out) > 0).all()
    return out, clock, [r.kind for r in remarks]


def kept(n: int, holes: list[tuple[int, int]]) -> np.ndarray:
    """Return the indices that are left of ``n`` when stretches ``(start, length)`` are missing."""
    keep = np.ones(n, bool)
    for start, length in holes:
        keep[start : start + length] = False
    return np.flatnonzero(keep)


@pytest.mark.parametrize("missing", [1, 2, 3, 17, 500, 2000, 7654, 40_001])
@pytest.mark.parametrize("chunk", [3, 32, 400])
def test_a_hole_is_found_to_the_sample(missing: int, chunk: int) -> None:
    index = kept(12_000 + missing, [(9_000, missing)])
    got, _, kinds = fed(index, 100.0 + index / FS_HZ, chunk)
    np.testing.assert_array_equal(got, index)
    assert kinds == ["gap"]


@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    st.lists(st.tuples(st.integers(2_000, 15_000), st.integers(1, 3_000)), max_size=5),
    st.integers(4, 300),
    st.floats(-2e-4, 2e-4),
    st.floats(0, 1e6),
)
def test_any_holes_at_any_chunks_with_exact_stamps(
    holes: list[tuple[int, int]], chunk: int, rate_error: float, origin_s: float
) -> None:
    index = kept(18_000, holes)
    stamps = 100.0 + index / FS_HZ * (1 + rate_error)
    stamps = stamps if origin_s < 5e5 else stamps + origin_s  # also on a clock that is not ours
    got, _, _ = fed(index, stamps, chunk)
    np.testing.assert_array_equal(got, index)


@pytest.mark.parametrize("jitter_s", [0.0002, 0.001, 0.005])
@pytest.mark.parametrize("seed", range(4))
def test_jitter_and_late_wakes_of_a_chunked_sender_are_no_holes(jitter_s: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 60_000
    late = random.exponential(jitter_s, n // 32 + 1)
    late[random.random(len(late)) < 0.01] += random.uniform(0.01, 0.3)  # the sender was held up, then caught up
    stamps = 100.0 + np.arange(n) / FS_HZ + np.repeat(late, 32)[:n]
    got, _, kinds = fed(np.arange(n), stamps, 32, late_s=0.4)
    np.testing.assert_array_equal(got, np.arange(n))
    assert kinds == []


@pytest.mark.parametrize("seed", range(4))
def test_a_hole_in_a_jittery_chunked_stream_is_found_nearly_to_the_sample(seed: int) -> None:
    random = np.random.default_rng(seed)
    index = kept(60_000, [(32 * 900, 4_000)])
    chunk_late = random.exponential(0.0005, len(index) // 32 + 1)
    stamps = 100.0 + index / FS_HZ + np.repeat(chunk_late, 32)[: len(index)]
    got, _, kinds = fed(index, stamps, 32, late_s=0.05)
    assert kinds == ["gap"]
    assert (got[: 32 * 900] == index[: 32 * 900]).all()
    assert abs(int(got[-1]) - int(index[-1])) <= 1


@pytest.mark.parametrize("burst", [8, 32, 100])
def test_samples_pushed_one_by_one_in_bursts(burst: int) -> None:
    # A sender that wakes every so often and pushes each sample with the stamp of that moment.
    index = kept(1200 * burst + 1000 * burst, [(10 * burst * 20, 1000 * burst)])
    due = (index // burst + 1) * burst / FS_HZ
    stamps = 100.0 + due + (index % burst) * 2e-6
    got, _, kinds = fed(index, stamps, burst)
    assert kinds == ["gap"]
    assert abs(int(got[-1]) - int(index[-1])) <= 1


@pytest.mark.parametrize("error", [0.003, -0.004, 0.02, -0.015])
def test_a_rate_that_is_off_makes_no_holes(error: float) -> None:
    n = 60_000
    got, _, kinds = fed(np.arange(n), 100.0 + np.arange(n) / (FS_HZ * (1 + error)), 32, late_s=2.0)
    np.testing.assert_array_equal(got, np.arange(n))
    assert kinds == []


def test_a_rate_that_is_a_lie_makes_no_holes() -> None:
    n = 5_000
    got, _, kinds = fed(np.arange(n), 100.0 + np.arange(n) / 125.0, 10, fs_hz=250.0, late_s=30.0)
    np.testing.assert_array_equal(got, np.arange(n))
    assert kinds in ([], ["clock"])


@pytest.mark.parametrize("leap_s", [-3.0, -0.2, 200_000.0, 5.0])
def test_f22_a_clock_that_leaps_is_told_and_samples_go_on(leap_s: float) -> None:
    n = 20_000
    stamps = 100.0 + np.arange(n) / FS_HZ
    stamps[10_000:] += leap_s
    got, _, kinds = fed(np.arange(n), stamps, 32)
    np.testing.assert_array_equal(got, np.arange(n))
    assert kinds == ["clock"]


@pytest.mark.parametrize("what", ["nan", "frozen", "inf"])
def test_f22_stamps_that_say_nothing_are_told_and_samples_counted(what: str) -> None:
    n = 20_000
    stamps = 100.0 + np.arange(n) / FS_HZ
    stamps[8_000:12_000] = {"nan": np.nan, "frozen": stamps[8_000], "inf": np.inf}[what]
    got, _, kinds = fed(np.arange(n), stamps, 32)
    np.testing.assert_array_equal(got, np.arange(n))
    assert kinds == ["clock"]


def test_holes_are_found_again_after_the_clock_leapt() -> None:
    index = kept(40_000, [(30_000, 123)])
    stamps = 100.0 + index / FS_HZ
    stamps[10_000:] -= 3.0
    got, _, kinds = fed(index, stamps, 32)
    np.testing.assert_array_equal(got, index)
    assert kinds == ["clock", "gap"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.floats(99, 110), st.just(100.0)),
        min_size=1,
        max_size=300,
    ),
    st.integers(1, 40),
)
def test_any_stamps_at_all_lose_no_sample_and_never_go_back(values: list[float], chunk: int) -> None:
    stamps = np.array(values)
    with np.errstate(all="ignore"):
        fed(np.arange(len(stamps)), stamps, chunk)


@pytest.mark.parametrize("away_s", [0.4, 2.0, 61.7])
def test_f18_after_an_interruption_the_hole_is_known_to_the_sample(away_s: float) -> None:
    clock = StampClock(FS_HZ)
    missing = round(away_s * FS_HZ)
    for at in range(0, 4000, 40):
        clock.feed(100.0 + np.arange(at, at + 40) / FS_HZ, 100.0 + (at + 40) / FS_HZ)
    back = 4000 + missing
    clock.interrupted(100.0 + back / FS_HZ)
    runs = []
    for at in range(back, back + 400, 40):
        # The new sender's samples lie between the old one's.
        runs += clock.feed(100.0 + (np.arange(at, at + 40) + 0.3) / FS_HZ, 100.0 + (at + 40) / FS_HZ)
    assert runs[0].start == back
    assert sum(r.length for r in runs) == 400


def test_f18_a_sender_whose_clock_started_anew_leaves_a_hole_by_our_clock() -> None:
    clock = StampClock(FS_HZ)
    for at in range(0, 4000, 40):
        clock.feed(5000.0 + np.arange(at, at + 40) / FS_HZ, 100.0 + (at + 40) / FS_HZ)
    clock.interrupted(105.0)
    runs = []
    for at in range(0, 400, 40):
        runs += clock.feed(3.0 + np.arange(at, at + 40) / FS_HZ, 105.0 + (at + 40) / FS_HZ)
    assert runs[0].start == pytest.approx(4000 + 3.0 * FS_HZ, abs=0.1 * FS_HZ)
    assert [r.kind for r in clock.remarks()] == ["gap"]


def test_an_empty_batch_is_nothing() -> None:
    clock = StampClock(FS_HZ)
    assert clock.feed(np.empty(0), 1.0) == []
    assert clock.flush(1.0) == []
