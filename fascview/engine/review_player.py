"""Playing a stored recording with its sound, from any place and at any pace. Nothing is counted here."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fascview.detection.events import no_events
from fascview.engine.display import DisplayFilter
from fascview.engine.processing import Sound
from fascview.engine.worker import Worker
from fascview.session.playback import PlaybackSource
from fascview.session.recording import Recording
from fascview.settings import FilterSettings
from fascview.stream import StreamInfo

TEND_EVERY_S = 0.5


class Player:
    """Walks through a recording at a pace of its own and lets it be heard.

    Its two threads (one walks, one opens the sound device, which may take its time) are born when it first plays.

    Parameters
    ----------
    recording : Recording
        Read from the walking thread too.
    filters : FilterSettings
        What is heard.
    sound : callable, optional
        Makes the sound of a stream; None for none.
    """

    def __init__(
        self, recording: Recording, filters: FilterSettings, sound: Callable[[StreamInfo], Sound] | None
    ) -> None:
        self._recording = recording
        self._source = PlaybackSource(recording)
        self._source.paused = True
        self._filters = filters
        self._make_sound = sound
        self.sound: Sound | None = None
        self.problem = ""
        #: Those that count, in order of sample: a drop falls for each.
        self.events: NDArray[np.void] = no_events()
        self._volume = 0.5
        self._muted: frozenset[int] = frozenset()
        self._solo: frozenset[int] = frozenset()
        self._walk: Worker | None = None
        self._tend: Worker | None = None

    @property
    def playing(self) -> bool:
        """True while it moves."""
        return self._walk is not None and not self._source.paused and not self._source.ended

    @property
    def position(self) -> int:
        """The sample that comes next."""
        return self._source.position

    @property
    def speed(self) -> float:
        """How many times real time."""
        return self._source.speed

    @property
    def silent(self) -> str:
        """Why nothing is heard, empty while all is well or nothing has been played."""
        status = getattr(self.sound, "status", None)
        told = str(status().device) if status is not None else ""
        return told if told.startswith(("no sound", "There is no sound")) else ""

    def play(self) -> None:
        """Go on; at the end, from the beginning."""
        if self._source.position >= self._recording.n_samples:
            self._source.seek(0)
        self._begin()
        self._source.paused = False

    def pause(self) -> None:
        """Stand still."""
        self._source.paused = True

    def seek(self, sample: int) -> None:
        """Go to a sample, playing or not."""
        self._source.seek(sample)

    def set_speed(self, speed: float) -> None:
        """Play ``speed`` times as fast as it was recorded."""
        self._source.speed = speed
        if self.sound is not None:
            self.sound.set_speed(speed)

    def set_filters(self, filters: FilterSettings) -> None:
        """Let it be heard otherwise."""
        self._filters = filters

    def set_sound(self, volume: float, muted: frozenset[int], solo: frozenset[int]) -> None:
        """Set loudness (0 to 1), and which muscles are heard."""
        self._volume, self._muted, self._solo = volume, muted, solo
        if self.sound is not None:
            self.sound.set_volume(volume)
            self.sound.set_muted(muted)
            self.sound.set_solo(solo)

    def stop(self) -> None:
        """End both threads and give the device back."""
        self._source.close()
        for worker in (self._walk, self._tend):
            if worker is not None:
                worker.join()
        if self.sound is not None:
            self.sound.close()

    def _begin(self) -> None:
        if self._walk is not None:
            return
        if self._make_sound is not None:
            self.sound = self._make_sound(self._recording.info)
            self.sound.set_speed(self._source.speed)
            self.set_sound(self._volume, self._muted, self._solo)
            self._tend = Worker("review-sound", self._tend_sound, self._failed)
            self._tend.start()
        self._walk = Worker("review-play", self._run, self._failed)
        self._walk.start()

    def _failed(self, sentence: str) -> None:
        self.problem = sentence

    def _tend_sound(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if self.sound is not None:
                self.sound.tend()
            stop.wait(TEND_EVERY_S)

    def _run(self, stop: threading.Event) -> None:
        info = self._recording.info
        filters, screen, expected = None, None, -1
        while not stop.is_set():
            block = self._source.read(0.1)
            self._source.events()
            if block is None or not len(block) or self.sound is None:
                if self._source.ended:
                    stop.wait(0.05)
                continue
            if screen is None or filters != self._filters or block.start != expected:
                filters = self._filters
                screen = DisplayFilter(info.fs_hz, info.n_channels, filters)
            expected = block.stop
            self.sound.push(block.start, screen(block.samples))
            events = self.events
            first, last = np.searchsorted(events["sample"], [block.start, block.stop])
            if last > first:
                self.sound.events(events[first:last])
