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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fascview.analysis.agreement import agreement
from fascview.analysis.rates import MuscleCounters
from fascview.detection.batch import Detection
from fascview.detection.events import no_events, no_intervals
from fascview.engine.following import Follower
from fascview.engine.jobs import Job
from fascview.engine.processing import Sound
from fascview.engine.review_labels import Labels, counters_of
from fascview.engine.review_pages import PageReader
from fascview.engine.review_pass import Counted, CountingPass
from fascview.engine.review_player import Player
from fascview.engine.review_sight import Sight
from fascview.engine.review_work import Opened, Redetected, opened, redetect, settings_text
from fascview.errors import UsageError
from fascview.session.corrections import Corrections
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
        self.corrections = Corrections(self.path, kept_in)
        self.recording: Recording | None = None
        self.labels: Labels | None = None
        self.pages: PageReader | None = None
        self.player: Player | None = None
        self.sight: Sight | None = None
        self.detection: Detection | None = None
        self.redetected: Redetected | None = None
        self.found_now, self._unsaved = False, False
        self.problem, self.version = "", 0
        self._opening: Job[Opened] | None = Job("review-open", lambda task: opened(self.path, task, described))
        self._counting: CountingPass | None = None
        self.follower: Follower | None = None
        self._grew, self._listed = False, no_events()
        self.counted_to = 0  #: up to here the pass over the recording has come; counts before it are final
        self._again: Job[Redetected] | None = None

    # ---- life

    def start(self) -> Review:
        """Begin to open, and return the review."""
        self._opening = None if self._opening is None else self._opening.start()
        return self

    def _jobs(self) -> list[Job[Any] | Sight]:
        counting = None if self._counting is None else self._counting.job
        every: tuple[Job[Any] | Sight | None, ...] = (self._opening, counting, self._again, self.sight)
        return [job for job in every if job is not None]

    def stop(self) -> None:
        """End all threads and close the file."""
        self.cancel()
        for job in self._jobs():
            job.join(10.0)
        for part in (self.player, self.pages, self.follower):
            if part is not None:
                part.stop()
        late = None if self._opening is None or self._opening.result is None else self._opening.result.recording
        if (recording := self.recording or late) is not None:
            recording.close()

    def cancel(self) -> None:
        """Stop what is being worked out; what is known stays."""
        for job in self._jobs():
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
    def growing(self) -> bool:
        """True while more of it may come: it is being recorded, or a long file is read on."""
        return self.follower is not None and self.follower.active

    @property
    def live(self) -> bool:
        """True while another program is recording it."""
        return self.growing and self.recording is not None and self.recording.live

    @property
    def hindrance(self) -> str:
        """Why nothing can be changed now, in one sentence; empty where labels and notes can be given."""
        if self.live:
            return "This session is still being recorded; it can be judged when that is finished. Nothing was changed."
        if self.growing or ((self.found_now or self._grew) and self.counting):
            return "The recording is still being gone over; it can be judged when that is done. Nothing was changed."
        return ""

    def _may_change(self) -> None:
        if why := self.hindrance:
            raise UsageError(why)

    @property
    def redetecting(self) -> bool:
        """True while it is gone through with other settings."""
        return self._again is not None

    def _now(self) -> Job[Any] | None:
        return self._opening or self._again or (None if self._counting is None else self._counting.job)

    @property
    def progress(self) -> float:
        """How far the work is that goes on now, 0 to 1; 1 when none does."""
        return 1.0 if (job := self._now()) is None else job.progress

    @property
    def working_s(self) -> float:
        """For how long that work has been going on [s]; 0 when none does."""
        return 0.0 if (job := self._now()) is None else job.age_s

    def poll(self) -> bool:
        """Take over what has been finished; return whether there is something new."""
        before = self.version
        self._poll_opening()
        self._poll_following()
        self._poll_counting()
        self._poll_again()
        if self.sight is not None and self.sight.poll():
            self.version += 1
        return self.version != before

    # ---- opening

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
        self._counting = CountingPass(recording).start()
        if recording.growing:
            self._grew, self.follower = True, Follower(recording).start()
        else:
            self.sight = Sight(recording).start()

    def _poll_following(self) -> None:
        follower, recording = self.follower, self.recording
        if follower is None or recording is None or (news := follower.news()) is None:
            return
        self.version += 1
        if self._counting is not None:
            self._counting.known = news.now
        if news.ended:
            self.follower = None
            self.problem = self.problem or follower.problem
            self.sight = Sight(recording).start()

    def _set_labels(
        self,
        events: NDArray[np.void],
        footprints: Sequence[FloatArray],
        verdicts: dict[int, str],
        counters: MuscleCounters,
    ) -> None:
        if self.recording is not None:
            self._listed = events
            self.labels = Labels(self.recording.info, events, footprints, verdicts, counters, self._keep)
            if self.detection is not None:
                self.labels.intervals = self.detection.intervals

    def _keep(self, row: np.void, was: str, now: str, how: str) -> None:
        """Write a correction down; events found just now go along, so that its number keeps its meaning."""
        self._may_change()
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
        UsageError
            While the recording still grows.
        """
        if self.recording is not None:
            self._may_change()
            self.corrections.note(sample, text)
            notes = [*self.recording.notes, Note(sample, text, "note")]
            self.recording.notes = sorted(notes, key=lambda n: n.sample)
            self.version += 1

    # ---- counting

    def _poll_counting(self) -> None:
        counting = self._counting
        if counting is None:
            return
        job = counting.job
        if job.done:
            self._counting = None
            self.version += 1
            self.problem = "" if job.result is not None or job.cancelled else job.problem
            if job.result is not None:
                self._take(job.result)
                self._unsaved = job.result.own
        elif (told := counting.told()) is not None:
            self.version += 1
            self._take(told)

    def _take(self, told: Counted) -> None:
        """Show what the pass has found so far."""
        self.detection, self.counted_to = told.detection, told.detection.n_samples
        if told.own or told.events is not self._listed:
            self.found_now = told.own
            self._set_labels(told.events, told.footprints, {} if told.own else told.known.verdicts, told.counters)
        elif self.labels is not None:
            self.labels.set_counters(told.counters, told.detection.intervals)

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
        self._may_change()
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
        intervals, noise = (no_intervals(), None) if known is None else (known.intervals, known.noise_uv)
        recording.events, recording.footprints = events, list(footprints)
        counters = counters_of(recording.info, recording.n_samples, events, intervals, recording.gaps, noise)
        self._set_labels(events, footprints, verdicts, counters)
        self.version += 1

    def difference(self) -> tuple[NDArray[np.void], NDArray[np.void]]:
        """Return what only the events have, and what only the other ones have, in order of time."""
        other = self.redetected
        if other is None:
            return no_events(), no_events()
        return other.stored[other.agreement.only_first], other.found[other.agreement.only_second]

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
