"""Laws of the detector: nothing but the samples decides."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fascview.detection.batch import Ledger, detect
from fascview.detection.detector import Detector
from fascview.stream import Block

_spec = importlib.util.spec_from_file_location("patient", Path(__file__).with_name("patient.py"))
patient = importlib.util.module_from_spec(_spec)
import sys  # noqa: E402

sys.modules["patient"] = patient
_spec.loader.exec_module(patient)


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


@settings(max_examples=8, deadline=None)
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
    assert false <= 10
