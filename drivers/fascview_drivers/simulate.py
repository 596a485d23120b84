"""Devices without hardware: a pseudo-terminal or a TCP connection that behaves as a device does."""

from __future__ import annotations

import importlib
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np

from fascview.errors import UsageError
from fascview.stream import FloatArray, Source, plain_text
from fascview_drivers.faulty import Fault, Faults, parse_fault

TICK_S = 0.008
LONGEST_S = 0.25
"""After being held up (a suspended computer) at most so much is sent at once; the rest is dropped, as a device does."""


class Simulator(Protocol):
    """A device without its wire: commands in, replies and frames out."""

    @property
    def streaming(self) -> bool:
        """True between start and stop."""
        ...

    @property
    def fs_hz(self) -> float:
        """Samples per second, as set at present."""
        ...

    @property
    def n_channels(self) -> int:
        """Channels, as set at present."""
        ...

    @property
    def greeting(self) -> bytes:
        """What it says unasked when it is switched on."""
        ...

    def receive(self, data: bytes) -> bytes:
        """Take commands and return the replies."""
        ...

    def encode(self, samples_uv: FloatArray) -> list[bytes]:
        """Return one frame per sample, for samples of shape ``(n, n_channels)`` in microvolt."""
        ...


class Wire(Protocol):
    """Where a simulator's bytes go and its commands come from."""

    def receive(self) -> bytes:
        """Return what the program sent since the last call; never waits."""
        ...

    def send(self, frames: Sequence[bytes]) -> int:
        """Send whole frames, as many as there is room for; return how many were dropped. Never waits."""
        ...

    def unplug(self) -> None:
        """Break the connection."""
        ...

    def plug(self) -> None:
        """Make it again."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One line of the table of simulators."""

    module: str
    name: str
    settings: dict[str, Any]
    wire: str = "serial"
    tcp_port: int = 0


KINDS: dict[str, Kind] = {
    "cyton": Kind("openbci_cyton", "CytonSimulator", {}),
    "daisy": Kind("openbci_cyton", "CytonSimulator", {"daisy": True}),
    "bitalino": Kind("bitalino", "BitalinoSimulator", {}),
    "chords": Kind("chords", "ChordsSimulator", {}),
    "spikerbox": Kind("spikerbox", "SpikerBoxSimulator", {}),
    "shimmer": Kind("shimmer3", "ShimmerSimulator", {}),
    "olimex": Kind("olimex", "OlimexSimulator", {}),
    "freeeeg32": Kind("freeeeg32", "FreeEEG32Simulator", {}),
    "knight": Kind("knight", "KnightSimulator", {}),
    "csv": Kind("csv_lines", "LinesSimulator", {}),
    "muovi": Kind("otb_muovi", "MuoviSimulator", {}, "calls", 54_321),
    "sessantaquattro": Kind("otb_sessantaquattro", "SessantaquattroSimulator", {}, "calls", 45_454),
    "quattrocento": Kind("otb_quattrocento", "QuattrocentoSimulator", {}, "listens", 23_456),
}


def make_simulator(kind: str) -> Simulator:
    """Return the simulator of one kind of device, without a wire.

    Raises
    ------
    UsageError
        There is no such kind.
    """
    entry = _kind(kind)
    module = importlib.import_module(f"fascview_drivers.{entry.module}.simulator")
    return cast(Simulator, getattr(module, entry.name)(**entry.settings))


def run_simulator(
    kind: str,
    source: Source,
    *,
    port: str | None = None,
    faults: Sequence[str | Fault] = (),
    stop: threading.Event,
    ready: Callable[[str], None],
) -> None:
    """Behave as a device that measures what ``source`` gives, until ``stop`` is set or the source ends.

    Parameters
    ----------
    kind : str
        One of ``KINDS``.
    source : Source
        Where the samples come from; opened and closed here. Its channels are repeated, or left out, to fit the
        device, and its rate is converted by linear interpolation.
    port : str or None
        For serial devices a path to make the port known under; for TCP devices ``HOST:PORT``.
    faults : sequence of str or Fault
        Such as ``drop=0.01``; see `fascview_drivers.faulty.parse_fault`.
    stop : threading.Event
        Set it to end.
    ready : callable
        Called once with the address at which `fascview_drivers.registry.open_source` finds the device.

    Raises
    ------
    UsageError
        The kind, the port or a fault makes no sense.
    SourceError
        The source or the port cannot be opened.
    """
    entry = _kind(kind)
    simulator = make_simulator(kind)
    plan = Faults([parse_fault(f) if isinstance(f, str) else f for f in faults])
    info = source.open()
    try:
        wire, address = _make_wire(kind, entry, port, steady=plan.unplugs)
        try:
            ready(address)
            _stream(simulator, wire, Signal(source, info.fs_hz, info.n_channels), plan, stop)
        finally:
            wire.close()
    finally:
        source.close()


LONGEST_HOLE_S = 1.0


