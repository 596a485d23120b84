"""Hand-over between two threads, counted in samples."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Handover(Generic[Item]):
    """First in, first out, with a stated bound in samples.

    ``put`` refuses when full, so that the giver decides what an overflow means; ``put_wait`` waits instead.
    The taker gets everything that waits at once. It is woken when ``wake_samples`` wait or an item of no samples comes,
    for the number of wake-ups is what a live thread costs.
    """

    def __init__(self, limit_samples: int, wake_samples: int = 1) -> None:
        self.limit_samples = limit_samples
        self.wake_samples = wake_samples
        self._woken = False
        self._items: deque[tuple[Item, int]] = deque()
        self._samples = 0
        self._condition = threading.Condition()

    @property
    def samples(self) -> int:
        """Samples waiting."""
        return self._samples

    def put(self, item: Item, n_samples: int = 0) -> bool:
        """Add ``item``; return False, adding nothing, when its samples do not fit. Items of no samples always fit."""
        with self._condition:
            if n_samples and self._samples and self._samples + n_samples > self.limit_samples:
                return False
            self._items.append((item, n_samples))
            self._samples += n_samples
            if not n_samples or self._samples >= self.wake_samples:
                self._woken = True
                self._condition.notify()
            return True

    def put_wait(self, item: Item, n_samples: int, stop: threading.Event) -> bool:
        """Add ``item`` once it fits; return False when ``stop`` was set first."""
        while not self.put(item, n_samples):
            with self._condition:
                self._condition.wait(0.05)
            if stop.is_set():
                return False
        return True

    def take(self, timeout_s: float) -> list[Item]:
        """Return everything that waits, after at most ``timeout_s``."""
        with self._condition:
            if not self._woken:
                self._condition.wait(timeout_s)
            items = [item for item, _ in self._items]
            self._items.clear()
            self._samples = 0
            self._woken = False
            self._condition.notify_all()
        return items

    def clear(self) -> None:
        """Forget what waits."""
        self.take(0.0)
