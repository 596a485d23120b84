from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from fascview.engine.engine import Engine
from fascview.engine.handover import Handover
from fascview.engine.status import State
from fascview.errors import SourceError, StorageError
from fascview.session.formats import open_recording
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block

from .sources import ListSource, counted, cut


def wait_until(condition, timeout_s=5.0):
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come true in time")
        time.sleep(0.005)


@pytest.fixture
def run():
    """Starts engines, and stops them whatever happens; no thread may be left."""
    before = set(threading.enumerate())
    engines = []

    def start(source, **options):
        engine = Engine(source, **options)
        engines.append(engine)
        engine.start()
        engine.wait_ready()
        return engine

    yield start
    for engine in engines:
        engine.stop()
    left = [t for t in threading.enumerate() if t not in before and t.name.startswith("fascview")]
    assert not left


def test_every_sample_passes_in_order(run):
    x = counted(0, 5000)
    engine = run(ListSource(cut(x, 37)))
    assert engine.wait_finished(10)
    first, rows = engine.raw.read(0, 5000)
    assert first == 0
    np.testing.assert_array_equal(rows, x)
    assert engine.state() is State.ENDED
    assert engine.status().newest == engine.status().processed == 5000


def test_lost_samples_are_counted_listed_and_never_bridged(run):
    blocks = [Block(0, counted(0, 500)), Block(620, counted(620, 500))]
    nan = counted(1120, 100)
    nan[10:30] = np.nan
    blocks.append(Block(1120, nan))
    engine = run(ListSource(blocks))
    assert engine.wait_finished(10)
    assert engine.status().lost_samples == 140
    assert [(g.start, g.stop) for g in engine.gaps()] == [(500, 620), (1130, 1150)]
    shown = engine.shown.read(0, 1220)[1]
    assert np.isnan(shown[500:620]).all()
    assert np.isnan(shown[1130:1150]).all()
    assert np.isfinite(shown[1150:]).all()


def test_a_source_that_refuses_says_why():
    source = ListSource([], refuse="There is no stream X; start it, then try again.")
    engine = Engine(source)
    engine.start()
    with pytest.raises(SourceError, match="There is no stream X"):
        engine.wait_ready()
    assert engine.state() is State.FAILED
    engine.stop()
    assert source.closed


def test_a_source_that_vanishes_shows_no_data_and_says_why(run):
    engine = run(ListSource(cut(counted(0, 2000), 50), kind="lsl", after="lost"))
    wait_until(lambda: engine.state() is State.NO_DATA)
    status = engine.status()
    assert "what was recorded is safe" in status.problem
    assert all(m.state == "no data" and np.isnan(m.rate_per_min) for m in status.muscles)


def test_recording_holds_exactly_what_was_sent(run, tmp_path):
    x = np.random.default_rng(1).normal(0, 5, (4000, 2)).astype(np.float32)
    blocks = cut(x, 50)
    gate = threading.Event()

    class Gated(ListSource):
        def read(self, timeout_s=0.1):
            return super().read(timeout_s) if gate.wait(timeout_s) else None

    engine = run(Gated(blocks, kind="demo"))
    folder = engine.start_recording(tmp_path)
    gate.set()
    assert engine.wait_finished(10)
    assert engine.stop_recording() == folder
    with open_recording(folder) as recording:
        np.testing.assert_array_equal(recording.samples_uv[:], x)
        assert recording.fs_hz == 1000.0
        assert list(recording.muscles_per_channel) == ["Deltoid R", "Biceps R"]


def test_a_recording_with_a_length_stops_on_the_sample(run, tmp_path):
    x = counted(0, 4000)
    gate = threading.Event()

    class Gated(ListSource):
        def read(self, timeout_s=0.1):
            return super().read(timeout_s) if gate.wait(timeout_s) else None

    engine = run(Gated(cut(x, 70), kind="demo"))
    folder = engine.start_recording(tmp_path, duration_s=1.234)
    gate.set()
    wait_until(lambda: engine.recording_done)
    engine.stop_recording()
    with open_recording(folder) as recording:
        np.testing.assert_array_equal(recording.samples_uv[:], x[:1234])


def test_a_recording_begins_with_what_came_before_the_button(run, tmp_path):
    x = np.random.default_rng(6).normal(0, 5, (6000, 2)).astype(np.float32)
    gate = threading.Event()

    class Gated(ListSource):
        def read(self, timeout_s=0.1):
            if self._at >= 60 and not gate.wait(timeout_s):
                return None
            return super().read(timeout_s)

    for keep_s, first in ((120.0, 0), (1.0, 2000), (0.0, 3000)):
        gate.clear()
        engine = run(Gated(cut(x, 50), kind="demo"))
        wait_until(lambda engine=engine: engine.status().processed == 3000)
        folder = engine.start_recording(tmp_path, keep_s=keep_s)
        gate.set()
        assert engine.wait_finished(10)
        assert engine.status().recording.kept_s == pytest.approx((3000 - first) / 1000)
        engine.stop_recording()
        with open_recording(folder) as recording:
            np.testing.assert_array_equal(recording.samples_uv[:], x[first:])


