"""What the commands of the monitor do: recording, traces, filters, sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from fascview.settings import FilterSettings
from fascview_ui.event_commands import EventCommands
from fascview_ui.models import pseudonym
from fascview_ui.models.words import moment

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.feed import Feed
    from fascview_ui.workspace import Workspace


class WorkCommands:
    """One method per name in ``shortcuts``; those about events are in ``events``."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        self._window, self._work = window, work
        self.filters = window.store.filters()
        self.events = EventCommands(window, work)
        model, controls = work.model, work.controls
        controls.mark.clicked.connect(self.mark)
        controls.mark.customContextMenuRequested.connect(lambda _at: self.note())
        controls.freeze.clicked.connect(self.pause)
        controls.sensitivity.stepped.connect(lambda by: model.step_sensitivity(by))
        controls.sensitivity.picked.connect(lambda uv: model.set_sensitivity(float(uv)))
        controls.time.stepped.connect(lambda by: model.step_sweep(by))
        controls.time.picked.connect(lambda ms: model.set_sweep(ms / 1000.0))
        controls.mode.chosen.connect(lambda mode: model.set_mode(mode))
        controls.band_chosen.connect(self._band)
        controls.mains_chosen.connect(lambda mains: self._filter(self.filters.low_hz, self.filters.high_hz, mains))
        controls.mute.toggled.connect(lambda _: self.sound_changed())
        controls.volume_changed.connect(lambda _: self.sound_changed())
        controls.bedside.clicked.connect(self.bedside)
        work.monitor.muted.connect(lambda _: self.sound_changed())
        work.monitor.soloed.connect(lambda _: self.sound_changed())
        window.top.record.record.clicked.connect(self.record)
        window.top.record.stop.clicked.connect(self.record)
        self._join_touch()

    def _join_touch(self) -> None:
        touch = self._work.touch
        touch.mark.clicked.connect(self.mark)
        touch.freeze.clicked.connect(self.pause)
        touch.next.clicked.connect(self.next_muscle)
        touch.leave.clicked.connect(self.bedside)
        touch.mute.toggled.connect(self._work.controls.mute.setChecked)
        self._work.controls.mute.toggled.connect(touch.mute.setChecked)
        touch.sensitivity.stepped.connect(lambda by: self._work.model.step_sensitivity(by))
        touch.time.stepped.connect(lambda by: self._work.model.step_sweep(by))
        touch.sensitivity.set_steps(self._work.controls.sensitivity.steps)
        touch.time.set_steps(self._work.controls.time.steps)
        touch.sensitivity.picked.connect(lambda uv: self._work.model.set_sensitivity(float(uv)))
        touch.time.picked.connect(lambda ms: self._work.model.set_sweep(ms / 1000.0))
        self._work.bedside.mute_toggled.connect(self._mute_card)

    def _mute_card(self, muscle: int, muted: bool) -> None:
        cards = self._work.monitor.cards.cards
        if muscle < len(cards):
            cards[muscle].mute.setChecked(muted)

    @property
    def _feed(self) -> Feed | None:
        watch = self._window.watch
        return None if watch is None else watch.feed

    def record(self) -> None:
        """Start a recording, or ask to stop it."""
        recording = self._work.presenter.recording
        if recording is None or self._feed is None:
            return
        if recording.active:
            recording.ask_stop()
            return
        recording.start(self._window.store.folder(), *self._names())

    def _names(self) -> tuple[str, str]:
        store = self._window.store
        names = (store.text("recording/pseudonym", "anon"), store.text("recording/task", "rest"))
        return ("anon", "rest") if any(pseudonym.fault(name) for name in names) else names

    def keep(self) -> None:
        """Make a session of what was just received; it is written while everything goes on."""
        window = self._window
        if window.watch is None or self._feed is None:
            return
        kept_s = window.watch.port.status().recording.earlier_s
        folder = window.watch.port.keep(window.store.folder(), *self._names())
        said = window.tr("Kept: the last {0} in {1}").format(moment(kept_s), folder.name)
        window.announce(said)
        window.footer.say(said)
        window.watch.refresh()

    def go_on_elsewhere(self) -> None:
        """Choose another folder after the disk failed, and go on recording there."""
        recording = self._work.presenter.recording
        title = self._window.tr("Go on recording in")
        path = QFileDialog.getExistingDirectory(self._window, title, str(Path.home()))
        if path and recording is not None:
            self._window.banners.clear("writer")
            recording.go_on_in(Path(path))

    def mark(self) -> None:
        """Put a mark at the newest sample, or in the middle of the frozen page."""
        self._mark(self._window.tr("mark"), hint=self._window.tr("Shift M writes what happened."))

    def note(self) -> None:
        """Put a mark with a text."""
        from fascview_ui.dialogs.asking import TextDialog

        window, feed = self._window, self._feed
        if window.watch is None or feed is None:
            return
        # The note is of the moment it was asked for, however long it takes to write.
        at = self._marked_at() if self._work.model.frozen else feed.newest
        title, words = window.tr("Note"), window.tr("What happened (no names):")
        TextDialog(window, title, words, window.tr("Keep"), lambda text: self._mark(text, at)).show()

    def _marked_at(self) -> int | None:
        model = self._work.model
        return model.page_start + round(model.page_samples / 2) if model.frozen else None

    def _mark(self, text: str, at: int | None = None, hint: str = "") -> None:
        window, feed = self._window, self._feed
        if window.watch is None or feed is None:
            return
        sample = window.watch.port.mark(self._marked_at() if at is None else at, text)
        said = window.tr("Marked at {0}: {1}").format(moment(sample / feed.info.fs_hz), text)
        said = f"{said}. {hint}" if hint else said
        window.announce(said)
        window.footer.say(said)
        window.watch.refresh()

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
            write_counts(Path(path), feed.info, window.watch.status, self.events.counting_since_s(window.watch.status))

    def pause(self) -> None:
        """Freeze the traces, or go back to live."""
        if self._feed is None:
            return
        if self._work.model.frozen:
            self._work.model.live()
        else:
            self._work.model.freeze()
        self._work.controls.set_frozen(self._work.model.frozen)

    def live(self) -> None:
        """Back to the newest samples; where they are shown already, back from the bedside layout."""
        if self._work.model.frozen:
            self._work.model.live()
        else:
            self._work.set_bedside(False)

    def page_back(self) -> None:
        """Turn a page back."""
        self._work.model.turn(-1.0)

    def page_on(self) -> None:
        """Turn a page on."""
        self._work.model.turn(1.0)

    def tenth_back(self) -> None:
        """Go a tenth of a page back."""
        self._work.model.turn(-0.1)

    def tenth_on(self) -> None:
        """Go a tenth of a page on."""
        self._work.model.turn(0.1)

    def first(self) -> None:
        """Show the oldest page."""
        self._work.model.to_first()

    def last(self) -> None:
        """Show the newest page."""
        self._work.model.to_last()

    def larger(self) -> None:
        """Make the traces larger."""
        self._work.model.step_sensitivity(1)

    def smaller(self) -> None:
        """Make the traces smaller."""
        self._work.model.step_sensitivity(-1)

    def faster(self) -> None:
        """Make the sweep shorter."""
        self._work.model.step_sweep(-1)

    def slower(self) -> None:
        """Make the sweep longer."""
        self._work.model.step_sweep(1)

    def scroll(self) -> None:
        """Change between sweep and scroll."""
        self._work.model.set_mode("sweep" if self._work.model.mode == "scroll" else "scroll")

    def next_muscle(self) -> None:
        """Go on in the protocol; without one, select the muscle below."""
        if self._work.protocol.run.running:
            self._work.protocol.step()
        else:
            self._step_muscle(1)

    def previous_muscle(self) -> None:
        """Take the muscle before once more in the protocol; without one, select the muscle above."""
        if self._work.protocol.run.running:
            self._work.protocol.run.back()
        else:
            self._step_muscle(-1)

    def muscle_below(self) -> None:
        """Select the muscle below."""
        self._step_muscle(1)

    def muscle_above(self) -> None:
        """Select the muscle above."""
        self._step_muscle(-1)

    def protocol_page(self) -> None:
        """Show the protocol, or the monitor again."""
        self._window.go("monitor" if self._window.page == "protocol" else "protocol")

    def protocol_step(self) -> None:
        """Begin the protocol, or go on to the next muscle."""
        self._work.protocol.step()

    def protocol_end(self) -> None:
        """End the protocol."""
        self._work.protocol.run.end()

    def array_page(self) -> None:
        """Show the array check, or the monitor again."""
        self._window.go("monitor" if self._window.page == "array" else "array")

    def footswitch(self) -> None:
        """Do what the footswitch is set to; in the array check go on."""
        if self._window.page == "array":
            self._window.commands.run("check_next")
        else:
            self._work.protocol.footswitch()

    def _step_muscle(self, by: int) -> None:
        model = self._work.model
        order = model.order
        if order:
            at = order.index(model.selected) if model.selected in order else -1
            model.select(order[(at + by) % len(order)])

    def _band(self, low_hz: float, high_hz: float) -> None:
        self._filter(low_hz, high_hz, self.filters.mains_hz)

    def _filter(self, low_hz: float, high_hz: float, mains_hz: float) -> None:
        window, feed = self._window, self._feed
        wanted = replace(self.filters, low_hz=low_hz, high_hz=high_hz, mains_hz=mains_hz)
        if feed is not None and high_hz >= feed.info.fs_hz / 2:
            self._work.controls.set_filters(self.filters, feed.info.fs_hz)
            rate = f"{feed.info.fs_hz:g}"
            window.say_problem(
                window.tr("At {0} Hz there is nothing above half of that; the filter stays as it was.").format(rate)
            )
            return
        self.filters = wanted
        window.store.put_filters(wanted)
        if window.watch is not None:
            window.watch.port.set_filters(wanted)
        self._work.monitor.traces.redraw()

    def fitting_filters(self, fs_hz: float) -> FilterSettings:
        """Return filters that a slow stream can carry; what is remembered stays as it is."""
        kept = self._window.store.filters()
        high = min(kept.high_hz, 0.45 * fs_hz)
        return FilterSettings(min(kept.low_hz, high / 2), high, kept.mains_hz if kept.mains_hz < fs_hz / 2 else 0.0)

    def sound_changed(self) -> None:
        """Let loudness, mute and solo follow the controls."""
        watch, controls, cards = self._window.watch, self._work.controls, self._work.monitor.cards.cards
        if watch is None or watch.feed is None:
            return
        muted = controls.mute.isChecked()
        self._window.actions_by_name["mute"].setChecked(muted)
        watch.port.set_volume(0.0 if muted else controls.volume.value() / 100.0)
        watch.port.set_muted(frozenset(c.index for c in cards if c.mute.isChecked()))
        watch.port.set_solo(frozenset(c.index for c in cards if c.solo.isChecked()))

    def mute(self) -> None:
        """Silence everything, or let it be heard again."""
        self._work.controls.mute.toggle()

    def louder(self) -> None:
        """Raise the volume by a tenth."""
        self._work.controls.volume.setValue(self._work.controls.volume.value() + 10)

    def softer(self) -> None:
        """Lower the volume by a tenth."""
        self._work.controls.volume.setValue(self._work.controls.volume.value() - 10)

    def muscle_larger(self) -> None:
        """Make the traces of the selected muscle larger."""
        self._work.model.step_sensitivity(1, self._work.model.selected)

    def muscle_smaller(self) -> None:
        """Make the traces of the selected muscle smaller."""
        self._work.model.step_sensitivity(-1, self._work.model.selected)

    def calibrate(self) -> None:
        """Measure the screen."""
        from fascview_ui.dialogs.calibration import CalibrationDialog

        CalibrationDialog(self._window).show()

    def derivation(self) -> None:
        """Show the next montage: monopolar, differential, less the mean or the median."""
        self._work.arranging.next_derivation()

    def body(self) -> None:
        """Show the body with its muscles by rate, or hide it."""
        if self._window.compact:
            self._work.monitor.toggle_lower("body")
        else:
            on = self._window.actions_by_name["body"].isChecked()
            self._window.store.put("screen/body", on)
            self._work.monitor.show_body(on)

    def health(self) -> None:
        """Show how the program is doing, or hide it."""
        on = self._window.actions_by_name["health"].isChecked()
        self._window.store.put("screen/health", on)
        self._work.show_health(on)

    def bedside(self) -> None:
        """Go to the bedside layout or leave it."""
        self._work.set_bedside(not self._work.at_bedside)

    def montage(self) -> None:
        """Say which channel lies on which muscle."""
        from fascview_ui.dialogs.montage import MontageDialog

        if self._feed is not None:
            MontageDialog(self._window, self._feed.info).show()

    def incidents(self) -> None:
        """Show what happened."""
        from fascview_ui.dialogs.incidents import IncidentDialog

        if self._window.watch is not None:
            IncidentDialog(self._window, self._window.watch.port).show()
