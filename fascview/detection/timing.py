"""Lengths of everything the detector does, in samples, for one sampling rate."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: The detection runs near this rate: the energy of surface potentials lies below 450 Hz.
ANALYSIS_RATE_HZ = 1000.0
FRAME_S = 0.016
FRAMES_PER_HOP = 12
REACH_S = 0.08

#: Hops between the newest raw hop and each stage.
FILTER_DELAY = 1
LINES_DELAY = 2
NOISE_DELAY = 2
CONTEXT_DELAY = 4


@dataclass(frozen=True)
class Timing:
    """Sample counts derived from the rate.

    Attributes
    ----------
    fs_hz : float
        Rate of the input.
    up, down : int
        The analysis runs at ``fs_hz * up / down``; one of them is 1.
    frame, hop : int
        Input samples per fast frame and per analysis hop.
    step : int
        Analysis samples per hop.
    rate_hz : float
        Analysis rate.
    """

    fs_hz: float
    up: int
    down: int
    frame: int

    @classmethod
    def of(cls, fs_hz: float) -> Timing:
        """Choose the lengths for an input rate."""
        down = max(1, math.floor(fs_hz / ANALYSIS_RATE_HZ))
        up = 1 if fs_hz >= 0.8 * ANALYSIS_RATE_HZ else math.ceil(0.8 * ANALYSIS_RATE_HZ / fs_hz)
        return cls(fs_hz, up, down, down * max(1, round(FRAME_S * fs_hz / down)))

    @property
    def hop(self) -> int:
        """Input samples per analysis hop (about 0.19 s)."""
        return FRAMES_PER_HOP * self.frame

    @property
    def step(self) -> int:
        """Analysis samples per hop."""
        return self.hop * self.up // self.down

    @property
    def rate_hz(self) -> float:
        """Analysis rate [Hz]."""
        return self.fs_hz * self.up / self.down

    @property
    def hop_s(self) -> float:
        """Length of a hop [s]."""
        return self.hop / self.fs_hz

    def samples(self, seconds: float) -> int:
        """Analysis samples in ``seconds``, at least one."""
        return max(1, round(seconds * self.rate_hz))

    def to_input(self, analysis_index: float) -> int:
        """Absolute input index of an absolute analysis index."""
        return round(analysis_index * self.down / self.up)
