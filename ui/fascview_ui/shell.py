"""The bare window: there at once, on the right screen and in the right colour; what it holds is made after that.

Everything a person sees takes a while to import and to build. Nothing of that is imported here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QColor, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:
    from fascview_ui.models.settings_store import Store

MIN_WIDTH, MIN_HEIGHT = 1024, 560
TITLE_BAR = 40


def place(window: QWidget, store: Store) -> bool:
    """Put a window where it was when it was closed; return whether it shall be maximized, as the first time."""
    window.setWindowTitle("fascview")
    window.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
    geometry = store.bytes("window/geometry")
    if not geometry.isEmpty() and window.restoreGeometry(geometry):
        return False
    screen = window.screen().availableGeometry()
    window.resize(min(1920, screen.width()), min(1080, screen.height() - TITLE_BAR))
    return MIN_WIDTH <= screen.width() <= 1920


def dropped(event: QDropEvent) -> str:
    """Return the first file or folder that is dropped, empty for none."""
    return next((u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()), "")


class Shell(QMainWindow):
    """An empty window that asks for its content once it has been painted.

    Parameters
    ----------
    store : Store
        Remembers where the window was.
    ground : str
        Its colour, ``#RRGGBB``.
    furnish : callable
        Makes what the window holds.
    """

    def __init__(self, store: Store, ground: str, furnish: Callable[[], QWidget]) -> None:
        super().__init__()
        self._ground = QColor(ground)
        self._furnish: Callable[[], QWidget] | None = furnish
        self._fill = place(self, store)

    def appear(self) -> None:
        """Show itself in its size."""
        if self._fill:
            self.showMaximized()
        else:
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground; the first time ask for the content."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._ground)
        painter.end()
        if self._furnish is not None:
            furnish, self._furnish = self._furnish, None
            QTimer.singleShot(0, lambda: self.setCentralWidget(furnish()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the content decide, and remember."""
        content = self.centralWidget()
        if content is not None and not content.close():
            event.ignore()
        else:
            event.accept()
