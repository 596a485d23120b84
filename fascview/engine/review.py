"""A stored recording under review: opened, counted once as a whole, looked at page by page, corrected, played.

    open -> one pass of the detector over the whole file (background) -> events, stretches, counts at any moment
         -> pages: the stretch on screen      -> player: sound
         -> re-detection with other settings, beside the events

Whoever looks calls ``poll`` on its clock, from one thread; nothing here waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.agreement import agreement
from fascview.analysis.rates import MuscleCounters
from fascview.detection.batch import Detection
from fascview.detection.events import no_events, no_intervals
from fascview.engine.jobs import Job, Task
from fascview.engine.processing import Sound
from fascview.engine.review_labels import Labels, counters_of
from fascview.engine.review_pages import PageReader
from fascview.engine.review_player import Player
from fascview.engine.review_sight import Sight
from fascview.engine.review_work import Counted, LockedSignal, Opened, Redetected, redetect, settings_text, whole
from fascview.session.corrections import Corrections
from fascview.session.formats import open_recording
from fascview.session.recording import Note, Recording
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import FloatArray, StreamInfo


class Review:
    """One recording.

    Parameters
    ----------
    path : str or Path
        What ``open_recording`` reads.
    filters : FilterSettings
        What screen and sound show.
    sound : callable, optional
        Makes the sound of a stream.
    described : callable, optional
        Returns a stream as a person has described it: its muscles, in their order.
    kept_in : Path, optional
        Where corrections of foreign files go; see ``Corrections``.
    """

    def __init__(
        self,
        path: str | Path,
        filters: FilterSettings | None = None,
        sound: Callable[[StreamInfo], Sound] | None = None,
        described: Callable[[StreamInfo], StreamInfo] | None = None,
        kept_in: Path | None = None,
    ) -> None:
        self.path = Path(path)
        self._filters = filters or FilterSettings()
        self._make_sound = sound
        self._described = described
        self.corrections = Corrections(self.path, kept_in)
        self.recording: Recording | None = None
        self.labels: Labels | None = None
        self.pages: PageReader | None = None
        self.player: Player | None = None
        self.sight: Sight | None = None
        self.detection: Detection | None = None
        self.redetected: Redetected | None = None
        self.found_now = False
        self.problem = ""
        self._unsaved = False
        self.version = 0
        self._opening: Job[Opened] | None = Job("review-open", self._open)
        self._counting: Job[Counted] | None = None
        self._again: Job[Redetected] | None = None

    # ---- life

    def start(self) -> Review:
        """Begin to open, and return the review."""
        if self._opening is not None:
            self._opening.start()
        return self

    def stop(self) -> None:
        """End all threads and close the file."""
        for job in (self._opening, self._counting, self._again, self.sight):
            if job is not None:
                job.join(10.0)
        if self._opening is not None and self._opening.result is not None:
            self._opening.result.recording.close()
        if self.player is not None:
            self.player.stop()
        if self.pages is not None:
            self.pages.stop()
        if self.recording is not None:
            self.recording.close()

    def cancel(self) -> None:
        """Stop what is being worked out; what is known stays."""
        for job in (self._opening, self._counting, self._again):
            if job is not None:
                job.cancel()

    @property
    def ready(self) -> bool:
        """True once the recording can be looked at."""
        return self.recording is not None

    @property
    def opening(self) -> bool:
        """True while it is being opened."""
        return self._opening is not None

    @property
    def counting(self) -> bool:
        """True while the whole recording is gone through."""
        return self._counting is not None

    @property
    def redetecting(self) -> bool:
        """True while it is gone through with other settings."""
        return self._again is not None

    @property
    def progress(self) -> float:
        """How far the work is that goes on now, 0 to 1; 1 when none does."""
        job = self._opening or self._again or self._counting
        return 1.0 if job is None else job.progress

    @property
    def working_s(self) -> float:
        """For how long that work has been going on [s]; 0 when none does."""
        job = self._opening or self._again or self._counting
        return 0.0 if job is None else job.age_s

    def poll(self) -> bool:
        """Take over what has been finished; return whether there is something new."""
        before = self.version
        self._poll_opening()
        self._poll_counting()
        self._poll_again()
        if self.sight is not None and self.sight.poll():
            self.version += 1
        return self.version != before

    # ---- opening

    def _open(self, task: Task) -> Opened:
        recording = open_recording(self.path, progress=task.tell)
        try:
            task.check()
            if self._described is not None:
                recording.info = self._described(recording.info)
            recording.signal = LockedSignal(recording.signal)
            # Stretches of lost samples are known at once; what else is not analysable has to be found.
            counters = counters_of(
                recording.info, recording.n_samples, recording.events, no_intervals(), recording.gaps
            )
        except BaseException:
            recording.close()
            raise
        return Opened(recording, counters)

    def _poll_opening(self) -> None:
        job = self._opening
        if job is None or not job.done:
            return
        self._opening = None
        self.version += 1
        if job.result is None:
            self.problem = job.problem
            return
        self.recording = recording = job.result.recording
        self.found_now = not len(recording.events)
        self._set_labels(recording.events, recording.footprints, recording.verdicts, job.result.counters)
        self.pages = PageReader(recording, self._filters)
        self.pages.start()
        self.player = Player(recording, self._filters, self._make_sound)
        self._counting = Job("review-count", lambda task: self._count(task, recording)).start()
        self.sight = Sight(recording).start()

    def _set_labels(
        self,
        events: NDArray[np.void],
        footprints: Sequence[FloatArray],
        verdicts: dict[int, str],
        counters: MuscleCounters,
    ) -> None:
        if self.recording is not None:
            self.labels = Labels(self.recording.info, events, footprints, verdicts, counters, self._keep)
            if self.detection is not None:
                self.labels.intervals = self.detection.intervals

    def _keep(self, row: np.void, was: str, now: str, how: str) -> None:
        """Write a correction down; events found just now go along, so that its number keeps its meaning."""
        if self._unsaved and self.labels is not None:
            self.corrections.keep_events(self.labels.events, self.labels.footprints, settings_text(DetectorSettings()))
            self._unsaved = False
        self.corrections.verdict(row, was, now, how)
        self.version += 1

    def note(self, sample: int, text: str) -> None:
        """Add a note at a sample.

        Raises
        ------
        StorageError
            Where it cannot be kept.
        """
        if self.recording is not None:
            self.corrections.note(sample, text)
            notes = [*self.recording.notes, Note(sample, text, "note")]
            self.recording.notes = sorted(notes, key=lambda n: n.sample)
            self.version += 1

    # ---- counting

    def _count(self, task: Task, recording: Recording) -> Counted:
        found = whole(recording, task)
        events = found.events if self.found_now else recording.events
        return Counted(
            found,
            counters_of(recording.info, recording.n_samples, events, found.intervals, recording.gaps, found.noise_uv),
        )

    def _poll_counting(self) -> None:
        job = self._counting
        if job is None or not job.done:
            return
        self._counting = None
        self.version += 1
        if job.result is None:
            self.problem = "" if job.cancelled else job.problem
            return
        self.detection = found = job.result.detection
        if self.found_now:
            self._unsaved = True
            self._set_labels(found.events, found.footprints, {}, job.result.counters)
        elif self.labels is not None:
            self.labels.set_counters(job.result.counters, found.intervals)

    # ---- with other settings

    def redetect(self, settings: DetectorSettings) -> None:
        """Go over the recording with other settings; what was so found before is given up."""
        if self.recording is None or self.labels is None:
            return
        if self._again is not None:
            self._again.cancel()
        recording, stored = self.recording, self.labels.counted()
        self._again = Job("review-again", lambda task: redetect(task, recording, settings, stored)).start()
        self.version += 1

    def discard(self) -> None:
        """Forget the other events."""
        if self._again is not None:
            self._again.cancel()
            self._again = None
        self.redetected = None
        self.version += 1

    def _poll_again(self) -> None:
        job = self._again
        if job is None or not job.done:
            return
        self._again = None
        self.version += 1
        if job.result is not None:
            self.redetected = job.result
        elif not job.cancelled:
            self.problem = job.problem

    def keep_redetected(self) -> Callable[[], None]:
        """Let the other events be those of the recording from now on; labels go along where an event is in both.

        Returns
        -------
        callable
            Puts the events back that there were, with their labels.

        Raises
        ------
        StorageError
            Where they cannot be kept; then nothing has changed.
        """
        other, labels, recording = self.redetected, self.labels, self.recording
        if other is None or labels is None or recording is None:
            return lambda: None
        before, verdicts, detection = labels, dict(labels.verdicts), self.detection
        found = other.detection
        carried = {}
        for a, b in agreement(labels.events, found.events, recording.fs_hz).both.tolist():
            verdict = labels.verdicts.get(int(labels.events["id"][a]), "")
            if verdict:
                carried[int(found.events["id"][b])] = verdict
        self._replace(found.events, found.footprints, carried, settings_text(other.settings), found)
        self.redetected = None

        def back() -> None:
            self._replace(before.events, before.footprints, verdicts, "taken back", detection)
            self.redetected = other

        return back

    def _replace(
        self,
        events: NDArray[np.void],
        footprints: Sequence[FloatArray],
        verdicts: dict[int, str],
        words: str,
        detection: Detection | None,
    ) -> None:
        recording = self.recording
        if recording is None:
            return
        self.corrections.keep_events(events, footprints, words)
        for row in events[np.isin(events["id"], list(verdicts))]:
            self.corrections.verdict(row, "", verdicts[int(row["id"])], "carried over")
        self._unsaved = False
        self.found_now = False
        if detection is not None:
            self.detection = detection
        known = self.detection
        intervals = no_intervals() if known is None else known.intervals
        noise = None if known is None else known.noise_uv
        recording.events, recording.footprints = events, list(footprints)
        counters = counters_of(recording.info, recording.n_samples, events, intervals, recording.gaps, noise)
        self._set_labels(events, footprints, verdicts, counters)
        self.version += 1

    def difference(self) -> tuple[NDArray[np.void], NDArray[np.void]]:
        """Return what only the events have, and what only the other ones have, in order of time."""
        other = self.redetected
        if other is None:
            return no_events(), no_events()
        only_stored = other.stored[other.agreement.only_first]
        only_new = other.found[other.agreement.only_second]
        return only_stored, only_new

    # ---- as a whole

    def corrected(self) -> Recording | None:
        """Return the recording with its events and labels as they stand now, to be exported or reported."""
        if self.recording is None or self.labels is None:
            return None
        labels = self.labels
        return replace(
            self.recording,
            events=labels.events.copy(),
            footprints=list(labels.footprints),
            verdicts=dict(labels.verdicts),
            notes=list(self.recording.notes),
        )

    def set_filters(self, filters: FilterSettings) -> None:
        """Show and play the samples otherwise."""
        self._filters = filters
        if self.pages is not None:
            self.pages.set_filters(filters)
        if self.player is not None:
            self.player.set_filters(filters)
        self.version += 1
