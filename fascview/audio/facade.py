"""The one door to sound: samples and events in, settings from the window, frames out to a sink."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.audio.raindrop import RATE_HZ, places_of_sides
from fascview.audio.sonify import DROP_DELAY_S, LONGEST_GAP_S, Sonifier, SoundSettings
from fascview.errors import FascviewError
from fascview.stream import FloatArray, StreamInfo

LAMP_S = 1.0
REMEMBERED = 4096


class AudioSink(Protocol):
    """Where frames go: a device or a file."""

    def write(self, frames: FloatArray) -> None:
        """Take frames at 48 kHz, shape ``(n, 2)``, float32 within -1 to 1. Never waits."""
        ...

    def tend(self) -> None:
        """Look after the device: open it, or another one when it has gone. May wait; not for the processing thread."""
        ...

    def status(self) -> str:
        """Say in a few words where the sound goes."""
        ...

    def close(self) -> None:
        """Stop and release everything; may be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class AudioStatus:
    """Sound, as of now.

    ``device`` says where it goes, or ``no sound device``, or why there is no sound any more. ``clipping`` is the lamp:
    within the last second the limiter had to turn the sound down. ``late_drops`` came after their moment,
    ``skipped_drops`` too late to sound at all.
    """

    device: str
    settings: SoundSettings
    clipping: bool
    late_drops: int
    skipped_drops: int


class Audio:
    """Sound of one stream.

    ``push`` and ``events`` are for the processing thread; the ``set_...`` and ``status`` for any other: a change is one
    assignment of a frozen object and takes effect with the next push.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    n_channels : int
        Number of channels.
    muscle_of_channel : array_like of int, shape (n_channels,)
        For each channel its muscle.
    sink : AudioSink, optional
        Where the sound goes; None renders nothing.
    places : sequence of float, optional
        Stereo place of each muscle, -1 (left) to 1 (right); spread in their order by default.
    whole_gaps : bool
        Keep lost stretches as silence of their full length (for a file) instead of skipping what exceeds 0.1 s.
    """

    def __init__(
        self,
        fs_hz: float,
        n_channels: int,
        muscle_of_channel: ArrayLike,
        sink: AudioSink | None = None,
        places: Sequence[float] | None = None,
        whole_gaps: bool = False,
    ) -> None:
        self._muscle_of_channel = np.asarray(muscle_of_channel, np.intp)
        if self._muscle_of_channel.shape != (n_channels,):
            raise ValueError("muscle_of_channel must have one entry per channel")
        self._fs_hz = float(fs_hz)
        self._places = None if places is None else tuple(places)
        self._gap_s = float("inf") if whole_gaps else LONGEST_GAP_S
        self._sink = sink
        self._settings = SoundSettings()
        self._speed = 1.0
        self._sonifier = self._make(1.0)
        self._made_for = 1.0
        self._problem = ""
        self._played: dict[int, None] = {}
        self._frames = 0
        self._limited = 0
        self._lamp_until = -1

    def _make(self, speed: float) -> Sonifier:
        # Played faster the samples simply come at a higher rate: pitch rises as on a tape; drops keep theirs.
        return Sonifier(
            self._fs_hz * speed, self._muscle_of_channel, self._places, DROP_DELAY_S, self._gap_s / min(speed, 1.0)
        )

    # ---- processing thread

    def push(self, start: int, samples: FloatArray) -> None:
        """Take samples as shown, shape ``(n, n_channels)`` [uV], from index ``start``."""
        if self._sink is None:
            return
        if self._speed != self._made_for:
            self._made_for = self._speed
            self._sonifier = self._make(self._made_for)
            self._limited = 0
        sonifier = self._sonifier
        sonifier.settings = self._settings
        if sonifier.push(start, samples):
            self._played.clear()
        frames = sonifier.render()
        self._frames += len(frames)
        if sonifier.limited_frames > self._limited:
            self._lamp_until = self._frames + round(LAMP_S * RATE_HZ)
        self._limited = sonifier.limited_frames
        try:
            self._sink.write(frames)
        except FascviewError as error:  # counting must go on, whatever becomes of the sound
            self._problem = str(error)
            self._sink.close()
            self._sink = None

    def events(self, rows: NDArray[np.void]) -> None:
        """Let a drop fall for each row that is provisional or accepted and has not sounded yet."""
        if self._sink is None:
            return
        for row in rows[rows["status"] != "rejected"]:
            key = int(row["id"])
            if key not in self._played:
                self._played[key] = None
                self._sonifier.drop(int(row["muscle"]), float(row["vpp_uv"]), int(row["sample"]))
        while len(self._played) > REMEMBERED:
            del self._played[next(iter(self._played))]

    # ---- any thread

    @property
    def settings(self) -> SoundSettings:
        """What is heard."""
        return self._settings

    def set(self, settings: SoundSettings) -> None:
        """Replace all settings at once."""
        self._settings = settings

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1."""
        self._settings = replace(self._settings, volume=min(max(float(volume), 0.0), 1.0))

    def set_muted(self, muted: Iterable[int]) -> None:
        """Silence these muscles, and no others."""
        self._settings = replace(self._settings, muted=frozenset(muted))

    def set_solo(self, solo: Iterable[int]) -> None:
        """Sound these muscles only; none: all."""
        self._settings = replace(self._settings, solo=frozenset(solo))

    def set_channels(self, channels: Iterable[int] | None) -> None:
        """Hear the EMG of these channels; None: of all."""
        chosen = None if channels is None else frozenset(c for c in channels if 0 <= c < len(self._muscle_of_channel))
        self._settings = replace(self._settings, channels=chosen)

    def set_speed(self, speed: float) -> None:
        """Say that samples come ``speed`` times as fast as they were recorded."""
        if not 0.01 <= speed <= 100.0:
            raise ValueError("the speed must lie between 0.01 and 100")
        self._speed = float(speed)

    def tend(self) -> None:
        """Look after the device (open, reopen); for a thread that may wait, about twice a second."""
        if self._sink is not None:
            self._sink.tend()

    def status(self) -> AudioStatus:
        """Return the sound as of now."""
        sonifier = self._sonifier
        sink = self._sink
        device = (self._problem or "no sound") if sink is None else sink.status()
        lamp = self._frames < self._lamp_until
        return AudioStatus(device, self._settings, lamp, sonifier.late_drops, sonifier.skipped_drops)

    def close(self) -> None:
        """Close the sink."""
        if self._sink is not None:
            self._sink.close()


def audio_of(info: StreamInfo, sink: AudioSink, *, whole_gaps: bool = False) -> Audio:
    """Return the sound of a stream: muscles of the left side on the left, of the right on the right."""
    places = places_of_sides([m.side for m in info.muscles])
    return Audio(info.fs_hz, info.n_channels, info.muscle_of_channel, sink, places, whole_gaps)


def loudspeaker(info: StreamInfo) -> Audio:
    """Return the sound of a stream on the system's default device; having none is not an error."""
    from fascview.audio.output import DeviceSink

    return audio_of(info, DeviceSink())
