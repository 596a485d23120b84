"""The live detector: blocks in, provisional and final events out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from fascview.detection.analysis import DELAY, Analysis
from fascview.detection.candidates import Candidate
from fascview.detection.events import EVENT_DTYPE, Update, no_events, no_intervals
from fascview.detection.fast import FastLook, FirstWord
from fascview.detection.frames import Framer
from fascview.detection.measure import Ruler
from fascview.detection.rejected import Stretch, table
from fascview.detection.timing import FRAMES_PER_HOP, Timing
from fascview.errors import UsageError
from fascview.settings import DetectorSettings
from fascview.stream import Block, FloatArray

#: Independent looks per minute at the energy: one per length of a potential.
LOOKS_PER_MIN = 60 / 0.010
#: No amplifier of biosignals gives more: such samples count as lost [uV].
IMPOSSIBLE_UV = 1e7
_SAME_S = 0.025
#: How far from where a discharge was found its main deflection is looked for: alone, and beside another [s].
ALONE_SEARCH_S, OVERLAP_SEARCH_S = 0.008, 0.001


@dataclass
class _Announced:
    """A provisional event not yet judged."""

    id: int
    word: FirstWord


class Detector:
    """Finds fasciculations in a running signal.

    The same samples give the same events to the bit, however they are cut into blocks: everything happens in frames
    fixed to the absolute sample index.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    muscle_of_channel : array_like of int, shape (n_channels,)
        Index of each channel's muscle.
    settings : DetectorSettings
        The user's choices.
    first_words : bool
        Whether provisional events are announced; the final ones are the same without, for less.
    """

    def __init__(
        self,
        fs_hz: float,
        muscle_of_channel: ArrayLike,
        settings: DetectorSettings | None = None,
        first_words: bool = True,
    ) -> None:
        self.fs_hz = float(fs_hz)
        self.settings = settings or DetectorSettings()
        self._muscles = np.asarray(muscle_of_channel, np.intp)
        if self._muscles.ndim != 1 or not len(self._muscles):
            raise UsageError("The detector needs at least one channel.")
        self.n_muscles = int(self._muscles.max()) + 1
        self.timing = Timing.of(self.fs_hz)
        # inside, the channels of a muscle lie side by side
        self._order = np.argsort(self._muscles, kind="stable")
        self._ordered = bool((np.diff(self._order) == 1).all())
        present, starts = np.unique(self._muscles[self._order], return_index=True)
        if len(present) != self.n_muscles:
            raise UsageError("Every muscle of the detector needs at least one channel.")
        stops = [*starts[1:], len(self._order)]
        self._parts = [slice(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]
        looks = LOOKS_PER_MIN * 2
        self.threshold = float(stats.norm.isf(min(0.4, self.settings.false_per_min / looks)))
        self._framer = Framer(self.timing.frame, len(self._muscles), 60 * FRAMES_PER_HOP)
        self._analysis = Analysis(self.timing, self._parts, self.settings, self.threshold)
        band_hz = (self.settings.low_hz, self.settings.high_hz)
        self._fast = FastLook(self.timing, starts, len(self._order), self.threshold, band_hz)
        self._first_words = first_words
        self._ruler = Ruler(self.timing)
        self._hop = np.empty((self.timing.hop, len(self._muscles)), np.float32)
        self._frames = 0  # of the hop, that have come
        self._next_frame: int | None = None
        self._announced: list[_Announced] = []
        self._next_id = 0
        self._settled = 0
        self._end = 0
        self._first = 0
        self._stretches: list[Stretch] = []
        self._noise_uv: FloatArray = np.full(len(self._order), np.nan, np.float32)
        self._states = ("no data",) * self.n_muscles

    def push(self, block: Block) -> Update:
        """Take the next samples and return what was found out.

        Parameters
        ----------
        block : Block
            ``samples`` of shape ``(n_samples, n_channels)``; NaN rows and a ``start`` ahead of the last
            ``stop`` are lost
            samples.
        """
        self._end = max(self._end, block.stop)
        rows: list[tuple[np.void, FloatArray]] = []
        for k, frame in self._framer.push(block):
            rows += self._frame(k, frame)
        return self._update(rows)

    def flush(self) -> Update:
        """Finish: judge all that is left, as if nothing more came."""
        rows: list[tuple[np.void, FloatArray]] = []
        for k, frame in self._framer.flush():
            rows += self._frame(k, frame)
        if self._next_frame is not None:
            nothing = np.full((self.timing.frame, len(self._muscles)), np.nan, np.float32)
            left = (-self._next_frame) % FRAMES_PER_HOP + DELAY * FRAMES_PER_HOP
            for k in range(self._next_frame, self._next_frame + left):
                rows += self._frame(k, nothing)
        self._settled = max(self._settled, self._end)
        return self._update(rows)

    def _frame(self, k: int, frame: FloatArray) -> list[tuple[np.void, FloatArray]]:
        if self._next_frame is None:
            self._first = k * self.timing.frame
            self._settled = self._first
        if k != self._next_frame:  # the beginning, or a jump after a long loss
            self._frames = k % FRAMES_PER_HOP
            self._hop[: self._frames * self.timing.frame] = np.nan
            if self._next_frame is not None:
                hop = FRAMES_PER_HOP
                lost = ((self._next_frame // hop - DELAY) * self.timing.hop, k // hop * self.timing.hop)
                self._stretches += [(m, *lost, "lost samples") for m in range(self.n_muscles)]
        self._next_frame = k + 1
        mine = self._hop[self._frames * self.timing.frame : (self._frames + 1) * self.timing.frame]
        if self._ordered:
            mine[:] = frame
        else:
            np.take(frame, self._order, axis=1, out=mine, mode="clip")
        self._frames += 1
        rows = []
        if self._first_words:
            bad = _take_out(mine)
            rows = [self._announce(w) for w in self._fast.push(k * self.timing.frame, mine, bad)]
        if self._frames == FRAMES_PER_HOP:
            self._frames = 0
            if not self._first_words:
                _take_out(self._hop)
            rows += self._whole_hop(k // FRAMES_PER_HOP)
        return rows

    def _announce(self, word: FirstWord) -> tuple[np.void, FloatArray]:
        event = _Announced(self._next_id, word)
        self._next_id += 1
        self._announced.append(event)
        row = np.zeros(1, EVENT_DTYPE)[0]
        row["id"], row["sample"], row["muscle"] = event.id, word.sample, word.muscle
        row["time_s"] = word.sample / self.fs_hz
        row["channel"] = self._order[self._parts[word.muscle].start]
        row["kind"], row["status"] = "fasciculation", "provisional"
        row["vpp_uv"] = row["snr"] = row["duration_ms"] = row["area_uv_ms"] = math.nan
        row["phases"] = row["turns"] = row["group"] = -1
        row["confidence"] = 0.5
        return row, self._nothing(word.muscle)

    def _whole_hop(self, k: int) -> list[tuple[np.void, FloatArray]]:
        final, done = self._analysis.push(k, self._hop)
        if self._first_words:
            self._fast.use(self._analysis.sigma, self._analysis.mains_hz)
            self._fast.whiten(*self._analysis.whitening)
            self._fast.expect_beats(self._analysis.rhythms((k + 1) * self.timing.hop_s))
        noise = np.where(self._analysis.out, np.nan, self._analysis.quiet_uv)
        self._noise_uv = np.empty_like(noise)
        self._noise_uv[self._order] = noise
        self._states = self._analysis.states()
        self._fast.silent = np.array([state == "voluntary" for state in self._states])
        rows = [self._judge(c) for c in sorted(done, key=lambda c: (c.at, c.muscle))]
        self._settled = max(self._settled, (final + 1) * self.timing.hop)
        self._stretches += self._analysis.stretches
        return rows + self._retract()

    def _judge(self, found: Candidate) -> tuple[np.void, FloatArray]:
        channels = self._parts[found.muscle]
        part = self._analysis.context.snippet(found.at, self._ruler.margin, channels)
        quiet = self._analysis.quiet_uv[channels]
        sigma = np.where(np.isfinite(quiet), quiet, self._analysis.sigma[channels])
        m = self._ruler.measure(
            part,
            found.at,
            sigma,
            OVERLAP_SEARCH_S if found.features.get("parts", 1.0) > 1 else ALONE_SEARCH_S,
            lambda c: self._analysis.widened(found.at, self._ruler.margin, channels.start + c),
        )
        sample = self.timing.to_input(m.peak)
        row = np.zeros(1, EVENT_DTYPE)[0]
        row["id"] = self._identity(sample, found.muscle)
        row["sample"], row["time_s"], row["muscle"] = sample, sample / self.fs_hz, found.muscle
        row["channel"] = self._order[channels.start + m.channel]
        row["vpp_uv"], row["snr"] = m.vpp_uv, m.snr
        row["duration_ms"], row["area_uv_ms"] = m.duration_ms, m.area_uv_ms
        row["phases"], row["turns"], row["group"] = m.phases, m.turns, found.group
        row["kind"], row["reason"] = found.kind, found.reason
        row["status"] = "rejected" if found.reason else "accepted"
        row["confidence"] = 1 - 1 / (1 + math.exp(min(30.0, found.z - self.threshold)))
        return row, m.footprint_uv

    def _identity(self, sample: int, muscle: int) -> int:
        near = [
            a
            for a in self._announced
            if a.word.muscle == muscle and abs(a.word.sample - sample) <= _SAME_S * self.fs_hz
        ]
        if not near:
            self._next_id += 1
            return self._next_id - 1
        best = min(near, key=lambda a: (abs(a.word.sample - sample), a.id))
        self._announced.remove(best)
        return best.id

    def _retract(self) -> list[tuple[np.void, FloatArray]]:
        """Take back what was announced and not found again."""
        limit = self._settled - _SAME_S * self.fs_hz
        gone = [a for a in self._announced if a.word.sample < limit]
        self._announced = [a for a in self._announced if a.word.sample >= limit]
        rows = []
        for a in gone:
            row = np.zeros(1, EVENT_DTYPE)[0]
            row["id"], row["sample"], row["muscle"] = a.id, a.word.sample, a.word.muscle
            row["time_s"] = a.word.sample / self.fs_hz
            row["channel"] = self._order[self._parts[a.word.muscle].start]
            row["kind"], row["status"], row["reason"] = "fasciculation", "rejected", "not confirmed"
            row["vpp_uv"] = row["snr"] = row["duration_ms"] = row["area_uv_ms"] = math.nan
            row["phases"] = row["turns"] = row["group"] = -1
            rows.append((row, self._nothing(a.word.muscle)))
        return rows

    def _update(self, rows: list[tuple[np.void, FloatArray]]) -> Update:
        events = no_events()
        if rows:
            events = np.empty(len(rows), EVENT_DTYPE)
            for i, (row, _) in enumerate(rows):
                events[i] = row
        intervals = table(self._stretches, self._first, self._end) if self._stretches else no_intervals()
        self._stretches = []
        settled = min(self._settled, self._end)
        return Update(events, [f for _, f in rows], intervals, settled, self._noise_uv.copy(), self._states_now())

    def _states_now(self) -> tuple[str, ...]:
        """Return the states the analysis has found, and what the first look already sees of a contraction."""
        if not self._fast.busy.any():
            return self._states
        return tuple(
            "voluntary" if busy and state == "at rest" else state
            for state, busy in zip(self._states, self._fast.busy, strict=True)
        )

    def _nothing(self, muscle: int) -> FloatArray:
        """Footprint of an event that was not measured."""
        part = self._parts[muscle]
        return np.full(part.stop - part.start, np.nan, np.float32)


def _take_out(rows: FloatArray) -> NDArray[np.bool_] | None:
    """Set to NaN what is not finite or impossibly large, and return where that is, None for nowhere."""
    flat = rows.ravel()
    with np.errstate(invalid="ignore", over="ignore"):
        if float(np.dot(flat, flat)) < IMPOSSIBLE_UV**2:  # then no sample can be
            return None
        bad = ~(np.abs(rows) < IMPOSSIBLE_UV)
    if not bad.any():
        return None
    rows[bad] = np.nan
    return bad
