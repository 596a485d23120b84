"""Sound: what it costs to render, and how long it takes to be heard, beside QAudioSink on the same sound server.

The sound server is a PulseAudio of its own whose only sink goes nowhere; what would be heard is read from its monitor.
Without PulseAudio or QtMultimedia only the cost of rendering is measured.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from fascview.audio.facade import Audio
from fascview.audio.raindrop import RATE_HZ
from fascview.detection.events import EVENT_DTYPE

FS_HZ, N_CHANNELS, N_MUSCLES = 2_000.0, 64, 4
BLOCK = 32
LEVEL, CLICK = 0.1, 0.8
CLICKS = 60
EVERY_S = 0.11


class Null:
    """A sink that takes everything."""

    n = 0

    def write(self, frames: np.ndarray) -> None:
        """Count."""
        self.n += len(frames)

    def tend(self) -> None:
        """Nothing to look after."""

    def status(self) -> str:
        """Say where it goes."""
        return "nowhere"

    def close(self) -> None:
        """Nothing to close."""


def render_share() -> float:
    """Return the CPU per second of sound [%]: 64 channels, 4 muscles, 60 events a minute in each, gates opening."""
    rng = np.random.default_rng(0)
    samples = rng.normal(0.0, 3.0, (int(12 * FS_HZ), N_CHANNELS)).astype(np.float32)
    places = np.sort(rng.integers(0, len(samples) - 40, 12 * N_MUSCLES))
    for at in places:
        samples[at : at + 20, rng.integers(N_MUSCLES) :: N_MUSCLES] += 80.0
    audio = Audio(FS_HZ, N_CHANNELS, np.arange(N_CHANNELS) % N_MUSCLES, Null())
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for at in range(0, len(samples), BLOCK):
            audio.push(at, samples[at : at + BLOCK])
            for k in np.flatnonzero((places >= at) & (places < at + BLOCK)):
                row = np.zeros(1, EVENT_DTYPE)
                row["id"], row["sample"], row["vpp_uv"], row["status"] = k, places[k], 80.0, "provisional"
                audio.events(row)
        best = min(best, time.process_time() - started)
    return 100.0 * best / (len(samples) / FS_HZ)


@contextlib.contextmanager
def sound_server() -> Iterator[None]:
    """Run a PulseAudio with a sink that goes nowhere, and point this process at it."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "pulse" / "native"
        kept = {k: os.environ.get(k) for k in ("PULSE_SERVER", "XDG_RUNTIME_DIR")}
        os.environ.update(PULSE_SERVER=f"unix:{socket}", XDG_RUNTIME_DIR=folder)
        modules = ("module-null-sink sink_name=nowhere rate=48000", "module-native-protocol-unix auth-anonymous=1")
        server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", *(f"--load={m}" for m in modules)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": folder},
        )
        try:
            for _ in range(200):
                if socket.exists():
                    break
                time.sleep(0.05)
            yield
        finally:
            server.kill()
            server.wait()
            for key, value in kept.items():
                os.environ.pop(key) if value is None else os.environ.__setitem__(key, value)


class Ear:
    """Listens to the monitor: when each click came, and how many frames of silence were in between."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.silent = 0
        self._stop = False
        self._process = subprocess.Popen(
            ["parec", "--raw", "--format=float32le", "--rate=48000", "--channels=1", "--latency-msec=10",
             "--device=nowhere.monitor"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        descriptor, last = self._process.stdout.fileno(), -1.0
        while not self._stop and (data := os.read(descriptor, 4096)):
            now = time.perf_counter()
            x = np.frombuffer(data[: len(data) // 4 * 4], np.float32)
            loud = np.flatnonzero(x > (LEVEL + CLICK) / 2)
            self.silent += int(np.count_nonzero(x < LEVEL / 2))
            at = now - (len(x) - loud[0]) / RATE_HZ if len(loud) else 0.0
            if len(loud) and at - last > EVERY_S / 2:
                self.heard.append(now)
                last = at

    def close(self) -> None:
        """Stop listening."""
        self._stop = True
        self._process.kill()
        self._thread.join()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


class Clicker:
    """Frames for a device: a level, and a click of 1 ms as soon as it is asked for."""

    def __init__(self) -> None:
        self.wanted = False
        self.given: list[float] = []

    def frames(self, n: int) -> np.ndarray:
        """Return the next ``n`` frames, the click first if one is wanted."""
        out = np.full((n, 2), LEVEL, np.float32)
        if self.wanted and n:
            self.wanted = False
            out[:48] = CLICK
            self.given.append(time.perf_counter())
        return out


def listen(clicker: Clicker, turn: Callable[[], None], from_giving: bool = False) -> tuple[np.ndarray, int]:
    """Click at irregular times while ``turn`` is called all the time.

    Returns the latencies [s], from the wish or from when the frames were given, and the number of silent frames.
    """
    rng = np.random.default_rng(1)
    ear = Ear()
    try:
        settled = time.perf_counter() + 2.0
        while time.perf_counter() < settled:
            turn()
        ear.silent, told = 0, []
        ear.heard.clear()
        for wait in EVERY_S + 0.02 * rng.random(CLICKS):
            until = time.perf_counter() + wait
            while time.perf_counter() < until:
                turn()
            told.append(time.perf_counter())
            clicker.wanted = True
        until = time.perf_counter() + 0.5
        silent = ear.silent
        while time.perf_counter() < until:
            turn()
    finally:
        ear.close()
    heard = np.array(ear.heard)
    told = clicker.given if from_giving else told
    latencies = [heard[heard > t][0] - t for t in told if (heard > t).any()]
    return np.array([x for x in latencies if x < 0.6]), silent


def drawing() -> None:
    """Behave as the window's thread does: a few ms of work 60 times a second."""
    until = time.perf_counter() + 0.002
    while time.perf_counter() < until:
        np.sort(np.random.default_rng(0).random(2_000))
    time.sleep(0.004)


