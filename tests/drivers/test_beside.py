"""Several sources at once: one EMG clock, the others recorded beside it on their own, read back by a stranger."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pylsl
import pytest
import pyxdf

from fascview.engine.engine import Engine
from fascview.errors import UsageError
from fascview.session.formats import open_recording
from fascview.session.recover import recover
from fascview.stream import Block, Channel, Muscle, SourceEvent, StreamInfo
from fascview_drivers.beside import open_beside

FS_HZ = 1000.0


class Paced:
    """A source 0.2 % fast, with stamps or without, whose samples are 1000 uV for 50 ms from ``at_s`` on."""

    def __init__(self, stamped: bool = False) -> None:
        self._stamped = stamped
        self.at_s = float("inf")
        self._began_s = 0.0
        self._n = 0
        self._closed = threading.Event()

    def open(self) -> StreamInfo:
        self._began_s = time.monotonic()
        return StreamInfo("Paced", "serial", FS_HZ, (Channel("a", Muscle("Deltoid", "R")),))

    def read(self, timeout_s: float = 0.1) -> Block | None:
        due = self._began_s + (self._n + 20) / (1.002 * FS_HZ)
        if self._closed.wait(max(0.0, due - time.monotonic())):
            return None
        index = np.arange(self._n, self._n + 20)
        taken_s = self._began_s + index / (1.002 * FS_HZ)
        self._n += 20
        values = np.where((taken_s >= self.at_s) & (taken_s < self.at_s + 0.05), 1000.0, 0.0)
        stamp_s = float(taken_s[-1]) if self._stamped else None
        return Block(int(index[0]), values[:, None].astype(np.float32), stamp_s=stamp_s)

    def events(self) -> list[SourceEvent]:
        return []

    ended = False

    def close(self) -> None:
        self._closed.set()


def until(true: Any, within_s: float = 30.0) -> None:
    end_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end_s
        time.sleep(0.01)


def outlets() -> tuple[Any, Any]:
    words = pylsl.StreamOutlet(pylsl.StreamInfo("Trigger box", "Markers", 1, 0.0, "string", "trigger"))
    described = pylsl.StreamInfo("Pedal", "Force", 2, 100.0, "int32", "pedal")
    channels = described.desc().append_child("channels")
    for label in ("left", "right"):
        channel = channels.append_child("channel")
        channel.append_child_value("label", label)
        channel.append_child_value("unit", "newton")
    return words, pylsl.StreamOutlet(described)


def streams_of(path: Path) -> dict[str, Any]:
    streams, _ = pyxdf.load_xdf(str(path), dejitter_timestamps=False)
    return {s["info"]["name"][0]: s for s in streams}


# Stamps are exact, a rate that is off is followed with some delay; of arrivals only the earliest count.
@pytest.mark.parametrize(("stamped", "crash", "within_s"), [(True, False, 0.012), (False, True, 0.015)])
def test_all_streams_lie_on_one_clock_for_any_reader(
    tmp_path: Path, stamped: bool, crash: bool, within_s: float
) -> None:
    words, pedal = outlets()
    source = Paced(stamped)
    engine = Engine(source, beside=open_beside)
    engine.start()
    engine.wait_ready()
    engine.set_beside(["lsl:name=Trigger box,source_id=trigger", "lsl:Pedal"])
    until(lambda: words.have_consumers() and pedal.have_consumers())
    until(lambda: all(c.state == "receiving" for c in engine.companions()))
    words.push_sample(["before the button"])
    until(lambda: sum(c.rows for c in engine.companions()) == 1)
    folder = engine.start_recording(tmp_path)
    source.at_s = at_s = time.monotonic() + 0.3
    until(lambda: time.monotonic() >= at_s)
    words.push_sample(["stimulus\n7"], at_s)
    pedal.push_chunk([[i, 2**30 + 1] for i in range(10)], at_s + 0.09)
    until(lambda: sum(c.rows for c in engine.companions()) == 12)
    until(lambda: engine.position > (at_s - source._began_s + 1.5) * FS_HZ)
    if crash:  # what a power cut would leave
        left = shutil.copytree(folder, tmp_path / "left", ignore=shutil.ignore_patterns("lock"))
        folder = Path(recover(left).folder)
    else:
        engine.stop_recording()
    engine.stop()
    streams = streams_of(folder / "recording.xdf")
    emg = streams["Paced"]
    onset_s = emg["time_stamps"][np.argmax(np.asarray(emg["time_series"])[:, 0] > 500)]
    told, force = streams["Trigger box"], streams["Pedal"]
    assert [t[0] for t in told["time_series"]] == ["before the button", "stimulus 7"]
    assert told["time_stamps"][1] == pytest.approx(onset_s, abs=within_s)
    np.testing.assert_array_equal(force["time_series"], [[i, 2**30 + 1] for i in range(10)])
    np.testing.assert_allclose(force["time_stamps"], onset_s + np.arange(10) / 100, atol=within_s)
    assert [c["label"][0] for c in force["info"]["desc"][0]["channels"][0]["channel"]] == ["left", "right"]
    assert force["info"]["nominal_srate"] == ["100.0"]
    for stream in (emg, told, force):
        assert len(stream["footer"]["info"]["clock_offsets"][0]["offset"]) >= 1
    recording = open_recording(folder)
    notes = {n.text: n.sample for n in recording.notes if n.what == "note"}
    assert set(notes) == {"Trigger box: before the button", "Trigger box: stimulus 7"}
    onset = int(np.argmax(recording.read(0, recording.n_samples)[:, 0] > 500))
    assert notes["Trigger box: stimulus 7"] == pytest.approx(onset, abs=15)
    assert recording.info.n_channels == 1
    recording.close()


def test_a_companion_that_is_not_there_yet_is_waited_for_and_one_that_goes_holds_up_nothing() -> None:
    engine = Engine(Paced(), beside=open_beside)
    engine.start()
    engine.wait_ready()
    try:
        engine.set_beside(["lsl:Latecomer?wait_s=0.3"])
        until(lambda: any("Latecomer" in i.text and "tries again" in i.text for i in engine.incidents()))
        late = pylsl.StreamOutlet(pylsl.StreamInfo("Latecomer", "Markers", 1, 0.0, "string", "late"))
        until(late.have_consumers)
        until(lambda: engine.companions()[0].state == "receiving")
        late.push_sample(["here"])
        until(lambda: any(i.kind == "marker" and i.text == "Latecomer: here" for i in engine.incidents()))
        del late
        until(lambda: engine.companions()[0].state == "waiting")
        again = pylsl.StreamOutlet(pylsl.StreamInfo("Latecomer", "Markers", 1, 0.0, "string", "late"))
        until(again.have_consumers)
        until(lambda: engine.companions()[0].state == "receiving")
        again.push_sample(["back"])
        until(lambda: any(i.text == "Latecomer: back" for i in engine.incidents()))
        engine.set_beside([])
        until(lambda: not again.have_consumers())
        assert engine.companions() == ()
    finally:
        engine.stop()
    assert not [t for t in threading.enumerate() if t.name.startswith("fascview")]


def test_a_device_can_be_a_companion(tmp_path: Path) -> None:
    engine = Engine(Paced(), beside=open_beside)
    engine.start()
    engine.wait_ready()
    engine.set_beside(["demo:?seed=3"])
    until(lambda: engine.companions()[0].rows > 100)
    folder = engine.start_recording(tmp_path, keep_s=0.0)
    until(lambda: engine.companions()[0].rows > 3000)
    engine.stop_recording()
    engine.stop()
    others = [s for name, s in streams_of(folder / "recording.xdf").items() if s["info"]["type"][0] == "Samples"]
    steps = np.diff(others[0]["time_stamps"])
    assert np.median(steps) == pytest.approx(1 / float(others[0]["info"]["nominal_srate"][0]), rel=0.02)
    assert len(others[0]["time_series"]) > 1000


def test_a_recording_is_no_companion() -> None:
    with pytest.raises(UsageError, match="choose a live one"):
        open_beside("file:/somewhere")