def test_keep_makes_a_session_of_what_was_just_seen(run, tmp_path):
    x = np.random.default_rng(6).normal(0, 5, (20_000, 2)).astype(np.float32)
    gate = threading.Event()

    class Gated(ListSource):
        def read(self, timeout_s=0.1):
            if self._at >= 300 and not gate.wait(timeout_s):
                return None
            return super().read(timeout_s)

    engine = run(Gated(cut(x, 50), kind="demo"))
    wait_until(lambda: engine.status().processed == 15_000)
    engine.mark(14_000, "seen while only watching")
    wait_until(lambda: engine.status().recording.earlier_s == pytest.approx(15.0))
    folder = engine.keep(tmp_path, "P7", "rest", seconds=10.0)
    gate.set()
    assert engine.wait_finished(10)
    wait_until(lambda: not engine.status().recording.active)
    assert "P7" in folder.name
    with open_recording(folder) as recording:
        assert recording.warnings == []
        assert (recording.first_sample, recording.n_samples) == (5000, 10_000)
        np.testing.assert_array_equal(recording.samples_uv, x[5000:15_000])
        assert [(n.sample, n.text) for n in recording.notes] == [(9000, "seen while only watching")]
        seen = engine.events()
        inside = seen[(seen["sample"] >= 5000) & (seen["sample"] < 14_000)]
        assert set(inside["sample"] - 5000) <= set(recording.events["sample"])
    # It can be kept again, and what follows can be recorded.
    assert engine.keep(tmp_path) != folder
    wait_until(lambda: not engine.status().recording.active)
    engine.start_recording(tmp_path)
    with pytest.raises(StorageError, match="is running"):
        engine.keep(tmp_path)
    engine.stop_recording()


def test_one_can_look_back_further_than_the_rings_hold(run):
    x = np.random.default_rng(7).normal(0, 5, (90_000, 2)).astype(np.float32)
    engine = run(ListSource(cut(x, 500), kind="demo"), history_s=5.0)
    assert engine.wait_finished(20)
    wait_until(lambda: engine.stored_window(89_000, 90_000)[1].shape == (1000, 2))
    assert engine.shown.first > 10_000
    first, rows = engine.stored_window(1000, 2000)
    assert first == 1000
    np.testing.assert_array_equal(rows, x[1000:2000])
    at = engine.shown.first + 100
    recent = engine.shown.read(at, at + 4000)[1]
    _, rows = engine.stored_window(at - 3000, at + 4000)
    again = engine.processor.as_shown(rows)[3000:]
    np.testing.assert_allclose(again[1000:], recent[1000:], atol=0.2)
    first, rows = engine.shown_window(1000, 3000)
    assert (first, rows.shape) == (1000, (2000, 2))
    assert np.isfinite(rows).all()


def test_seek_restarts_without_a_gap(run):
    engine = run(ListSource(cut(counted(0, 3000), 100)))
    assert engine.wait_finished(10)
    engine.seek(1000)
    wait_until(lambda: engine.raw.first == 1000 and engine.raw.end == 3000)
    assert engine.gaps() == ()


def test_display_settings_never_change_what_is_counted_or_recorded(run):
    rng = np.random.default_rng(2)
    x = rng.normal(0, 3, (6000, 2)).astype(np.float32)
    results = []
    for filters in (FilterSettings(), FilterSettings(100.0, 200.0, 60.0)):
        engine = run(ListSource(cut(x, 64)), filters=filters)
        assert engine.wait_finished(10)
        results.append((engine.events(), engine.raw.read(0, 6000)[1]))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    np.testing.assert_array_equal(results[0][1], results[1][1])


def test_changing_settings_while_running_goes_back_over_the_past(run):
    rng = np.random.default_rng(3)
    x = rng.normal(0, 3, (6000, 2)).astype(np.float32)
    blocks = [*cut(x, 64), Block(6000, x[:0]), Block(6000, x[:64].copy())]
    hold = threading.Event()

    class Held(ListSource):
        def read(self, timeout_s=0.1):
            if self._at >= len(self._blocks) - 2 and not hold.wait(timeout_s):
                return None
            return super().read(timeout_s)

    engine = run(Held(blocks))
    wait_until(lambda: engine.status().processed == 6000)
    before = engine.shown.read(3000, 6000)[1]
    engine.set_filters(FilterSettings(100.0, 200.0, 0.0))
    engine.set_detector(DetectorSettings(false_per_min=5.0))
    hold.set()
    assert engine.wait_finished(10)
    after = engine.shown.read(3000, 6000)[1]
    assert np.std(after) < 0.7 * np.std(before)


