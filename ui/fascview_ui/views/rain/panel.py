"""The rain with its title and the choice between minutes and session."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fascview_ui.models.traces import TraceModel
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Segments
from fascview_ui.views.rain.view import RainView
from fascview_ui.views.traces.colours import from_theme


class RainPanel(QFrame):
    """Call ``advance`` once per frame."""

    def __init__(self, theme: Theme, model: TraceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.view = RainView(model, from_theme(theme))
        title = QLabel(self.tr("Rain"))
        title.setProperty("kind", "strong")
        words = QLabel(self.tr("height is Vpp, 15 to 300 µV; hatched is not analysable"))
        words.setProperty("kind", "caption")
        words.setMinimumWidth(1)
        self._range = Segments(
            theme, (("minutes", self.tr("5 min")), ("session", self.tr("Session"))), self.tr("Rain over")
        )
        self._range.set_value("minutes")
        self._range.chosen.connect(lambda value: self.view.set_whole_session(value == "session"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(words, 1)
        head.addWidget(self._range)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.view, 1)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self.view.set_colours(from_theme(theme))
        for value in ("minutes", "session"):
            self._range.button(value).set_theme(theme)

    def advance(self) -> None:
        """Show what is new."""
        self.view.advance()
