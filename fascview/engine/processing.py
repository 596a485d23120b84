"""From raw blocks to rings, events and counts. No thread in here: live, playback and batch walk the same way."""

from __future__ import annotations

import copy
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.rates import MuscleCounters
from fascview.check.trend import ContactTrend
from fascview.detection.detector import Detector
from fascview.detection.events import Update, no_events, no_intervals
from fascview.dsp.derive import Derivation
from fascview.dsp.finite import surely_finite
from fascview.engine.display import DisplayFilter
from fascview.engine.event_store import EventStore
from fascview.engine.interval_store import IntervalStore
from fascview.engine.refiltering import NEWEST_ROOM_S, Refilter, newest_first
from fascview.engine.status import Gap, MuscleStatus
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block, FloatArray, StreamInfo

log = logging.getLogger(__name__)

RING_BYTES = 256_000_000  # most that one ring may take: its mirror doubles what it holds
RERUN_S = 20.0  # how much of the past is counted again when a setting changes
REFILTER_SHARE = 0.5  # of the time that a block lasts is spent on going over the past, as long as there is some left


class Sound(Protocol):
    """What the processing gives to the loudspeaker; ``fascview.audio`` has it."""

    def push(self, start: int, samples: FloatArray) -> None:
        """Take shown samples, shape ``(n_samples, n_channels)``, from index ``start``."""

    def events(self, rows: NDArray[np.void]) -> None:
        """Take rows of EVENT_DTYPE."""

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1."""

    def set_muted(self, muted: frozenset[int]) -> None:
        """Mute these muscles."""

    def set_solo(self, solo: frozenset[int]) -> None:
        """Sound these muscles only; none: all."""

    def set_speed(self, speed: float) -> None:
        """Say that samples come ``speed`` times as fast as they were recorded."""

    def tend(self) -> None:
        """Look after the device: open it, or another when it has gone. May wait."""

    def close(self) -> None:
        """Give the device back."""


@dataclass(frozen=True)
class Processed:
    """What one block brought, for the writer: events with their footprints, and gaps."""

    events: NDArray[np.void]
    footprints: list[FloatArray]
    gaps: tuple[Gap, ...]
    lost_samples: int


def ring_seconds(history_s: float, fs_hz: float, n_channels: int) -> float:
    """Return how many seconds a ring may hold, at least 65 (one sweep of 60 s) and at most ``history_s``."""
    return max(65.0, min(history_s, RING_BYTES / (8.0 * fs_hz * n_channels)))


class Processor:
    """Keeps everything that is derived from the samples of one stream."""

    def __init__(
        self,
        info: StreamInfo,
        filters: FilterSettings,
        detector: DetectorSettings,
        history_s: float = 300.0,
        sound: Sound | None = None,
    ) -> None:
        self.info = info
        self.sound = sound
        self._filters = filters
        self._detector_settings = detector
        self._muscle_of_channel = info.muscle_of_channel
        self._bad = [c for c, channel in enumerate(info.channels) if channel.bad]
        self._capacity = capacity = int(ring_seconds(history_s, info.fs_hz, info.n_channels) * info.fs_hz)
        self.raw = Ring(int(65.0 * info.fs_hz), info.n_channels)
        self.shown = Ring(capacity, info.n_channels)
        self.pyramid = Pyramid(capacity, info.n_channels)
        self.store = EventStore()
        self._lock = threading.Lock()  # guards what status() reads in more than one step
        self._pending_filters: FilterSettings | None = None
        self._pending_detector: DetectorSettings | None = None
        self._refilter: Refilter | None = None
        self.restart(0)

    @property
    def filters(self) -> FilterSettings:
        """What the screen shows."""
        return self._pending_filters or self._filters

    @property
    def detector_settings(self) -> DetectorSettings:
        """What is counted by."""
        return self._pending_detector or self._detector_settings

    def set_filters(self, settings: FilterSettings) -> None:
        """Show the signal otherwise, over what is held as well; the newest part changes first.

        Raises
        ------
        UsageError
            If the derivation does not fit the channels.
        """
        Derivation(settings.derivation, self._muscle_of_channel, settings.lines, self._bad)
        self._pending_filters = settings

    def set_detector(self, settings: DetectorSettings) -> None:
        """Count otherwise, from the next block on and backwards over the last seconds."""
        self._pending_detector = settings

    def as_shown(self, rows: FloatArray) -> FloatArray:
        """Make of rows of any time, shape ``(n, n_channels)``, what the screen shows now; any thread may ask."""
        return self.screen(self._filters)(rows)

    def screen(self, filters: FilterSettings) -> Callable[[FloatArray], FloatArray]:
        """Return what filters and derives consecutive rows as the screen would with ``filters``."""
        display = DisplayFilter(self.info.fs_hz, self.info.n_channels, filters)
        derive = self._derivation(filters)
        return lambda rows: derive(display(rows))

    def restart(self, at: int) -> None:
        """Forget everything; the next sample has the index ``at`` (a seek, another start)."""
        with self._lock:
            self.raw.restart(at)
            self.shown.restart(at)
            self.pyramid.restart(at)
            self._display = DisplayFilter(self.info.fs_hz, self.info.n_channels, self._filters)
            self._derive = self._derivation()
            self._refilter = None
            self.store = EventStore()
            self.contact = ContactTrend(
                self.info.fs_hz, [c.name for c in self.info.channels], all(c.unit == "uV" for c in self.info.channels)
            )
            self.counters = MuscleCounters(
                self.info.fs_hz, [m.label for m in self.info.muscles], self._muscle_of_channel, at
            )
            self._intervals = IntervalStore()
            self.gaps: list[Gap] = []
            self.lost_samples = 0
            self.first: int | None = None
            self.expected = at
            self.settled = at
            self.noise_uv = np.full(self.info.n_channels, np.nan, np.float32)
            self.states: tuple[str, ...] = ()
            self.fault = ""
            self._id_base = 0
            self._next_id = 0
            self._detector = Detector(self.info.fs_hz, self._muscle_of_channel, self._detector_settings)

    def intervals(self) -> NDArray[np.void]:
        """Return all stretches that are not analysable, as rows of INTERVAL_DTYPE; the same array while none is new."""
        return self._intervals.rows()

    def process(self, block: Block) -> Processed:
        """Take the next block; ``block.start`` may be ahead of the last sample (lost) but never behind it."""
        self._take_settings()
        gaps = self._find_gaps(block)
        if not len(block):
            return Processed(no_events(), [], gaps, 0)
        heard = self._display(block.samples)
        shown = self._derive(heard)
        self.raw.append(block.start, block.samples)
        self.contact.push(block.start, block.samples)
        self.shown.append(block.start, shown)
        self.pyramid.append(block.start, shown)
        self._go_over(REFILTER_SHARE * len(block) / self.info.fs_hz)
        update = self._detect(lambda: self._detector.push(self._countable(block)))
        events = self._absorb(update)
        if self.sound is not None:
            self.sound.push(block.start, heard)
            if len(events):
                self.sound.events(events)
        lost = sum(g.stop - g.start for g in gaps)
        return Processed(events, update.footprints, gaps, lost)

    def _derivation(self, filters: FilterSettings | None = None) -> Derivation:
        filters = filters or self._filters
        return Derivation(filters.derivation, self._muscle_of_channel, filters.lines, self._bad)

    def _countable(self, block: Block) -> Block:
        """Return what is counted from: channels that a person called bad stand still in it, so they are out."""
        if not self._bad:
            return block
        samples = block.samples.copy()
        samples[:, self._bad] = 0.0
        return Block(block.start, samples)

    def finish(self) -> Processed:
        """Close the run: the detector gives its last verdicts."""
        update = self._detect(self._detector.flush)
        events = self._absorb(update)
        return Processed(events, update.footprints, (), 0)

    def as_if_over(self) -> Callable[[], tuple[NDArray[np.void], list[FloatArray]]]:
        """Return what finds the last words on all that is not decided yet, as if nothing more came after this block.

        To be called between two blocks; what it returns may be called at any time in any thread, and gives events and
        their footprints. The run itself goes on unchanged.
        """
        ahead, base = copy.deepcopy(self._detector), self._id_base

        def last_words() -> tuple[NDArray[np.void], list[FloatArray]]:
            try:
                update = ahead.flush()
            except Exception:
                log.exception("the detector failed at its last words")
                return no_events(), []  # what was open stays open; the recording is closed all the same
            events = update.events.copy()
            events["id"] += base
            return events, update.footprints

        return last_words

    def _detect(self, step: Callable[[], Update]) -> Update:
        """Run a step of the detector; should it ever fail, the traces and the recording go on without it."""
        if not self.fault:
            try:
                return step()
            except Exception as error:
                log.exception("the detector failed")
                self.fault = (
                    f"Counting has stopped ({type(error).__name__}: {error}). Traces and recording go on, and what was "
                    "received is safe. Open the source again to count again."
                )
        states = ("no data",) * len(self.info.muscles)
        return Update(no_events(), [], no_intervals(), self.settled, self.noise_uv, states)

    def _absorb(self, update: Update) -> NDArray[np.void]:
        events = update.events
        if len(events):
            events = events.copy()
            events["id"] += self._id_base
            self._next_id = max(self._next_id, int(events["id"].max()) + 1)
            self.store.update(events, update.footprints)
            update = replace(update, events=events)
        with self._lock:
            self.counters.update(update)
            if len(update.intervals):
                self._intervals.add(update.intervals)
            self.settled = update.settled
            self.noise_uv = update.noise_uv
            self.states = update.states
        return events

    def muscle_statuses(self, *, no_data: bool) -> tuple[MuscleStatus, ...]:
        """Return every muscle as of now; with ``no_data`` no rate is told."""
        with self._lock:
            return self.counters.counts(self.expected, no_data)

    def judge(self, event_id: int, verdict: str) -> NDArray[np.void] | None:
        """Keep a person's verdict (``""`` takes it back); return the event, None if there is none of this id."""
        row = self.store.judge(event_id, verdict)
        if row is not None:
            counted = {"": None, "accepted": "accepted", "fasciculation": "accepted", "doublet": "accepted"}
            with self._lock:
                self.counters.judge(event_id, counted.get(verdict, "rejected"))
        return row

    def reset_counters(self, at: int | None = None) -> int:
        """Count from sample ``at`` (None: now) on; return where counting began before."""
        with self._lock:
            return self.counters.reset(self.expected if at is None else at)

    def _find_gaps(self, block: Block) -> tuple[Gap, ...]:
        found: list[Gap] = []
        if self.first is None:
            self.first = block.start
        elif block.start > self.expected:
            found.append(Gap(self.expected, block.start, "lost samples"))
        if not surely_finite(block.samples) and np.isnan(block.samples[:, 0]).any():
            lost = np.isnan(block.samples).all(axis=1)
            if lost.any():
                edges = np.flatnonzero(np.diff(np.concatenate([[False], lost, [False]]).astype(np.int8)))
                found += [
                    Gap(block.start + int(a), block.start + int(b), "lost samples")
                    for a, b in zip(edges[::2], edges[1::2], strict=True)
                ]
        self.expected = block.stop
        for gap in found:
            self.lost_samples += gap.stop - gap.start
            with self._lock:
                self.counters.lost(gap.start, gap.stop)
            if self.gaps and self.gaps[-1].stop == gap.start:
                self.gaps[-1] = Gap(self.gaps[-1].start, gap.stop, gap.reason)
            else:
                self.gaps.append(gap)
        return tuple(found)

    def _take_settings(self) -> None:
        filters, self._pending_filters = self._pending_filters, None
        if filters is not None and filters != self._filters:
            self._filters = filters
            self._filter_again()
        detector, self._pending_detector = self._pending_detector, None
        if detector is not None and detector != self._detector_settings:
            self._detector_settings = detector
            self._detect_again()

    def _filter_again(self) -> None:
        """Begin to go over what the raw ring holds. What is older than that leaves the screen's memory."""
        begin, shown_from = newest_first(self.raw, self.info.fs_hz)
        self._refilter = self._refiltered(begin, shown_from)

    def _refiltered(self, begin: int, shown_from: int) -> Refilter:
        display = DisplayFilter(self.info.fs_hz, self.info.n_channels, self._filters)
        newest_only = begin != shown_from
        capacity = int(NEWEST_ROOM_S * self.info.fs_hz) if newest_only else self._capacity
        return Refilter(self.raw, begin, shown_from, capacity, display, self._derivation())

    def _go_over(self, seconds: float) -> None:
        """Filter a slice of the past; what has caught up is shown, and the rest follows the newest part."""
        job = self._refilter
        if job is None:
            return
        job.work(seconds)
        if not job.done:
            return
        self._display, self._derive = job.filtered, job.derived
        self.shown, self.pyramid = job.shown, job.pyramid
        first = self.raw.first
        self._refilter = None if job.whole else self._refiltered(first, first)

    def catch_up(self, seconds: float = 0.05) -> None:
        """Do what can be done while nothing comes."""
        self._take_settings()
        self._go_over(seconds)

    def _detect_again(self) -> None:
        """Go through the last seconds with the new settings; their earlier events are withdrawn."""
        start = max(self.raw.first, self.raw.end - int(RERUN_S * self.info.fs_hz))
        old = self.store.from_sample(start)
        old = old[old["status"] != "rejected"]
        old["status"] = "rejected"
        old["reason"] = "settings changed"
        withdrawn = Update(old, [], no_intervals(), self.settled, self.noise_uv, self.states)
        self.store.update(old, [])
        with self._lock:
            self.counters.update(withdrawn)
        self._id_base = self._next_id
        self._detector = Detector(self.info.fs_hz, self._muscle_of_channel, self._detector_settings)
        first, rows = self.raw.read(start, self.raw.end)
        if len(rows):
            self._absorb(self._detect(lambda: self._detector.push(self._countable(Block(first, rows)))))
