"""Connectors for devices on the network: those that call us, and those that we call."""

from __future__ import annotations

import threading
import time

from fascview.errors import SourceError
from fascview_drivers.link import Link, LinkClosedError
from fascview_drivers.tcp import Listener, TcpLink, connect

STEP_S = 0.2
AGAIN_S = 1.0


class ListeningConnector:
    """Waits for a device to call this computer.

    Parameters
    ----------
    host, port : str, int
        Where to listen; an empty host means every interface.
    wait_s : float
        How long the first call may take [s].
    advice : str
        What to do when nobody calls, as the end of a sentence.
    """

    def __init__(self, host: str, port: int, wait_s: float, advice: str) -> None:
        self._host, self._port, self._wait_s, self._advice = host, port, wait_s, advice
        self._listener: Listener | None = None
        self._closed = threading.Event()

    def connect(self) -> Link:
        """Listen until a device calls."""
        self._listener = Listener(self._host, self._port)
        deadline = time.monotonic() + self._wait_s
        while time.monotonic() < deadline:
            if self._closed.is_set():
                raise LinkClosedError("Listening has ended.")
            link = self._listener.accept(STEP_S)
            if link is not None:
                return link
        raise SourceError(f"No device called port {self._port} within {self._wait_s:g} s: {self._advice}.")

    def reconnect(self, identity: str) -> Link | None:
        """Take the next call, when it comes from the same device."""
        if self._listener is None:
            return None
        link: TcpLink | None = self._listener.accept(0.001)
        if link is not None and link.identity != identity:
            link.close()
            return None
        return link

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._listener is not None:
            self._listener.close()


class CallingConnector:
    """Calls a device that listens at ``host:port``."""

    def __init__(self, host: str, port: int, timeout_s: float = 3.0) -> None:
        self._host, self._port, self._timeout_s = host, port, timeout_s

    def connect(self) -> Link:
        """Call it."""
        return connect(self._host, self._port, self._timeout_s)

    def reconnect(self, identity: str) -> Link | None:
        """Call it again, once."""
        try:
            return connect(self._host, self._port, AGAIN_S)
        except SourceError:
            return None

    def close(self) -> None:
        """Nothing waits here for longer than a call takes."""
