"""What each command does. One method per name in ``shortcuts``."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from fascview.engine.status import EngineStatus
from fascview.errors import FascviewError
from fascview.settings import FilterSettings
from fascview_ui.models.judging import Judging
from fascview_ui.theme import NAMES

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.feed import Feed


class Commands:
    """Runs commands on a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.filters = window.store.filters()
        self.judging = Judging()
        self._reset_wall_s = math.nan
        self._undo_reset: Callable[[], None] | None = None
        controls, top, start, transport = window.controls, window.top, window.start, window.transport
        controls.mark.clicked.connect(self.mark)
        controls.freeze.clicked.connect(self.pause)
        controls.sensitivity.stepped.connect(lambda by: window.model.step_sensitivity(by))
        controls.sensitivity.picked.connect(lambda uv: window.model.set_sensitivity(float(uv)))
        controls.time.stepped.connect(lambda by: window.model.step_sweep(by))
        controls.time.picked.connect(lambda ms: window.model.set_sweep(ms / 1000.0))
        controls.mode.chosen.connect(lambda mode: window.model.set_mode(mode))
        controls.band_chosen.connect(self._band)
        controls.mains_chosen.connect(lambda mains: self._filter(self.filters.low_hz, self.filters.high_hz, mains))
        controls.mute.toggled.connect(lambda _: self.sound_changed())
        controls.volume_changed.connect(lambda _: self.sound_changed())
        window.monitor.muted.connect(lambda _: self.sound_changed())
        window.monitor.soloed.connect(lambda _: self.sound_changed())
        controls.bedside.clicked.connect(self.bedside)
        self._join_touch()
        top.record.record.clicked.connect(self.record)
        top.record.stop.clicked.connect(self.record)
        top.themes.chosen.connect(window.set_theme)
        top.guide.clicked.connect(self.guide)
        top.page_chosen.connect(self._page)
        window.monitor.potential.judged.connect(self._judge)
        start.demo.connect(self.demo)
        start.open_file.connect(self.open)
        start.open_address.connect(window.open_address)
        start.open_path.connect(window.open_path)
        start.search.connect(window.surroundings.look_now)
        start.clear_recent.connect(self._clear_recent)
        transport.play_clicked.connect(self.pause)
        transport.sought.connect(self._seek_share)
        transport.speed_chosen.connect(self._speed)
        transport.next_event.connect(self.next_event)
        transport.previous_event.connect(self.previous_event)

    def _join_touch(self) -> None:
        touch, window = self._window.touch, self._window
        touch.mark.clicked.connect(self.mark)
        touch.freeze.clicked.connect(self.pause)
        touch.next.clicked.connect(self.next_muscle)
        touch.leave.clicked.connect(self.bedside)
        touch.mute.toggled.connect(window.controls.mute.setChecked)
        window.controls.mute.toggled.connect(touch.mute.setChecked)
        touch.sensitivity.stepped.connect(lambda by: window.model.step_sensitivity(by))
        touch.time.stepped.connect(lambda by: window.model.step_sweep(by))
        touch.sensitivity.set_steps(window.controls.sensitivity.steps)
        touch.time.set_steps(window.controls.time.steps)
        touch.sensitivity.picked.connect(lambda uv: window.model.set_sensitivity(float(uv)))
        touch.time.picked.connect(lambda ms: window.model.set_sweep(ms / 1000.0))
        window.bedside.mute_toggled.connect(self._mute_card)

    def _mute_card(self, muscle: int, muted: bool) -> None:
        cards = self._window.monitor.cards.cards
        if muscle < len(cards):
            cards[muscle].mute.setChecked(muted)

    def run(self, name: str) -> None:
        """Run the command ``name``; a sentence for the user becomes a banner."""
        try:
            getattr(self, name)()
        except FascviewError as error:
            self._window.say_problem(str(error))

    @property
    def _feed(self) -> Feed | None:
        watch = self._window.watch
        return None if watch is None else watch.feed

    @property
    def _playback(self) -> bool:
        feed = self._feed
        return feed is not None and feed.info.kind == "file"

    # ---- sources

    def demo(self) -> None:
        """Show the made-up patient."""
        self._window.open_address("demo:")

    def open(self) -> None:
        """Choose a recording."""
        kinds = self._window.tr("Recordings (*.xdf *.bdf *.edf *.json *.txt *.csv);;All files (*)")
        title = self._window.tr("Open a recording")
        path, _ = QFileDialog.getOpenFileName(self._window, title, self._last_folder(), kinds)
        if path:
            self._window.open_path(path)

    def open_folder(self) -> None:
        """Choose a session folder."""
        title = self._window.tr("Open a session folder")
        path = QFileDialog.getExistingDirectory(self._window, title, self._last_folder())
        if path:
            self._window.open_path(path)

    def _last_folder(self) -> str:
        entries = self._window.recent.entries
        return str(Path(entries[0].path).parent) if entries else str(self._window.store.folder())

    def home(self) -> None:
        """Close the source and show the start page."""
        if self._window.may_leave():
            self._window.close_source()
            self._window.go("start")

    def reconnect(self) -> None:
        """Open the same source again."""
        self._window.open_address(self._window.address)

    def _page(self, page: str) -> None:
        self._window.go(page if self._window.watch is not None else "start")

    def _clear_recent(self) -> None:
        self._window.recent.clear()
        self._window.presenter.page_changed()

    # ---- recording and notes

    def record(self) -> None:
        """Start a recording, or ask to stop it."""
        recording = self._window.presenter.recording
        if recording is None or self._playback or self._feed is None:
            return
        if recording.active:
            recording.ask_stop()
            return
        store = self._window.store
        recording.start(store.folder(), store.text("recording/pseudonym", "anon"), store.text("recording/task", "rest"))

    def mark(self) -> None:
        """Put a mark at the newest sample, or in the middle of the frozen page."""
        self._mark(self._window.tr("mark"))

    def note(self) -> None:
        """Put a mark with a text."""
        title, words = self._window.tr("Note"), self._window.tr("What happened (no names):")
        text, good = QInputDialog.getText(self._window, title, words)
        if good and text.strip():
            self._mark(text.strip())

    def _mark(self, text: str) -> None:
        window, feed = self._window, self._feed
        if window.watch is None or feed is None:
            return
        model = window.model
        at = model.page_start + round(model.page_samples / 2) if model.frozen else None
        sample = window.watch.port.mark(at, text)
        seconds = sample / feed.info.fs_hz
        window.announce(window.tr("Marked at {0} s: {1}").format(f"{seconds:.1f}", text))

    def folder(self) -> None:
        """Choose where recordings go."""
        store = self._window.store
        title = self._window.tr("Folder for recordings")
        path = QFileDialog.getExistingDirectory(self._window, title, str(store.folder()))
        if path:
            store.put("recording/folder", path)
            self._window.presenter.page_changed()

    def save_counts(self) -> None:
        """Save the figures of the cards as a table."""
        from fascview_ui.models.counts_table import write_counts

        window, feed = self._window, self._feed
        if window.watch is None or feed is None:
            return
        title = window.tr("Save the counts")
        start = str(window.store.folder() / "fascview-counts.tsv")
        path, _ = QFileDialog.getSaveFileName(window, title, start, window.tr("Table (*.tsv)"))
        if path:
            write_counts(Path(path), feed.info, window.watch.status, self.counting_since_s(window.watch.status))

    # ---- traces

    def pause(self) -> None:
        """Freeze the traces, or go back to live; in playback hold the recording or let it go on."""
        window = self._window
        if window.watch is None or self._feed is None:
            return
        if self._playback and not window.model.frozen:
            window.watch.port.pause(not window.watch.port.paused)
            window.watch.look()
            window.watch.tell()
        elif window.model.frozen:
            window.model.live()
        else:
            window.model.freeze()
        window.controls.set_frozen(window.model.frozen)

    def live(self) -> None:
        """Back to the newest samples; where they are shown already, back from the bedside layout."""
        if self._window.model.frozen:
            self._window.model.live()
        else:
            self._window.set_bedside(False)

    def page_back(self) -> None:
        """Turn a page back."""
        self._window.model.turn(-1.0)

    def page_on(self) -> None:
        """Turn a page on."""
        self._window.model.turn(1.0)

    def tenth_back(self) -> None:
        """Go a tenth of a page back."""
        self._window.model.turn(-0.1)

    def tenth_on(self) -> None:
        """Go a tenth of a page on."""
        self._window.model.turn(0.1)

    def first(self) -> None:
        """Show the oldest page."""
        self._window.model.to_first()

    def last(self) -> None:
        """Show the newest page."""
        self._window.model.to_last()

    def larger(self) -> None:
        """Make the traces larger."""
        self._window.model.step_sensitivity(1)

    def smaller(self) -> None:
        """Make the traces smaller."""
        self._window.model.step_sensitivity(-1)

    def faster(self) -> None:
        """Make the sweep shorter."""
        self._window.model.step_sweep(-1)

    def slower(self) -> None:
        """Make the sweep longer."""
        self._window.model.step_sweep(1)

    def scroll(self) -> None:
        """Change between sweep and scroll."""
        self._window.model.set_mode("sweep" if self._window.model.mode == "scroll" else "scroll")

    def next_muscle(self) -> None:
        """Select the muscle below."""
        self._step_muscle(1)

    def previous_muscle(self) -> None:
        """Select the muscle above."""
        self._step_muscle(-1)

    def _step_muscle(self, by: int) -> None:
        model = self._window.model
        order = model.order
        if order:
            at = order.index(model.selected) if model.selected in order else -1
            model.select(order[(at + by) % len(order)])

    def _band(self, low_hz: float, high_hz: float) -> None:
        self._filter(low_hz, high_hz, self.filters.mains_hz)

    def _filter(self, low_hz: float, high_hz: float, mains_hz: float) -> None:
        window, feed = self._window, self._feed
        wanted = FilterSettings(low_hz, high_hz, mains_hz)
        if feed is not None and high_hz >= feed.info.fs_hz / 2:
            window.controls.set_filters(self.filters, feed.info.fs_hz)
            rate = f"{feed.info.fs_hz:g}"
            window.say_problem(
                window.tr("At {0} Hz there is nothing above half of that; the filter stays as it was.").format(rate)
            )
            return
        self.filters = wanted
        window.store.put_filters(wanted)
        if window.watch is not None:
            window.watch.port.set_filters(wanted)
        window.monitor.traces.redraw()

    def fitting_filters(self, fs_hz: float) -> FilterSettings:
        """Return filters that a slow stream can carry; what is remembered stays as it is."""
        kept = self._window.store.filters()
        high = min(kept.high_hz, 0.45 * fs_hz)
        return FilterSettings(min(kept.low_hz, high / 2), high, kept.mains_hz if kept.mains_hz < fs_hz / 2 else 0.0)

    # ---- events

    def next_event(self) -> None:
        """Go to the next fasciculation."""
        self._jump(1)

    def previous_event(self) -> None:
        """Go to the fasciculation before."""
        self._jump(-1)

    def next_gap(self) -> None:
        """Go to the next lost stretch; after the last one, to the first."""
        feed, model = self._feed, self._window.model
        if feed is not None and feed.gaps():
            middle = model.page_start + model.page_samples / 2
            starts = [g.start for g in feed.gaps()]
            later = [s for s in starts if s > middle + 1]
            model.show(later[0] if later else starts[0])

    def _jump(self, by: int) -> None:
        feed, window = self._feed, self._window
        if feed is None:
            return
        events = feed.events()
        at = np.sort(events["sample"][events["status"] == "accepted"])
        model = window.model
        middle = model.page_start + model.page_samples / 2
        found = at[at > middle + 1] if by > 0 else at[at < middle - 1]
        if len(found):
            model.show(int(found[0] if by > 0 else found[-1]))

    def accept(self) -> None:
        """Accept the event in front."""
        self._judge_front("accepted")

    def reject(self) -> None:
        """Reject the event in front."""
        self._judge_front("rejected")

    def _judge_front(self, verdict: str) -> None:
        front = self._window.monitor.potential.view.front
        if front is not None:
            self._judge(front.event, verdict)

    def _judge(self, event: int, verdict: str) -> None:
        window = self._window
        if window.watch is None or self._feed is None:
            return
        self.judging.judge(window.watch.port, event, verdict)
        self._told()
        window.watch.refresh()
        window.announce(window.tr("Event accepted") if verdict == "accepted" else window.tr("Event rejected"))

    def undo(self) -> None:
        """Take the last verdict back, or a reset of the counters while that is offered."""
        if self._undo_reset is not None and "reset" in self._window.banners.names():
            self._window.banners.clear("reset")
            self._undo_reset()
        elif self._window.watch is not None:
            self.judging.undo(self._window.watch.port)

    def redo(self) -> None:
        """Give the verdict that was taken back."""
        if self._window.watch is not None:
            self.judging.redo(self._window.watch.port)

    def reset(self) -> None:
        """Count anew; for ten seconds that can be taken back."""
        window = self._window
        if window.watch is None or self._feed is None:
            return
        port, since_s = window.watch.port, self._reset_wall_s
        before = port.reset_counters()
        self._reset_wall_s = time.time()

        def take_back() -> None:
            port.reset_counters(before)
            self._reset_wall_s = since_s
            self._told()

        self._undo_reset = take_back
        window.presenter.counters_reset(take_back)
        self._told()

    def _told(self) -> None:
        if self._window.watch is not None:
            self._window.watch.look()
            self._window.watch.tell()

    def counting_since_s(self, status: EngineStatus) -> float:
        """Return since when is counted [s since 1970]."""
        return self._reset_wall_s if self._reset_wall_s > status.started_wall_s else status.started_wall_s

    # ---- playback

    def _seek_share(self, share: float) -> None:
        feed = self._feed
        if feed is not None and self._window.watch is not None and feed.info.n_samples:
            self._window.model.live()
            self._window.watch.port.seek(round(share * feed.info.n_samples))

    def _speed(self, speed: float) -> None:
        if self._window.watch is not None:
            self._window.watch.port.set_speed(speed)

    # ---- sound

    def sound_changed(self) -> None:
        """Let loudness, mute and solo follow the controls."""
        watch, controls, cards = self._window.watch, self._window.controls, self._window.monitor.cards.cards
        if watch is None or watch.feed is None:
            return
        muted = controls.mute.isChecked()
        self._window.actions_by_name["mute"].setChecked(muted)
        watch.port.set_volume(0.0 if muted else controls.volume.value() / 100.0)
        watch.port.set_muted(frozenset(c.index for c in cards if c.mute.isChecked()))
        watch.port.set_solo(frozenset(c.index for c in cards if c.solo.isChecked()))

    def mute(self) -> None:
        """Silence everything, or let it be heard again."""
        self._window.controls.mute.toggle()

    def louder(self) -> None:
        """Raise the volume by a tenth."""
        self._window.controls.volume.setValue(self._window.controls.volume.value() + 10)

    def softer(self) -> None:
        """Lower the volume by a tenth."""
        self._window.controls.volume.setValue(self._window.controls.volume.value() - 10)

    # ---- window

    def bedside(self) -> None:
        """Go to the bedside layout or leave it."""
        self._window.set_bedside(not self._window.at_bedside)

    def incidents(self) -> None:
        """Show what happened."""
        from fascview_ui.dialogs.incidents import IncidentDialog

        if self._window.watch is not None:
            IncidentDialog(self._window, self._window.watch.port).show()

    def theme(self) -> None:
        """Take the next theme."""
        self._window.set_theme(NAMES[(NAMES.index(self._window.theme.name) + 1) % len(NAMES)])

    def reset_settings(self) -> None:
        """Forget all settings, after asking."""
        window = self._window
        words = window.tr("Forget all settings and the list of recent sessions? Recordings stay where they are.")
        answer = QMessageBox.question(window, window.tr("Reset settings"), words)
        if answer == QMessageBox.StandardButton.Yes:
            window.forget()

    def guide(self) -> None:
        """Show the guide."""
        from fascview_ui.dialogs.guide import GuideDialog

        GuideDialog(self._window).show()

    def shortcuts(self) -> None:
        """Show all keys."""
        from fascview_ui.dialogs.keys import KeysDialog

        KeysDialog(self._window).show()

    def about(self) -> None:
        """Show what this program is."""
        from fascview_ui.dialogs.about import AboutDialog

        AboutDialog(self._window).show()

    def quit(self) -> None:
        """Close the window."""
        self._window.close()
