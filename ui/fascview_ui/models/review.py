"""What the Review page shows of a recording: page, cursor, selected event. Views draw it, keys change it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from fascview.analysis.rates import MuscleCount
from fascview.detection.events import no_events, no_intervals
from fascview.engine.processing import Sound
from fascview.engine.review import Review
from fascview.engine.review_labels import Labels, counted, seen
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.session.recording import Note, Recording
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import FloatArray, StreamInfo
from fascview_ui.models.traces import Stretch, TraceModel

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
SPOKEN = ("note", "mark", "annotation")


class StoredData:
    """A recording as the trace views see it."""

    def __init__(self, review: Review, recording: Recording) -> None:
        self._review = review
        self._recording = recording
        self.info: StreamInfo = recording.info
        self._nothing = Ring(1, recording.info.n_channels), Pyramid(1, recording.info.n_channels)
        self.words: tuple[str, ...] = tuple("bad" if c.bad else "" for c in recording.info.channels)

    @property
    def shown(self) -> Ring:
        """The filtered samples around the page."""
        ready = self._review.pages.stretch if self._review.pages is not None else None
        return self._nothing[0] if ready is None else ready.shown

    @property
    def pyramid(self) -> Pyramid:
        """Minima and maxima of the same stretch."""
        ready = self._review.pages.stretch if self._review.pages is not None else None
        return self._nothing[1] if ready is None else ready.pyramid

    @property
    def newest(self) -> int:
        """The length of the recording."""
        return self._recording.n_samples

    @property
    def version(self) -> int:
        """Counts changes."""
        labels = self._review.labels
        return self._review.version + (0 if labels is None else labels.version)

    @property
    def labels(self) -> Labels | None:
        """All labels."""
        return self._review.labels

    def events(self) -> NDArray[np.void]:
        """Return all events."""
        return no_events() if self.labels is None else self.labels.events

    def intervals(self) -> NDArray[np.void]:
        """Return what is not analysable."""
        return no_intervals() if self.labels is None else self.labels.intervals

    def gaps(self) -> Sequence[Stretch]:
        """Return the lost stretches."""
        return self._recording.gaps

    def envelope(self, n: int) -> FloatArray | None:
        """Return how large the signal is in ``n`` columns of the whole, ``(n, n_muscles)`` uV, as far as is known."""
        return None if self._review.sight is None else self._review.sight.envelope(n)

    def footprint(self, event_id: int) -> FloatArray | None:
        """Return the Vpp of an event on each channel of its muscle."""
        return None if self.labels is None else self.labels.footprint(event_id)

    def verdicts(self) -> Mapping[int, str]:
        """Return a person's labels."""
        return {} if self.labels is None else self.labels.verdicts

    def notes(self) -> list[tuple[int, str]]:
        """Return what was written or marked."""
        return [(n.sample, n.text) for n in self._recording.notes if n.what in SPOKEN]

    def wall_s(self, sample: int) -> float:
        """Return the wall clock of a sample, NaN where the recording does not tell."""
        started = self._recording.started_wall_s
        return math.nan if started is None else started + sample / self._recording.fs_hz


class StoredTraces(TraceModel):
    """A page that always stands still, anywhere from the beginning to the end."""

    @property
    def oldest(self) -> int:
        """The beginning."""
        return 0

    def live(self) -> None:
        """Do nothing: a stored recording has no newest samples."""

    def _clamped(self, start: int) -> int:
        latest = math.ceil(self.newest - self.page_samples)
        return max(0, min(start, latest))


