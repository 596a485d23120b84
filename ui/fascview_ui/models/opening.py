"""Opening a source without holding up the window: importing, connecting and reading happen in a worker."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fascview.engine.worker import Worker

if TYPE_CHECKING:
    from fascview_ui.models.montage import Known
    from fascview_ui.models.port import Port

    Opener = Callable[[str, Known], Port]


def load_all() -> None:
    """Import what opening a source needs; takes a while, so it is done while people look at the start page."""
    for name in (
        "fascview.engine.engine",
        "fascview_drivers.simulator.source",
        "fascview_ui.workspace",
        "fascview_ui.review.page",
        "fascview.audio.facade",
    ):
        importlib.import_module(name)


class Loading:
    """Imports in a worker what the pages need, once."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    def done(self) -> bool:
        """Begin, unless it has begun; return whether all is here."""
        if self._worker is None:
            self._worker = Worker("load", lambda _stop: load_all())
            self._worker.start()
        return not self._worker.alive

    def join(self) -> None:
        """Wait for it."""
        if self._worker is not None:
            self._worker.join(6.0)


def path_of(address: str) -> tuple[str, float | None]:
    """Return the path in a ``file:`` address, and how fast it shall be played where it says so."""
    from fascview_drivers.address import parse

    found = parse(address)
    return str(Path(found.target).expanduser()), found.number("speed", 0.0, 0.01, 100.0) or None


class Opening:
    """One attempt. The window asks ``done`` on its clock.

    Parameters
    ----------
    address : str
        What to open.
    opener : callable
        Makes the engine of an address, not started; may take seconds. Raises FascviewError with a sentence.
    montages : mapping
        The muscles of the devices a person has described.
    """

    def __init__(self, address: str, opener: Opener, montages: Known) -> None:
        self._montages = montages
        self.address = address
        self.port: Port | None = None
        self.problem = ""
        self._opener = opener
        self._cancelled = threading.Event()
        self._worker = Worker("open", self._run, self._failed)

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    @property
    def done(self) -> bool:
        """True once there is a port or a problem."""
        return self.port is not None or bool(self.problem)

    def cancel(self) -> None:
        """Give up; what still comes of it is closed again."""
        self._cancelled.set()

    def join(self) -> None:
        """Give up and wait."""
        self.cancel()
        self._worker.join(5.0)

    def _failed(self, sentence: str) -> None:
        self.problem = sentence

    def _run(self, stop: threading.Event) -> None:
        port = self._opener(self.address, self._montages)
        if self._cancelled.is_set():
            port.stop()
            return
        port.start()
        self.port = port