def through_miniaudio() -> tuple[np.ndarray, int]:
    """Measure the device as fascview opens it."""
    from fascview.audio.device import open_device
    from fascview.audio.output import PERIOD_MS

    clicker = Clicker()

    def fetch() -> Any:
        n = yield b""
        while True:
            n = yield clicker.frames(n)

    running = fetch()
    next(running)
    opened = open_device(running, RATE_HZ, PERIOD_MS)
    if opened is None:
        raise RuntimeError("no device")
    try:
        return listen(clicker, drawing)
    finally:
        opened[0].close()


def through_qt() -> tuple[np.ndarray, int]:
    """Measure QAudioSink in push mode with a buffer of 10 ms, fed every 2 ms."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer
    from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

    app = QCoreApplication.instance() or QCoreApplication([])
    form = QAudioFormat()
    form.setSampleRate(RATE_HZ)
    form.setChannelCount(2)
    form.setSampleFormat(QAudioFormat.SampleFormat.Float)
    sink = QAudioSink(QMediaDevices.defaultAudioOutput(), form)
    sink.setBufferSize(RATE_HZ // 100 * 8)
    device, clicker = sink.start(), Clicker()

    def feed() -> None:
        n = sink.bytesFree() // 8
        if n > 0:
            device.write(clicker.frames(n).tobytes())

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(feed)
    timer.start(2)

    def turn() -> None:
        app.processEvents()
        drawing()
        app.processEvents()

    try:
        return listen(clicker, turn)
    finally:
        timer.stop()
        sink.stop()


def through_everything() -> tuple[np.ndarray, int, int]:
    """Measure the whole way: frames written in pieces of 16 ms by a processing thread, ring, device."""
    from fascview.audio.output import DeviceSink

    sink, clicker, stop = DeviceSink(), Clicker(), threading.Event()
    sink.tend()

    def process() -> None:
        started, written = time.perf_counter(), 0
        while not stop.wait(0.016):
            due = int((time.perf_counter() - started) * RATE_HZ)
            sink.write(clicker.frames(due - written))
            written = due

    thread = threading.Thread(target=process)
    thread.start()
    try:
        before = sink.ring.underruns
        latencies, silent = listen(clicker, drawing, from_giving=True)
        return latencies, silent, sink.ring.underruns - before
    finally:
        stop.set()
        thread.join()
        sink.close()


def figure(value: float, goal: float | None, unit: str, better: str = "lower") -> dict[str, Any]:
    return {"figure": value, "goal": goal, "better": better, "unit": unit}


def p95(latencies: np.ndarray) -> float:
    return 1e3 * float(np.percentile(latencies, 95)) if len(latencies) else float("inf")


def qt_or_none() -> tuple[np.ndarray, int] | None:
    try:
        return through_qt()
    except ImportError:
        return None


def run() -> dict[str, Any]:
    """Measure."""
    out = {"sound: CPU to render 64 channels": figure(render_share(), 3.0, "% of a core")}
    if not (shutil.which("pulseaudio") and shutil.which("parec")):
        return out
    with sound_server():
        # by turns, and the better of two: other work on the machine shall not decide
        rounds = [(through_miniaudio(), qt_or_none(), through_everything()) for _ in range(2)]
    ours = min(p95(r[0][0]) for r in rounds)
    whole = min((r[2][0] for r in rounds), key=p95)
    out["sound: p95 from write to heard, with ring"] = figure(p95(whole), 60.0, "ms")
    out["sound: p95 less p5 of the same"] = figure(1e3 * float(np.ptp(np.percentile(whole, (5, 95)))), None, "ms")
    out["sound: device p95"] = figure(ours, 20.0, "ms")
    out["sound: silent while playing"] = figure(1e3 / RATE_HZ * min(r[0][1] for r in rounds), 0.0, "ms")
    theirs = [p95(r[1][0]) for r in rounds if r[1] is not None]
    if theirs:
        out["sound: device p95 of QAudioSink"] = figure(min(theirs), None, "ms")
        out["sound: device p95 against QAudioSink"] = figure(ours / min(theirs), 0.6, "x")
    return out
