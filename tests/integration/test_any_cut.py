"""F43: live, playback and batch find the same events, whatever the blocks."""

from __future__ import annotations

import numpy as np
import pytest

import fascview as package
from fascview.engine.engine import Engine
from fascview.engine.processing import Processor
from fascview.session.formats import open_recording
from fascview.session.playback import PlaybackSource
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block
from fascview_drivers.registry import open_source

SECONDS = 25


@pytest.fixture(scope="module")
def patient():
    """25 s of the demo patient with lost samples: its stream and its samples, a row of NaN for each lost one."""
    source = open_source("demo:?seed=11&channels=2&speed=inf")
    info = source.open()
    blocks = []
    while not blocks or blocks[-1].stop < SECONDS * info.fs_hz:
        block = source.read(1.0)
        if block is not None:
            blocks.append(block)
    source.close()
    x = np.concatenate([b.samples for b in blocks])
    x[7000:7090] = np.nan
    x[31_000:31_005] = np.nan
    return info, x


def final(rows):
    """Final rows in order of time, without what names them and without what was only ever provisional."""
    rows = rows[(rows["status"] != "provisional") & (rows["reason"] != "not confirmed")]
    names = [n for n in rows.dtype.names if n != "id"]
    return np.sort(rows[names], order=["sample", "muscle"])


def assert_same(rows, expected):
    """To the bit, NaN included."""
    assert len(rows) == len(expected)
    for name in rows.dtype.names:
        np.testing.assert_array_equal(rows[name], expected[name], err_msg=name)
    assert rows.tobytes() == expected.tobytes()


def batch(info, x):
    return package.detect(x, info.fs_hz, [m.label for m in (c.muscle for c in info.channels)])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("lost_as_nan", [True, False])
def test_f43_any_cut_gives_the_same_events(patient, seed, lost_as_nan):
    info, x = patient
    rng = np.random.default_rng(seed)
    processor = Processor(info, FilterSettings(), DetectorSettings())
    longest = int(rng.choice([1, 40, 700, 5000])) if seed > 1 else 37
    at = 0
    while at < len(x):
        stop = min(len(x), at + int(rng.integers(1, longest + 1)))
        part = x[at:stop].copy()
        if lost_as_nan or not np.isnan(part[:, 0]).any():
            processor.process(Block(at, part))
        else:
            good = np.flatnonzero(~np.isnan(part[:, 0]))
            for run in np.split(good, np.flatnonzero(np.diff(good) > 1) + 1):
                if len(run):
                    processor.process(Block(at + int(run[0]), part[run]))
        at = stop
    processor.finish()
    expected = final(batch(info, x).events)
    assert len(expected) > 5
    assert_same(final(processor.store.rows()), expected)
    assert np.isfinite(x[expected["sample"], 0]).all()  # no event where samples are lost
    assert processor.lost_samples == 95


def test_f43_recorded_live_played_back_and_detected_are_one(patient, tmp_path):
    engine = Engine(open_source("demo:?seed=12&channels=2&speed=inf"))
    engine.start()
    engine.wait_ready()
    folder = engine.start_recording(tmp_path, duration_s=SECONDS)
    while not engine.recording_done or engine.processor.settled < SECONDS * 2000:
        engine.wait_finished(0.05)
    live = engine.events()
    engine.stop_recording()
    engine.stop()
    with open_recording(folder) as recording:
        assert recording.n_samples == SECONDS * 2000
        detected = package.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel).events
        player = Engine(PlaybackSource(recording, speed=np.inf))
        player.start()
        assert player.wait_finished(60)
        assert player.status().problem == ""
        played = player.events()
        player.stop()
    assert_same(final(played), final(detected))
    # Live ran on past the end of the recording; its verdicts on what was recorded are the same, up to the last seconds,
    # which the end of a recording decides with less to go by.
    certain = (SECONDS - 3) * 2000
    live, detected = final(live), final(detected)
    assert_same(live[live["sample"] < certain], detected[detected["sample"] < certain])
