"""The potentials with their title, figures and the two verdicts."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fascview_ui.models.traces import TraceModel
from fascview_ui.models.words import moment
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button, Segments
from fascview_ui.views.potential.view import DELAYS_MS, PotentialView
from fascview_ui.views.traces.colours import TraceColours, from_theme


class PotentialPanel(QFrame):
    """Call ``advance`` once per frame."""

    judged = Signal(int, str)  #: id of the event in front, and ``accepted`` or ``rejected``

    def __init__(self, theme: Theme, model: TraceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._model = model
        self._colours: TraceColours = from_theme(theme)
        self.view = PotentialView(model, self._colours)
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._title.setMinimumWidth(1)
        self._way = Segments(
            theme,
            (("over", self.tr("Superimposed")), ("raster", self.tr("Raster"))),
            self.tr("How potentials are drawn"),
        )
        self._way.set_value("over")
        self._way.chosen.connect(lambda value: self.view.set_raster(value == "raster"))
        self._delay = QComboBox()
        self._delay.setFixedWidth(118)
        self._delay.setAccessibleName(self.tr("Delay line"))
        for delay in DELAYS_MS:
            self._delay.addItem(self.tr("{0} ms delay").format(delay), delay)
        self._delay.setCurrentIndex(DELAYS_MS.index(20))
        self._delay.currentIndexChanged.connect(lambda at: self.view.set_delay(DELAYS_MS[at]))
        self._figures = QLabel()
        self._figures.setTextFormat(Qt.TextFormat.RichText)
        self._figures.setMinimumWidth(1)
        self.accept = Button(theme, self.tr("Accept"), icon="check", key="A", name=self.tr("Accept the event in front"))
        self.reject = Button(theme, self.tr("Reject"), icon="cross", key="X", name=self.tr("Reject the event in front"))
        self.accept.clicked.connect(lambda: self._judge("accepted"))
        self.reject.clicked.connect(lambda: self._judge("rejected"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._title, 1)
        head.addWidget(self._way)
        head.addWidget(self._delay)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._figures, 1)
        foot.addWidget(self.accept)
        foot.addWidget(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.view.changed.connect(self._tell)
        self._tell()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._colours = from_theme(theme)
        self.view.set_colours(self._colours)
        for button in (self._way.button("over"), self._way.button("raster"), self.accept, self.reject):
            button.set_theme(theme)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the title again."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._tell)

    def advance(self) -> None:
        """Show what is new."""
        self.view.advance()

    def _judge(self, verdict: str) -> None:
        front = self.view.front
        if front is not None:
            self.judged.emit(front.event, verdict)

    def _tell(self) -> None:
        """Say whose potentials these are, how many, and the figures of the one in front."""
        data, muscle, colours = self._model.data, self._model.selected, self._colours
        name = data.info.muscles[muscle].label if data is not None and muscle >= 0 else ""
        shown, count = len(self.view.shown), self.view.store.count(muscle)
        many = self.tr("last {0} of {1}").format(shown, count) if shown else ""
        if self.view.asked is not None and self.view.front is not None and data is not None:
            many = self.tr("at {0}").format(moment(self.view.front.sample / data.info.fs_hz))
        head = self.tr("Potential")
        strong, small = QFontMetricsF(font(14, 700)), QFontMetricsF(font(12))
        room = self._title.width() - 8
        if strong.horizontalAdvance(f"{head}  {name}  ") + small.horizontalAdvance(many) > room:
            head = ""  # the muscle and the count say more than the word
        if (
            shown
            and self.view.asked is None
            and strong.horizontalAdvance(f"{head}{name}  ") + small.horizontalAdvance(many) > room
        ):
            many = f"{shown}/{count}"
        first = f"<b>{head}</b>&nbsp; " if head else ""
        self._title.setText(
            f"{first}<b style='color:{colours.muscle(max(muscle, 0)).name()}'>"
            f"{_plain(name)}</b>&nbsp; <span style='font-size:12px;color:{colours.text_2}'>{many}</span>"
        )
        front = self.view.front
        self.accept.setEnabled(front is not None)
        self.reject.setEnabled(front is not None)
        if front is None:
            self._figures.setText("")
            return
        figures = (
            (self.tr("Vpp"), self.tr("{0} µV"), front.vpp_uv, 0),
            ("R", "{0}", front.snr, 0),
            (self.tr("lasts"), self.tr("{0} ms"), front.duration_ms, 1),
        )
        parts = [(word, unit.format(f"{value:.{n}f}")) for word, unit, value, n in figures if math.isfinite(value)]
        shade = f"style='color:{colours.text_2}'"
        self._figures.setText("&nbsp;&nbsp;&nbsp;".join(f"<span {shade}>{a}</span> <b>{b}</b>" for a, b in parts))


def _plain(text: str) -> str:
    """Return text from a device so that it cannot be read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
