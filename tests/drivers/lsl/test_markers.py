"""Markers in and out: placed on the samples they belong to, taken back when they were wrong."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pylsl
import pytest

from fascview.stream import Block, Channel, Muscle, StreamInfo
from fascview_drivers import open_source
from fascview_drivers.lsl.detections import DetectionOutlet

sys.path.insert(0, str(Path(__file__).parent))
from conftest import Sender, read_for

ROW = np.dtype([("id", int), ("sample", int), ("muscle", int), ("vpp_uv", float), ("kind", "U14"), ("status", "U12")])
INFO = StreamInfo("x", "lsl", 1000.0, (Channel("a", Muscle("Deltoid", "R")), Channel("b", Muscle("Soleus", "L"))))


def rows(*values: tuple[Any, ...]) -> np.ndarray:
    return np.array(list(values), ROW)


def inlet_of(name: str) -> Any:
    inlet = pylsl.StreamInlet(pylsl.resolve_byprop("name", name, 1, 5)[0], recover=False)
    inlet.open_stream(5)
    return inlet


def test_detections_go_out_once_and_are_taken_back() -> None:
    outlet = DetectionOutlet(INFO, name="Detections of a test")
    inlet = inlet_of("Detections of a test")
    outlet.saw(Block(900, np.zeros((100, 2), np.float32), stamp_s=50.0))
    provisional = (1, 950, 0, 80.0, "fasciculation", "provisional")
    accepted = (1, 950, 0, 80.0, "fasciculation", "accepted")
    outlet.send(rows(provisional))
    outlet.send(rows(accepted, (2, 960, 1, 40.0, "doublet", "accepted"), (3, 970, 1, 9.0, "artefact", "rejected")))
    outlet.send(rows(accepted))
    outlet.send(rows((2, 960, 1, 40.0, "voluntary", "rejected")))
    outlet.send(rows((2, 960, 1, 40.0, "voluntary", "rejected")))
    outlet.send(rows((4, 980, 0, 1.0, "fasciculation", "accepted")))
    told = [inlet.pull_sample(5) for _ in range(4)]
    markers = [json.loads(text[0]) for text, _ in told]
    assert [m["event"] for m in markers] == ["fasciculation", "doublet", "retracted", "fasciculation"]
    assert [m["muscle"] for m in markers] == ["Deltoid R", "Soleus L", "Soleus L", "Deltoid R"]
    assert [stamp for _, stamp in told] == pytest.approx([49.951, 49.961, 49.961, 49.981])
    assert inlet.pull_sample(0.0)[0] is None
    outlet.close()


def test_markers_of_others_are_placed_on_the_samples(send: Callable[..., Sender]) -> None:
    send("--name", "Beside", "--source-id", "b", "--fs", "1000")
    other = pylsl.StreamOutlet(pylsl.StreamInfo("Trigger box", "Markers", 1, 0.0, "string", "t"))
    source = open_source("lsl:Beside?markers=markers")
    source.open()
    marked: list[Any] = []
    end_s = time.monotonic() + 15
    while not other.have_consumers() and time.monotonic() < end_s:
        source.read(0.05)
    block = read_for(source, 300)[-1]
    first = int(block.samples[-1, 0]) - (block.stop - 1)  # from our numbering to the sender's, modulo its wrap
    at_s = pylsl.local_clock()
    other.push_sample(["stimulus\n7"], at_s)
    while not marked and time.monotonic() < end_s:
        source.read(0.05)
        marked += [e for e in source.events() if e.kind == "marker"]
    assert marked[0].text == "Trigger box: stimulus 7"
    assert (marked[0].sample + first) % 2**20 == pytest.approx(round(at_s * 1000) % 2**20, abs=2)
    source.close()
