"""The device: absent, there, gone and back; with a real sound server where one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from fascview.audio import device, output
from fascview.audio.facade import Audio
from fascview.audio.output import NO_DEVICE, DeviceSink


class FakeDevice:
    """A device that fetches only when told to."""

    def __init__(self, fetch) -> None:  # type: ignore[no-untyped-def]
        self.fetch = fetch
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(output, "time", fake)
    return fake


def sound(n: int = 4_800) -> np.ndarray:  # type: ignore[type-arg]
    return np.full((n, 2), 0.5, np.float32)


def test_f45_no_sound_device_is_not_an_error(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(device, "open_device", lambda *_: asked.append(clock.now))
    audio = Audio(1_000.0, 1, [0], sink := DeviceSink())
    for _ in range(40):
        audio.push(int(clock.now * 1_000), np.zeros((500, 1), np.float32))
        audio.tend()
        clock.now += 0.5
    assert audio.status().device == NO_DEVICE == "no sound device"
    assert not sink.working
    assert 3 <= len(asked) <= 5, "asked again, but not all the time"
    audio.close()
    audio.tend()
    assert len(asked) <= 5


def test_f45_a_removed_device_is_noticed_and_the_next_one_keeps_the_volume(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[FakeDevice] = []

    def opened(fetch, *_: int) -> tuple[FakeDevice, str]:  # type: ignore[no-untyped-def]
        made.append(FakeDevice(fetch))
        return made[-1], f"Loudspeaker {len(made)}"

    monkeypatch.setattr(device, "open_device", opened)
    sink = DeviceSink()
    audio = Audio(1_000.0, 1, [0], sink)
    audio.set_volume(0.3)
    sink.tend()
    for _ in range(5):
        sink.write(sound(480))
        heard = made[0].fetch.send(480)
        clock.now += 0.5
        sink.tend()
    assert (len(made), sink.status(), sink.working) == (1, "Loudspeaker 1", True)
    assert heard.shape == (480, 2)
    clock.now += 2.0  # it fetches no more
    sink.tend()
    assert made[0].closed
    assert (len(made), sink.status()) == (2, "Loudspeaker 2")
    assert audio.status().settings.volume == 0.3
    sink.close()
    sink.close()
    assert made[1].closed


def test_a_machine_too_busy_for_a_short_buffer_gets_a_longer_one(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[FakeDevice, int]] = []

    def opened(fetch, rate_hz: int, period_ms: int) -> tuple[FakeDevice, str]:  # type: ignore[no-untyped-def]
        made.append((FakeDevice(fetch), period_ms))
        return made[-1][0], "Loudspeaker"

    monkeypatch.setattr(device, "open_device", opened)
    sink = DeviceSink()
    for step_s, periods in ((0.010, [10]), (0.030, [10, 20]), (0.060, [10, 20, 40]), (0.3, [10, 20, 40])):
        for _ in range(40):
            sink.tend()
            clock.now = max(clock.now + step_s, sink._asked_s)  # the wait at the start is no lateness
            made[-1][0].fetch.send(480)
        assert [p for _, p in made] == periods
    sink.close()


def wait_until(true: Callable[[], bool], timeout_s: float = 10.0) -> bool:
    stop = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > stop:
            return False
        time.sleep(0.02)
    return True


class SoundServer:
    """A PulseAudio of our own with a sink that goes nowhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "pulse" / "native"
        self.start()

    def start(self) -> None:
        modules = ("module-null-sink sink_name=nowhere rate=48000", "module-native-protocol-unix auth-anonymous=1")
        self.process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", *(f"--load={m}" for m in modules)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "XDG_RUNTIME_DIR": str(self.folder), "HOME": str(self.folder)},
        )
        assert wait_until(self.socket.exists)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    if shutil.which("pulseaudio") is None:
        pytest.skip("pulseaudio is not installed")
    folder = tmp_path_factory.mktemp("pa")
    folder.chmod(0o700)
    running = SoundServer(folder)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{running.socket}")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield running
    running.kill()


def test_f45_a_real_sound_server_dies_and_comes_back(server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "RETRY_S", 0.2)
    sink = DeviceSink()

    def plays() -> bool:
        sink.write(sound(960))
        sink.tend()
        return sink.working and sink.ring.read is not None and sink.ring.waiting < 48_000

    assert wait_until(plays)
    assert sink.status() == "Null Output"

    def silent() -> bool:
        sink.write(sound(960))
        sink.tend()
        return sink.status() == NO_DEVICE

    server.kill()
    assert wait_until(silent)
    server.start()
    assert wait_until(plays)
    assert sink.opened == 2
    sink.close()
