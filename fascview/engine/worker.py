"""A named thread that can be stopped, and that tells when it fails."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from fascview.errors import FascviewError

log = logging.getLogger(__name__)


class Worker:
    """Runs ``body(stop)`` in a thread until it returns.

    The body watches the event ``stop``. What it raises is handed to ``failed`` as one sentence for the user; the
    traceback goes to the log only.
    """

    def __init__(
        self, name: str, body: Callable[[threading.Event], None], failed: Callable[[str], None] | None = None
    ) -> None:
        self.stop_event = threading.Event()
        self._body = body
        self._failed = failed
        self._thread = threading.Thread(target=self._run, name=f"fascview-{name}", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def _run(self) -> None:
        try:
            self._body(self.stop_event)
        except FascviewError as error:
            self._tell(str(error))
        except Exception as error:
            log.exception("%s failed", self._thread.name)
            self._tell(f"Inside fascview something failed ({type(error).__name__}: {error}).")

    def _tell(self, sentence: str) -> None:
        if self._failed is not None:
            self._failed(sentence)

    @property
    def alive(self) -> bool:
        """True while the body runs."""
        return self._thread.is_alive()

    def join(self, timeout_s: float = 5.0) -> bool:
        """Ask the body to stop and wait for it; return whether it has."""
        self.stop_event.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()
