"""Two hundred rounds with every driver: stopped in a blocking read, nothing may be left of any of them."""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from fascview.errors import SourceError
from fascview_drivers.registry import DRIVERS, open_source

ROUNDS = 200
SERIAL = [d.name for d in DRIVERS if d.kind == "serial"]
CALL_US = ["muovi", "sessantaquattro"]
real_sleep = time.sleep


def left() -> tuple[int, int]:
    gc.collect()
    return len(os.listdir("/proc/self/fd")), threading.active_count()


def a_round(source: Any) -> None:
    """Open, wait for samples in another thread, close; both must end within a second."""
    source.open()
    reading = threading.Event()
    ended: list[BaseException | None] = []

    def wait() -> None:
        reading.set()
        with contextlib.suppress(SourceError):
            while not closing.is_set():
                source.read(10.0)
        ended.append(None)

    closing = threading.Event()
    thread = threading.Thread(target=wait)
    thread.start()
    reading.wait()
    began = time.monotonic()
    closing.set()
    source.close()
    thread.join(1.0)
    assert not thread.is_alive()
    assert time.monotonic() - began < 1.0
    source.close()
    assert ended


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses that devices need after a command are for devices."""
    monkeypatch.setattr(time, "sleep", lambda s: real_sleep(min(s, 0.001)))


@pytest.fixture
def caller() -> Iterator[Any]:
    """Somebody who calls a port of this computer, again and again, and waits to be hung up."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def start(port: int) -> None:
        def call() -> None:
            while not stop.is_set():
                try:
                    with socket.create_connection(("127.0.0.1", port), timeout=0.2) as wire:
                        wire.settimeout(0.2)
                        while not stop.is_set():
                            with contextlib.suppress(TimeoutError):
                                if not wire.recv(100):
                                    break
                except OSError:
                    stop.wait(0.002)

        threads.append(threading.Thread(target=call))
        threads[-1].start()

    yield start
    stop.set()
    for thread in threads:
        thread.join()


def without_dialogue(source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the family believe that its device is streaming: its dialogue takes a second, and is tested elsewhere."""
    from fascview.stream import Channel, StreamInfo

    info = StreamInfo("quick", "serial", 1000.0, (Channel("a"),))
    monkeypatch.setattr(type(source._family), "start", lambda self, link: info)


@pytest.mark.parametrize("kind", SERIAL)
def test_f37_serial(kind: str, hasty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = os.openpty()
    os.set_blocking(master, False)
    address = f"serial:{kind}@{os.ttyname(slave)}"
    without_dialogue(open_source(address), monkeypatch)
    try:
        a_round(open_source(address))
        before = left()
        for _ in range(ROUNDS):
            a_round(open_source(address))
            with contextlib.suppress(BlockingIOError):
                os.read(master, 4096)
        assert left() == before
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize("kind", CALL_US)
def test_f37_devices_that_call(kind: str, hasty: None, monkeypatch: pytest.MonkeyPatch, caller: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp:{kind}@127.0.0.1:{port}"
    without_dialogue(open_source(address), monkeypatch)
    caller(port)
    a_round(open_source(address))
    before = left()
    for _ in range(ROUNDS):
        a_round(open_source(address))
    deadline = time.monotonic() + 2
    while left() > before and time.monotonic() < deadline:
        real_sleep(0.01)
    assert abs(left()[0] - before[0]) <= 1  # the caller may be between two calls
    assert left()[1] == before[1]


def test_f37_a_device_that_is_called(hasty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def answer() -> None:
        listener.settimeout(0.1)
        calls: list[socket.socket] = []
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                calls.append(listener.accept()[0])
            while len(calls) > 1:
                calls.pop(0).close()
        for call in calls:
            call.close()

    thread = threading.Thread(target=answer)
    thread.start()
    address = f"tcp:quattrocento@127.0.0.1:{listener.getsockname()[1]}"
    without_dialogue(open_source(address), monkeypatch)
    try:
        a_round(open_source(address))
        before = left()
        for _ in range(ROUNDS):
            a_round(open_source(address))
        deadline = time.monotonic() + 2
        while left() > before and time.monotonic() < deadline:
            real_sleep(0.01)
        assert abs(left()[0] - before[0]) <= 1
        assert left()[1] == before[1]
    finally:
        stop.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize("kind", ["demo", "file"])
def test_f37_the_demo_and_a_recording(kind: str, shared_dir: Any) -> None:
    if kind == "demo":
        address, rounds = "demo:?fs_hz=500&duration_s=5", 20  # every round makes a patient
    else:
        address, rounds = f"file:{shared_dir / 'samples' / 'openhdemg_VL64_2048Hz.bdf'}", ROUNDS
    a_round(open_source(address))
    before = left()
    for _ in range(rounds):
        a_round(open_source(address))
    assert left() == before


def test_f37_brainflow() -> None:
    pytest.importorskip("brainflow", reason="BrainFlow is not installed")
    a_round(open_source("brainflow:SYNTHETIC"))
    before = left()
    for _ in range(ROUNDS):
        a_round(open_source("brainflow:SYNTHETIC"))
    assert left() == before


@pytest.mark.slow
def test_f37_lsl() -> None:
    """Each round has an inlet of its own; a stream that is asked for by its uid is found at once."""
    pylsl = pytest.importorskip("pylsl")
    outlet = pylsl.StreamOutlet(pylsl.StreamInfo("Many rounds", "EMG", 2, 100.0, "float32", "many"))
    uid = outlet.get_info().uid()
    stop = threading.Event()

    def send() -> None:
        while not stop.wait(0.02):
            outlet.push_chunk(np.zeros((2, 2), np.float32))

    sender = threading.Thread(target=send)
    sender.start()
    try:
        a_round(open_source(f"lsl:uid={uid}"))
        before = left()
        rounds, end_s = 0, time.monotonic() + 100
        while rounds < ROUNDS and time.monotonic() < end_s:
            a_round(open_source(f"lsl:uid={uid}"))
            rounds += 1
        deadline = time.monotonic() + 5
        while left()[0] > before[0] and time.monotonic() < deadline:
            real_sleep(0.05)
        assert rounds == ROUNDS
        assert left()[0] <= before[0]
        assert left()[1] == before[1]
    finally:
        stop.set()
        sender.join()
