"""The tap test: what tapping or rubbing one electrode after the other tells of the wiring and the orientation.

A tap is heard best on the channel of the electrode that is tapped, and faintly on those of its neighbours; both count,
so electrodes whose tap was missed are placed by what their neighbours' taps left on them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from fascview.check.findings import Finding
from fascview.check.layout import Layout
from fascview.check.result import CheckResult
from fascview.stream import FloatArray

PIECE_S = 0.02
TAP_S, PAUSE_S, LEARN_S = 0.4, 0.6, 1.0
LEAST_UV, TIMES = 80.0, 8.0
BELIEF = 0.2  # of the map, against what taps left on other channels
REACH = 2.3  # in pitches: farther away nothing of a tap is heard


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap as it was heard.

    Attributes
    ----------
    sample : int
        Where it began.
    sizes_uv : ndarray, shape (n_channels,)
        Peak to peak on every channel, less what the channel usually has.
    channel : int
        Where it was the largest.
    times_next : float
        How many times as large as on the channel that comes next.
    """

    sample: int
    sizes_uv: NDArray[np.float64]
    channel: int
    times_next: float


class TapFinder:
    """Listens for taps in samples as they arrive.

    Parameters
    ----------
    fs_hz : float
    n_channels : int
    """

    def __init__(self, fs_hz: float, n_channels: int) -> None:
        self._piece = max(2, round(PIECE_S * fs_hz))
        self._n = n_channels
        self._rest: FloatArray = np.zeros((0, n_channels), np.float32)
        self._usual = np.full(n_channels, np.nan)
        self._learned: list[NDArray[np.float64]] = []
        self._tap: list[FloatArray] = []
        self._begun = 0
        self._quiet_until = 0
        self._at: int | None = None
        self._last_mean = np.zeros(n_channels)

    def push(self, start: int, samples_uv: FloatArray) -> list[Tap]:
        """Take samples from the index ``start`` on, shape ``(n, n_channels)``, and return the taps that have ended."""
        if self._at is None or start != self._at + len(self._rest):
            self._at, self._rest, self._tap = start, samples_uv[:0], []
        rows = np.concatenate([self._rest, samples_uv]) if len(self._rest) else samples_uv
        taps: list[Tap] = []
        for first in range(0, len(rows) - self._piece + 1, self._piece):
            tap = self._take(self._at + first, rows[first : first + self._piece])
            if tap is not None:
                taps.append(tap)
        used = len(rows) // self._piece * self._piece
        self._at += used
        self._rest = rows[used:]
        return taps

    def _take(self, start: int, piece: FloatArray) -> Tap | None:
        piece = np.nan_to_num(piece)
        mean = piece.mean(axis=0)
        span = np.ptp(piece, axis=0) + np.abs(mean - self._last_mean)
        self._last_mean = mean
        if self._tap:
            self._tap.append(piece)
            if len(self._tap) * self._piece >= TAP_S * self._piece / PIECE_S:
                return self._heard()
            return None
        loud = span > np.maximum(LEAST_UV, TIMES * np.nan_to_num(self._usual, nan=math.inf))
        if start >= self._quiet_until and loud.any():
            self._tap, self._begun = [piece], start
            return None
        if not loud.any():
            self._learn(span)
        return None

    def _learn(self, span: NDArray[np.float64]) -> None:
        self._learned.append(span)
        self._learned = self._learned[-round(LEARN_S / PIECE_S) :]
        if len(self._learned) >= 10 and (len(self._learned) % 5 == 0 or np.isnan(self._usual).any()):
            self._usual = np.median(self._learned, axis=0)

    def _heard(self) -> Tap | None:
        whole = np.concatenate(self._tap)
        self._tap = []
        self._quiet_until = self._begun + len(whole) + round((PAUSE_S - TAP_S) * self._piece / PIECE_S)
        sizes = np.maximum(0.0, np.ptp(whole, axis=0).astype(np.float64) - np.nan_to_num(self._usual))
        order = np.argsort(-sizes)
        second = float(sizes[order[1]]) if self._n > 1 else 0.0
        times = float(sizes[order[0]]) / max(second, 1e-9)
        if times < 1.02 and self._n > 2:
            return None  # all channels alike: a cable or the reference was touched
        return Tap(self._begun, sizes, int(order[0]), min(times, 99.0))


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the taps prove.

    Attributes
    ----------
    channel_of : dict of int to int
        For every electrode of the layout (its channel there, from 0) the channel it is really connected to.
    heard : tuple of int
        Electrodes whose own tap was heard.
    moved : tuple of int
        Electrodes that are connected to another channel than the layout (as it lies) says.
    layout : Layout
        The layout turned and mirrored as the taps say.
    expected : int
        How many of the heard taps came where that layout says.
    """

    channel_of: dict[int, int]
    heard: tuple[int, ...]
    moved: tuple[int, ...]
    layout: Layout
    expected: int

    @property
    def swaps(self) -> tuple[tuple[int, int], ...]:
        """Pairs of electrodes that stand in each other's place."""
        pairs = []
        for electrode in self.moved:
            other = self.channel_of[electrode]
            if electrode < other and self.channel_of.get(other) == electrode:
                pairs.append((electrode, other))
        return tuple(pairs)


