from __future__ import annotations

import time

import numpy as np

from fascview.detection.events import EVENT_DTYPE
from fascview.engine.engine import Engine
from fascview.engine.event_store import EventStore
from fascview.engine.outgoing import Detections
from fascview.errors import SourceError
from fascview.stream import Block, Channel, StreamInfo

from .sources import ListSource, counted, cut

INFO = StreamInfo("list", "demo", 1000.0, (Channel("a"),))


class Told:
    name = "told"

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, str]] = []
        self.restarts = self.closed = 0
        self.fails = False

    def saw(self, block):
        if self.fails:
            raise OSError("no network")

    def send(self, events):
        self.sent += [(int(e["id"]), str(e["kind"]), str(e["status"])) for e in events]

    def restart(self):
        self.restarts += 1

    def close(self):
        self.closed += 1


def row(number, status, kind="fasciculation"):
    made = np.zeros(1, EVENT_DTYPE)
    made["id"], made["status"], made["kind"] = number, status, kind
    return made


def make(out):
    said = []
    return Detections(lambda info: out, lambda kind, text: said.append(text)), said


def test_nothing_is_published_until_asked_for():
    detections, said = make(Told())
    detections.step(INFO, EventStore(), None)
    assert not detections.on
    assert not said


def test_changes_go_out_once_and_a_persons_verdict_goes_over_the_programs():
    out = Told()
    detections, _ = make(out)
    store = EventStore()
    store.update(row(1, "accepted"), [])  # before it was asked for
    detections.wanted = True
    detections.step(INFO, store, None)
    store.update(row(2, "provisional"), [])
    store.update(row(2, "accepted"), [])
    detections.step(INFO, store, Block(0, counted(0, 10, 1)))
    detections.step(INFO, store, None)
    assert out.sent == [(2, "fasciculation", "accepted")]
    store.judge(2, "rejected")
    detections.step(INFO, store, None)
    store.judge(2, "doublet")
    detections.step(INFO, store, None)
    store.judge(2, "")
    detections.step(INFO, store, None)
    assert out.sent[1:] == [
        (2, "fasciculation", "rejected"), (2, "doublet", "accepted"), (2, "fasciculation", "accepted")
    ]  # fmt: skip


def test_a_seek_begins_the_numbers_anew():
    out = Told()
    detections, _ = make(out)
    detections.wanted = True
    detections.step(INFO, EventStore(), None)
    detections.step(INFO, EventStore(), None)
    assert out.restarts == 1


def test_what_fails_is_told_once_and_is_off():
    out = Told()
    detections, said = make(out)
    detections.wanted = True
    detections.step(INFO, EventStore(), None)
    out.fails = True
    for _ in range(3):
        detections.step(INFO, EventStore(), Block(0, counted(0, 10, 1)))
    assert out.closed == 1
    assert not detections.on
    assert [t for t in said if "no network" in t] == said[1:]

    def refuse(info):
        raise SourceError("LSL cannot be used here.")

    detections = Detections(refuse, lambda kind, text: said.append(text))
    detections.wanted = True
    detections.step(INFO, EventStore(), None)
    assert "LSL cannot be used here" in said[-1]
    assert not detections.wanted


def test_the_engine_publishes_on_demand_and_withdraws_at_its_end():
    out = Told()
    source = ListSource(cut(counted(0, 3000), 100), kind="demo", after="silent")
    engine = Engine(source, detections=lambda info: out)
    engine.send_detections(True)
    engine.start()
    engine.wait_ready()
    end = time.monotonic() + 5
    while not engine.sends_detections:
        assert time.monotonic() < end
        time.sleep(0.005)
    engine.stop()
    assert out.closed == 1
    assert any("Detections go out" in i.text for i in engine.incidents())
