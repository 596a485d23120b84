"""The Review page, joined to the window: opening, the strip above, banners, what is remembered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from fascview.engine.review import Review
from fascview_ui.models import words
from fascview_ui.models.montage import relabelled
from fascview_ui.models.review import ReviewState
from fascview_ui.pages import Page
from fascview_ui.review.commands import ReviewCommands
from fascview_ui.views.banners import Action, BannerText
from fascview_ui.views.buttons import Button
from fascview_ui.views.review.page import EmptyReview, ReviewViews
from fascview_ui.views.strips import ElidedLabel

if TYPE_CHECKING:
    from fascview.engine.processing import Sound
    from fascview.session.recording import Recording
    from fascview.stream import StreamInfo
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace

FIGURES_EVERY = 6  # frames between two looks at the figures while the cursor moves
WAIT_WORDS_S = 0.5


def _loudspeaker(info: StreamInfo) -> Sound:
    """Make the sound of a stream; imported by whoever needs it, which is not the window."""
    from fascview.audio.facade import loudspeaker

    return loudspeaker(info)


class ReviewTools(QWidget):
    """In the strip above, where the lamps are on the monitor: whether labels are kept, and what to do with it all."""

    def __init__(self, page: ReviewPage) -> None:
        super().__init__()
        theme = page.window_.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.saved = ElidedLabel("caption")
        self.compare = Button(theme, self.tr("Compare sessions"), icon="grid")
        self.export = Button(theme, self.tr("Export"), icon="upload", key="Ctrl E")
        self.print = Button(theme, self.tr("Print view"), icon="print")
        self.compare.setToolTip(self.tr("Compare two sessions of one person (Ctrl+K)"))
        self.export.setToolTip(self.tr("Export (Ctrl+E)"))
        self.print.setToolTip(self.tr("Print this view (Ctrl+P)"))
        for widget in (self.saved, self.compare, self.export, self.print):
            row.addWidget(widget)
        run = page.run
        self.compare.clicked.connect(lambda: run("compare"))
        self.export.clicked.connect(lambda: run("export"))
        self.print.clicked.connect(lambda: run("print_view"))
        self._texts = {
            self.compare: self.compare.text(),
            self.export: self.export.text(),
            self.print: self.print.text(),
        }

    def set_compact(self, compact: bool) -> None:
        """Leave out words."""
        for button, text in self._texts.items():
            button.set_words("" if compact else text)
            button.setAccessibleName(text)
        self.export.set_words(self.export.text(), "" if compact else "Ctrl E")
        self.saved.setVisible(not compact)

    def tell(self, saved_s: float, problem: str) -> None:
        """Say when labels were kept last."""
        if problem:
            self.saved.set_words(problem)
        elif saved_s:
            self.saved.set_words(self.tr("✓ Labels saved {0}").format(words.wall_clock(saved_s)))
        else:
            self.saved.set_words("")
        self.saved.setMinimumWidth(170 if saved_s or problem else 0)


class ReviewPage(Page):
    """One stored recording at a time; what is live goes on behind it."""

    own_head = True
    orders: ReviewCommands

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        super().__init__()
        self.window_, self._work = window, work
        self.state = ReviewState(self)
        self.orders = self.commands = ReviewCommands(window, self)
        self._views = ReviewViews(window.theme, self.state)
        self._joined = self._was_live = False
        self.empty = EmptyReview(window.theme, lambda: window.commands.run("open"))
        self.tools = ReviewTools(self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._frames = 0
        self._told_cursor = -1
        self._told_version = -1
        self.saved_s = 0.0
        self._play_at_once: float | None = None
        self._compact = False
        self.empty.opened.connect(window.open_path)
        self.empty.cancel.clicked.connect(self.leave)
        self.state.opened.connect(self._opened)
        self.state.failed.connect(self._failed)
        self.state.changed.connect(self._head)
        self.state.changed.connect(self._ended)
        self.state.playing_changed.connect(self._head)
        window.clock.frame.connect(self._beat)

    def run(self, name: str) -> None:
        """Run a command as its key does."""
        self.window_.commands.run(name)

    # ---- made bit by bit

    @property
    def views(self) -> ReviewViews:
        """All views; what has not been made yet is made now."""
        while not self._joined:
            self._build()
        return self._views

    def _build(self) -> None:
        """Make some more of the views; those who look at the page see it when all are there."""
        if self._views.build():
            return
        if not self._joined:
            self._joined = True
            self._stack.addWidget(self._views)
            self._restore()
            self.orders.join()

    def _build_on(self) -> None:
        if not self._joined:
            self._build()
            QTimer.singleShot(0, self._build_on)

    # ---- coming and going

    def open(self, path: str, speed: float | None = None) -> None:
        """Open a recording; with ``speed`` it is played at once."""
        window = self.window_
        known = window.montages.known
        self._play_at_once = speed
        self.saved_s = 0.0
        for banner in ("open", "review", "saved", "kept"):
            window.banners.clear(banner)
        self.close_later(self.state.open(path, self.orders.filters, _loudspeaker, lambda info: relabelled(info, known)))
        self._show()

    def leave(self) -> None:
        """Close the recording."""
        self.close_later(self.state.leave())
        self.window_.banners.clear("review")
        self._show()

    def close_later(self, review: Review | None) -> None:
        """Let a worker wait for the threads of a review."""
        if review is not None:
            self.window_.close_in_background(review.stop)

    def opened(self) -> None:
        """Come to the front."""
        self.window_.top.set_tools(self.tools)
        self._show()
        QTimer.singleShot(0, self._build_on)

    def closed(self) -> None:
        """Stand still while another page is in front."""
        self.state.play(False)
        self.window_.top.set_tools(None)
        self.window_.top.set_stored(False)
        self._work.commands.sound_changed()
        if self.window_.watch is not None:
            self.window_.watch.tell()

    def finished(self) -> None:
        """Close the recording, because the window closes."""
        if self._joined:
            self._remember()
        self.leave()

    def set_compact(self, compact: bool) -> None:
        """Fit a small window."""
        self._compact = compact
        self._views.set_compact(compact)
        self.tools.set_compact(compact)

    # ---- what is remembered

    def _restore(self) -> None:
        store, traces, transport = self.window_.store, self.state.traces, self.views.transport
        traces.set_sensitivity(store.number("review/uv_per_div", 50.0, 1.0, 10_000.0))
        traces.set_sweep(store.number("review/page_s", 10.0, 0.01, 120.0))
        transport.volume.setValue(round(store.number("sound/volume", 0.5, 0.0, 1.0) * 100))
        transport.mute.setChecked(store.flag("sound/muted", False))

    def _remember(self) -> None:
        store, traces = self.window_.store, self.state.traces
        store.put("review/uv_per_div", traces.sensitivity_uv)
        store.put("review/page_s", traces.sweep_s)

    # ---- the clock

    def _beat(self) -> None:
        if self.window_.page != "review" or not self._joined:
            return
        self._frames += 1
        self.state.beat()
        self.views.advance()
        if self._frames % FIGURES_EVERY == 0:
            self._figures()

    def _figures(self) -> None:
        state = self.state
        review = state.review
        version = -1 if state.data is None else state.data.version
        if (state.cursor, version) != (self._told_cursor, self._told_version) and state.data is not None:
            self._told_cursor, self._told_version = state.cursor, version
            self.views.figures.refresh()
        if review is not None and review.player is not None and self._frames % (5 * FIGURES_EVERY) == 0:
            self.views.transport.tell_sound(review.player.silent)
        if review is not None and (review.counting or review.redetecting):
            self.views.overview.tell()
            self.views.redetect.tell()
        if review is not None and review.opening and review.working_s > WAIT_WORDS_S:
            self.empty.wait(review.path.name, review.progress)

    def _show(self) -> None:
        """Show the views, or what is said without a recording."""
        state, window = self.state, self.window_
        opening = state.review is not None and state.data is None
        if state.data is None:
            self._stack.setCurrentWidget(self.empty)
        else:
            self._stack.setCurrentWidget(self.views)
            self.views.settle()
        self.empty.set_recent([(e.path, e.title) for e in window.recent.entries])
        name = state.review.path.name if opening and state.review is not None else ""
        self.empty.wait(name, 0.0)
        self._head()

    def _head(self) -> None:
        """Say in the strip above what is shown."""
        window, state = self.window_, self.state
        if window.page != "review":
            return
        recording = state.recording
        window.top.set_stored(True)
        chip = words.state_words("PLAYBACK" if state.playing else "STORED")
        if recording is None or state.review is None:
            name = "" if state.review is None else state.review.path.name
            window.top.set_stored(bool(name))
            chip = chip if name else words.state_words("NOTHING")
            window.top.set_state(chip, name or window.tr("Review"), "")
        else:
            window.top.set_state(chip, state.review.path.name, self.facts())
        window.footer.set_words(
            self._drawn(),
            self._footer_words(),
        )
        problem = "" if state.review is None else state.review.problem
        self.tools.tell(self.saved_s, problem)
        whole = state.review is not None and not state.review.growing
        for button in (self.tools.compare, self.tools.export):
            button.setEnabled(state.data is not None and whole)
        self.tools.print.setEnabled(state.data is not None)

    def _drawn(self) -> str:
        """Say how the traces are drawn; nothing where none are."""
        if self.state.data is None:
            return ""
        return words.drawn(self.orders.filters, self.views.traces.decimated, True, short=self._compact)

    def _footer_words(self) -> str:
        work = self._work
        recording = work.presenter.recording
        if recording is not None and recording.active:
            return self.window_.tr("Recording goes on behind Review")
        return self.window_.tr("Recording is off in Review")

    def facts(self) -> str:
        """Return when, what, how many channels, how fast and how long."""
        recording = self.state.recording
        if recording is None:
            return ""
        info = recording.info
        when = "" if recording.started_wall_s is None else words.day_and_time(recording.started_wall_s)
        length = words.long_clock(recording.duration_s)
        review = self.state.review
        if review is not None and review.live:
            following, tr = self.state.following, self.window_.tr
            # The state comes first, because the end is what is cut off in a small window.
            state = tr("Being recorded - following") if following else tr("Being recorded - End follows it")
            return ", ".join((state, length))
        parts = [when, info.device or info.name, words.channels(info.n_channels), words.rate_hz(info.fs_hz), length]
        return ", ".join(p for p in (parts[2:] if self._compact else parts) if p)

    # ---- opened, or not

    def _opened(self) -> None:
        window, state = self.window_, self.state
        recording, review = state.recording, state.review
        if recording is None or review is None:
            return
        length = words.long_clock(recording.duration_s)
        window.recent.add(review.path, review.path.name, length, n_channels=recording.info.n_channels)
        self.orders.set_filters(self.orders.fitting(recording.fs_hz))
        self.orders.hear_all()
        self._show()
        self._work.order_tabs()
        window.announce(window.tr("{0} is open, stored").format(review.path.name))
        self._tell_warnings(recording)
        self._was_live = review.live
        if self._play_at_once is not None:
            self.orders.speed(self._play_at_once)
            state.play(True)

    def _tell_warnings(self, recording: Recording) -> None:
        """Say what is odd about a recording; that it grows is said above all the time."""
        window = self.window_
        if recording.warnings and not recording.live:
            title = recording.warnings[0]
            more = " ".join(recording.warnings[1:4])
            window.banners.post("review", BannerText("caution", title, more, (window.ok("review"),)))

    def _ended(self) -> None:
        """Say that a session that was followed is complete."""
        review, recording, window = self.state.review, self.state.recording, self.window_
        if self._was_live and review is not None and recording is not None and not review.growing:
            self._was_live = False
            said = window.tr("The recording has ended; all of it is here.")
            window.footer.say(said)
            window.announce(said)
            self._tell_warnings(recording)

    def _failed(self, sentence: str) -> None:
        window = self.window_
        again = Action(window.tr("Choose another"), lambda: window.commands.run("open"))
        title = window.tr("It could not be opened")
        window.banners.post("open", BannerText("fault", title, sentence, (again, window.ok("open"))))
        self._show()

    def kept(self) -> None:
        """Remember when labels were kept."""
        self.saved_s = time.time()
        self._head()
