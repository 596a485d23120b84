"""The waveforms of the latest events, taken from the shown samples when they come, and kept."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from fascview.ring import Ring
from fascview.stream import FloatArray
from fascview_ui.models.traces import TraceData
from fascview_ui.models.traces_counted import CountedEvents

#: What is kept of an event, before and after its main deflection [s].
KEPT_BEFORE_S, KEPT_AFTER_S = 0.1, 0.1
#: Samples this long after the deflection must have come before an event is taken [s].
NEEDED_AFTER_S = 0.04
KEPT_EVENTS = 24


@dataclass(frozen=True)
class Potential:
    """One event on all channels of its muscle.

    ``wave_uv`` has the shape (n, channels of the muscle); row ``before`` is the main deflection. ``number`` counts the
    events of the muscle from 1.
    """

    event: int
    sample: int
    number: int
    channel: int
    vpp_uv: float
    snr: float
    duration_ms: float
    before: int
    wave_uv: FloatArray
    whole: bool


class PotentialStore:
    """Keeps the latest events of every muscle, bounded."""

    def __init__(self) -> None:
        self._version = -1
        self._waiting = False
        self._kept: dict[int, dict[int, Potential]] = {}
        self._counts: dict[int, int] = {}
        self._seen: dict[int, bytes] = {}  # the latest rows of each muscle of which everything has been taken
        self._counted = CountedEvents(provisional=False)

    def forget(self) -> None:
        """Start with another stream."""
        self._version, self._waiting = -1, False
        self._kept.clear()
        self._counts.clear()
        self._seen.clear()

    def update(self, data: TraceData, channels: dict[int, tuple[int, ...]]) -> set[int]:
        """Take what is new; return the muscles of which anything changed."""
        changed: set[int] = set()
        if data.version == self._version and not self._waiting:
            return changed
        self._version, self._waiting = data.version, False
        rows = self._counted(data)
        for muscle, own in channels.items():
            found = np.flatnonzero(rows["muscle"] == muscle)
            self._counts[muscle] = len(found)
            latest = rows[found[-KEPT_EVENTS:]]
            seen = latest.tobytes()
            if seen == self._seen.get(muscle):
                continue
            waiting, self._waiting = self._waiting, False
            before = self._kept.get(muscle, {})
            now: dict[int, Potential] = {}
            for number, row in zip(range(len(found) - len(latest) + 1, len(found) + 1), latest, strict=True):
                known = before.get(int(row["id"]))
                if known is not None and known.whole and known.sample == int(row["sample"]):
                    taken: Potential | None = _measured(known, row, data.info.fs_hz, own)
                else:
                    taken = self._take(data, row, number, own) or known
                if taken is not None:
                    now[taken.event] = taken
            if [id(p) for p in now.values()] != [id(p) for p in before.values()]:
                changed.add(muscle)
            self._kept[muscle] = now
            if not self._waiting:
                self._seen[muscle] = seen
            self._waiting |= waiting
        return changed

    def _take(self, data: TraceData, row: np.void, number: int, channels: tuple[int, ...]) -> Potential | None:
        if data.newest < int(row["sample"]) + NEEDED_AFTER_S * data.info.fs_hz:
            self._waiting = True
            return None
        taken = self._cut(data, data.shown, row, number, channels)
        self._waiting |= taken is not None and not taken.whole
        return taken

    @staticmethod
    def _cut(data: TraceData, ring: Ring, row: np.void, number: int, channels: tuple[int, ...]) -> Potential | None:
        """Take an event out of samples as shown; None where they are not there."""
        fs_hz, sample = data.info.fs_hz, int(row["sample"])
        before, after = math.ceil(KEPT_BEFORE_S * fs_hz), math.ceil(KEPT_AFTER_S * fs_hz)
        first, rows = ring.read(sample - before, min(sample + after, data.newest))
        if not len(rows) or first > sample:
            return None
        wave = np.full((before + after, len(channels)), np.nan, np.float32)
        at = first - (sample - before)
        wave[at : at + len(rows)] = rows[:, list(channels)]
        whole = data.newest >= sample + after
        figures = _figures(row, wave, before, fs_hz, channels)
        return Potential(int(row["id"]), sample, number, int(row["channel"]), *figures, before, wave, whole)

    def fetch(self, data: TraceData, ring: Ring, event: int, channels: tuple[int, ...]) -> Potential | None:
        """Return any event of a muscle, however old, from samples that reach that far; None where they do not."""
        rows = data.events()
        found = np.flatnonzero(rows["id"] == event)
        if not len(found) or int(rows["channel"][found[0]]) not in channels:
            return None
        row = rows[found[0]]
        same = (rows["muscle"] == row["muscle"]) & (rows["sample"] <= row["sample"])
        return self._cut(data, ring, row, int(same.sum()), channels)

    def latest(self, muscle: int, most: int) -> list[Potential]:
        """Return the latest events of a muscle, oldest first."""
        return sorted(self._kept.get(muscle, {}).values(), key=lambda p: p.sample)[-most:]

    def count(self, muscle: int) -> int:
        """Return how many events the muscle has had."""
        return self._counts.get(muscle, 0)


def _figures(
    row: np.void, wave_uv: FloatArray, before: int, fs_hz: float, channels: tuple[int, ...]
) -> tuple[float, float, float]:
    """Return Vpp [uV], R and duration [ms]; a Vpp not measured yet is taken from the wave, -10 to +20 ms."""
    vpp_uv, channel = float(row["vpp_uv"]), int(row["channel"])
    if math.isnan(vpp_uv) and channel in channels:
        part = wave_uv[before - round(0.010 * fs_hz) : before + round(0.020 * fs_hz) + 1, channels.index(channel)]
        vpp_uv = float(np.fmax.reduce(part) - np.fmin.reduce(part))
    return vpp_uv, float(row["snr"]), float(row["duration_ms"])


def _measured(known: Potential, row: np.void, fs_hz: float, channels: tuple[int, ...]) -> Potential:
    """Return a kept event with the figures of its newest row: they come later than the event."""
    figures = _figures(row, known.wave_uv, known.before, fs_hz, channels)
    before = (known.vpp_uv, known.snr, known.duration_ms)
    if np.array_equal(figures, before, equal_nan=True):
        return known
    return replace(known, vpp_uv=figures[0], snr=figures[1], duration_ms=figures[2])