def test_hand_over_refuses_past_its_bound_and_loses_nothing():
    queue: Handover[int] = Handover(100)
    assert queue.put(1, 60)
    assert not queue.put(2, 60)
    assert queue.put(3, 0)
    assert queue.take(0) == [1, 3]
    assert queue.put(2, 600)  # one item always fits into an empty queue
    assert queue.take(0) == [2]
    assert queue.take(0.01) == []


def test_f11_a_detector_that_fails_stops_neither_traces_nor_recording(run, tmp_path, monkeypatch):
    from fascview.engine import processing

    class Broken(processing.Detector):
        def push(self, block):
            if block.start > 1000:
                raise ZeroDivisionError("by design")
            return super().push(block)

    monkeypatch.setattr(processing, "Detector", Broken)
    x = np.random.default_rng(5).normal(0, 5, (4000, 2)).astype(np.float32)
    gate = threading.Event()

    class Gated(ListSource):
        def read(self, timeout_s=0.1):
            return super().read(timeout_s) if gate.wait(timeout_s) else None

    engine = run(Gated(cut(x, 50), kind="demo"))
    folder = engine.start_recording(tmp_path)
    gate.set()
    assert engine.wait_finished(10)
    engine.stop_recording()
    with open_recording(folder) as recording:
        np.testing.assert_array_equal(recording.samples_uv[:], x)
    assert engine.shown.end == 4000
    assert "Counting has stopped" in engine.status().problem
    assert all(m.state == "no data" for m in engine.status().muscles)


def test_columns_of_a_wider_array_are_recorded(run, tmp_path):
    x = np.random.default_rng(7).normal(0, 5, (3000, 5)).astype(np.float32)
    blocks = [Block(i, x[i : i + 50, 1:3]) for i in range(0, 3000, 50)]
    engine = run(ListSource(blocks, kind="demo"))
    folder = engine.start_recording(tmp_path)
    assert engine.wait_finished(10)
    engine.stop_recording()
    with open_recording(folder) as recording:
        np.testing.assert_array_equal(recording.samples_uv, x[:, 1:3])


def test_a_fault_of_the_writer_is_told_and_ends_neither_the_view_nor_the_writer(run, tmp_path, monkeypatch):
    from fascview.session.writer import SessionWriter

    x = counted(0, 3000)
    engine = run(ListSource(cut(x, 50), kind="lsl", after="silence"))
    wait_until(lambda: engine.status().processed == 3000)
    monkeypatch.setattr(SessionWriter, "write", lambda *_: 1 / 0)
    engine.start_recording(tmp_path)
    wait_until(lambda: "writing failed" in engine.status().recording.problem)
    monkeypatch.undo()
    engine.stop_recording()
    engine.start_recording(tmp_path, task="again")
    assert engine.status().recording.active


def test_events_of_before_the_button_never_come_after_the_newer_word_on_them(monkeypatch):
    """The verdict falls at the very moment at which the recording takes what came before."""
    from types import SimpleNamespace

    from fascview.detection.events import EVENT_DTYPE
    from fascview.engine.event_store import EventStore

    row = np.zeros(1, EVENT_DTYPE)
    row["id"], row["sample"], row["status"] = 7, 100, "provisional"
    engine, store, written = Engine(ListSource([])), EventStore(), []
    store.update(row, [np.ones(2, np.float32)])
    final = row.copy()
    final["status"] = "accepted"

    def process(_):
        store.update(final, [])
        return SimpleNamespace(events=final, footprints=[], gaps=())

    engine.processor = SimpleNamespace(
        store=store, process=process, fault="", info=SimpleNamespace(fs_hz=1000.0), contact=SimpleNamespace(alerts=list)
    )
    engine._recorder = SimpleNamespace(active=True, events=lambda rows, _: written.extend(rows["status"].tolist()))
    other = threading.Thread(
        target=engine._process_one, args=(engine.processor, Block(0, np.zeros((1, 2), np.float32)))
    )
    footprint = store.footprint

    def slow(key):
        other.start()
        other.join(0.2)
        return footprint(key)

    monkeypatch.setattr(store, "footprint", slow)
    engine._store_earlier_events(10.0)
    other.join(5)
    assert written[-1] == "accepted"
    assert "provisional" in written
