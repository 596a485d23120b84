"""A recording that ends in the middle of a run decides what was open, as a pass over the file would."""

from __future__ import annotations

import time

import numpy as np
import pytest

import fascview
from fascview.engine.engine import Engine
from fascview.engine.processing import Processor
from fascview.session.formats import open_recording
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block

from .sources import ListSource, cut

FS_HZ, SECONDS = 1000, 14
FINAL = ("accepted", "rejected")


@pytest.fixture(scope="module")
def patient() -> np.ndarray:
    """Noise with a potential on both muscles in turn, the last one 0.2 s before the end."""
    rng = np.random.default_rng(5)
    x = rng.normal(0, 4, (SECONDS * FS_HZ, 2))
    t = np.arange(-12, 13) / 4.0
    wave = -90 * t * np.exp(-t * t / 2)
    places = np.arange(SECONDS * FS_HZ - 212, 1500, -630) - rng.integers(0, 150)
    for k, at in enumerate(places):
        x[at : at + len(wave), k % 2] += wave
    return x.astype(np.float32)


def told(rows) -> list[tuple]:
    return sorted((int(r["sample"]), int(r["muscle"]), str(r["kind"]), str(r["status"])) for r in rows)


def test_last_words_are_those_of_a_pass_and_leave_the_run_alone(patient) -> None:
    info = ListSource([]).info
    run, alone = (Processor(info, FilterSettings(), DetectorSettings()) for _ in range(2))
    open_before = 0
    for block in cut(patient, 40):
        run.process(block)
        alone.process(block)
        if block.start % 2400 == 0 and block.start:
            words, _ = run.as_if_over()()
            known = {int(r["id"]): r for r in run.store.rows()}
            open_before += sum(r["status"] == "provisional" for r in known.values())
            known |= {int(r["id"]): r for r in words}
            whole = Processor(info, FilterSettings(), DetectorSettings())
            whole.process(Block(0, patient[: block.stop]))
            whole.finish()
            assert told(known.values()) == told(whole.store.rows())
    assert open_before > 0
    assert run.store.rows().tobytes() == alone.store.rows().tobytes()


@pytest.mark.parametrize("way", ["stop recording", "stop all"])
def test_a_session_keeps_nothing_undecided_and_agrees_with_a_pass_over_it(patient, tmp_path, way) -> None:
    engine = Engine(ListSource(cut(patient, 40), kind="demo", after="silence"))
    engine.start()
    try:
        engine.wait_ready()
        folder = engine.start_recording(tmp_path)
        end = time.monotonic() + 20
        while engine.status().processed < len(patient) and time.monotonic() < end:
            time.sleep(0.01)
        assert (engine.events()["status"] == "provisional").any()
        if way == "stop recording":
            engine.stop_recording()
    finally:
        engine.stop()
    with open_recording(folder) as recording:
        stored = recording.events
        assert len(recording.samples_uv) == len(patient)
        found = fascview.detect(recording.samples_uv[:], recording.fs_hz, recording.muscles_per_channel)
    assert set(stored["status"]) <= set(FINAL)
    assert np.isfinite(stored["vpp_uv"][stored["status"] == "accepted"]).all()
    counting = found.events[found.events["status"] == "accepted"]
    assert told(stored[stored["status"] == "accepted"]) == told(counting)


def test_a_detector_that_fails_at_the_end_keeps_no_recording_from_being_closed(patient, tmp_path, monkeypatch) -> None:
    def fail(_: object) -> None:
        raise ArithmeticError("on purpose")

    engine = Engine(ListSource(cut(patient[:4000], 40), kind="demo", after="silence"))
    engine.start()
    try:
        engine.wait_ready()
        folder = engine.start_recording(tmp_path)
        monkeypatch.setattr("fascview.detection.detector.Detector.flush", fail)
        end = time.monotonic() + 20
        while engine.status().processed < 4000 and time.monotonic() < end:
            time.sleep(0.01)
        assert engine.stop_recording() == folder
    finally:
        engine.stop()
    with open_recording(folder) as recording:
        np.testing.assert_array_equal(recording.samples_uv[:], patient[:4000])
