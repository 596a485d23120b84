"""Ctrl+C and SIGTERM end a command properly."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """Give an event that is set by Ctrl+C or SIGTERM; the old handlers come back afterwards."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    old = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
