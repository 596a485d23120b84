"""Sending: what an independent inlet reads is what the source gave, at its time, with its description."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pylsl
import pytest

from fascview.errors import SourceError
from fascview.stream import StreamInfo
from fascview_drivers import open_source
from fascview_drivers.lsl.markers import MarkerOutlet
from fascview_drivers.lsl.outlet import run_outlet
from fascview_drivers.simulator.patient import Patient
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.source import DemoSource

ROOT = Path(__file__).resolve().parents[3]
SMALL = PatientSettings(seed=7, muscles=("Deltoid R", "Soleus L"), rates_per_min=(200.0, 0.0), channels=2, fs_hz=1000.0)


class Running:
    """A source being sent from a thread of this test."""

    def __init__(self, source: Any, name: str, **options: Any) -> None:
        self.stop, self.ready = threading.Event(), threading.Event()
        self.failure: BaseException | None = None
        self.sent = 0

        def work() -> None:
            try:
                self.sent = run_outlet(
                    source, name=name, stop=self.stop, ready=lambda _: self.ready.set(), wait_for_reader_s=10, **options
                )
            except SourceError as error:
                self.failure = error
                self.ready.set()

        self._thread = threading.Thread(target=work)

    def __enter__(self) -> Running:
        self._thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(5)
        assert not self._thread.is_alive()


def inlet_of(name: str) -> Any:
    found = pylsl.resolve_byprop("name", name, 1, 5)
    assert len(found) == 1
    return pylsl.StreamInlet(found[0], recover=False)


def pull(inlet: Any, n_samples: int) -> tuple[np.ndarray, np.ndarray]:
    samples, stamps = [], []
    while sum(map(len, stamps)) < n_samples:
        piece, times = inlet.pull_chunk(timeout=5.0, max_samples=n_samples, min_samples=1, as_numpy=True)
        assert len(times), "nothing came"
        samples.append(piece)
        stamps.append(times)
    return np.concatenate(samples), np.concatenate(stamps)


def test_every_sample_is_sent_once_and_in_time() -> None:
    with Running(DemoSource(SMALL, speed=np.inf), "Sent"):
        inlet = inlet_of("Sent")
        samples, stamps = pull(inlet, 1500)
        sent_s = pylsl.local_clock()
    np.testing.assert_array_equal(samples, Patient(SMALL).read(0, len(samples)))
    np.testing.assert_allclose(np.diff(stamps), 0.001, atol=2e-6)
    assert -0.05 < sent_s - stamps[-1] < 0.5


def test_lost_samples_are_holes_of_their_length() -> None:
    settings = replace(SMALL, lost=True)
    runs = Patient(settings).losses(0, 60_000)
    assert runs
    first, last = runs[0]
    source = DemoSource(settings, speed=np.inf)
    source.open = lambda: _from(source, first - 300)  # type: ignore[method-assign]
    with Running(source, "Holed"):
        samples, stamps = pull(inlet_of("Holed"), 700)
    number = np.round((stamps - stamps[0]) * 1000).astype(int) + first - 300
    assert np.diff(number).max() == last - first + 1
    np.testing.assert_array_equal(samples, Patient(settings).read(0, int(number[-1]) + 1)[number])


def _from(source: DemoSource, start: int) -> StreamInfo:
    info = DemoSource.open(source)
    source._position = start
    return info


def test_the_stream_is_described() -> None:
    with Running(DemoSource(SMALL), "Described", type="EMG"):
        info = inlet_of("Described").info()
        assert (info.type(), info.nominal_srate(), info.channel_count()) == ("EMG", 1000.0, 4)
        assert info.get_channel_labels() == ["Deltoid R 1", "Deltoid R 2", "Soleus L 1", "Soleus L 2"]
        assert info.get_channel_units() == ["microvolts"] * 4
        assert info.get_channel_types() == ["EMG"] * 4
        first = info.desc().child("channels").child("channel")
        assert (first.child_value("muscle"), first.child_value("side")) == ("Deltoid", "R")
        identity = info.source_id()
        read = open_source("lsl:Described").open()
        assert [m.label for m in read.muscles] == ["Deltoid R", "Soleus L"]
        assert read.made_up  # nobody shall take it for a person's
    with Running(DemoSource(SMALL), "Described"):
        assert inlet_of("Described").info().source_id() == identity


def test_the_truth_is_sent_as_markers() -> None:
    with Running(DemoSource(SMALL), "Known", truth=True):
        markers, data = inlet_of("Known truth"), inlet_of("Known")
        markers.open_stream(5)
        _, stamps = pull(data, 3000)
        told = []
        for _ in range(3):
            text, stamp = markers.pull_sample(timeout=5)
            told.append((json.loads(text[0]), stamp))
    truth = Patient(SMALL).truth(0, 20_000)
    for (marker, stamp), row in zip(told, truth, strict=False):
        assert marker["event"] == row["kind"]
        assert marker["time_s"] == pytest.approx(row["time_s"])
        assert stamp - stamps[0] == pytest.approx(row["time_s"], abs=1e-4)


def test_only_a_source_that_knows_can_send_the_truth(tmp_path: Path) -> None:
    class Ignorant(DemoSource):
        truth = None  # type: ignore[assignment]

    with Running(Ignorant(SMALL), "Ignorant", truth=True) as running:
        pass
    assert "true events" in str(running.failure)


def test_events_go_out_as_markers() -> None:
    outlet = MarkerOutlet("Events of a test")
    inlet = inlet_of("Events of a test")
    inlet.open_stream(5)
    outlet.send("fasciculation", "Deltoid R", 123.456, 12.3456789, 1000.5)
    outlet.send("doublet", "Müskel", float("nan"), 1.0)
    first, at = inlet.pull_sample(5)
    second, _ = inlet.pull_sample(5)
    assert json.loads(first[0]) == {
        "event": "fasciculation",
        "muscle": "Deltoid R",
        "vpp_uv": 123.46,
        "time_s": 12.345679,
    }
    assert at == pytest.approx(1000.5)
    assert json.loads(second[0])["vpp_uv"] is None
    assert json.loads(second[0])["muscle"] == "Müskel"
    outlet.close()
    outlet.close()
    outlet.send("late", "", 0.0, 0.0)


def test_the_command_publishes_the_demo_patient() -> None:
    paths = os.pathsep.join(str(ROOT / p) for p in ("", "drivers", "ui", "resources"))
    command = ("simulate", "lsl", "--source", "demo:?seed=11&fs_hz=500", "--name", "From afar")
    with subprocess.Popen(
        [sys.executable, "-m", "fascview", *command],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths},
    ) as process:  # fmt: skip
        assert process.stderr is not None
        assert "From afar" in process.stderr.readline()
        source = open_source("lsl:From afar")
        info = source.open()
        assert (info.n_channels, info.fs_hz) == (16, 500.0)
        block = source.read(5.0)
        assert block is not None
        sent = Patient(PatientSettings(seed=11, fs_hz=500.0)).read(0, 30_000)
        place = np.flatnonzero((sent == block.samples[0]).all(axis=1))
        assert len(place) == 1
        np.testing.assert_array_equal(block.samples, sent[place[0] : place[0] + len(block)])
        source.close()
        process.terminate()
        assert process.wait(10) is not None
