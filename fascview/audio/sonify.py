"""Samples and events to stereo frames: no device, no clock, no thread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.audio.gate import NoiseGate
from fascview.audio.limiter import Limiter
from fascview.audio.raindrop import RATE_HZ, drop_wave, loudness, pan, pitch_hz, spread
from fascview.audio.resample import Resampler
from fascview.errors import UsageError
from fascview.stream import FloatArray

DROP_DELAY_S = 0.045  # a drop sounds this long after its potential: longer than the detector needs to tell of it
LONGEST_DROP_DELAY_S = 0.110
MARGIN_S = 0.004
LATEST_S = 0.060  # a drop that comes later than its moment by more is old news: the eye has long seen it
LONGEST_GAP_S = 0.1  # of lost samples that is heard as silence; longer ones are skipped
RAMP_S = 0.010
LARGEST_UV = 1e6


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """What is heard.

    Attributes
    ----------
    volume : float
        0 to 1; after the limiter, so that nothing can be louder.
    muted, solo : frozenset of int
        Muscles that are silent; where ``solo`` is not empty only those sound, unless muted.
    channels : frozenset of int or None
        The channels whose EMG is heard, None for all.
    full_scale_uv : float
        EMG of this size sounds as loud as can be. There is no automatic gain.
    gate_ratio : float
        The gate opens at this many times the noise; 0 leaves it open.
    emg, drops : bool
        Whether that layer sounds.
    """

    volume: float = 0.7
    muted: frozenset[int] = frozenset()
    solo: frozenset[int] = frozenset()
    channels: frozenset[int] | None = None
    full_scale_uv: float = 500.0
    gate_ratio: float = 4.5
    emg: bool = True
    drops: bool = True

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("The volume", self.volume, 0.0, 1.0),
            ("The full scale of the sound", self.full_scale_uv, 1.0, 1e5),
            ("The threshold of the noise gate", self.gate_ratio, 0.0, 100.0),
        ):
            if not low <= value <= high:
                raise UsageError(f"{name} is {value:g}; it must lie between {low:g} and {high:g}.")

    def hears(self, muscle: int) -> bool:
        """Say whether a muscle sounds."""
        return muscle not in self.muted and (not self.solo or muscle in self.solo)


@dataclass(slots=True)
class _Drop:
    frame: int
    wave: FloatArray
    gains: FloatArray


class Sonifier:
    """Renders two layers: the EMG itself, and one drop per event.

    Frame ``f`` belongs to the moment ``f / 48000`` s after the first sample. The EMG is heard ``emg_delay_s`` after it
    was measured and a drop ``drop_delay_s`` after its event, both constant. The same samples, drops and settings give
    the same bits however they were cut into pushes, as long as each drop is told before its moment has been rendered.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    muscle_of_channel : array_like of int, shape (n_channels,)
        For each channel its muscle.
    places : sequence of float, optional
        Stereo place of each muscle, -1 (left) to 1; spread in their order by default.
    drop_delay_s : float
        How long after its event a drop sounds; grows, up to 0.11 s, when drops are told of later than that.
    longest_gap_s : float
        Lost stretches up to this are heard as silence; longer ones are skipped. ``inf`` keeps all, for a file.
    """

    def __init__(
        self,
        fs_hz: float,
        muscle_of_channel: ArrayLike,
        places: Sequence[float] | None = None,
        drop_delay_s: float = DROP_DELAY_S,
        longest_gap_s: float = LONGEST_GAP_S,
    ) -> None:
        self.fs_hz = float(fs_hz)
        self.settings = SoundSettings()
        self._muscle_of_channel = np.asarray(muscle_of_channel, np.intp)
        self._n_muscles = int(self._muscle_of_channel.max()) + 1
        self._pans = [pan(p) for p in (spread(self._n_muscles) if places is None else places)]
        self._drop_delay_s = drop_delay_s
        self._longest_gap_s = longest_gap_s
        self._gate = NoiseGate(self.fs_hz, self._n_muscles)
        self._resampler = Resampler(self.fs_hz, RATE_HZ, 2)
        self._limiter = Limiter(RATE_HZ)
        self.late_drops = 0
        self.skipped_drops = 0
        self._mix: tuple[frozenset[int] | None, list[NDArray[np.intp]]] | None = None
        self.restart()

    @property
    def emg_delay_s(self) -> float:
        """From a sample to its sound in the frames [s]: look-ahead, resampling and limiter."""
        return (self._gate.delay + self._resampler.delay) / self.fs_hz + self._limiter.delay / RATE_HZ

    @property
    def drop_delay_s(self) -> float:
        """From an event to its drop in the frames [s]."""
        return self._drop_delay_s + self._limiter.delay / RATE_HZ

    @property
    def limited_frames(self) -> int:
        """How many frames the limiter has turned down so far: the clip lamp lights when this rises."""
        return self._limiter.limited

    @property
    def n_frames(self) -> int:
        """How many frames have been rendered since the last restart."""
        return self._frame

    def restart(self) -> None:
        """Forget everything; the next sample is the first."""
        for part in (self._gate, self._resampler, self._limiter):
            part.reset()
        self._first: int | None = None  # index of the sample that is moment 0
        self._next = 0
        self._frame = 0
        self._drops: list[_Drop] = []
        self._level = self.settings.volume
        self._ready: list[FloatArray] = []

    def push(self, start: int, samples: FloatArray) -> bool:
        """Take samples, shape ``(n, n_channels)`` [uV, band-passed], from index ``start``; NaN is silence.

        Returns whether the sound began anew because ``start`` jumped back, or further ahead than the longest gap.
        """
        anew = False
        if self._first is None:
            self._first = self._next = start
        missing = start - self._next
        if missing < 0 or missing > self._longest_gap_s * self.fs_hz:
            ready = self._ready
            self.restart()
            self._ready, self._first, self._next, anew = ready, start, start, True
        elif missing:
            self._render(np.zeros((missing, self._n_muscles), np.float32))
        if len(samples):
            self._render(self._by_muscle(samples))
        self._next = start + len(samples)
        return anew

    def drop(self, muscle: int, vpp_uv: float, sample: int) -> bool:
        """Let a drop fall for an event at ``sample``; return False where it is too late or not heard."""
        if self._first is None or not (self.settings.drops and self.settings.hears(muscle)):
            return False
        frame = round(((sample - self._first) / self.fs_hz + self._drop_delay_s) * RATE_HZ)
        if frame < self._frame - LATEST_S * RATE_HZ:
            self.skipped_drops += 1
            return False
        if frame < self._frame:
            # Jitter is heard, a constant delay is not: all further drops wait as long as this one had to.
            late_s = (self._frame - frame) / RATE_HZ
            self._drop_delay_s = min(self._drop_delay_s + late_s + MARGIN_S, LONGEST_DROP_DELAY_S)
            self.late_drops += 1
            frame = self._frame
        gains = self._pans[muscle] * np.float32(loudness(vpp_uv))
        self._drops.append(_Drop(frame, drop_wave(pitch_hz(muscle)), gains))
        return True

    def render(self) -> FloatArray:
        """Return, and forget, all frames that are ready, shape ``(n_frames, 2)``, float32 within -1 to 1."""
        ready, self._ready = self._ready, []
        return np.concatenate(ready) if ready else np.zeros((0, 2), np.float32)

    def _by_muscle(self, samples: FloatArray) -> FloatArray:
        """Add the heard channels of each muscle up, scaled so that equal noise keeps its size."""
        chosen = self.settings.channels
        if self._mix is None or self._mix[0] != chosen:
            all_channels = np.arange(len(self._muscle_of_channel))
            heard = all_channels if chosen is None else np.array(sorted(chosen), dtype=np.intp)
            chosen_of = [heard[self._muscle_of_channel[heard] == m] for m in range(self._n_muscles)]
            self._mix = chosen, chosen_of
        # One row alone would be added up in another order than one row of many.
        rows = samples if len(samples) > 1 else np.concatenate((samples, samples))
        by_channel = np.ascontiguousarray(rows.T, dtype=np.float32)
        sane = np.abs(by_channel) <= LARGEST_UV
        if not sane.all():
            by_channel = np.where(sane, by_channel, np.float32(0.0))
        out = np.zeros((len(samples), self._n_muscles), np.float32)
        for m, columns in enumerate(self._mix[1]):
            if len(columns):
                total = np.add.reduce(by_channel[columns], axis=0)[: len(samples)]
                out[:, m] = total * np.float32(1.0 / math.sqrt(len(columns)))
        return out

    def _render(self, by_muscle: FloatArray) -> None:
        settings = self.settings
        heard = np.array([settings.emg and settings.hears(m) for m in range(self._n_muscles)])
        gated = self._gate(by_muscle, settings.gate_ratio, heard)
        stereo = np.zeros((len(gated), 2), np.float32)
        scale = np.float32(1.0 / settings.full_scale_uv)
        for m in np.flatnonzero(gated.any(axis=0)).tolist():
            stereo += gated[:, m : m + 1] * (self._pans[m] * scale)
        frames = self._resampler(stereo)
        self._let_fall(frames)
        self._frame += len(frames)
        self._ready.append(self._turn(self._limiter(frames)))

    def _let_fall(self, frames: FloatArray) -> None:
        """Add what sounds of each drop within ``frames``."""
        stop = self._frame + len(frames)
        for drop in self._drops:
            first, last = max(drop.frame, self._frame), min(drop.frame + len(drop.wave), stop)
            if first < last:
                part = drop.wave[first - drop.frame : last - drop.frame, None]
                frames[first - self._frame : last - self._frame] += part * drop.gains
        self._drops = [d for d in self._drops if d.frame + len(d.wave) > stop]

    def _turn(self, frames: FloatArray) -> FloatArray:
        """Apply the volume; a change takes 10 ms for the whole range, so that it does not click."""
        goal = self.settings.volume
        if self._level == goal:
            return frames * np.float32(goal)
        steps = np.arange(1, len(frames) + 1) / (RAMP_S * RATE_HZ)
        gain = self._level + np.sign(goal - self._level) * np.minimum(steps, abs(goal - self._level))
        self._level = (
            float(gain[-1]) if len(gain) and abs(goal - gain[-1]) > 1e-9 else goal if len(gain) else self._level
        )
        return np.asarray(frames * gain[:, None], np.float32)
