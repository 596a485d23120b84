"""TCP, both ways round: devices that call us, and devices that we call."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
import time

from fascview.errors import SourceError
from fascview.stream import plain_text
from fascview_drivers.link import LinkClosedError, lost

PIECE = 1 << 18


class TcpLink:
    """One connection to a device.

    Parameters
    ----------
    connection : socket.socket
        Connected; this object owns it from now on.
    name : str
        Who is at the other end, as shown to the user.
    batch_s : float
        After a read the next one waits this long, so that the thread wakes rarely [s].
    """

    def __init__(self, connection: socket.socket, name: str, *, batch_s: float = 0.016) -> None:
        self.name = plain_text(name)
        self.identity = plain_text(name.rpartition(":")[0] or name)
        self._socket = connection
        self._socket.setblocking(True)
        self._batch_s = batch_s
        self._next_s = 0.0
        self._closing = threading.Event()
        self._lock = threading.Lock()

    def read(self, timeout_s: float) -> bytes:
        """Return what has come, or nothing after ``timeout_s``."""
        deadline = time.monotonic() + timeout_s
        pause = min(self._next_s, deadline) - time.monotonic()
        if pause > 0:
            time.sleep(pause)  # a few milliseconds; half the cost of a wait that could be broken off
        with self._lock:
            if self._closing.is_set():
                raise LinkClosedError(f"{self.name} was closed.")
            try:
                self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
                data = self._socket.recv(PIECE)
            except TimeoutError:
                return b""
            except OSError as error:
                if self._closing.is_set():
                    raise LinkClosedError(f"{self.name} was closed.") from error
                raise lost(self.name) from error
        if not data:
            if self._closing.is_set():
                raise LinkClosedError(f"{self.name} was closed.")
            raise lost(self.name)
        self._next_s = time.monotonic() + self._batch_s
        return data

    def write(self, data: bytes) -> None:
        """Send ``data``."""
        try:
            self._socket.settimeout(1.0)
            self._socket.sendall(data)
        except OSError as error:
            raise lost(self.name) from error

    def set_speed(self, baud: int) -> None:
        """TCP has no rate to set."""

    def close(self) -> None:
        """End the connection, also while another thread reads."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes a waiting recv
        with self._lock:
            self._socket.close()


class Listener:
    """Waits for devices that call this computer.

    Parameters
    ----------
    host, port : str, int
        Where to listen; an empty host means every interface.

    Raises
    ------
    SourceError
        The port is taken, or the host is not this computer.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((host, port))
            self._socket.listen(1)
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise SourceError(_cannot_listen(host, port, error)) from error
        self.port: int = self._socket.getsockname()[1]
        self._closing = threading.Event()

    def accept(self, timeout_s: float) -> TcpLink | None:
        """Return the connection of the next device that calls, or None after ``timeout_s``."""
        try:
            self._socket.settimeout(max(timeout_s, 0.001))
            connection, peer = self._socket.accept()
        except TimeoutError:
            return None
        except OSError as error:
            raise LinkClosedError("Listening has ended.") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return TcpLink(connection, f"{peer[0]}:{peer[1]}")

    def close(self) -> None:
        """Stop listening, also while another thread waits."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def connect(host: str, port: int, timeout_s: float) -> TcpLink:
    """Call a device.

    Raises
    ------
    SourceError
        Nobody answers there.
    """
    try:
        connection = socket.create_connection((host, port), timeout=timeout_s)
    except OSError as error:
        where = f"{plain_text(host)}:{port}"
        if isinstance(error, ConnectionRefusedError):
            why = "refuses the connection: switch its acquisition on, or close the program that uses it"
        else:
            why = "does not answer: check that it is on and that this computer is in its network"
        raise SourceError(f"The device at {where} {why}.") from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return TcpLink(connection, f"{host}:{port}")


def _cannot_listen(host: str, port: int, error: BaseException) -> str:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return f"Port {port} of this computer is in use by another program: close that program and try again."
    if getattr(error, "errno", None) in (errno.EACCES, errno.EPERM):
        return f"This computer does not allow fascview to listen on port {port}: allow it in the firewall."
    where = plain_text(host) or "every interface"
    return f"fascview cannot listen on {where}, port {port}: give an address of this computer, or leave it empty."