class ReviewState(QObject):
    """One recording under review, or none. Call ``beat`` on the frame clock."""

    opened = Signal()  #: a recording can be looked at
    failed = Signal(str)  #: it cannot be opened, and why
    changed = Signal()  #: events, labels, notes, or what is being worked out
    cursor_moved = Signal(int)
    event_chosen = Signal(int)  #: id, -1 for none
    playing_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.traces = StoredTraces(self)
        self.review: Review | None = None
        self.data: StoredData | None = None
        self.cursor = 0
        self.chosen = -1
        self.kept_in: Path | None = None
        self._played = False
        self._version = -1
        self._seen: tuple[Labels, NDArray[np.void]] | None = None
        self._was_playing = False
        self.following = False  #: whether the page goes along with what is being recorded
        self._put: int | None = None  # where it was put last
        self._newest = 0
        self.traces.timing_changed.connect(self._put_anew)

    # ---- coming and going

    def open(
        self,
        path: str | Path,
        filters: FilterSettings,
        sound: Callable[[StreamInfo], Sound] | None,
        described: Callable[[StreamInfo], StreamInfo] | None = None,
    ) -> Review | None:
        """Begin to open a recording; return the one that was there, to be stopped by a worker."""
        before = self.leave()
        self.review = Review(path, filters, sound, described, self.kept_in).start()
        self._version = -1
        self.changed.emit()
        return before

    def leave(self) -> Review | None:
        """Show nothing; return what was there, to be stopped by a worker."""
        before, self.review, self.data = self.review, None, None
        if before is not None:
            before.cancel()
            if before.player is not None:
                before.player.pause()
        self.cursor, self.chosen, self._was_playing, self.following = 0, -1, False, False
        self.traces.attach(None)
        return before

    @property
    def recording(self) -> Recording | None:
        """What is open."""
        return None if self.review is None else self.review.recording

    @property
    def labels(self) -> Labels | None:
        """Its labels."""
        return None if self.review is None else self.review.labels

    @property
    def fs_hz(self) -> float:
        """Its sampling rate [Hz]; 1 without a recording."""
        return 1.0 if self.recording is None else self.recording.fs_hz

    @property
    def n_samples(self) -> int:
        """Its length."""
        return 0 if self.recording is None else self.recording.n_samples

    def beat(self) -> None:
        """Take over what is new and follow what plays."""
        review = self.review
        if review is None:
            return
        review.poll()
        if self.data is None and review.ready and review.recording is not None:
            self.data = StoredData(review, review.recording)
            self.traces.attach(self.data)
            self.traces.freeze(0)
            self.following, self._newest, self._put = review.live, 0, None
            self.opened.emit()
        elif self.data is None and review.problem and not review.opening:
            self.review = None
            self.failed.emit(review.problem)
            return
        version = -1 if self.data is None else self.data.version
        if version != self._version:
            self._version = version
            if review.player is not None and self.labels is not None:
                review.player.events = self.labels.counted()
            self.changed.emit()
        self._follow()
        self._go_along()

    def _put_anew(self) -> None:
        self._put = None  # another time base, and the newest all the same

    def _go_along(self) -> None:
        """Keep to the newest of what is being recorded, until somebody goes elsewhere."""
        review, n = self.review, self.n_samples
        if not self.following or review is None or not review.live or self.playing:
            return
        if self._put is not None and self.traces.page_start != self._put:
            self.following = False
        elif n != self._newest or self._put is None:
            self._newest = n
            self._set_cursor(n - 1)
            self.traces.freeze(n)
            self._put = self.traces.page_start

    def _follow(self) -> None:
        player = None if self.review is None else self.review.player
        if player is None:
            return
        playing = player.playing
        if playing or (self._was_playing and player.position != self.cursor):
            self._set_cursor(min(player.position, max(0, self.n_samples - 1)))
            self.keep_in_sight()
        if playing != self._was_playing:
            self._was_playing = playing
            self.playing_changed.emit()

    def keep_in_sight(self) -> None:
        """Turn the page when the cursor has left it."""
        start, page = self.traces.page_start, self.traces.page_samples
        if not start <= self.cursor < start + page:
            self.traces.freeze(self.cursor)

    # ---- the page

    def page_ready(self) -> bool:
        """Ask for the samples of the page; return whether they are here."""
        pages = None if self.review is None else self.review.pages
        if pages is None:
            return False
        start = self.traces.page_start
        return pages.want(start - 2, start + math.ceil(self.traces.page_samples) + 2)

    def page_here(self) -> bool:
        """Return whether what the page is drawn from holds all of it, filtered as it may be."""
        ready = None if self.review is None or self.review.pages is None else self.review.pages.stretch
        start = self.traces.page_start
        stop = min(start + math.ceil(self.traces.page_samples), self.n_samples)
        return ready is not None and ready.covers(start, stop)

    def stretch(self) -> object:
        """Return what the page is drawn from; another object when it was read anew."""
        pages = None if self.review is None else self.review.pages
        return None if pages is None else pages.stretch

    # ---- the cursor

    def _set_cursor(self, sample: int) -> None:
        sample = max(0, min(sample, self.n_samples - 1))
        if sample != self.cursor:
            self.cursor = sample
            self.cursor_moved.emit(sample)

    def go(self, sample: int, centre: bool = False) -> None:
        """Put the cursor on a sample; the page follows when it has to, or always with ``centre``."""
        if self.recording is None:
            return
        self._set_cursor(sample)
        self.following = self.cursor == self.n_samples - 1
        if self.following:
            self._put = None
        if self.review is not None and self.review.player is not None:
            self.review.player.seek(self.cursor)
        start, page = self.traces.page_start, self.traces.page_samples
        if centre or not start <= self.cursor < start + page:
            self.traces.show(self.cursor)

    def counts(self) -> tuple[MuscleCount, ...]:
        """Return every muscle as of the cursor."""
        labels, recording = self.labels, self.recording
        return () if labels is None or recording is None else labels.counts_at(self.cursor, recording.gaps)

    # ---- events

    def visible(self) -> NDArray[np.void]:
        """Return the events a person is shown, in order of time."""
        labels = self.labels
        if labels is None:
            return no_events()
        if self._seen is None or self._seen[0] is not labels:
            self._seen = labels, labels.events[seen(labels.events)]
        return self._seen[1]

    def counted_rows(self) -> NDArray[np.void]:
        """Return the events that count."""
        return no_events() if self.labels is None else self.labels.counted()

    def is_counted(self, rows: NDArray[np.void]) -> NDArray[np.bool_]:
        """Return which of ``rows`` count."""
        return counted(rows, {} if self.labels is None else self.labels.verdicts)

    def choose(self, event: int, go: bool = True) -> None:
        """Select an event and put the cursor on it."""
        row = None if self.labels is None else self.labels.row(event)
        value = -1 if row is None else event
        if row is not None and go:
            self.go(int(row["sample"]))
            self.traces.select(int(row["muscle"]))
        if value != self.chosen:
            self.chosen = value
            self.event_chosen.emit(value)

    def event_at_cursor(self, reach_s: float = 0.02) -> int:
        """Return the event under the cursor, -1 where there is none."""
        rows = self.visible()
        if not len(rows):
            return -1
        away = np.abs(rows["sample"] - self.cursor)
        away[rows["muscle"] != self.traces.selected] += 1
        at = int(np.argmin(away))
        return int(rows["id"][at]) if away[at] <= reach_s * self.fs_hz else -1

    def judge(self, events: Sequence[int], verdict: str) -> tuple[int, ...]:
        """Label events; return those whose label changed."""
        return () if self.labels is None else self.labels.judge(events, verdict)

    # ---- jumping

    def jump(self, samples: NDArray[np.integer], by: int) -> int | None:
        """Go to the next of ``samples`` (rising) after the cursor, or with a negative ``by`` the one before."""
        if not len(samples):
            return None
        if by > 0:
            at = int(np.searchsorted(samples, self.cursor, "right"))
        else:
            at = int(np.searchsorted(samples, self.cursor, "left")) - 1
        if not 0 <= at < len(samples):
            return None
        sample = int(samples[at])
        self.go(sample)
        return sample

    def notes(self) -> list[Note]:
        """Return what was written or marked."""
        return [] if self.recording is None else [n for n in self.recording.notes if n.what in SPOKEN]

    def differences(self) -> tuple[NDArray[np.void], NDArray[np.void]]:
        """Return what only the events have and what only the re-detected have."""
        return (no_events(), no_events()) if self.review is None else self.review.difference()

    # ---- playing

    @property
    def playing(self) -> bool:
        """True while it plays."""
        player = None if self.review is None else self.review.player
        return player is not None and player.playing

    def play(self, on: bool) -> None:
        """Play from the cursor, or stand still."""
        player = None if self.review is None else self.review.player
        if player is None:
            return
        if on:
            player.seek(self.cursor if self.cursor < self.n_samples - 1 else 0)
            player.play()
        else:
            player.pause()
        self._follow()

    def redetect(self, settings: DetectorSettings) -> None:
        """Go over the recording with other settings."""
        if self.review is not None:
            self.review.redetect(settings)

    def worked_for_s(self) -> float:
        """Return for how long something has been worked out, 0 when nothing is."""
        return 0.0 if self.review is None else self.review.working_s
