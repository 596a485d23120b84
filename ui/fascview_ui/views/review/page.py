"""The Review page: the whole recording, one page of it, the list, other settings, and what held at the cursor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from fascview_ui.models.review import ReviewState
from fascview_ui.models.words import number
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Button, Segments
from fascview_ui.views.review.bar import PageBar
from fascview_ui.views.review.cursor import CursorPanel
from fascview_ui.views.review.list_panel import ListPanel
from fascview_ui.views.review.overview import OverviewView
from fascview_ui.views.review.redetect import RedetectPanel
from fascview_ui.views.review.traces import ReviewTraces
from fascview_ui.views.review.transport import ReviewTransport
from fascview_ui.views.strips import ElidedLabel
from fascview_ui.views.traces.colours import from_theme

SIDE_PX, COMPACT_SIDE_PX = 544, 392


class OverviewPanel(QFrame):
    """The overview with its title, its sums, and how far the counting is."""

    stopped = Signal()

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._state = state
        self.view = OverviewView(state, from_theme(theme))
        title = QLabel(self.tr("Whole recording"))
        title.setProperty("kind", "strong")
        self._words = ElidedLabel("caption")
        self.sums = ElidedLabel("caption")
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.bar.setAccessibleName(self.tr("Progress of the counting"))
        self.stop = Button(theme, self.tr("Stop"), icon="stop", name=self.tr("Stop counting"))
        self.stop.setProperty("small", True)
        self.stop.clicked.connect(self.stopped)
        title.setMinimumHeight(self.stop.sizeHint().height())  # as high with the button as without
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self._words, 1)
        head.addWidget(self.sums, 1)
        head.addWidget(self.bar)
        head.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 2)
        column.setSpacing(2)
        margin = QWidget()
        margin.setLayout(head)
        head.setContentsMargins(12, 0, 12, 0)
        column.addWidget(margin)
        column.addWidget(self.view)
        state.changed.connect(self.tell)
        state.opened.connect(self._opened)
        self.tell()

    def _opened(self) -> None:
        self.view.fit()
        self._bars()

    def _bars(self) -> None:
        seconds = self.view.bin_s
        self._words.set_words(
            self.tr("events per {0} s, grey the height of the signal; hatched is lost, tinted is not counted").format(
                number(seconds, 0 if seconds >= 1 else 1)
            )
        )

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self.view.set_colours(from_theme(theme))

    def tell(self) -> None:
        """Show sums and progress."""
        state = self._state
        review, recording = state.review, state.recording
        live = review is not None and review.live
        counting = review is not None and (review.counting or review.growing) and not live
        for widget in (self.bar, self.stop):
            widget.setVisible(counting)
        if recording is None or review is None:
            self.sums.set_words("")
            return
        if live:
            self._bars()
        elif counting:
            reading = review.growing
            share = recording.known if reading else review.progress
            self.bar.setValue(round(100 * share))
            if reading:
                first = self.tr("reading the file, {0} %")
            elif review.found_now:
                first = self.tr("counting, {0} %")
            else:
                first = self.tr("finding what can be counted, {0} %")
            self.sums.set_words(first.format(number(100 * share)))
            return
        lost_s = sum(g.stop - g.start for g in recording.gaps) / recording.fs_hz
        n_events, n_gaps, n_notes = len(state.counted_rows()), len(recording.gaps), len(state.notes())
        parts = [self.tr("1 event") if n_events == 1 else self.tr("{0} events").format(number(n_events))]
        one = self.tr("1 gap ({0} s)").format(number(lost_s, 1))
        more = self.tr("{0} gaps ({1} s)").format(number(n_gaps), number(lost_s, 1))
        parts.append(self.tr("no gaps") if not n_gaps else one if n_gaps == 1 else more)
        parts.append(self.tr("1 note") if n_notes == 1 else self.tr("{0} notes").format(number(n_notes)))
        self.sums.set_words(", ".join(parts))


class ReviewViews(QWidget):
    """Composes the views; it knows where they lie and nothing of what they show.

    Making them all takes longer than a window may stand still: call ``build`` until it returns False.
    """

    overview: OverviewPanel
    traces: ReviewTraces
    bar: PageBar
    list: ListPanel
    redetect: RedetectPanel
    figures: CursorPanel
    transport: ReviewTransport
    tabs: Segments

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._state = theme, state
        self._compact = False
        self._front = "list"
        self._panels: dict[str, QWidget] = {}
        self._steps = [self._make_page, self._make_list, self._make_side, self._make_transport, self._compose]

    @property
    def built(self) -> bool:
        """True once everything is there."""
        return not self._steps

    def build(self) -> bool:
        """Make some more; return whether there is more to make."""
        if self._steps:
            self._steps.pop(0)()
        return bool(self._steps)

    def _make_page(self) -> None:
        self.overview = OverviewPanel(self._theme, self._state)
        self.traces = ReviewTraces(self._state, from_theme(self._theme))
        self.bar = PageBar(self._theme, self._state)

    def _make_list(self) -> None:
        self.list = ListPanel(self._theme, self._state)

    def _make_side(self) -> None:
        self.redetect = RedetectPanel(self._theme, self._state)
        self.figures = CursorPanel(self._theme, self._state)
        self.tabs = Segments(
            self._theme,
            (("list", self.tr("List")), ("again", self.tr("Re-detect")), ("cursor", self.tr("Cursor"))),
            self.tr("Panel on the right"),
        )
        self.tabs.chosen.connect(self.show_panel)
        self._panels = {"list": self.list, "again": self.redetect, "cursor": self.figures}
        self._side = QWidget()
        self._places = QVBoxLayout(self._side)
        self._places.setContentsMargins(0, 0, 0, 0)
        self._places.setSpacing(8)
        self._places.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self._places.addWidget(self.list, 5)
        self._places.addWidget(self.redetect)
        self._places.addWidget(self.figures, 2)

    def _make_transport(self) -> None:
        self.transport = ReviewTransport(self._theme, self._state)

    def _compose(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.overview)
        left.addWidget(self.traces, 1)
        left.addWidget(self.bar)
        upper = QHBoxLayout()
        upper.setContentsMargins(16, 8, 16, 4)
        upper.setSpacing(8)
        upper.addLayout(left, 1)
        upper.addWidget(self._side)
        self._upper = upper
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.transport)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        if self.built:
            self.traces.set_colours(from_theme(theme))

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, in a small window."""
        self._front = name
        self.tabs.set_value(name)
        for key, panel in self._panels.items():
            panel.setVisible(not self._compact or key == name)

    def set_compact(self, compact: bool) -> None:
        """Show one panel at a time in a small window."""
        if compact != self._compact:
            self._compact = compact
            if self.built:
                self._arrange()

    def _arrange(self) -> None:
        compact = self._compact
        self.tabs.setVisible(compact)
        self._side.setFixedWidth(COMPACT_SIDE_PX if compact else SIDE_PX)
        self._upper.setContentsMargins(*((8, 6, 8, 2) if compact else (16, 8, 16, 4)))
        for part in (self.overview.view, self.bar, self.list, self.redetect, self.transport):
            part.set_compact(compact)
        self.show_panel(self._front)

    def settle(self) -> None:
        """Give every part its place now, rather than part by part as they are painted."""
        if (layout := self.layout()) is not None:
            layout.activate()

    def advance(self) -> None:
        """Draw what is new."""
        self.traces.advance()


