"""What a driver sees of a wire, whichever wire it is."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol

from fascview.errors import SourceError, SourceLostError


class LinkClosedError(SourceError):
    """The link was closed here, on purpose, while someone was reading."""


class Link(Protocol):
    """Bytes to and from one device. One thread reads and writes; ``close`` may come from any thread, twice."""

    @property
    def name(self) -> str:
        """Port or peer, as shown to the user."""
        ...

    @property
    def identity(self) -> str:
        """What stays the same when the device comes back at another port; empty where nothing does."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, or nothing after ``timeout_s``.

        Raises
        ------
        SourceLostError
            The device is gone.
        LinkClosedError
            ``close`` was called.
        """
        ...

    def write(self, data: bytes) -> None:
        """Send a command. Raises SourceLostError when the device is gone."""
        ...

    def set_speed(self, baud: int) -> None:
        """Change the rate of a serial port [bit/s]; nothing on other wires."""
        ...

    def close(self) -> None:
        """Let go of the wire."""
        ...


class Listening:
    """A link that tells when nothing has come of it: a dialogue with a slow device may go on for longer than that.

    Parameters
    ----------
    link : Link
    silent_s : float
        After so long without a byte it is told, once [s].
    tell : callable
    """

    def __init__(self, link: Link, silent_s: float, tell: Callable[[], None]) -> None:
        self._link, self._tell = link, tell
        self._until_s = time.monotonic() + silent_s
        self.name, self.identity = link.name, link.identity
        self.write, self.set_speed, self.close = link.write, link.set_speed, link.close

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, or nothing after ``timeout_s``; see `Link.read`."""
        data = self._link.read(timeout_s)
        if data:
            self._until_s = math.inf
        elif time.monotonic() >= self._until_s:
            self._until_s = math.inf
            self._tell()
        return data


def ask(link: Link, command: bytes, until: bytes, timeout_s: float) -> bytes:
    """Send ``command`` and return what came up to and including ``until``, or as much as came in ``timeout_s``."""
    if command:
        link.write(command)
    return gather(link, until, timeout_s)


def gather(link: Link, until: bytes, timeout_s: float) -> bytes:
    """Return what comes up to and including ``until`` (everything, when it is empty) within ``timeout_s``."""
    deadline = time.monotonic() + timeout_s
    got = b""
    while (left := deadline - time.monotonic()) > 0:
        got += link.read(min(left, 0.1))
        if until and until in got:
            break
    return got


def gather_exactly(link: Link, n: int, timeout_s: float) -> bytes:
    """Return ``n`` or a few more bytes, or as many as came within ``timeout_s``."""
    deadline = time.monotonic() + timeout_s
    got = b""
    while len(got) < n and (left := deadline - time.monotonic()) > 0:
        got += link.read(min(left, 0.1))
    return got


def drain(link: Link, quiet_s: float, longest_s: float) -> bytes:
    """Read until nothing came for ``quiet_s``, at most ``longest_s``; return what came."""
    deadline = time.monotonic() + longest_s
    got = b""
    quiet_since = time.monotonic()
    while time.monotonic() < deadline and time.monotonic() - quiet_since < quiet_s:
        piece = link.read(min(quiet_s, 0.05))
        if piece:
            got += piece
            quiet_since = time.monotonic()
    return got


def lost(name: str) -> SourceLostError:
    """Return the error for a device that went away."""
    return SourceLostError(
        f"{name} was unplugged or switched off; everything received so far is safe. "
        "Connect it again and fascview goes on."
    )
