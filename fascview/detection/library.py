"""Shapes of one muscle's discharges, learnt on the run.

A shape is the mean waveform over all channels of the muscle. Once it has been seen three times it is looked
for with a
matched filter, which finds later discharges that energy alone would miss, and it takes overlapping discharges apart.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

#: Shapes kept and shapes searched for.
CAPACITY, ACTIVE = 16, 8
#: Members that make a shape.
MEMBERS = 3
#: A member may differ from the shape by this share of its energy, beyond noise.
DIFFERENCE = 0.3
#: Amplitude of a member relative to the shape.
WEAKEST, STRONGEST = 0.45, 2.0
#: The mean follows slow change: the newest member never weighs less than this.
NEWEST = 0.08
#: Half width, in rows, over which the energy of a mean is judged.
SMOOTH = 3


@dataclass
class Shape:
    """One shape.

    Attributes
    ----------
    group : int
        Its number within the muscle, never reused.
    wave : ndarray, shape (2 * half + 1, n_channels)
        Mean waveform [uV].
    count : int
        Members so far.
    last : int
        Analysis index of the last member.
    times : deque of int
        Analysis indices of the recent members.
    heights : deque of float
        Their heights above pure noise.
    """

    group: int
    wave: FloatArray
    count: int
    last: int
    times: deque[int] = field(default_factory=lambda: deque(maxlen=64))
    heights: deque[float] = field(default_factory=lambda: deque(maxlen=12))

    def deflection(self) -> int:
        """Return how far behind the middle of the waveform its main deflection lies, in rows."""
        size = self.wave.max(0) - self.wave.min(0)
        main = np.abs(self.wave[:, int(np.argmax(size))])
        return int(np.argmax(main)) - len(main) // 2

    def usual_z(self) -> float:
        """Return the median height of the recent members above pure noise."""
        return median(self.heights) if self.heights else 0.0


@dataclass(frozen=True)
class Match:
    """Fit of a shape: lag [rows], amplitude, share of the energy beyond noise left unexplained, and projection."""

    shape: Shape
    lag: int
    amplitude: float
    left: float
    projection: float


class Library:
    """The shapes of one muscle.

    Parameters
    ----------
    half : int
        Half length of a shape in rows.
    n_channels : int
        Channels of the muscle.
    """

    def __init__(self, half: int, n_channels: int) -> None:
        self.half = half
        self._n_channels = n_channels
        self.shapes: list[Shape] = []
        self._next_group = 0

    def active(self) -> list[Shape]:
        """Shapes to be searched for, the most frequent first."""
        known = [s for s in self.shapes if s.count >= MEMBERS]
        return sorted(known, key=lambda s: (-s.count, s.group))[:ACTIVE]

    def compare(
        self, shapes: list[Shape], rows: FloatArray, transform: FloatArray, reach: int, noise: float
    ) -> list[Match]:
        """Fit each shape to ``rows``, best first.

        Parameters
        ----------
        shapes : list of Shape
            Shapes to try.
        rows : ndarray, shape (2 * (half + reach) + 1, n_channels)
            Waveform in the space of ``transform`` applied to microvolt.
        transform : ndarray, shape (n_channels, n_channels)
            Scaling by sigma and whitening.
        reach : int
            Lags tried to either side.
        noise : float
            Expected energy of pure noise in a window of a shape's length.
        """
        if not shapes:
            return []
        length = 2 * self.half + 1
        windows = np.lib.stride_tricks.sliding_window_view(rows, length, axis=0)  # lag, channel, row
        windows = windows.transpose(0, 2, 1).reshape(2 * reach + 1, -1)
        energy = np.einsum("ij,ij->i", windows, windows)
        waves = np.stack([(s.wave @ transform).ravel() for s in shapes])
        size = np.maximum(np.einsum("ij,ij->i", waves, waves), 1e-9)
        dots = windows @ waves.T
        out = []
        for k, shape in enumerate(shapes):
            lag = int(np.argmax(dots[:, k]))
            dot = float(dots[lag, k])
            amplitude = dot / float(size[k])
            signal = max(float(energy[lag]) - noise, 1e-9)
            rest = float(energy[lag]) - dot * dot / float(size[k]) - noise * (1 + amplitude * amplitude / shape.count)
            left = max(0.0, rest) / max(signal, dot * dot / float(size[k]))
            out.append(Match(shape, lag - reach, amplitude, left, dot / float(np.sqrt(size[k]))))
        return sorted(out, key=lambda m: (m.left, m.shape.group))

    def add(self, wave: FloatArray, at: int, match: Match | None) -> Shape:
        """Add a member to the shape it fits, or begin a new one; ``wave`` in uV, aligned to the shape."""
        if match is not None:
            shape = match.shape
            shape.count += 1
            weight = max(1 / shape.count, NEWEST)
            shape.wave = (shape.wave + weight * (wave - shape.wave)).astype(np.float32)
            shape.last = at
            shape.times.append(at)
            return shape
        if len(self.shapes) >= CAPACITY:
            self.shapes.remove(min(self.shapes, key=lambda s: (min(s.count, 8), s.last)))
        shape = Shape(self._next_group, np.array(wave, np.float32), 1, at)
        shape.times.append(at)
        self._next_group += 1
        self.shapes.append(shape)
        return shape


def fits(match: Match) -> bool:
    """Whether a fit is good enough to belong to the shape."""
    return match.left <= DIFFERENCE and WEAKEST <= match.amplitude <= STRONGEST


def shrunk(waves: FloatArray, counts: FloatArray, noise: float) -> FloatArray:
    """Return mean waveforms with what is no more than the noise left in them taken down (Wiener's rule).

    ``waves`` of shape (n_shapes, n, n_channels) are means of ``counts`` members each, whose samples carry noise of
    variance ``noise``.
    """
    power = np.square(waves)
    near = power.copy()
    for lag in range(1, SMOOTH + 1):
        near[:, lag:] += power[:, :-lag]
        near[:, :-lag] += power[:, lag:]
    np.maximum(near, (2 * SMOOTH + 1) * 1e-12, out=near)
    gain = np.asarray(((2 * SMOOTH + 1) * noise / counts)[:, None, None] / near, np.float32)
    np.subtract(1, gain, out=gain)
    np.maximum(gain, 0, out=gain)
    gain *= waves
    return gain


def filter_outputs(waves: FloatArray, rows: FloatArray) -> NDArray[np.float32]:
    """Run matched filters.

    Parameters
    ----------
    waves : ndarray, shape (n_shapes, length, n_channels)
        Waveforms of unit energy.
    rows : ndarray, shape (n, n_channels), C-contiguous
        Signal in the same space.

    Returns
    -------
    ndarray, shape (n_shapes, n - length + 1)
        Projections on each waveform at each place.
    """
    count, length, n_channels = waves.shape
    n = len(rows) - length + 1
    if n_channels >= 16:  # many channels: products of rows and shapes first, then sums along the diagonals
        each = waves.reshape(count * length, n_channels) @ rows.T
        wide = 4 * len(rows)
        diagonals = np.ndarray((count, length, n), np.float32, each, strides=(length * wide, wide + 4, 4))
        return np.asarray(diagonals.sum(1))
    windows = np.ndarray((n, length * n_channels), np.float32, rows, strides=(4 * n_channels, 4))
    return np.asarray(waves.reshape(count, -1) @ np.ascontiguousarray(windows).T, np.float32)
