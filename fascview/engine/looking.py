"""What may be asked of a running source. Nothing here changes anything, and nothing waits."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from fascview.check.trend import ContactTrend
from fascview.detection.events import no_events, no_intervals
from fascview.engine.acquisition import Acquisition
from fascview.engine.earlier_pages import EarlierPages
from fascview.engine.incidents import Incidents
from fascview.engine.processing import Processor
from fascview.engine.review_pages import Stretch
from fascview.engine.status import EngineStatus, Gap, Health, Incident, MuscleStatus, RecordingStatus, State
from fascview.engine.writing import Recorder
from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview.stream import FloatArray, Source, StreamInfo

NO_DATA_AFTER_S = 1.5  # the window holds a new state back for half a second: seen after two
SETTLE_S = 2.0


class Looking:
    """The half of the engine that looks; ``Engine`` adds the half that does."""

    def __init__(self, source: Source, acquisition: Acquisition) -> None:
        self.source = source
        self.processor: Processor | None = None
        self._acquisition = acquisition
        self._recorder: Recorder | None = None
        self._pages: EarlierPages | None = None
        self._incidents = Incidents()
        self._problem = ""
        self._failed = False

    @property
    def info(self) -> StreamInfo | None:
        """The stream; None while connecting."""
        return self._acquisition.info if self.processor is not None else None

    @property
    def shown(self) -> Ring | None:
        """Samples as shown."""
        return None if self.processor is None else self.processor.shown

    @property
    def raw(self) -> Ring | None:
        """Samples as received."""
        return None if self.processor is None else self.processor.raw

    def stored_window(self, start: int, stop: int) -> tuple[int, FloatArray]:
        """Return ``(first index, rows)`` of what was received from ``start`` to ``stop``, NaN where lost, uV.

        Reaches back for hours, further than the rings; shorter where nothing older is kept. May read from the disk:
        a few seconds at a time are quick, more is for a thread of its own.
        """
        if self._recorder is None:
            return start, np.zeros((0, 0), np.float32)
        return self._recorder.earlier.window(start, stop)

    def shown_window(self, start: int, stop: int) -> tuple[int, FloatArray]:
        """Return ``(first index, rows)`` from ``start`` to ``stop`` as the screen shows them, as far back as is kept.

        What the rings no longer hold is filtered anew, with two seconds before it so that the filters have settled.
        """
        shown, processor = self.shown, self.processor
        if shown is None or processor is None:
            return start, np.zeros((0, 0), np.float32)
        if start >= shown.first:
            return shown.read(start, stop)
        first, rows = self.stored_window(start - round(SETTLE_S * processor.info.fs_hz), stop)
        rows = processor.as_shown(rows)
        skip = max(0, start - first)
        return first + skip, rows[skip:]

    @property
    def earliest(self) -> int:
        """The oldest sample that ``page`` can show sample by sample."""
        return 0 if self._recorder is None else self._recorder.earlier.first

    def page(self, start: int, stop: int) -> Stretch | None:
        """Return ring and pyramid of a page that the rings no longer hold; None while it is being read. Never waits."""
        return None if self._pages is None else self._pages.page(start, stop)

    @property
    def contact(self) -> ContactTrend | None:
        """How the contact of every electrode does."""
        return None if self.processor is None else self.processor.contact

    @property
    def pyramid(self) -> Pyramid | None:
        """Minima and maxima of the samples as shown."""
        return None if self.processor is None else self.processor.pyramid

    def state(self) -> State:
        """Return where the samples stand."""
        acquisition = self._acquisition
        if self._failed:
            return State.FAILED if self.processor is None else State.NO_DATA
        if self.processor is None or acquisition.info is None:
            return State.CONNECTING
        if acquisition.info.kind == "file":
            return State.ENDED if acquisition.ended else State.PLAYBACK
        age_s = time.monotonic() - acquisition.arrived_s
        # Before the first sample, too; a stream that stands to measure electrodes was asked to.
        if not age_s <= NO_DATA_AFTER_S and not getattr(self.source, "measuring", False):
            return State.NO_DATA
        return State.DEMO if acquisition.info.made_up else State.LIVE

    def status(self, muscles: bool = True) -> EngineStatus:
        """Return everything but samples and events; without ``muscles`` cheap enough for several times a second."""
        acquisition, processor = self._acquisition, self.processor
        state = self.state()
        counted: tuple[MuscleStatus, ...] = ()
        noise: FloatArray = np.zeros(0, np.float32)
        if processor is not None:
            noise = processor.noise_uv
            if muscles:
                counted = processor.muscle_statuses(no_data=state in (State.NO_DATA, State.FAILED))
        return EngineStatus(
            state=state,
            newest=acquisition.newest,
            processed=0 if processor is None else processor.expected,
            acquired_age_s=time.monotonic() - acquisition.arrived_s,
            measured_fs_hz=acquisition.rate.fs_hz,
            lost_samples=0 if processor is None else processor.lost_samples,
            version=0 if processor is None else processor.store.version,
            started_wall_s=acquisition.first_wall_s,
            muscles=counted,
            noise_uv=noise,
            recording=RecordingStatus() if self._recorder is None else self._recorder.status(),
            problem=self._problem,
            overrun_samples=acquisition.overrun_samples,
        )

    def events_since(self, version: int) -> tuple[int, NDArray[np.void]]:
        """Return the present version and the rows (EVENT_DTYPE) that are new or changed after ``version``."""
        return (0, no_events()) if self.processor is None else self.processor.store.since(version)

    def events(self) -> NDArray[np.void]:
        """Return all events, the latest row of each."""
        return no_events() if self.processor is None else self.processor.store.rows()

    def verdicts(self) -> dict[int, str]:
        """Return the person's verdict of every event that has one, by id."""
        return {} if self.processor is None else self.processor.store.verdicts()

    def verdict(self, event_id: int) -> str:
        """Return the person's verdict of an event, ``""`` for none."""
        return "" if self.processor is None else self.processor.store.verdict(event_id)

    def footprint(self, event_id: int) -> FloatArray | None:
        """Return the Vpp [uV] of an event on each channel of its muscle."""
        return None if self.processor is None else self.processor.store.footprint(event_id)

    def intervals(self) -> NDArray[np.void]:
        """Return the stretches that are not analysable (INTERVAL_DTYPE)."""
        return no_intervals() if self.processor is None else self.processor.intervals()

    def gaps(self) -> tuple[Gap, ...]:
        """Return the stretches of lost samples."""
        return () if self.processor is None else tuple(self.processor.gaps)

    def health(self) -> Health:
        """Return how full the hand-overs are and where the sound goes; cheap."""
        info, queue = self._acquisition.info, self._acquisition.queue
        if info is None:
            return Health()
        backlog_s = 0.0 if self._recorder is None else self._recorder.status().backlog_s
        told = getattr(getattr(self, "sound", None), "status", None)
        audio = told() if told is not None else None
        device = "" if audio is None else str(audio.device)
        return Health(
            queue.samples / info.fs_hz,
            queue.limit_samples / info.fs_hz,
            backlog_s,
            sound=device,
            sounding=audio is not None and "no sound" not in device,
            clipping=audio is not None and audio.clipping,
        )

    def incidents(self) -> tuple[Incident, ...]:
        """Return what happened, oldest first."""
        return self._incidents.all()

    def wall_s(self, sample: int) -> float:
        """Return the wall-clock time [s since 1970] of a sample; NaN before the first."""
        acquisition = self._acquisition
        if acquisition.info is None:
            return float("nan")
        return acquisition.first_wall_s + (sample - acquisition.first_sample) / acquisition.info.fs_hz
