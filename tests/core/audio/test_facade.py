"""The door to sound: each event one drop, settings from anywhere, a file that can be listened to."""

from __future__ import annotations

import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fascview.audio.facade import Audio, audio_of
from fascview.audio.raindrop import RATE_HZ
from fascview.audio.wav import WavSink
from fascview.detection.events import EVENT_DTYPE
from fascview.engine.engine import Engine
from fascview.errors import StorageError
from tests.core.engine.sources import ListSource, cut


class Memory:
    def __init__(self) -> None:
        self.parts: list[NDArray[np.float32]] = []
        self.closed = 0

    @property
    def frames(self) -> NDArray[np.float32]:
        return np.concatenate(self.parts)

    def write(self, frames: NDArray[np.float32]) -> None:
        self.parts.append(frames)

    def tend(self) -> None:
        pass

    def status(self) -> str:
        return "memory"

    def close(self) -> None:
        self.closed += 1


def row(key: int, sample: int, status: str = "provisional", muscle: int = 0) -> NDArray[np.void]:
    rows = np.zeros(1, EVENT_DTYPE)
    rows["id"], rows["sample"], rows["status"], rows["muscle"], rows["vpp_uv"] = key, sample, status, muscle, 200.0
    return rows


def pops(frames: NDArray[np.float32]) -> int:
    loud = np.abs(frames).max(axis=1) > 0.02
    return int(np.count_nonzero(np.diff(np.flatnonzero(loud)) > 2_000)) + bool(loud.any())


def silence(audio: Audio, start: int, n: int) -> None:
    audio.push(start, np.zeros((n, 2), np.float32))


def test_one_drop_per_event_however_often_it_is_told() -> None:
    memory = Memory()
    audio = Audio(1_000.0, 2, [0, 1], memory)
    silence(audio, 0, 1_000)
    audio.events(row(1, 1_000))
    audio.events(row(1, 1_000, "accepted"))
    audio.events(row(2, 1_400, "rejected"))
    silence(audio, 1_000, 1_000)
    audio.events(row(1, 1_001, "accepted"))
    audio.events(row(2, 1_400, "accepted"))  # accepted only long after: old news
    audio.events(row(3, 1_990, "accepted", 1))
    silence(audio, 2_000, 1_000)
    assert pops(memory.frames) == 2
    assert audio.status().skipped_drops == 1
    assert len(memory.frames) == 3 * RATE_HZ


def test_after_a_jump_the_same_ids_may_sound_again() -> None:
    memory = Memory()
    audio = Audio(1_000.0, 2, [0, 1], memory)
    for _ in range(2):
        silence(audio, 0, 100)
        audio.events(row(0, 100))
        silence(audio, 100, 900)
    assert pops(memory.frames) == 2


def test_faster_playback_gives_less_sound_and_the_lamp_goes_out() -> None:
    memory = Memory()
    audio = Audio(1_000.0, 2, [0, 1], memory)
    rng = np.random.default_rng(0)
    audio.push(0, rng.normal(0, 1, (1_000, 2)).astype(np.float32))
    audio.push(1_000, rng.normal(0, 9_000, (200, 2)).astype(np.float32))
    assert audio.status().clipping
    audio.set_speed(4.0)
    before = len(memory.frames)
    for k in range(20):
        silence(audio, 1_200 + 500 * k, 500)
    assert len(memory.frames) - before == 10_000 / 4_000 * RATE_HZ
    assert not audio.status().clipping


def test_settings_are_kept_and_bounded() -> None:
    audio = Audio(1_000.0, 2, [0, 1], Memory())
    audio.set_volume(7.0)
    audio.set_muted([1])
    audio.set_solo({0})
    audio.set_channels([0, 5])
    told = audio.status().settings
    assert (told.volume, told.muted, told.solo, told.channels) == (1.0, {1}, {0}, {0})


def test_without_a_sink_nothing_is_rendered() -> None:
    audio = Audio(1_000.0, 2, [0, 1])
    silence(audio, 0, 10)
    audio.events(row(0, 1))
    audio.tend()
    audio.close()
    assert audio.status().device == "no sound"
    with pytest.raises(ValueError, match="one entry per channel"):
        Audio(1_000.0, 3, [0, 1])


def test_a_sink_that_fails_stops_the_sound_and_nothing_else() -> None:
    class Full(Memory):
        def write(self, frames: NDArray[np.float32]) -> None:
            raise StorageError("The disk is full; what it holds so far is safe.")

    audio = Audio(1_000.0, 2, [0, 1], full := Full())
    silence(audio, 0, 100)
    audio.events(row(1, 50))
    silence(audio, 100, 100)
    assert audio.status().device == "The disk is full; what it holds so far is safe."
    assert full.closed == 1


def test_the_engine_feeds_and_tends_the_sound() -> None:
    rng = np.random.default_rng(4)
    samples = rng.normal(0.0, 3.0, (20_000, 2)).astype(np.float32)
    source = ListSource(cut(samples, 40), kind="file")
    memory, tended = Memory(), threading.Event()
    memory.tend = tended.set  # type: ignore[method-assign]
    engine = Engine(source, sound=lambda info: audio_of(info, memory, whole_gaps=True))
    engine.start()
    assert engine.wait_finished(20.0)
    assert tended.wait(5.0)
    engine.set_volume(0.25)
    engine.set_solo(frozenset({1}))
    assert engine.sound is not None
    assert engine.sound.status().settings.volume == 0.25
    engine.stop()
    assert memory.closed == 1
    assert len(memory.frames) == 20 * RATE_HZ


def test_a_file_holds_what_was_heard(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "sound.wav")
    audio = Audio(1_000.0, 2, [0, 1], sink, whole_gaps=True)
    silence(audio, 0, 500)
    audio.events(row(0, 480))
    silence(audio, 2_500, 500)
    audio.close()
    audio.close()
    with wave.open(str(tmp_path / "sound.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 2, 2)
        assert file.getnframes() == 3 * RATE_HZ == sink.n_frames
        heard = np.frombuffer(file.readframes(3 * RATE_HZ), "<i2").reshape(-1, 2)
    assert pops(heard.astype(np.float32) / 32_767.0) == 1
    with pytest.raises(StorageError, match="choose another file"):
        WavSink(tmp_path / "no" / "such.wav")
