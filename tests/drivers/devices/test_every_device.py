"""One conformance test over all drivers, each against its own simulator, and exact samples from every one."""

from __future__ import annotations

import gc
import os
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from fascview.errors import FascviewError, SourceError, UsageError
from fascview.stream import Source
from fascview_drivers.options import options_of
from fascview_drivers.registry import DRIVERS, open_source
from fascview_drivers.simulate import KINDS


@dataclass(frozen=True)
class Case:
    """What goes in and comes out: whole steps of ``in_uv``, told as whole steps of ``out``."""

    in_uv: float
    out: float
    options: str
    n_channels: int
    fs_hz: float
    period: int = 1000


COUNT_24 = 4.5e6 / 24 / (2**23 - 1)
KNIGHT = 4e6 / 12 / 32767
CASES = {
    "cyton": Case(COUNT_24, COUNT_24, "", 8, 250, 100_003),
    "daisy": Case(COUNT_24, COUNT_24, "", 16, 125, 100_003),
    "bitalino": Case(3.3e6 / 1009 / 1024, 3.3e6 / 1009 / 1024, "?channels=1-4", 4, 1000),
    "chords": Case(5e6 / 2420 / 1024, 5e6 / 2420 / 1024, "", 6, 250),
    "spikerbox": Case(5.0, 1.0, "?channels=2", 2, 5000),
    "shimmer": Case(2.42e6 / 12 / (2**23 - 1), 2.42e6 / 12 / (2**23 - 1), "?rate=512", 2, 512, 100_003),
    "olimex": Case(5e6 / 1024 / 2848, 1.0, "", 6, 250),
    "freeeeg32": Case(2.5e6 / 8 / (2**23 - 1), 2.5e6 / 8 / (2**23 - 1), "", 32, 512, 100_003),
    "knight": Case(KNIGHT, KNIGHT, "", 8, 125, 30_011),
    "csv": Case(1.0, 1.0, "", 2, 250),
    "muovi": Case(0.2861, 0.2861, "", 32, 2000, 30_011),
    "sessantaquattro": Case(0.2861, 0.2861, "?rate=1000&size=16", 16, 1000, 30_011),
    "quattrocento": Case(5e6 / 2**16 / 150, 5e6 / 2**16 / 150, "", 96, 2048, 30_011),
}
SERIAL = [d.name for d in DRIVERS if d.kind == "serial"]
MADE_UP = [d.name for d in DRIVERS if d.name in KINDS]


