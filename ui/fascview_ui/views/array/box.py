"""Which array it is and how it lies, and what changed since the last check."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fascview.check.layout import Layout, find_layout, library
from fascview_ui.array.check_words import told
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Button


class ArrayBox(QWidget):
    """``chosen`` with the name of a layout."""

    chosen = Signal(str)
    turned = Signal()
    mirrored = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(6)
        title = QLabel(self.tr("Array"))
        title.setProperty("kind", "strong")
        self.list = QComboBox()
        self.list.setAccessibleName(self.tr("Array"))
        self.list.setMinimumWidth(60)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name in library():
            self.list.addItem(told(find_layout(name).title), name)
        self.list.activated.connect(lambda i: self.chosen.emit(str(self.list.itemData(i))))
        self.turn = Button(theme, icon="refresh", name=self.tr("Turn by 90 degrees"))
        self.turn.setToolTip(self.tr("Turn by 90 degrees"))
        self.turn.clicked.connect(self.turned)
        self.flip = Button(theme, icon="mirror", name=self.tr("Mirror left to right"))
        self.flip.setToolTip(self.tr("Mirror left to right"))
        self.flip.clicked.connect(self.mirrored)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(title, 1)
        row.addWidget(self.turn)
        row.addWidget(self.flip)
        self._note = QLabel()
        self._note.setProperty("kind", "caption")
        self._note.setWordWrap(True)
        self._when = QLabel()
        self._when.setProperty("kind", "strong")
        self._since = QLabel()
        self._since.setProperty("kind", "caption")
        self._since.setWordWrap(True)
        column.addLayout(row)
        column.addWidget(self.list)
        column.addWidget(self._note)
        column.addSpacing(8)
        column.addWidget(self._when)
        column.addWidget(self._since)

    def set_compact(self, compact: bool) -> None:
        """Leave out the note."""
        self._note.setVisible(not compact)

    def show_layout(self, layout: Layout, since: str, when: str) -> None:
        """Show the layout and what changed since the check of the day ``when``."""
        at = self.list.findData(layout.name)
        if at < 0:
            self.list.addItem(told(layout.title), layout.name)
            at = self.list.count() - 1
        if at != self.list.currentIndex():
            self.list.setCurrentIndex(at)
        note = ", ".join(p for p in (told(layout.turn_text), told(layout.note)) if p)
        if note != self._note.text():
            self._note.setText(note)
        self._when.setText(self.tr("Since the last check, {0}").format(when) if when else self.tr("Last check"))
        if since != self._since.text():
            self._since.setText(since)
