"""A recording on its way into the window: what its page needs is imported by a worker and built turn by turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from fascview_ui.models import words
from fascview_ui.models.opening import Loading

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class Arrival:
    """Opens recordings. Call ``poll`` on a clock."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._loading = Loading()
        self._waiting: tuple[str, float | None] | None = None  # a recording to open once all is imported

    def load(self) -> bool:
        """Import what the pages need; return whether that is done. Only a worker imports: it takes a second."""
        return self._window.has_work or self._loading.done()

    def open(self, path: str, speed: float | None = None) -> None:
        """Review a recording, as soon as the page for it is there."""
        window, self._waiting = self._window, None
        if not Path(path).exists():
            window.lobby.refuse(window.tr("{0} is not there.").format(path), window.tr("Choose another."))
        elif not self.load():
            self._waiting = path, speed
            window.top.set_state(words.state_words("CONNECTING"), Path(path).name, "")
        elif not window.has_work:
            _ = window.work  # in one turn, and the page in the next: the window goes on in between
            QTimer.singleShot(0, lambda: self.open(path, speed))
        else:
            window.go("review")
            window.work.review.open(path, speed)

    def poll(self) -> None:
        """Go on with what has waited."""
        if self._waiting is not None and self.load():
            self.open(*self._waiting)

    def join(self) -> None:
        """Wait for the worker."""
        self._loading.join()