def free_port() -> str | None:
    """Return a port of this computer that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def numbered(case: Case) -> Any:
    """Return a wave whose every channel counts up by three, so that a lost or doubled sample shows."""

    def wave(index: np.ndarray) -> np.ndarray:
        steps = (3 * index[:, None] + 7 * np.arange(96)[None, :]) % case.period - case.period // 2
        return np.asarray(steps * case.in_uv)

    return wave


def test_every_serial_device_has_a_case() -> None:
    assert set(SERIAL) == set(CASES) & set(SERIAL)


@pytest.mark.parametrize("kind", CASES)
def test_every_sample_comes_through_exactly(kind: str, simulated: Any, known_source: Any, collect: Any) -> None:
    case = CASES[kind]
    port = None if kind in SERIAL else free_port()
    running = simulated(kind, known_source(numbered(case), 96, case.fs_hz), port=port)
    source = open_source(running.address + case.options)
    info = source.open()
    try:
        assert info.n_channels == case.n_channels
        assert info.fs_hz == case.fs_hz
        n = int(min(0.5 * case.fs_hz + 40, 600))
        _, samples = collect(source, n)
        steps = samples / case.out
        whole = np.rint(steps)
        assert not np.isnan(steps).any()
        np.testing.assert_allclose(steps, whole, atol=0.02 + 1e-6 * np.abs(whole).max())
        assert (np.diff(whole, axis=0) % case.period == 3).all()
        assert (np.diff(whole, axis=1) % case.period == 7).all()
        assert source.lost_samples == 0  # type: ignore[attr-defined]
    finally:
        source.close()


@pytest.mark.parametrize("kind", CASES)
def test_conformance(kind: str, simulated: Any, known_source: Any) -> None:
    case = CASES[kind]
    port = None if kind in SERIAL else free_port()
    running = simulated(kind, known_source(numbered(case), 96, case.fs_hz), port=port)
    gc.collect()
    descriptors, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    source = open_source(running.address + case.options)
    assert isinstance(source, Source)
    assert source.read(0.0) is None  # not open yet
    info = source.open()
    assert info.kind in ("serial", "tcp")
    assert info.address == running.address + case.options
    assert len(info.name) <= 64
    assert info.properties["scale"]
    at = None
    for _ in range(1000):
        block = source.read(0.2)
        if block is None:
            continue
        assert block.samples.dtype == np.float32
        assert block.samples.shape[1] == info.n_channels
        assert not block.samples.flags.writeable
        if info.aux_channels:
            assert block.aux is not None
            assert block.aux.shape == (len(block), len(info.aux_channels))
            assert not block.aux.flags.writeable
        assert at is None or block.start == at
        at = block.stop
        if at > 20:
            break
    assert at is not None
    assert at > 20
    assert not source.ended
    assert all(e.kind in ("state", "rate", "gap", "marker") for e in source.events())
    ended = threading.Event()

    def read_on() -> None:
        for _ in range(200):
            if source.read(0.5) is None and done.is_set():
                break
        ended.set()

    done = threading.Event()
    reader = threading.Thread(target=read_on)
    reader.start()
    began = time.monotonic()
    done.set()
    source.close()
    assert ended.wait(1.0)
    reader.join()
    assert time.monotonic() - began < 1.0
    source.close()
    assert source.read(0.0) is None
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= descriptors + (1 if running.address.startswith("tcp") else 0)
    assert threading.active_count() == threads


@pytest.mark.parametrize("kind", SERIAL)
def test_f33_a_silent_port_is_told_and_never_sent_anothers_commands(kind: str) -> None:
    """What listeners send is nothing at all; the others ask who is there before anything else."""
    first = {
        "bitalino": b"\x00",
        "chords": b"WHORU\n",
        "cyton": b"s",
        "daisy": b"s",
        "shimmer": b"\x20",
        "spikerbox": b"b:;\n",
    }
    master, slave = os.openpty()
    os.set_blocking(master, False)
    source = open_source(f"serial:{kind}@{os.ttyname(slave)}")
    try:
        began = time.monotonic()
        with pytest.raises(SourceError, match="connected, but no data"):
            source.open()
        # Boards with the Chords firmware restart for two seconds when their port opens, and some answer a second late.
        assert time.monotonic() - began < (5.0 if kind == "chords" else 2.8)
        try:
            sent = os.read(master, 4096)
        except BlockingIOError:
            sent = b""
    finally:
        source.close()
        os.close(master)
        os.close(slave)
    assert sent.startswith(first.get(kind, b""))
    assert kind in first or not sent


@pytest.mark.parametrize("kind", SERIAL)
def test_unknown_options_are_refused(kind: str) -> None:
    with pytest.raises(FascviewError, match="unknown option"):
        open_source(f"serial:{kind}@/dev/null?colour=red")


COUNTED = [kind for kind in CASES if kind not in ("spikerbox", "csv")]


@pytest.mark.parametrize("kind", COUNTED)
def test_f31_every_sample_keeps_its_place_whatever_is_lost(
    kind: str, simulated: Any, known_source: Any, collect: Any
) -> None:
    case = CASES[kind]
    # TCP loses no bytes: there only whole samples can be missing.
    faults = ("drop=0.03", "cut=0.01", "insert=0.01", "duplicate=0.01") if kind in SERIAL else ("drop=0.03",)
    if kind in ("bitalino", "shimmer"):  # four bits of counter cannot tell a repeated frame; one fixed byte is no guard
        faults = ("drop=0.03",)
    port = None if kind in SERIAL else free_port()
    running = simulated(kind, known_source(numbered(case), 96, case.fs_hz), port=port, faults=faults)
    source = open_source(running.address + case.options)
    source.open()
    try:
        _, samples = collect(source, int(min(2 * case.fs_hz, 900)))
        steps = np.rint(samples[:, 0] / case.out)
        here = np.flatnonzero(~np.isnan(steps))
        assert 0.005 < 1 - len(here) / len(steps) < 0.25
        offset = (steps[here] - 3 * here) % case.period
        assert (offset == offset[0]).all()
        assert source.lost_samples >= len(steps) - len(here)  # type: ignore[attr-defined]
    finally:
        source.close()


@pytest.mark.parametrize("kind", ["muovi", "quattrocento"])
def test_f28_a_network_device_goes_and_comes_back(kind: str, simulated: Any, known_source: Any) -> None:
    case = CASES[kind]
    running = simulated(kind, known_source(numbered(case), 96, case.fs_hz), port=free_port(), faults=("unplug=1.5+1",))
    source = open_source(running.address)
    source.open()
    try:
        told: list[str] = []
        deadline = time.monotonic() + 10
        while not any("data again" in t for t in told):
            assert time.monotonic() < deadline, told
            source.read(0.05)
            told += [e.text for e in source.events() if e.kind == "state"]
        assert [t.partition(":")[0] for t in told][-3:] == ["lost", "reconnecting", "streaming"]
        assert 0.8 * case.fs_hz < source.lost_samples < 3 * case.fs_hz  # type: ignore[attr-defined]
    finally:
        source.close()


def test_nobody_calls() -> None:
    source = open_source(f"tcp:muovi@{free_port()}?wait=0.3")
    with pytest.raises(SourceError, match="No device called port"):
        source.open()
    source.close()


def test_nobody_answers() -> None:
    source = open_source(f"tcp:quattrocento@{free_port()}")
    with pytest.raises(SourceError, match="refuses the connection"):
        source.open()
    source.close()


def test_a_port_for_listening_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        source = open_source(f"tcp:muovi@127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(SourceError, match="in use by another program"):
            source.open()
        source.close()


def test_closing_while_nobody_has_called_yet() -> None:
    source = open_source(f"tcp:sessantaquattro@{free_port()}?wait=30")
    ended = threading.Event()

    def open_it() -> None:
        with pytest.raises(SourceError):
            source.open()
        ended.set()

    thread = threading.Thread(target=open_it)
    thread.start()
    threading.Event().wait(0.1)
    source.close()
    assert ended.wait(1.0)
    thread.join()


@pytest.mark.parametrize("driver", [d for d in DRIVERS if d.kind in ("serial", "tcp")], ids=lambda d: d.name)
def test_options_are_stated_and_every_stated_value_is_taken(driver: Any) -> None:
    options = options_of(driver.name)
    assert options
    place = f"{driver.kind}:{driver.name}@" + ("/dev/null" if driver.kind == "serial" else "127.0.0.1:0")
    for option in options:
        assert option.text
        values = {option.default, *option.allowed} - {""}
        if option.low is not None and option.high is not None:
            values |= {f"{option.low:.10g}", f"{option.high:.10g}"}
        for value in values:
            if driver.name == "chords" and option.name == "channels":
                continue  # the board itself says how many there are
            open_source(f"{place}?{option.name}={value}")
        if option.allowed:
            with pytest.raises(UsageError):
                open_source(f"{place}?{option.name}=nothing")
        if option.low is not None and option.high is not None:
            for beyond in (option.low - 1e-3 * abs(option.low) - 1e-9, 1.001 * option.high + 1e-9):
                with pytest.raises(UsageError):
                    open_source(f"{place}?{option.name}={beyond:.12g}")


def test_options_of_nobody() -> None:
    assert options_of("demo") is not None
    with pytest.raises(UsageError, match="not a device"):
        options_of("nobody")
