"""What the commands do on the Review page. One method per name in ``shortcuts``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QInputDialog

from fascview.errors import FascviewError
from fascview.settings import DetectorSettings, FilterSettings
from fascview_ui.models.review import SPEEDS
from fascview_ui.models.review_events import kind_word
from fascview_ui.models.words import moment
from fascview_ui.review.sound import Sounds
from fascview_ui.views.banners import Action, BannerText

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage


#: More labels at once would hold up the window.
MOST_AT_ONCE = 1000


class ReviewCommands(Sounds):
    """Runs on the recording that is open; without one nothing happens."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(window, page)
        self.filters: FilterSettings = window.store.filters()

    def join(self) -> None:
        """Let the controls of the page run what they name."""
        views = self._page.views
        for part in (views.transport, views.list):
            part.run.connect(self._page.run)
        views.list.reclassified.connect(self._relabel)
        views.transport.speed_chosen.connect(self.speed)
        views.transport.volume_changed.connect(lambda _: self.sound_changed())
        views.transport.mute.toggled.connect(lambda _: self.sound_changed())
        views.transport.heard.clicked.connect(self.choose_heard)
        self._state.traces.selection_changed.connect(lambda _: self.sound_changed())
        views.bar.filters_chosen.connect(self.set_filters)
        views.overview.stopped.connect(self.stop_counting)
        views.redetect.wanted.connect(self.redetect)
        views.redetect.stopped.connect(self.discard)
        views.redetect.discarded.connect(self.discard)
        views.redetect.kept.connect(self.keep_redetected)
        views.bar.set_filters(self.filters)
        self._state.changed.connect(self._others)

    def home(self) -> None:
        """Close the recording and go back to what is live, or to the start page."""
        self._page.leave()
        self._window.go("monitor" if self._window.watch is not None else "start")

    # ---- playing

    def pause(self) -> None:
        """Play, or stand still."""
        self._state.play(not self._state.playing)

    def speed(self, speed: float) -> None:
        """Play at another pace."""
        review = self._state.review
        if review is not None and review.player is not None:
            review.player.set_speed(speed)
        self._page.views.transport.speed.set_value(str(float(speed)))

    def _step_speed(self, by: int) -> None:
        review = self._state.review
        if review is not None and review.player is not None:
            at = int(np.argmin([abs(s - review.player.speed) for s in SPEEDS]))
            self.speed(SPEEDS[min(max(at + by, 0), len(SPEEDS) - 1)])

    def play_faster(self) -> None:
        """Play at the next faster pace."""
        self._step_speed(1)

    def play_slower(self) -> None:
        """Play at the next slower pace."""
        self._step_speed(-1)

    # ---- the page

    def live(self) -> None:
        """Bring the page back to the cursor."""
        if self._open:
            self._state.traces.show(self._state.cursor)

    def _turn(self, pages: float) -> None:
        if self._open:
            before = self._state.traces.page_start
            self._state.traces.turn(pages)
            moved = self._state.traces.page_start - before
            whole = round(pages * self._state.traces.page_samples)
            # At an end the page stays and the cursor goes on, so that both ends can be reached.
            self._state.go(self._state.cursor + (moved if moved else whole))

    def page_back(self) -> None:
        """Turn a page back."""
        self._turn(-1.0)

    def page_on(self) -> None:
        """Turn a page on."""
        self._turn(1.0)

    def tenth_back(self) -> None:
        """Go a tenth of a page back."""
        self._turn(-0.1)

    def tenth_on(self) -> None:
        """Go a tenth of a page on."""
        self._turn(0.1)

    def first(self) -> None:
        """Go to the beginning."""
        self._state.go(0)

    def last(self) -> None:
        """Go to the end."""
        self._state.go(self._state.n_samples - 1)

    def larger(self) -> None:
        """Make the traces larger."""
        self._state.traces.step_sensitivity(1)

    def smaller(self) -> None:
        """Make the traces smaller."""
        self._state.traces.step_sensitivity(-1)

    def faster(self) -> None:
        """Make the page shorter."""
        self._state.traces.step_sweep(-1)

    def slower(self) -> None:
        """Make the page longer."""
        self._state.traces.step_sweep(1)

    def next_muscle(self) -> None:
        """Select the muscle below."""
        self._step_muscle(1)

    def previous_muscle(self) -> None:
        """Select the muscle above."""
        self._step_muscle(-1)

    def _step_muscle(self, by: int) -> None:
        model = self._state.traces
        if model.order:
            at = model.order.index(model.selected) if model.selected in model.order else -1
            model.select(model.order[(at + by) % len(model.order)])

    def set_filters(self, filters: FilterSettings) -> None:
        """Show and hear the samples otherwise; what is stored stays as it is."""
        recording = self._state.recording
        if recording is not None and filters.high_hz >= recording.fs_hz / 2:
            self._page.views.bar.set_filters(self.filters)
            rate = f"{recording.fs_hz:g}"
            words = self._window.tr("At {0} Hz there is nothing above half of that; the filter stays as it was.")
            self._window.say_problem(words.format(rate))
            return
        self.filters = filters
        self._page.views.bar.set_filters(filters)
        if self._state.review is not None:
            self._state.review.set_filters(filters)

    def fitting(self, fs_hz: float) -> FilterSettings:
        """Return the filters as they are, or as far as this rate can carry them."""
        kept = self._window.store.filters()
        high = kept.high_hz if kept.high_hz < fs_hz / 2 else 0.45 * fs_hz
        return FilterSettings(min(kept.low_hz, high / 2), high, kept.mains_hz if kept.mains_hz < fs_hz / 2 else 0.0)

    # ---- labels

    def accept(self) -> None:
        """Accept the selected events."""
        self.label("accepted")

    def reject(self) -> None:
        """Reject the selected events."""
        self.label("rejected")

    def reclassify(self) -> None:
        """Choose another class for the selected events."""
        if self._targets():
            self._page.views.list.ask_kind()

    def _targets(self) -> Sequence[int]:
        """Return what is selected, else the event under the cursor; says so where there is none."""
        chosen = self._page.views.list.chosen_events()
        if not chosen and (event := self._state.event_at_cursor()) >= 0:
            self._state.choose(event, go=False)
            chosen = [event]
        if not chosen and self._open:
            said = self._window.tr("No event is selected; click one, or press E.")
            self._window.announce(said)
            self._window.footer.say(said)
        return chosen

    def _relabel(self, kind: str) -> None:
        try:
            self.label(kind)
        except FascviewError as error:
            self._window.say_problem(str(error))

    def label(self, verdict: str) -> None:
        """Give the selected events a label."""
        events = self._targets()
        if len(events) > MOST_AT_ONCE:
            said = self._window.tr("At most {0} events are labelled at once; list fewer of them first.")
            self._window.say_problem(said.format(MOST_AT_ONCE))
            return
        changed = self._state.judge(events, verdict) if events else ()
        if changed:
            self._window.announce(self.said(changed, verdict))
            self._window.footer.say(self.said(changed, verdict))
            self._page.kept()

    def said(self, events: Sequence[int], verdict: str) -> str:
        """Return in words which events got which label."""
        tr, labels = self._window.tr, self._state.labels
        words = {"accepted": tr("accepted"), "rejected": tr("rejected"), "": tr("not reviewed")}
        word = words.get(verdict, kind_word(verdict))
        row = None if labels is None or len(events) != 1 else labels.row(events[0])
        if row is None:
            return tr("{0} events: {1}").format(len(events), word)
        return tr("Event at {0}: {1}").format(moment(int(row["sample"]) / self._state.fs_hz), word)

    def undo(self) -> None:
        """Take the last labels back."""
        labels = self._state.labels
        if labels is not None and (events := labels.undo()):
            self._after(events, self._window.tr("Taken back"))

    def redo(self) -> None:
        """Give the labels last taken back again."""
        labels = self._state.labels
        if labels is not None and (events := labels.redo()):
            self._after(events, self._window.tr("Given again"))

    def _after(self, events: Sequence[int], words: str) -> None:
        self._state.choose(events[0])
        self._window.announce(words)
        self._window.footer.say(words)
        self._page.kept()

    def mark(self) -> None:
        """Put a mark at the cursor."""
        self._note(self._window.tr("mark"))

    def note(self) -> None:
        """Put a note at the cursor."""
        if self._open:
            title, words = self._window.tr("Note"), self._window.tr("Note at the cursor (please no names):")
            text, good = QInputDialog.getText(self._window, title, words)
            if good and text.strip():
                self._note(text.strip())

    def _note(self, text: str) -> None:
        self.note_at(self._state.cursor, text)

    def note_at(self, sample: int, text: str) -> None:
        """Put a note at a sample, and say so."""
        state = self._state
        if state.review is None or not self._open:
            return
        state.review.note(sample, text)
        where = moment(sample / state.fs_hz)
        said = self._window.tr("Marked at {0}: {1}").format(where, text)
        self._window.announce(said)
        self._window.footer.say(said)
        self._page.kept()

    # ---- other settings

    def stop_counting(self) -> None:
        """Stop going over the recording."""
        if self._state.review is not None:
            self._state.review.cancel()

    def redetect(self, settings: DetectorSettings) -> None:
        """Go over the recording with other settings."""
        self._state.redetect(settings)

    def discard(self) -> None:
        """Forget the other events."""
        if self._state.review is not None:
            self._state.review.discard()

    def keep_redetected(self) -> None:
        """Let the other events be those of the recording, and offer to take that back."""
        review, window = self._state.review, self._window
        if review is None or review.redetected is None:
            return
        back = review.keep_redetected()
        self._page.kept()

        def undo() -> None:
            window.banners.clear("kept")
            back()
            self._page.kept()

        title = window.tr("The re-detected events are the labels now")
        detail = window.tr("Your verdicts went along where an event is in both. The recording itself is unchanged.")
        window.banners.post(
            "kept", BannerText("good", title, detail, (Action(window.tr("Undo"), undo, icon="undo"), window.ok("kept")))
        )

    def _others(self) -> None:
        """Show the other events beside the events."""
        review = self._state.review
        other = None if review is None else review.redetected
        stored, new = self._state.differences()
        alone = frozenset(stored["id"].tolist()), frozenset(new["id"].tolist())
        self._page.views.traces.set_other_events(None if other is None else other.found, alone)

    # ---- as a whole

    def _whole(self) -> bool:
        """Return whether the recording is here to its end; says so where it is not."""
        review = self._state.review
        if review is not None and self._open and review.growing:
            window = self._window
            window.say_problem(window.tr("This session is still being recorded; wait until it is finished."))
            return False
        return self._open

    def montage(self) -> None:
        """Say which channel lies on which muscle; it is remembered for this file, and the file stays as it is."""
        from fascview_ui.dialogs.montage import MontageDialog

        recording = self._state.recording
        if self._whole() and recording is not None:
            MontageDialog(self._window, recording.info).show()

    def export(self) -> None:
        """Export a stretch, or everything."""
        from fascview_ui.dialogs.review_export import ExportDialog

        if self._whole():
            ExportDialog(self._window, self._page).show()

    def compare(self) -> None:
        """Compare with another session."""
        from fascview_ui.dialogs.review_compare import CompareDialog

        if self._whole():
            CompareDialog(self._window, self._page).show()

    def report(self) -> None:
        """Write a report on the recording."""
        from fascview_ui.dialogs.review_report import ReportDialog

        if self._whole():
            ReportDialog(self._window, self._page).show()

    def print_view(self) -> None:
        """Print the page as it is shown, or save it as PDF."""
        from fascview_ui.dialogs.review_print import PrintDialog

        if self._open:
            PrintDialog(self._window, self._page).show()
