"""Joins a watched source to the views: what the engine tells, turned into words, on the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fascview.engine.status import EngineStatus, State
from fascview_ui.housekeeping import spare_what_stays
from fascview_ui.models import words
from fascview_ui.models.contacts import Contacts
from fascview_ui.models.holding import Holding
from fascview_ui.models.recording import UNDO_S, RecordingControl
from fascview_ui.models.traces_counted import counted_since
from fascview_ui.models.watch import Watch
from fascview_ui.screen_saver import ScreenSaver
from fascview_ui.views.banners import Action, BannerText
from fascview_ui.views.body.view import rates
from fascview_ui.views.controls import uv_per_div

if TYPE_CHECKING:
    from fascview.stream import StreamInfo
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace

LOW_DISK_S = 25 * 60.0
LOOKS_PER_TEXT = 4
REFRESH_FRAMES = 6  # events are looked for ten times a second


class Presenter:
    """Keeps the strips, cards and banners of the window in step with its source."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        self._window, self._work = window, work
        self._watch: Watch | None = None
        self.recording: RecordingControl | None = None
        self._contacts = Contacts()
        self._holding = Holding()
        self._frames = self._looks = 0
        self._lamps: tuple[object, ...] = ()
        self._worded: tuple[int, int] | None = None  # the page whose words stand on the traces
        self._drawn_end = -1
        self._drawn_s = -math.inf
        self._state_said = ""
        self._reset_until_s = 0.0
        window.clock.frame.connect(self._frame)
        window.clock.text.connect(self._text)
        for changed in (self._work.model.scale_changed, self._work.model.timing_changed):
            changed.connect(self._scales)
        self._work.model.page_changed.connect(self._page)
        self._scales()

    # ---- coming and going

    def attach(self, watch: Watch) -> None:
        """Show a source that has been started."""
        self._watch = watch
        self.recording = RecordingControl(watch.port, watch)
        ScreenSaver(self.recording, watch)
        self.recording.started.connect(self._recording_started)
        self.recording.stopping.connect(self._text)
        self.recording.saved.connect(self._recording_saved)
        self.recording.failed.connect(self._recording_failed)
        self._window.commands.outside.attached(watch.port, self._window.address)
        watch.opened.connect(self._opened)
        watch.lights_changed.connect(self._lights)
        watch.status_changed.connect(self._status)
        watch.state_changed.connect(self._state)

    def detach(self) -> None:
        """Show nothing."""
        window = self._window
        self._work.detached()
        self._watch = self.recording = None
        self._work.model.attach(None)
        self._work.monitor.set_muscles(())
        self._work.bedside.set_cards(())
        window.top.record.show_recording(False, 0, 0, 0)
        window.banners.clear_all()
        if window.page != "start" and not self._other_head:
            window.go("start")

    def _opened(self) -> None:
        watch, window = self._watch, self._window
        if watch is None or watch.feed is None:
            return
        info = watch.feed.info
        filters = window.store.filters()
        if filters.high_hz >= info.fs_hz / 2:
            filters = self._work.commands.fitting_filters(info.fs_hz)
        self._work.model.attach(watch.feed)
        filters = self._work.arranging.opened(info, filters)
        watch.port.set_filters(filters)
        self._work.controls.set_filters(filters, info.fs_hz)
        self._work.commands.filters = filters
        self._work.monitor.set_muscles([m.label for m in info.muscles])
        self._work.commands.sound_changed()
        window.top.set_stored(False)
        window.store.put("source/last", window.address)
        self._drawn_s = time.monotonic()
        self._nameless(info)
        window.go("monitor")
        self._work.order_tabs()
        self._text()
        spare_what_stays()

    def _nameless(self, info: StreamInfo) -> None:
        """Offer to name the muscles where the stream does not."""
        window = self._window
        window.banners.clear("muscles")
        if any(not m.name for m in info.muscles) and info.n_channels > 1:
            title = window.tr("This source does not name its muscles")
            detail = window.tr(
                "Channels without a muscle are counted together as one. Names are remembered per device."
            )
            name = Action(window.tr("Name the muscles"), lambda: window.commands.run("montage"), primary=True)
            window.banners.post("muscles", BannerText("notice", title, detail, (name, window.ok("muscles"))))

    # ---- the clock

    def _frame(self) -> None:
        watch = self._watch
        if watch is None or watch.feed is None:
            return
        self._frames += 1
        if self._frames % REFRESH_FRAMES == 0:
            watch.refresh()
        front = self._work.bedside if self._work.at_bedside else self._work.monitor
        (self._work.front or front).advance()
        if watch.feed.newest != self._drawn_end:
            self._drawn_end = watch.feed.newest
            self._drawn_s = time.monotonic()

    def _lights(self) -> None:
        watch, window = self._watch, self._window
        if watch is None:
            return
        status = watch.status
        running = watch.state not in (State.CONNECTING, State.NO_SOURCE, State.ENDED, State.FAILED)
        standing = running and watch.port.paused
        drawn_age_s = time.monotonic() - self._drawn_s
        lights = (words.acquiring(status), words.drawing(drawn_age_s, running and not standing), words.writing(status))
        states = (*(light.state for light in lights), status.recording.active, self._stopping)
        # A lamp changes at once, its words once a second like all others.
        self._looks += 1
        if states != self._lamps or self._looks % LOOKS_PER_TEXT == 0:
            self._lamps = states
            window.top.set_lights(*lights)
            self._recording_shown(status)
        self._words_of_page(watch)
        if self.recording is not None:
            self.recording.tick()

    def _words_of_page(self, watch: Watch) -> None:
        """Let the words on the traces be those of the page that stands, not of now."""
        model, feed = self._work.model, watch.feed
        page = (model.page_start, round(model.page_samples)) if model.frozen else None
        if page != self._worded:
            self._worded = page
            if page is not None and feed is not None:
                feed.refresh(watch.status.version, self._contacts.at(feed, page[0], sum(page)))

    def _text(self) -> None:
        watch = self._watch
        if watch is not None:
            watch.tell()
            if watch.feed is not None:
                live = self._contacts.look(watch.feed)
                watch.feed.refresh(watch.status.version, None if self._work.model.frozen else live)
            if self._work.front is not None:
                self._work.front.tell()
            self._stop_banner()
            if self._work.model.frozen and not self._other_head:
                self._page()  # how far back that is grows
            if time.monotonic() > self._reset_until_s:
                self._window.banners.clear("reset")

    def _status(self) -> None:
        watch = self._watch
        if watch is None or watch.feed is None:
            return
        info, status = watch.feed.info, watch.status
        muscles = zip(status.muscles, info.muscles, strict=False)
        unnamed = self._window.tr("All channels") if len(info.muscles) == 1 else self._window.tr("Other channels")
        held = self._holding([s.state for s in status.muscles])
        cards = [words.card(s, m.name or unnamed, m.side, h) for (s, m), h in zip(muscles, held, strict=False)]
        self._work.monitor.set_cards(cards)
        self._work.bedside.set_cards(cards)
        self._work.monitor.set_rates(rates(status))
        self._work.monitor.set_caption(
            words.wall_clock(self._work.commands.events.counting_since_s(status)), len(info.muscles)
        )
        self._work.monitor.rain.view.set_notes(
            [i.sample for i in watch.port.incidents() if i.kind in ("note", "marker")]
        )
        self._head()
        self.footer()
        self._problems(status)

    def _state(self) -> None:
        self._head()
        watch, window = self._watch, self._window
        if watch is None:
            return
        word = words.state_chip(watch.state).word
        said = word if watch.state in (State.DEMO, State.PLAYBACK, State.ENDED) else ""
        for traces in (self._work.monitor.traces, self._work.bedside.traces):
            traces.set_state_word(said)
        if word != self._state_said:
            self._state_said = word
            window.announce(word)

    @property
    def _other_head(self) -> bool:
        """True while the page in front says itself what it shows."""
        return self._work.front is not None and self._work.front.own_head

    def _head(self) -> None:
        watch, window = self._watch, self._window
        if watch is None or self._other_head:
            return
        paused = self._work.model.frozen or watch.port.paused
        if watch.feed is None:
            name = words.address_name(window.address)
            window.top.set_state(words.state_chip(watch.state), name, watch.status.problem)
            return
        info = watch.feed.info
        facts = words.source_facts(info, watch.status.measured_fs_hz, short=window.compact)
        window.top.set_state(words.state_chip(watch.state, paused), info.name, facts)

    def footer(self) -> None:
        """Say what is done to the picture."""
        watch, window = self._watch, self._window
        if watch is None or watch.feed is None or self._other_head:
            return
        filters, compact = self._work.commands.filters, window.compact
        traces = self._work.bedside.traces if self._work.at_bedside else self._work.monitor.traces
        said = words.drawn(
            filters,
            traces.decimated,
            watch.feed.info.kind == "file",
            compact,
            traces.lanes_cut,
            self._work.scale_words(),
        )
        folder = watch.status.recording.folder
        window.footer.set_words(said, Path(folder).name if folder else "")

    # ---- banners

    def _problems(self, status: EngineStatus) -> None:
        watch, window = self._watch, self._window
        if watch is None or watch.feed is None:
            return
        banners, name = window.banners, watch.feed.info.name
        stalled = watch.state in (State.NO_DATA, State.FAILED)
        known = math.isfinite(status.acquired_age_s)
        for traces in (self._work.monitor.traces, self._work.bedside.traces):
            traces.set_stalled(status.acquired_age_s if stalled and known else 0.0)
        if stalled:
            title = window.tr("No data from {0} for {1} s").format(name, words.number(status.acquired_age_s))
            held, safe = window.tr("Counting is held."), window.tr("What was recorded is safe.")
            detail = f"{status.problem} {safe if status.recording.active else held}".strip()
            again = Action(window.tr("Reconnect"), window.commands.reconnect, primary=True)
            other = Action(window.tr("Choose another source"), window.commands.home)
            banners.post("nodata", BannerText("fault", title, detail, (again, other)))
        else:
            banners.clear("nodata")
            if status.problem:
                banners.post("problem", BannerText("fault", status.problem, "", (window.ok("problem"),)))
        recording = status.recording
        if recording.active and recording.disk_left_s < LOW_DISK_S:
            title = window.tr("Disk space for {0}").format(words.time_left(recording.disk_left_s))
            detail = window.tr("Written data are safe. Free some space soon.")
            banners.post("disk", BannerText("caution", title, detail))
        else:
            banners.clear("disk")
        if recording.problem:
            other = Action(window.tr("Choose folder"), self._work.commands.go_on_elsewhere, primary=True)
            banners.post("writer", BannerText("fault", recording.problem, "", (other, window.ok("writer"))))

    def _page(self) -> None:
        """Say what is frozen and what goes on."""
        watch, window = self._watch, self._window
        self._work.controls.set_frozen(self._work.model.frozen)
        self._work.touch.set_frozen(self._work.model.frozen)
        self._head()
        if watch is None or watch.feed is None or not self._work.model.frozen:
            window.banners.clear("paused")
            if watch is not None and watch.feed is not None:
                watch.feed.let_go()
            return
        model, info = self._work.model, watch.feed.info
        start, stop = model.page_start, model.page_start + model.page_samples
        back_s = max(0.0, (watch.feed.newest - stop) / info.fs_hz)
        title = window.tr("Traces frozen, {0} s back, {1} to {2}.").format(
            words.number(back_s), words.clock(start / info.fs_hz), words.clock(stop / info.fs_hz)
        )
        goes_on = window.tr("Capture, counting and recording go on. Cards and rain stay live.")
        if self._work.monitor.rain.view.around_page:
            goes_on = window.tr("Capture, counting and recording go on. Cards stay live, the rain is around the page.")
        run = window.commands.run
        actions = (
            Action(window.tr("Page"), lambda: run("page_back"), window.tr("PgUp"), icon="left"),
            Action(window.tr("Page"), lambda: run("page_on"), window.tr("PgDn"), icon="right"),
            Action(window.tr("Back to live"), lambda: run("live"), "L", primary=True),
        )
        window.banners.post("paused", BannerText("paused", title, goes_on, actions))

    # ---- recording

    @property
    def _stopping(self) -> int:
        return self.recording.stopping_s if self.recording is not None else 0

    def _recording_shown(self, status: EngineStatus) -> None:
        recording = status.recording
        self._window.top.set_recording(recording.active)
        self._window.top.record.show_recording(
            recording.active, recording.elapsed_s, recording.written_bytes, recording.disk_left_s, self._stopping
        )

    def _stop_banner(self) -> None:
        window, recording = self._window, self.recording
        if recording is None or not recording.stopping_s:
            window.banners.clear("stopping")
            return
        title = window.tr("Recording stops in {0} s").format(recording.stopping_s)
        go_on = Action(window.tr("Keep recording"), recording.undo_stop, primary=True)
        now = Action(window.tr("Stop now"), recording.stop_now, "R")
        detail = window.tr("Nothing is lost until then.")
        window.banners.post("stopping", BannerText("notice", title, detail, (go_on, now)))

    def _recording_started(self, folder: str) -> None:
        self._window.banners.clear("saved")
        self._window.announce(self._window.tr("Recording"))
        self._window.store.put("recording/last", folder)
        self._work.repeated.begun(folder)

    def _recording_saved(self, folder: str, seconds: float) -> None:
        window, watch = self._window, self._watch
        window.banners.clear("stopping")
        count = counted_since(watch, seconds) if watch is not None else 0
        path = Path(folder)
        detail = f"{words.day_and_time(time.time())}, {words.clock(seconds)}"
        window.recent.add(path, path.name, detail, n_events=count)
        title = window.tr("Recording stopped and saved: {0}, {1}").format(path.name, words.clock(seconds))
        play = Action(window.tr("Review it"), lambda: window.open_path(folder))
        window.banners.post("saved", BannerText("good", title, str(path.parent), (play, window.ok("saved"))))
        self._work.repeated.ended(folder, seconds)
        self._text()

    def _recording_failed(self, sentence: str) -> None:
        window = self._window
        choose = Action(window.tr("Choose folder"), lambda: window.commands.run("session"))
        window.banners.post("writer", BannerText("fault", sentence, "", (choose, window.ok("writer"))))

    def counters_reset(self, undo: Callable[[], None]) -> None:
        """Tell that counting began anew, and offer for ten seconds to take that back."""
        window = self._window
        self._reset_until_s = time.monotonic() + UNDO_S
        detail = window.tr("Counts, rates and the analysable time begin again. Recorded events stay recorded.")

        def take_back() -> None:
            window.banners.clear("reset")
            undo()

        actions = (Action(window.tr("Undo"), take_back, window.tr("Ctrl Z"), icon="undo"),)
        window.banners.post("reset", BannerText("good", window.tr("Counters reset"), detail, actions))

    # ---- the rest

    def _scales(self) -> None:
        window = self._window
        model = self._work.model
        self._work.controls.set_scale(model.sensitivity_uv)
        self._work.controls.set_time(model.sweep_s, model.mode)
        self._work.touch.sensitivity.set_value(round(model.sensitivity_uv), uv_per_div(model.sensitivity_uv))
        sweep = words.number(model.sweep_s, 0 if model.sweep_s >= 1 else 2)
        self._work.touch.time.set_value(round(model.sweep_s * 1000), window.tr("{0} s sweep").format(sweep))
        self.footer()
