"""How the contact of every electrode does while something else goes on: a trend, and a word when one gets worse.

Half of every second is looked at. An electrode is judged against its own best and against what the others do at the
same time, so that a contraction or a noisy room is nobody's fault.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fascview.check.limits import Limits
from fascview.stream import FloatArray

PIECE_S, EVERY_S = 0.5, 1.0
LOOK_BACK, FLAT_FOR = 20, 5
KEPT = 6 * 360  # points of ten seconds: six hours
POINT_S = 10
WORSE, BETTER, ALONE, MAINS_WORSE = 2.0, 1.5, 1.7, 3.0
QUARTER = 0.25


@dataclass(frozen=True, slots=True)
class Worsened:
    """One electrode that got worse: where, which, and in words (``kind``: flat, noise or mains)."""

    sample: int
    channel: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """The contact at one time: noise and mains of every channel [uV], shape ``(n_channels,)``, NaN where unknown."""

    sample: int
    noise_uv: FloatArray
    mains_uv: FloatArray


class ContactTrend:
    """Follows the contact of all channels of a stream.

    Parameters
    ----------
    fs_hz : float
    names : sequence of str
        One per channel.
    judged : bool
        False where samples have no known unit: limits in microvolt mean nothing then.
    limits : Limits, optional
    """

    def __init__(self, fs_hz: float, names: Sequence[str], judged: bool = True, limits: Limits | None = None) -> None:
        self._fs_hz, self._names = fs_hz, tuple(names)
        self._limits, self._judged = limits or Limits(), judged
        n = len(self._names)
        self._piece, self._every = max(8, round(PIECE_S * fs_hz)), max(8, round(EVERY_S * fs_hz))
        self._lag = max(1, round(fs_hz / 200.0))  # a difference over 5 ms passes 100 Hz best, little below 20 Hz
        t = np.arange(self._piece) / fs_hz
        window = np.hanning(self._piece)
        turns = [np.exp(-2j * np.pi * hz * t) * window / window.sum() for hz in (50.0, 60.0)]
        self._turn = np.array([part for turn in turns for part in (turn.real, turn.imag)], np.float32)
        self._parts: list[FloatArray] = []
        self._held, self._next, self._at = 0, 0, 0
        self._noise: deque[FloatArray] = deque(maxlen=LOOK_BACK)
        self._mains: deque[FloatArray] = deque(maxlen=LOOK_BACK)
        self._best_noise = np.full(n, np.inf, np.float32)
        self._best_mains = np.full(n, np.inf, np.float32)
        self._flat_for = np.zeros(n, int)
        self._bad: dict[int, str] = {}
        self._since_point = 0
        self.points: deque[Point] = deque(maxlen=KEPT)  #: one every ten seconds, oldest first
        self._told: list[Worsened] = []

    def push(self, start: int, samples_uv: FloatArray) -> None:
        """Take consecutive samples, shape ``(n, n_channels)``; a jump begins the present half second anew."""
        stop = start + len(samples_uv)
        if start != self._at:
            self._parts, self._held = [], 0
            self._next = min(self._next, start) if start < self._at else max(self._next, start)
        self._at = stop
        while self._next < stop:
            wanted = self._piece - self._held
            first = max(start, self._next + self._held)
            part = samples_uv[first - start : first - start + wanted]
            if len(part):
                self._parts.append(part)
                self._held += len(part)
            if self._held < self._piece:
                return
            rows = self._parts[0] if len(self._parts) == 1 else np.concatenate(self._parts)
            at, self._next = self._next, self._next + self._every
            self._parts, self._held = [], 0
            self._look(at, rows)

    def alerts(self) -> list[Worsened]:
        """Return and forget what got worse since the last call."""
        told, self._told = self._told, []
        return told

    @property
    def worse(self) -> dict[int, str]:
        """The channels that are worse than they were, with the kind."""
        return dict(self._bad)

    def quality(self, channel: int) -> float:
        """Return how a channel does now, 1 as good as it ever was, 0 at its limit or beyond; NaN before 20 s."""
        if not self.points:
            return float("nan")
        noise, limit = float(self.points[-1].noise_uv[channel]), self._limits.noise_uv
        best = float(min(self._best_noise[channel], limit - 0.1))
        return float(np.clip((limit - noise) / max(limit - best, 0.1), 0.0, 1.0))

    def _look(self, at: int, rows: FloatArray) -> None:
        apart = np.abs(rows[self._lag :] - rows[: -self._lag]).T
        middle = apart.shape[1] // 2
        # 1.4826 from the median to sigma, sqrt(2) for the two samples of a difference
        noise = np.partition(apart, middle, axis=1)[:, middle] * np.float32(1.4826 / 2**0.5)
        lines = self._turn @ np.nan_to_num(rows)
        mains = np.sqrt(2.0) * np.sqrt(np.maximum(lines[0] ** 2 + lines[1] ** 2, lines[2] ** 2 + lines[3] ** 2))
        noise[np.isnan(rows).any(axis=0)] = np.nan
        self._flat_for = np.where(noise == 0, self._flat_for + 1, 0)
        self._noise.append(noise)
        self._mains.append(mains.astype(np.float32))
        self._since_point += 1
        if len(self._noise) == LOOK_BACK and self._judged:
            self._judge(at)

    def _judge(self, at: int) -> None:
        noise, mains = (np.sort(np.array(q), axis=0)[int(QUARTER * LOOK_BACK)] for q in (self._noise, self._mains))
        if self._since_point >= POINT_S:
            self.points.append(Point(at, noise, mains))
            self._since_point = 0
        alive = np.isfinite(noise) & (noise > 0)
        self._best_noise = np.where(alive, np.fmin(self._best_noise, noise), self._best_noise)
        self._best_mains = np.fmin(self._best_mains, mains)
        rise = np.where(alive, noise / np.maximum(self._best_noise, 0.3), 1.0)
        hum = mains / np.maximum(self._best_mains, 1.0)
        alone = rise > ALONE * np.median(rise)
        alone_hum = hum > ALONE * np.median(hum)
        near, loud = self._limits.noise_near_uv, self._limits.mains_least_uv
        noisy = alive & alone & (rise > WORSE) & (noise > near)
        humming = alone_hum & (hum > MAINS_WORSE) & (mains > loud)
        flat = (self._flat_for >= FLAT_FOR) & np.isfinite(self._best_noise)
        for channel in np.flatnonzero(noisy | humming | flat).tolist():
            if channel in self._bad:
                continue
            kind = "flat" if flat[channel] else "noise" if noisy[channel] else "mains"
            self._bad[channel] = kind
            name = self._names[channel]
            now, was = (noise, self._best_noise) if kind == "noise" else (mains, self._best_mains)
            text = (
                f"{name} has gone flat: check its plug."
                if kind == "flat"
                else f"{name} has got worse: {'noise' if kind == 'noise' else 'mains'} {now[channel]:.0f} µV, "
                f"{was[channel]:.0f} before. Press it down."
            )
            self._told.append(Worsened(at, channel, kind, text))
        for channel in list(self._bad):
            fine = rise[channel] < BETTER and hum[channel] < BETTER * 1.3 and not self._flat_for[channel]
            if fine:
                del self._bad[channel]
