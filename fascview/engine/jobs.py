"""Work that may take long: done in a thread of its own, with progress, a way to stop it, and a result to pick up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from fascview.engine.worker import Worker
from fascview.errors import FascviewError

T = TypeVar("T")


class StoppedError(FascviewError):
    """Somebody stopped a job; nothing is left of it."""


class Task:
    """What a job's work is given: where to tell how far it is, and whether it shall stop."""

    def __init__(self) -> None:
        self.progress = 0.0
        self._stop = threading.Event()

    def tell(self, share: float) -> None:
        """Say how much is done, 0 to 1."""
        self.progress = min(max(share, 0.0), 1.0)

    def part(self, start: float, stop: float) -> Callable[[float], None]:
        """Return a way to tell the progress of a part that takes from ``start`` to ``stop`` of the whole."""
        return lambda share: self.tell(start + (stop - start) * min(max(share, 0.0), 1.0))

    def stopped(self) -> bool:
        """Return whether the work shall end."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to end."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Let time pass; no longer than until the work shall end."""
        self._stop.wait(seconds)

    def check(self) -> None:
        """Raise StoppedError when the work shall end."""
        if self.stopped():
            raise StoppedError("It was stopped; nothing was changed.")


class Job(Generic[T]):
    """Runs ``work(task)`` once. Whoever waits looks at ``done`` on its clock.

    Parameters
    ----------
    name : str
        Of the thread.
    work : callable
        Returns the result; what it raises becomes ``problem``, one sentence for the user.
    """

    def __init__(self, name: str, work: Callable[[Task], T]) -> None:
        self._work = work
        self.task = Task()
        self.result: T | None = None
        self.problem = ""
        self.done = False
        self.started_s = time.monotonic()
        self._worker = Worker(name, self._run, self._failed)

    def start(self) -> Job[T]:
        """Begin, and return the job."""
        self.started_s = time.monotonic()
        self._worker.start()
        return self

    def _run(self, stop: threading.Event) -> None:
        self.result = self._work(self.task)
        self.done = True

    def _failed(self, sentence: str) -> None:
        self.problem = sentence
        self.done = True

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1."""
        return self.task.progress

    @property
    def cancelled(self) -> bool:
        """True when it was asked to stop."""
        return self.task.stopped()

    @property
    def age_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started_s

    def cancel(self) -> None:
        """Ask it to stop; returns at once."""
        self.task.stop()

    def join(self, timeout_s: float = 5.0) -> bool:
        """Ask it to stop and wait; return whether it has."""
        self.cancel()
        return self._worker.join(timeout_s)
