"""The health strip: hidden until it is asked for; every phrase says what it is of, trouble also by a sign."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from fascview_ui.models.health import HealthText
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Button
from fascview_ui.views.strips import ElidedLabel, Strip

FIELDS = ("cpu", "process", "write", "lost", "window", "sound")
SHORT = ("cpu", "process", "lost", "sound")


class HealthStrip(Strip):
    """One line of facts about the program."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self.setAccessibleName(self.tr("Health of the program"))
        self.setFixedHeight(36)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(22)
        self._row = row
        self._labels: dict[str, QLabel] = {}
        for name in FIELDS:
            label = ElidedLabel("caption") if name == "sound" else QLabel()
            label.setProperty("kind", "caption")
            row.addWidget(label, 1 if name == "sound" else 0)
            self._labels[name] = label
        self.list = Button(theme, self.tr("What happened"), icon="list", key="I")
        row.addWidget(self.list)
        self.hide()

    def set_text(self, text: HealthText) -> None:
        """Show the facts; once a second."""
        for name, label in self._labels.items():
            words = str(getattr(text, name))
            if name in text.strained:
                words = f"⚠ {words}"
            if isinstance(label, ElidedLabel):
                label.set_words(words)
            else:
                label.setText(words)
        self.setAccessibleDescription(", ".join(str(getattr(text, n)) for n in FIELDS))

    def words(self, name: str) -> str:
        """Return what one field says."""
        label = self._labels[name]
        return label.accessibleName() if isinstance(label, ElidedLabel) else label.text()

    def set_compact(self, compact: bool) -> None:
        """Leave out what the small window has no room for."""
        for name, label in self._labels.items():
            label.setVisible(not compact or name in SHORT)
        self._row.setContentsMargins(*((8, 0, 8, 0) if compact else (16, 0, 16, 0)))
        self._row.setSpacing(10 if compact else 22)
