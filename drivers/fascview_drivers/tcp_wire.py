"""The device's end of a TCP connection, for the simulators: one calls the program, one is called by it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence

from fascview.errors import SourceError
from fascview.stream import plain_text

ROOM = 1 << 18
"""Bytes that wait for a slow program; what does not fit is dropped, as a device drops it."""


class _Wire:
    """What both ends have in common: a connection that may be missing, and never waits."""

    def __init__(self) -> None:
        self._connection: socket.socket | None = None
        self._unsent = b""
        self._pulled = False

    def _make(self) -> socket.socket | None:
        raise NotImplementedError

    def receive(self) -> bytes:
        """Return what the program sent since the last call; make the connection first when there is none."""
        if self._connection is None and not self._pulled:
            self._connection = self._make()
            self._unsent = b""
        if self._connection is None:
            return b""
        try:
            data = self._connection.recv(65536)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:
            data = b""
        if not data:
            self._end()
        return data

    def send(self, frames: Sequence[bytes]) -> int:
        """Send whole frames as far as there is room; return how many were dropped."""
        if self._connection is None:
            return len(frames)
        dropped = 0
        pieces = [self._unsent]
        waiting = len(self._unsent)
        for frame in frames:
            if waiting + len(frame) > ROOM:
                dropped += 1
            else:
                pieces.append(frame)
                waiting += len(frame)
        self._unsent = b"".join(pieces)
        try:
            while self._unsent:
                self._unsent = self._unsent[self._connection.send(self._unsent) :]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            self._end()
        return dropped

    @property
    def connected(self) -> bool:
        """True while the program is at the other end."""
        return self._connection is not None

    def unplug(self) -> None:
        """Break the connection and stay away."""
        self._pulled = True
        self._end()

    def plug(self) -> None:
        """Be there again."""
        self._pulled = False

    def _end(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
        self._connection = None

    def close(self) -> None:
        """Let go of the connection."""
        self.unplug()


class CallingWire(_Wire):
    """A device that calls the program, again and again until the program listens."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._place = (host, port)

    def _make(self) -> socket.socket | None:
        try:
            connection = socket.create_connection(self._place, timeout=0.2)
        except OSError:
            return None
        if connection.getsockname() == connection.getpeername():
            connection.close()  # on one machine a call to a free port can by chance reach itself
            return None
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        return connection


class ListeningWire(_Wire):
    """A device that waits to be called. Raises SourceError when its port is taken."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.bind((host, port))
            self._listener.listen(1)
        except OSError as error:
            self._listener.close()
            raise SourceError(
                f"The simulator cannot listen at {plain_text(host)}:{port}: give another place."
            ) from error
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]

    def _make(self) -> socket.socket | None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return None
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        return connection

    def close(self) -> None:
        """Let go of the connection and the port."""
        super().close()
        self._listener.close()
