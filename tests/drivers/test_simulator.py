"""The synthetic patient: the same however it is read, on time, and true to what it says of itself."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from fascview.errors import UsageError
from fascview.stream import Source
from fascview_drivers import open_source
from fascview_drivers.simulator.patient import Patient
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.source import DemoSource

CLEAN = PatientSettings(
    seed=4, mains_hz=0.0, ecg=False, pops=False, motion=False, drift=False, contractions=False, bursts=False,
    doublets=False, combined=False,
)  # fmt: skip


def band(samples: np.ndarray, fs_hz: float) -> np.ndarray:
    sos = signal.butter(2, [20, min(450, 0.45 * fs_hz)], "band", fs=fs_hz, output="sos")
    return np.asarray(signal.sosfiltfilt(sos, samples, axis=0))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12), st.integers(0, 2**32 - 1), st.booleans())
def test_any_cut_gives_the_same_samples(lengths: list[int], seed: int, lost: bool) -> None:
    chosen = PatientSettings(
        seed=seed, muscles=("Deltoid R", "Biceps R"), rates_per_min=(90.0, 30.0), fs_hz=500.0, lost=lost
    )
    whole = Patient(chosen).read(0, sum(lengths))
    patient, at = Patient(chosen), 0
    for length in lengths:
        np.testing.assert_array_equal(patient.read(at, at + length), whole[at : at + length])
        at += length


def test_a_place_far_ahead_is_the_same_without_walking_there() -> None:
    far = 3600 * 2000 + 123
    walked = Patient(PatientSettings())
    walked.read(0, 5000)
    walked.read(far - 3000, far - 1)
    np.testing.assert_array_equal(walked.read(far, far + 3000), Patient(PatientSettings()).read(far, far + 3000))


def test_another_seed_is_another_patient() -> None:
    one, two = (Patient(PatientSettings(seed=s)) for s in (1, 2))
    assert not np.array_equal(one.read(0, 1000), two.read(0, 1000))
    assert not np.array_equal(one.truth(0, 200_000), two.truth(0, 200_000))


@pytest.mark.parametrize(("fs_hz", "channels"), [(250.0, 2), (2000.0, 4), (4000.0, 16)])
def test_the_noise_has_the_sigma_it_claims(fs_hz: float, channels: int) -> None:
    patient = Patient(replace(CLEAN, fs_hz=fs_hz, channels=channels, rates_per_min=(0.0,) * 4))
    sos = signal.butter(2, [20, min(450, 0.45 * fs_hz)], "band", fs=fs_hz, output="sos")
    noise = signal.sosfilt(sos, patient.read(0, int(20 * fs_hz)), axis=0)
    sigma = 1.4826 * np.median(np.abs(noise), axis=0)
    np.testing.assert_allclose(sigma, patient.sigma_uv, rtol=0.08)


def test_the_truth_tells_where_and_how_large_every_potential_is() -> None:
    patient = Patient(replace(CLEAN, noise_uv=0.1, rates_per_min=(30.0, 20.0, 10.0, 0.0)))
    n = 120 * 2000
    truth, samples = patient.truth(0, n), band(patient.read(0, n), 2000.0)
    alone = np.ones(len(truth), bool)
    for muscle in range(4):
        mine = np.flatnonzero(truth["muscle"] == muscle)
        near = np.diff(truth["sample"][mine]) < 0.07 * 2000
        alone[mine[1:][near]] = alone[mine[:-1][near]] = False
    alone &= (truth["sample"] > 200) & (truth["sample"] < n - 200)
    assert alone.sum() > 40
    for row in truth[alone]:
        piece = samples[row["sample"] - 40 : row["sample"] + 130, row["channel"]]
        assert np.abs(piece[38:43]).max() > 0.8 * np.abs(piece).max()
        assert np.ptp(piece) == pytest.approx(row["vpp_uv"], rel=0.35)  # satellites come on top of the main part
    assert not (truth["muscle"] == 3).any()


def test_rates_are_those_asked_for() -> None:
    patient = Patient(PatientSettings(seed=5))
    minutes = 30
    truth = patient.truth(0, minutes * 60 * 2000)
    counted = truth[truth["kind"] == "fasciculation"]
    rates = np.bincount(counted["muscle"], minlength=4) / minutes
    np.testing.assert_allclose(rates, (43.0, 11.0, 19.0, 0.0), rtol=0.25)
    kinds, counts = np.unique(truth["kind"], return_counts=True)
    assert set(kinds) == {"fasciculation", "doublet", "combined", "ecg", "artefact"}
    beats = truth["time_s"][(truth["kind"] == "ecg")]
    assert 60 / np.mean(np.diff(beats)) == pytest.approx(68, rel=0.02)
    assert 0.01 < np.std(np.diff(beats)) / np.mean(np.diff(beats)) < 0.12
    assert counts.min() > 5


def test_the_truth_of_two_halves_is_the_truth_of_the_whole() -> None:
    patient = Patient(PatientSettings(seed=8))
    whole = patient.truth(0, 400_000)
    halves = np.concatenate([patient.truth(0, 123_456), patient.truth(123_456, 400_000)])
    assert whole.tobytes() == halves.tobytes()
    assert (np.diff(whole["sample"]) >= 0).all()


def test_each_confounder_can_be_switched() -> None:
    clean = replace(CLEAN, fs_hz=500.0)
    length = 60 * 500
    plain = Patient(clean).read(0, length)
    for change in (
        {"mains_hz": 50.0}, {"ecg": True}, {"pops": True}, {"motion": True}, {"drift": True}, {"contractions": True},
        {"bursts": True}, {"doublets": True}, {"combined": True}, {"crosstalk": True},
    ):  # fmt: skip
        other = Patient(replace(clean, **change)).read(0, length)
        assert not np.array_equal(plain, other), change
        if "mains_hz" in change:
            lines = np.abs(np.fft.rfft((other - plain)[:5_000, 0]))
            assert abs(np.argmax(lines) / 10 - 50) < 0.2


def test_a_muscle_contracts_when_asked() -> None:
    patient = Patient(CLEAN)
    before = patient.read(0, 4000)
    asked = patient.request_voluntary(1, 3.0, 0.8)
    start, stop = int(asked.start_s * 2000), int(asked.stop_s * 2000)
    assert start >= 4000
    samples = band(patient.read(0, stop + 4000), 2000.0)
    np.testing.assert_array_equal(patient.read(0, 4000), before)
    during = np.sqrt(np.mean(samples[start + 1600 : stop - 1600] ** 2, axis=0))
    at_rest = np.sqrt(np.mean(samples[:4000] ** 2, axis=0))
    assert (during[4:8] / at_rest[4:8]).max() > 3
    assert (during[8:] / at_rest[8:]).max() < 1.5
    assert patient.contractions(0, stop + 1) == [asked]


def test_extreme_patients() -> None:
    for chosen in (
        PatientSettings(muscles=("A",), rates_per_min=(600.0,), channels=1, fs_hz=250.0),
        PatientSettings(
            muscles=tuple("ABCDEFGHIJKLMNOP"), rates_per_min=(0.0,) * 15 + (9.0,), channels=64, fs_hz=1000.0
        ),
        PatientSettings(muscles=("A", "B"), rates_per_min=(60.0, 0.0), fs_hz=10_000.0, ectopics=True, lost=True),
    ):
        samples = Patient(chosen).read(0, int(chosen.fs_hz))
        assert np.isfinite(samples).all()
        assert samples.std() > 0.5


@pytest.mark.parametrize(
    "address",
    ["demo:?seed=-1", "demo:?seed=x", "demo:?muscles=17", "demo:?muscles=", "demo:?muscles=A,A", "demo:?channels=0",
     "demo:?fs_hz=100", "demo:?fs_hz=1000.5", "demo:?mains_hz=55", "demo:?rates=1,2", "demo:?rates=nan",
     "demo:?wrong=1",
     "demo:?muscles=16&channels=65", "demo:?speed=0", "demo:?contractions=maybe"],
)  # fmt: skip
def test_nonsense_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        open_source(address)


def test_the_source_reads_the_patient() -> None:
    source = open_source("demo:?seed=9&speed=inf&duration_s=3.1&fs_hz=1000&muscles=Deltoid R,Soleus left&channels=3")
    assert isinstance(source, Source)
    info = source.open()
    assert (info.kind, info.fs_hz, info.n_channels, info.n_samples) == ("demo", 1000.0, 6, 3100)
    assert [m.label for m in info.muscles] == ["Deltoid R", "Soleus L"]
    blocks = []
    while not source.ended:
        block = source.read()
        assert block is not None
        assert not block.samples.flags.writeable
        blocks.append(block)
    assert source.read() is None
    assert [b.start for b in blocks[1:]] == [b.stop for b in blocks[:-1]]
    assert isinstance(source, DemoSource)
    whole = Patient(source.settings).read(0, 3100)
    np.testing.assert_array_equal(np.concatenate([b.samples for b in blocks]), whole)
    source.close()
    source.close()


def test_lost_samples_are_rows_of_nan_and_told() -> None:
    source = DemoSource(replace(CLEAN, lost=True, fs_hz=500.0, rates_per_min=(0.0,) * 4), speed=np.inf, duration_s=300)
    source.open()
    samples = []
    while not source.ended:
        block = source.read()
        assert block is not None
        samples.append(block.samples)
    missing = np.isnan(np.concatenate(samples)).all(axis=1)
    assert source.patient is not None
    runs = source.patient.losses(0, 150_000)
    gaps = [e for e in source.events() if e.kind == "gap"]
    assert len(runs) == len(gaps) > 3
    assert missing.sum() == sum(min(b, 150_000) - a for a, b in runs)
    assert [e.sample for e in gaps] == [a for a, _ in runs]


def test_real_time_is_kept_by_absolute_deadlines() -> None:
    source = DemoSource(PatientSettings(), speed=4.0)
    source.open()
    began = time.monotonic()
    samples = 0
    while samples < 4000:
        block = source.read(1.0)
        assert block is not None
        samples = block.stop
    took_s = time.monotonic() - began
    assert samples / 2000 / 4 - 0.01 <= took_s < samples / 2000 / 4 + 0.3
    source.close()


def test_nothing_due_gives_none_in_time() -> None:
    source = DemoSource(PatientSettings(), speed=0.01)
    source.open()
    began = time.monotonic()
    assert source.read(0.02) is None
    assert time.monotonic() - began < 0.5
    source.close()


def test_close_ends_a_waiting_read() -> None:
    source = DemoSource(PatientSettings(), speed=0.01)
    source.open()
    thread = threading.Thread(target=source.read, args=(60.0,))
    thread.start()
    source.close()
    thread.join(2.0)
    assert not thread.is_alive()


def test_a_sleeping_computer_leaves_a_gap_not_a_backlog(monkeypatch: pytest.MonkeyPatch) -> None:
    source = DemoSource(PatientSettings())
    source.open()
    block = source.read(1.0)
    assert block is not None
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + 30.0)
    later = source.read(1.0)
    assert later is not None
    assert 29 * 2000 < later.start - block.stop < 31 * 2000
    assert any(e.kind == "gap" for e in source.events())