class Signal:
    """A source's samples at the rate and with the channels that a device has."""

    def __init__(self, source: Source, fs_hz: float, n_channels: int) -> None:
        self._source, self._fs_hz, self._n_channels = source, fs_hz, n_channels
        self._kept = np.zeros((0, n_channels), np.float32)
        self._first = 0  # index of the first kept row
        self._passed = 0  # rows of the source that went by while nobody asked for them
        self._at = 0.0  # index of the next row to give, between two rows of the source

    @property
    def ended(self) -> bool:
        """True when the source has no more."""
        return self._source.ended and self._at + 1 >= self._first + len(self._kept)

    def take(self, n: int, fs_hz: float, n_channels: int) -> FloatArray:
        """Return the next samples, at most ``n``, as shape ``(up to n, n_channels)``."""
        step = self._fs_hz / fs_hz
        if step == int(step):
            self._at = float(math.ceil(self._at))  # whole rows, unchanged
        needed = self._at + (n - 1) * step + 1
        while self._first + len(self._kept) <= needed and not self._source.ended:
            block = self._source.read(0.0)
            if block is None:
                break
            self._append(block.start, np.nan_to_num(block.samples, posinf=0, neginf=0))
        positions = self._at + np.arange(n) * step
        last = self._first + len(self._kept) - 1
        whole = step == int(step)
        positions = positions[positions <= (last if whole else last - 1)]
        if not len(positions):
            return np.zeros((0, n_channels), np.float32)
        below = positions.astype(np.int64)
        row = below - self._first
        part = (positions - below)[:, None].astype(np.float32)
        given = self._kept[row]
        if not whole:
            given = given + part * (self._kept[row + 1] - given)
        self._at += len(positions) * step
        spare = int(self._at) - self._first - 1
        if spare > 4096:
            self._kept, self._first = self._kept[spare:], self._first + spare
        return np.asarray(given[:, np.arange(n_channels) % self._n_channels], np.float32)

    def _append(self, start: int, samples: FloatArray) -> None:
        behind = start - self._passed - (self._first + len(self._kept))
        if behind > LONGEST_HOLE_S * self._fs_hz:  # nobody listened for a while: go on with what is measured now
            self._passed += behind
        elif behind > 0:
            samples = np.concatenate([np.zeros((behind, self._n_channels), np.float32), samples])
        self._kept = np.concatenate([self._kept, samples])


def _stream(simulator: Simulator, wire: Wire, signal: Signal, faults: Faults, stop: threading.Event) -> None:
    began = time.monotonic()
    wire.send([simulator.greeting] if simulator.greeting else [])
    was_streaming, fs_before_hz = False, simulator.fs_hz
    stream_began, made, unplugged = began, 0, False
    while not stop.is_set() and not signal.ended:
        now = time.monotonic()
        if faults.unplugged(now - began) != unplugged:
            unplugged = not unplugged
            if unplugged:
                wire.unplug()
            else:
                wire.plug()
        reply = simulator.receive(wire.receive())
        if reply:
            wire.send([reply])
        if simulator.streaming and (not was_streaming or simulator.fs_hz != fs_before_hz):
            stream_began, made = now, 0
        was_streaming, fs_before_hz = simulator.streaming, simulator.fs_hz
        if simulator.streaming:
            fs_hz = simulator.fs_hz * faults.rate
            due = int((now - stream_began) * fs_hz) - made
            if due > LONGEST_S * fs_hz + 1:
                late = due - int(LONGEST_S * fs_hz)
                made, due = made + late, due - late
                simulator.encode(signal.take(late, simulator.fs_hz, simulator.n_channels))
            if due > 0:
                samples = signal.take(due, simulator.fs_hz, simulator.n_channels)
                made += len(samples)
                if len(samples):
                    frames = simulator.encode(samples)
                    if not unplugged:
                        wire.send(faults.damage(frames, now - began))
        # Absolute deadlines: the next multiple of the tick, so that lateness never adds up.
        stop.wait(TICK_S - (time.monotonic() - began) % TICK_S)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise UsageError(f"“{plain_text(kind)}” cannot be simulated; there are {', '.join(KINDS)}.")
    return KINDS[kind]


def _make_wire(kind: str, entry: Kind, port: str | None, *, steady: bool) -> tuple[Wire, str]:
    if entry.wire == "serial":
        from fascview_drivers.pseudo_terminal import PseudoTerminal

        terminal = PseudoTerminal(port, steady=steady)
        return terminal, f"serial:{kind}@{terminal.path}"
    from fascview_drivers.tcp_wire import CallingWire, ListeningWire

    host, _, number = (port or "").rpartition(":")
    if number and not number.isdigit():
        raise UsageError(f"“{plain_text(port)}” is not a place on the network; write HOST:PORT.")
    place = (host or "127.0.0.1", int(number) if number else entry.tcp_port)
    if entry.wire == "calls":
        return CallingWire(*place), f"tcp:{kind}@:{place[1]}"
    listening = ListeningWire(*place)
    return listening, f"tcp:{kind}@{place[0]}:{listening.port}"