def solve_taps(taps: dict[int, NDArray[np.float64]], layout: Layout, n_channels: int) -> Wiring:
    """Tell which electrode is connected to which channel.

    Parameters
    ----------
    taps : dict of int to ndarray, shape (n_channels,)
        For every electrode that was tapped and heard (its channel in the layout, from 0) the sizes of the tap.
        Electrodes whose tap was missed are not in it.
    layout : Layout
        As the array is believed to lie.
    n_channels : int

    Notes
    -----
    Electrodes and channels are matched so that the sum of what speaks for each match is the largest (Kuhn 1955): the
    size of its own tap on the channel, and the sizes of its neighbours' taps there, nearer ones counting more.
    """
    electrodes = [c for c in layout.channels if c < n_channels]
    places = layout.places(n_channels)
    score = np.zeros((len(electrodes), n_channels))
    sizes = {e: t / max(float(t.max()), 1e-12) for e, t in taps.items()}
    leak = _leak(sizes, places)
    for k, electrode in enumerate(electrodes):
        if electrode in sizes:
            score[k] += 10.0 * sizes[electrode]
        score[k, electrode] += BELIEF  # where nothing speaks, the map is believed
        for other, size in sizes.items():
            away = float(np.hypot(*(places[electrode] - places[other])))
            if other != electrode and away < REACH:
                score[k] -= np.abs(np.sqrt(np.minimum(size, 1.0)) - math.sqrt(leak(away)))
    rows, columns = linear_sum_assignment(-score)
    channel_of = {electrodes[r]: int(c) for r, c in zip(rows, columns, strict=True)}
    heard = tuple(e for e in electrodes if e in taps)
    turned, expected = _orientation(channel_of, heard, layout)
    target = _as_told(layout, turned)
    moved = tuple(e for e in electrodes if channel_of[e] != target.get(e, channel_of[e]))
    return Wiring(channel_of, heard, moved, turned, expected)


def _leak(sizes: dict[int, NDArray[np.float64]], places: NDArray[np.float64]) -> Callable[[float], float]:
    """Return how much of a tap is heard at a distance (in pitches), from the taps whose own channel is known."""
    own = {e: int(np.argmax(s)) for e, s in sizes.items()}
    seen: dict[int, list[float]] = {}
    for electrode, size in sizes.items():
        for other, channel in own.items():
            away = float(np.hypot(*(places[electrode] - places[other])))
            if other != electrode and away < REACH:
                seen.setdefault(round(2 * away), []).append(float(size[channel]))
    known = {k: float(np.median(v)) for k, v in seen.items() if len(v) >= 3}
    return lambda away: known.get(round(2 * away), math.exp(-away / 0.8))


def _as_told(layout: Layout, turned: Layout) -> dict[int, int]:
    """Return the channel at the place of every electrode of ``layout`` when the array lies as ``turned``."""
    return {
        was - 1: now - 1
        for old, new in zip(layout.grid, turned.grid, strict=True)
        for was, now in zip(old, new, strict=True)
        if was and now
    }


def _orientation(channel_of: dict[int, int], heard: tuple[int, ...], layout: Layout) -> tuple[Layout, int]:
    """Return the layout turned and mirrored so that most of what was heard is where it says."""
    best, most = layout, -1
    for start in (layout, layout.mirror()):
        turned = start
        for _ in range(4):
            if (turned.n_rows, turned.n_columns) == (layout.n_rows, layout.n_columns):
                told = _as_told(layout, turned)
                fits = sum(told.get(e) == channel_of[e] for e in heard)
                if fits > most:
                    best, most = turned, fits
            turned = turned.rotated()
    return best, max(most, 0)


def with_wiring(result: CheckResult, wiring: Wiring, taps: Mapping[int, Tap]) -> CheckResult:
    """Return a result with what the taps proved against the map; a tap that was not heard proves nothing."""
    channels = list(result.channels)
    for electrode in wiring.moved:
        if electrode not in taps:
            continue
        heard = wiring.channel_of[electrode]
        text = f"its tap came in on {result.channels[heard].name}"
        found = Finding("swapped", "fail", (electrode, heard), text, 1.0, 0.0)
        channels[electrode] = replace(channels[electrode], findings=(*channels[electrode].findings, found))
    return replace(result, channels=tuple(channels))
