"""The strip of a running protocol: whose turn it is, what the person is told, what has been seen, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button
from fascview_ui.views.strips import ElidedLabel, Strip, rule


@dataclass(frozen=True, slots=True)
class BarText:
    """All words of the strip; ``share`` of the wanted time has been analysed."""

    place: str
    muscle: str
    clock: str
    share: float
    found: str
    rest: str
    posture: str
    following: str


class ProtocolBar(Strip):
    """Shown while a protocol runs, on the monitor and at the bedside."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self.setAccessibleName(self.tr("Protocol"))
        self._compact = self._touch = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        self._row = row
        self._place = QLabel()
        self._place.setProperty("kind", "caption")
        self._muscle = QLabel()
        self._muscle.setFont(font(16, 600))
        self._muscle.setProperty("kind", "heading")
        self._done = QProgressBar()
        self._done.setRange(0, 1000)
        self._done.setTextVisible(False)
        self._done.setFixedWidth(120)
        self._done.setAccessibleName(self.tr("Share of the wanted time"))
        self._clock, self._found = QLabel(), QLabel()
        for label in (self._clock, self._found):
            label.setProperty("kind", "caption")
        self._rest = ElidedLabel("strong")
        self._posture = ElidedLabel("caption")
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._place)
        head.addWidget(self._muscle)
        figures = QVBoxLayout()
        figures.setSpacing(3)
        figures.addStretch()
        figures.addWidget(self._done)
        figures.addWidget(self._clock)
        figures.addStretch()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(self._rest)
        words.addWidget(self._posture)
        words.addStretch()
        row.addLayout(head)
        row.addLayout(figures)
        row.addWidget(self._found)
        self._rule = rule(36)
        row.addWidget(self._rule)
        row.addLayout(words, 1)
        self.back = Button(theme, icon="previous", name=self.tr("Muscle before once more"))
        self.back.setToolTip(self.tr("Muscle before once more (Shift+N)"))
        self.next = Button(theme, self.tr("Next muscle"), icon="next", key="N", role="primary")
        self.finish = Button(theme, self.tr("End"), icon="stop")
        self.finish.setToolTip(self.tr("End the protocol (Ctrl+Shift+P)"))
        self._following = ElidedLabel("caption")
        for button in (self.back, self.next, self.finish):
            row.addWidget(button)
        self.setFixedHeight(56)
        self.hide()

    def set_text(self, text: BarText) -> None:
        """Say how the protocol stands."""
        self._place.setText(text.place)
        self._muscle.setText(text.muscle)
        self._clock.setText(text.clock)
        self._found.setText(text.found)
        self._done.setValue(round(1000 * text.share))
        said = [text.rest, text.posture] if not self._compact else [text.rest or text.posture, ""]
        self._rest.set_words(said[0])
        self._posture.set_words(" ".join(w for w in (said[1], text.following) if w))
        self._posture.setVisible(not self._compact)
        self.setAccessibleDescription(f"{text.place}, {text.muscle}, {text.clock}, {text.rest}")

    def set_touch(self, touch: bool) -> None:
        """Give a finger room, at the bedside."""
        self._touch = touch
        for button in (self.back, self.next, self.finish):
            button.setProperty("touch", touch)
            button.setFont(font(18 if touch else 13, 500))
            button.style().unpolish(button)
            button.style().polish(button)
            button.updateGeometry()
        self._muscle.setStyleSheet("font-size: 22px;" if touch else "")
        self._size()

    def set_compact(self, compact: bool) -> None:
        """Fit a small window."""
        self._compact = compact
        self._row.setContentsMargins(*((8, 2, 8, 2) if compact else (16, 4, 16, 4)))
        self._row.setSpacing(8 if compact else 12)
        self._done.setFixedWidth(72 if compact else 120)
        self._found.setVisible(not compact)
        self.finish.setVisible(not compact or not self._touch)
        self._size()

    def _size(self) -> None:
        self.setFixedHeight(64 if self._touch else 44 if self._compact else 56)
        self._place.setAlignment(Qt.AlignmentFlag.AlignBottom)
