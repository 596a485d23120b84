"""The engine: a source, its threads, and everything that may be asked of them.

    T1 acquire -> T3 write (never drops unsaid) and -> T2 process -> rings, events, counts, sound (T4, the device's own)

Whoever looks pulls: nothing here calls into another's thread per block.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from fascview.beside import SideSource
from fascview.engine.acquisition import Acquisition, Ended, Restart
from fascview.engine.companions import Companions
from fascview.engine.earlier_pages import EarlierPages
from fascview.engine.joined import Joined
from fascview.engine.looking import Looking
from fascview.engine.outgoing import Detections, Outgoing
from fascview.engine.processing import Processor, Sound
from fascview.engine.worker import Worker
from fascview.engine.writing import KEEP_S, Recorder
from fascview.errors import SourceError, StorageError, UsageError
from fascview.session.history import LONGEST_S
from fascview.settings import DetectorSettings, FilterSettings
from fascview.stream import Block, Source, SourceEvent, StreamInfo

TEND_EVERY_S = 0.5


class Engine(Joined, Looking):
    """Runs one source.

    Parameters
    ----------
    source : Source
        Unopened; it is opened by the acquiring thread, and closed by ``stop``.
    filters : FilterSettings
        What screen and sound show.
    detector : DetectorSettings
        What is counted by.
    history_s : float
        How much of the past the screen can go back to [s]; less where the memory of one ring would pass 256 MB.
    sound : callable, optional
        Makes the sound for a stream once that is open; None for no sound at all.
    detections : callable, optional
        Publishes the detections of a stream, while ``send_detections`` asks for it; they do not go out otherwise.
    beside : callable, optional
        Makes the source of an address that ``set_beside`` names; without it nothing can be recorded beside the EMG.
    """

    def __init__(
        self,
        source: Source,
        *,
        filters: FilterSettings | None = None,
        detector: DetectorSettings | None = None,
        history_s: float = 300.0,
        sound: Callable[[StreamInfo], Sound] | None = None,
        detections: Callable[[StreamInfo], Outgoing] | None = None,
        beside: Callable[[str], SideSource] | None = None,
    ) -> None:
        super().__init__(source, Acquisition(source, self._opened, self._told))
        self.sound: Sound | None = None
        self._make_sound = sound
        self._filters = filters or FilterSettings()
        self._detector = detector or DetectorSettings()
        self._history_s = history_s
        self._detections = Detections(detections, self._remark)
        self._companions = Companions(beside, self._beside, self._remark)
        # Held while events are found and handed to the writer, so that an older row never comes after a newer one.
        self._handing = threading.Lock()
        self._finished = threading.Event()
        self._ready = threading.Event()
        self._paused = False
        self._acquire = Worker("acquire", self._acquisition.run, self._source_failed)
        self._process = Worker("process", self._process_all, self._processing_failed)
        self._tend = Worker("sound", self._tend_sound, self._sound_failed)

    # ---- life

    def start(self) -> None:
        """Start acquiring; returns at once. ``wait_ready`` waits for the source."""
        self._acquire.start()
        self._process.start()
        if self._make_sound is not None:
            self._tend.start()

    def wait_ready(self, timeout_s: float = 10.0, meanwhile: Callable[[], None] | None = None) -> StreamInfo:
        """Wait until the source is open; ``meanwhile`` is called ten times a second.

        Raises
        ------
        SourceError
            If it cannot be opened, or is not within ``timeout_s``.
        """
        deadline = time.monotonic() + timeout_s
        while not self._ready.wait(min(0.1, max(0.0, deadline - time.monotonic()))) and time.monotonic() < deadline:
            if meanwhile is not None:
                meanwhile()
        if self._problem and self.processor is None:
            raise SourceError(self._problem)
        if self._acquisition.info is None:
            raise SourceError(
                f"The source has not answered for {timeout_s:g} s; check that it is running, then try again."
            )
        return self._acquisition.info

    def wait_finished(self, timeout_s: float | None = None) -> bool:
        """Wait until a finite source has been processed to its end, or the source failed."""
        return self._finished.wait(timeout_s)

    def stop(self) -> None:
        """Stop all threads; a recording that is running is closed properly first."""
        self._companions.stop()
        self._acquire.join()
        if self._pages is not None:
            self._pages.stop()
        if self._recorder is not None:
            self._last_words(self._recorder)
            self._recorder.close()
        self._process.join()
        self._tend.join()
        if self.sound is not None:
            self.sound.close()

    def _opened(self, info: StreamInfo) -> None:
        if self._make_sound is not None:
            self.sound = self._make_sound(info)
        self.processor = Processor(info, self._filters, self._detector, self._history_s, self.sound)
        self._recorder = self._acquisition.recorder = Recorder(info, self._remark)
        self._pages = EarlierPages(self.processor, self._recorder.earlier)
        self._ready.set()

    def _tend_sound(self, stop: threading.Event) -> None:
        # Opening a sound device may take its time, so it is not done where samples are processed.
        while not stop.is_set():
            if self.sound is not None:
                self.sound.tend()
            stop.wait(TEND_EVERY_S)

    def _process_all(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                if self.processor is None:
                    self._acquisition.hear()  # opening may take seconds, and has things to tell
                    self._ready.wait(0.1)
                    continue
                items = self._acquisition.queue.take(0.1)
                if not items:
                    self.processor.catch_up()
                for item in items:
                    if stop.is_set():
                        return
                    self._process_one(self.processor, item)
                    block = item if isinstance(item, Block) else None
                    self._detections.step(self.processor.info, self.processor.store, block)
        finally:
            self._detections.close()

    def _process_one(self, processor: Processor, item: Block | Restart | Ended) -> None:
        if isinstance(item, Restart):
            processor.restart(item.at)
            self._finished.clear()
            return
        with self._handing:
            result = processor.finish() if isinstance(item, Ended) else processor.process(item)
            if self._recorder is not None and self._recorder.active:
                self._recorder.events(result.events, result.footprints)
        if processor.fault and not self._problem:
            self._problem = processor.fault
            self._incidents.add("fault", self._acquisition.newest, processor.fault)
        for gap in result.gaps:
            seconds = (gap.stop - gap.start) / processor.info.fs_hz
            self._incidents.add("gap", gap.start, f"{seconds:.3f} s lost")
        for worse in processor.contact.alerts():
            self._incidents.add("contact", worse.sample, worse.text)
            if self._recorder is not None:
                self._recorder.entry("state", worse.sample, kind="contact", text=worse.text)
        if isinstance(item, Ended):
            self._finished.set()

    # ---- trouble

    def _told(self, event: SourceEvent) -> None:
        self._incidents.add(event.kind, event.sample, event.text)

    def _source_failed(self, sentence: str) -> None:
        self._problem = sentence
        self._failed = True
        self._incidents.add("source", self._acquisition.newest, sentence)
        self._ready.set()
        self._finished.set()

    def _sound_failed(self, sentence: str) -> None:
        told = f"There is no sound any more: {sentence} All else goes on."
        self._incidents.add("sound", self._acquisition.newest, told)

    def _processing_failed(self, sentence: str) -> None:
        self._problem = f"Counting has stopped: {sentence} Recording goes on; what was received is safe."
        self._incidents.add("fault", self._acquisition.newest, self._problem)
        self._finished.set()

    # ---- doing

    def set_filters(self, settings: FilterSettings) -> None:
        """Show the signal otherwise."""
        self._filters = settings
        if self.processor is not None:
            self.processor.set_filters(settings)

    def set_detector(self, settings: DetectorSettings) -> None:
        """Count otherwise."""
        self._detector = settings
        if self.processor is not None:
            self.processor.set_detector(settings)

    def judge(self, event_id: int, verdict: str) -> None:
        """Keep a person's verdict: ``accepted``, ``rejected``, a kind, or ``""`` to take it back."""
        processor = self.processor
        if processor is None:
            return
        row = processor.judge(event_id, verdict)
        if row is not None and self._recorder is not None:
            self._recorder.entry("verdict", int(row["sample"][0]), id=event_id, verdict=verdict)

    def mark(self, sample: int | None, text: str) -> int:
        """Write a note at ``sample`` (None: now) and return that sample."""
        at = self._acquisition.newest if sample is None else sample
        self._incidents.add("note", at, text)
        if self._recorder is not None:
            self._recorder.entry("note", at, text=text)
        return at

    def reset_counters(self, at: int | None = None) -> int:
        """Count from sample ``at`` (None: now) on; return where counting began before, to undo."""
        return 0 if self.processor is None else self.processor.reset_counters(at)

    @property
    def recording_done(self) -> bool:
        """True when a recording has all the samples it can get: its length is reached, or the source is at its end."""
        if self._recorder is None or not self._recorder.active or self._recorder.full:
            return True
        return self._failed or (self._acquisition.ended and self._finished.is_set())

    def start_recording(
        self,
        parent: Path | str,
        pseudonym: str = "anon",
        task: str = "rest",
        *,
        keep_s: float = KEEP_S,
        duration_s: float | None = None,
    ) -> Path:
        """Begin a session folder inside ``parent`` and return it.

        It begins with up to ``keep_s`` of what came before, events included; ``duration_s`` bounds the whole.

        Raises
        ------
        StorageError
            If it cannot be written there.
        UsageError
            If nothing is being acquired.
        """
        info = self.info
        if info is None or self._recorder is None:
            raise UsageError("There is no source yet; connect one, then record.")
        folder = self._recorder.start(
            Path(parent),
            info,
            self.wall_s,
            pseudonym=pseudonym,
            task=task,
            keep_s=keep_s,
            limit_samples=None if duration_s is None else round(duration_s * info.fs_hz),
        )
        self._store_earlier_events(keep_s)
        return folder

    def keep(
        self, parent: Path | str, pseudonym: str = "anon", task: str = "rest", *, seconds: float = LONGEST_S
    ) -> Path:
        """Make a session of what was just received, up to ``seconds`` of it, and return its folder at once.

        It is written while everything goes on; ``recording_status`` tells how far it is (``active``, ``behind_s``).

        Raises
        ------
        StorageError
            If a recording is running (it has it already), nothing was received yet, or it cannot be written there.
        UsageError
            If nothing is being acquired.
        """
        info = self.info
        if info is None or self._recorder is None:
            raise UsageError("There is no source yet; connect one, then keep what it sent.")
        if self._recorder.active:
            raise StorageError("A recording is running; what was just received is in it, or comes into it.")
        folder = self._recorder.start(
            Path(parent), info, self.wall_s, pseudonym=pseudonym, task=task, keep_s=seconds, only_earlier=True
        )
        self._store_earlier_events(seconds)
        self._last_words(self._recorder)
        self._recorder.finish()
        return folder

    def _store_earlier_events(self, keep_s: float) -> None:
        """Write down the events, verdicts and notes of the time before the button that is part of the session."""
        if self.processor is None or self._recorder is None:
            return
        first = int(self._acquisition.newest - keep_s * self.processor.info.fs_hz)
        with self._handing:
            rows = self.processor.store.from_sample(first)
            prints = [self.processor.store.footprint(int(i)) for i in rows["id"]]
            self._recorder.events(rows, [np.zeros(0, np.float32) if p is None else p for p in prints])
        at = {int(row["id"]): int(row["sample"]) for row in rows}
        for event_id, verdict in self.processor.store.verdicts().items():
            if event_id in at:
                self._recorder.entry("verdict", at[event_id], id=event_id, verdict=verdict)
        for incident in self._incidents.all():
            if incident.kind == "note" and incident.sample >= first:
                self._recorder.entry("note", incident.sample, text=incident.text)

    def stop_recording(self) -> Path:
        """Close the session and return its folder."""
        if self._recorder is None:
            raise StorageError("Nothing is being recorded.")
        self._last_words(self._recorder)
        return self._recorder.stop()

    def _last_words(self, recorder: Recorder) -> None:
        """Decide in the session what the last two seconds left open: a recording ends here, though the run goes on."""
        ends_now = recorder.active and not recorder.full  # one of a given length has ended before
        processor = self.processor
        if processor is not None and ends_now and not processor.fault:
            with self._handing:
                words = processor.as_if_over()
            recorder.events(*words())

    def continue_recording(self, parent: Path | str) -> Path:
        """Go on recording in another folder after the disk failed.

        Raises
        ------
        StorageError
            If that folder cannot be written either.
        """
        if self._recorder is None:
            raise StorageError("Nothing is being recorded.")
        return self._recorder.continue_in(Path(parent))

    # ---- playback

    @property
    def position(self) -> int:
        """Index after the newest sample given by the source."""
        return self._acquisition.newest

    @property
    def paused(self) -> bool:
        """True while playback stands still."""
        return self._paused

    def pause(self, paused: bool) -> None:
        """Let playback stand still or go on; live sources cannot."""
        pause = getattr(self.source, "pause", None)
        if pause is not None:
            pause(paused)
            self._paused = paused

    def seek(self, sample: int) -> None:
        """Go to ``sample`` of a recording."""
        self._acquisition.seek(max(0, sample))

    def set_speed(self, speed: float) -> None:
        """Play ``speed`` times as fast."""
        if hasattr(self.source, "speed"):
            self.source.speed = speed
            if self.sound is not None:
                self.sound.set_speed(speed)

    # ---- sound

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1."""
        if self.sound is not None:
            self.sound.set_volume(volume)

    def set_muted(self, muscles: frozenset[int]) -> None:
        """Mute these muscles."""
        if self.sound is not None:
            self.sound.set_muted(muscles)

    def set_solo(self, muscles: frozenset[int]) -> None:
        """Sound these muscles only; none: all."""
        if self.sound is not None:
            self.sound.set_solo(muscles)
