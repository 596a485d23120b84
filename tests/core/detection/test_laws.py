"""Laws of the detector: nothing but the samples decides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.detection.batch import Ledger, detect
from fascview.detection.detector import Detector
from fascview.stream import Block

from . import patient


def run(x, fs_hz, muscles, sizes=(), start=0):
    """Feed the samples cut into ``sizes`` and return final events and intervals."""
    detector, ledger = Detector(fs_hz, muscles), Ledger()
    at = 0
    for n in [*sizes, len(x)]:
        ledger.add(detector.push(Block(start + at, x[at : at + n].copy())))
        at = min(len(x), at + n)
    ledger.add(detector.flush())
    return ledger.events()[0], ledger.all_intervals()


@pytest.fixture(scope="module")
def case():
    return patient.typical(seconds=12.0)


@pytest.fixture(scope="module")
def whole(case):
    return run(case.samples(), case.fs_hz, case.muscle_of_channel)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 60), st.integers(0, 5000)), max_size=200))
def test_any_cut_gives_the_same_to_the_bit(case, whole, sizes):
    events, intervals = run(case.samples(), case.fs_hz, case.muscle_of_channel, sizes)
    assert events.tobytes() == whole[0].tobytes()
    assert intervals.tobytes() == whole[1].tobytes()


def test_nan_rows_equal_a_jump(case):
    x = case.samples()
    x[4000:4300] = np.nan
    rows = run(x, case.fs_hz, case.muscle_of_channel)
    detector, ledger = Detector(case.fs_hz, case.muscle_of_channel), Ledger()
    ledger.add(detector.push(Block(0, x[:4000].copy())))
    ledger.add(detector.push(Block(4300, x[4300:].copy())))
    ledger.add(detector.flush())
    assert ledger.events()[0].tobytes() == rows[0].tobytes()


def test_finds_strong_potentials():
    p = patient.typical(seconds=40.0, snr=20)
    found = detect(p.samples(), p.fs_hz, p.muscles)
    hits, misses, false = patient.score(found, p)
    assert hits >= 0.95 * (hits + misses)
    assert false <= 4


def strong(events):
    kept = events[(events["status"] == "accepted") & (events["snr"] > 12)]
    return kept[np.lexsort((kept["sample"], kept["muscle"]))]


def test_scale_changes_amplitudes_and_nothing_else(case, whole):
    events, intervals = run(case.samples() * 4, case.fs_hz, case.muscle_of_channel)
    np.testing.assert_array_equal(events["sample"], whole[0]["sample"])
    np.testing.assert_array_equal(events["reason"], whole[0]["reason"])
    np.testing.assert_allclose(events["vpp_uv"], 4 * whole[0]["vpp_uv"], rtol=1e-3)
    np.testing.assert_allclose(events["snr"], whole[0]["snr"], rtol=1e-3)
    assert len(intervals) == len(whole[1])


def test_a_silent_channel_changes_nothing(case, whole):
    x = np.hstack((case.samples(), np.zeros((len(case.x), 1), np.float32)))
    events, _ = run(x, case.fs_hz, [*case.muscle_of_channel, 1])
    got, want = strong(events), strong(whole[0])
    assert len(got) == len(want)
    assert np.abs(got["sample"] - want["sample"]).max() <= 1
    np.testing.assert_array_equal(got["channel"], want["channel"])


def test_permuted_channels_give_permuted_results(case, whole):
    order = np.random.default_rng(4).permutation(case.x.shape[1])
    events, _ = run(case.samples()[:, order].copy(), case.fs_hz, case.muscle_of_channel[order])
    got, want = strong(events), strong(whole[0])
    assert len(got) == len(want)
    assert np.abs(got["sample"] - want["sample"]).max() <= 1
    np.testing.assert_array_equal(order[got["channel"]], want["channel"])


def test_first_words_come_early_and_verdicts_in_time(case):
    detector = Detector(case.fs_hz, case.muscle_of_channel)
    x, first, last, samples = case.samples(), {}, {}, {}
    for at in range(0, len(x), 16):
        for row in detector.push(Block(at, x[at : at + 16].copy())).events:
            key = int(row["id"])
            samples[key] = int(row["sample"])
            (first if row["status"] == "provisional" else last)[key] = at + 16
    found = [k for k in last if k in first]
    assert len(found) >= 0.8 * len(case.truth)
    assert np.percentile([first[k] - samples[k] for k in found], 95) <= 60
    assert max(last[k] - samples[k] for k in found) <= 2000


def test_pure_noise_is_nearly_silent():
    p = patient.Patient(fs_hz=1000.0, seconds=60.0, channels=(2, 1), seed=21)
    assert len(detect(p.samples(), p.fs_hz, p.muscles).fasciculations) <= 2