class EmptyReview(QWidget):
    """What the page says while nothing is open."""

    opened = Signal(str)

    def __init__(self, theme: Theme, choose: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = QLabel()
        self._words.setProperty("kind", "lead")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(320)
        self._bar.setAccessibleName(self.tr("Progress of the opening"))
        self.open = Button(theme, self.tr("Open a recording..."), icon="folder", key="Ctrl O", role="primary")
        self.open.clicked.connect(choose)
        self.cancel = Button(theme, self.tr("Cancel"))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self._words)
        for widget in (self._bar, self.open, self.cancel):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._recent)
        column.addStretch(3)
        self.wait("", 0.0)

    def set_recent(self, entries: list[tuple[str, str]]) -> None:
        """Offer recordings that were open before: path and title."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for path, title in entries[:6]:
            button = Button(self._theme, title, icon="clock", role="quiet", name=self.tr("Open {0}").format(title))
            button.setToolTip(path)
            button.clicked.connect(lambda _=False, p=path: self.opened.emit(p))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def wait(self, name: str, progress: float) -> None:
        """Say that a recording is being opened; no name: that none is."""
        opening = bool(name)
        self._words.setText(self.tr("Opening {0}").format(name) if opening else self.tr("No recording is open"))
        self._bar.setValue(round(100 * progress))
        for widget in (self._bar, self.cancel):
            widget.setVisible(opening)
        self.open.setVisible(not opening)
        for at in range(self._recent.count()):
            item = self._recent.itemAt(at)
            offered = None if item is None else item.widget()
            if offered is not None:
                offered.setVisible(not opening)
