"""Simulated devices, known signals and the reference frames for the tests of the drivers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fascview.stream import Block, Channel, SourceEvent, StreamInfo
from fascview_drivers.simulate import run_simulator


class KnownSource:
    """A source as fast as it is asked, with samples that a formula gives: ``wave(index) -> (n, n_channels)``."""

    def __init__(self, wave: Callable[[np.ndarray], np.ndarray], n_channels: int, fs_hz: float) -> None:
        self._wave, self._n_channels, self._fs_hz = wave, n_channels, fs_hz
        self._at = 0

    def open(self) -> StreamInfo:
        return StreamInfo("known", "demo", self._fs_hz, tuple(Channel(f"{i}") for i in range(self._n_channels)))

    def read(self, timeout_s: float = 0.1) -> Block:
        index = np.arange(self._at, self._at + 64)
        self._at += 64
        return Block(int(index[0]), np.asarray(self._wave(index), np.float32))

    def events(self) -> list[SourceEvent]:
        return []

    @property
    def ended(self) -> bool:
        return False

    def close(self) -> None:
        pass


class Running:
    """A simulator in a thread of its own."""

    def __init__(self, kind: str, source: Any, *, faults: tuple[str, ...] = (), port: str | None = None) -> None:
        self.stop = threading.Event()
        self.address = ""
        self.error: BaseException | None = None
        self._ready = threading.Event()

        def told(address: str) -> None:
            self.address = address
            self._ready.set()

        def work() -> None:
            try:
                run_simulator(kind, source, port=port, faults=faults, stop=self.stop, ready=told)
            except BaseException as error:  # noqa: BLE001 - shown to the test
                self.error = error
                self._ready.set()

        self._thread = threading.Thread(target=work, name=f"simulated {kind}")
        self._thread.start()
        self._ready.wait(10)
        if self.error is not None:
            raise self.error

    @property
    def path(self) -> str:
        return self.address.partition("@")[2]

    def end(self) -> None:
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()
        if self.error is not None:
            raise self.error


@pytest.fixture
def known_source() -> type[KnownSource]:
    return KnownSource


@pytest.fixture
def simulated() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(kind: str, source: Any, **more: Any) -> Running:
        running.append(Running(kind, source, **more))
        return running[-1]

    yield start
    for one in running:
        one.end()


@pytest.fixture(scope="session")
def device_frames(shared_dir: Path) -> dict[str, Any]:
    path = shared_dir / "reference" / "device_frames.json"
    if not path.is_file():
        pytest.skip("the reference frames beside the project are not here")
    protocols: dict[str, Any] = json.loads(path.read_text())["protocols"]
    return protocols


@pytest.fixture
def collect() -> Callable[..., tuple[int, np.ndarray]]:
    """Read until there are at least so many rows; lost samples are rows of NaN."""

    def read(source: Any, rows: int, within_s: float = 20.0) -> tuple[int, np.ndarray]:
        deadline = time.monotonic() + within_s
        pieces: list[np.ndarray] = []
        start = at = -1
        got = 0
        while got < rows:
            assert time.monotonic() < deadline, f"{got} of {rows} rows came; {source.events()}"
            block = source.read(0.1)
            if block is None:
                continue
            if start < 0:
                start = at = block.start
            if block.start > at:
                pieces.append(np.full((block.start - at, block.samples.shape[1]), np.nan, np.float32))
            assert block.start >= at
            pieces.append(block.samples)
            at = block.stop
            got = at - start
        return start, np.concatenate(pieces)

    return read


@pytest.fixture
def wait_until() -> Callable[..., None]:
    def wait(true: Callable[[], bool], within_s: float = 10.0) -> None:
        deadline = time.monotonic() + within_s
        while not true():
            assert time.monotonic() < deadline
            threading.Event().wait(0.005)

    return wait
