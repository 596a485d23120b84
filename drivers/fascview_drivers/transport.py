"""Serial ports: the only place that knows pyserial."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import serial
from serial.tools import list_ports

from fascview.errors import SourceError
from fascview.stream import plain_text
from fascview_drivers.link import LinkClosedError, lost

if TYPE_CHECKING:
    from fascview_drivers.registry import Found

POLL_S = 0.1
"""Longest single wait inside pyserial; a closed port is noticed sooner, through ``cancel_read``."""

FULL = 2048
"""So many bytes at once mean that the system's buffer, of 4095 bytes on Linux, would soon overflow."""
PIECE = 1 << 16
PAUSE_S = 0.002
CALM = 5
"""After so many small pieces a flood is over."""
SHOW_GONE_S = 60.0

#: Whose these USB numbers are, where the number tells the family of the device and not just its USB chip.
KNOWN_DEVICES: dict[tuple[int, int], str] = {
    (0x2E73, 0x0004): "spikerbox",
    (0x2E73, 0x0006): "spikerbox",
    (0x2E73, 0x0007): "spikerbox",
}

_GONE = (serial.SerialException, OSError, TypeError, ValueError)  # pyserial's ways to say that a port is gone


class SerialLink:
    """One open serial port.

    Parameters
    ----------
    port : str
        Name or path, as the system calls it.
    baud : int
        Rate [bit/s].
    batch_s : float
        After a read the next one waits this long, so that the thread wakes rarely and takes much at a time [s].

    Raises
    ------
    SourceError
        The port is missing, not allowed, busy, or no serial port.
    """

    def __init__(self, port: str, baud: int, *, batch_s: float = 0.02) -> None:
        self.name = plain_text(port)
        self._batch_s = batch_s
        self._next_s = 0.0
        self._flooded = 0
        self._closing = threading.Event()
        self._lock = threading.Lock()
        if problem := _refusal(port):
            raise SourceError(problem)
        try:
            self._port = serial.Serial(port, baud, timeout=POLL_S, write_timeout=1.0, exclusive=True)
        except (serial.SerialException, OSError, ValueError) as error:
            raise SourceError(_diagnosis(port, error)) from error
        self.identity = identity_of(port)

    def read(self, timeout_s: float) -> bytes:
        """Return everything that has come, or nothing after ``timeout_s``."""
        deadline = time.monotonic() + timeout_s
        pause = min(self._next_s, deadline) - time.monotonic()
        if pause > 0:
            time.sleep(pause)  # a few milliseconds; half the cost of a wait that could be broken off
        with self._lock:
            data = self._wait(deadline)
        if data:
            # A buffer that is filling up is emptied at once, and a pause in a flood is not the end of it.
            self._flooded = CALM if len(data) >= FULL else max(0, self._flooded - 1)
            self._next_s = time.monotonic() + (0.0 if self._flooded else self._batch_s)
        return data

    def _wait(self, deadline: float) -> bytes:
        while True:
            if self._closing.is_set():
                raise LinkClosedError(f"{self.name} was closed.")
            try:
                if data := self._at_hand():
                    return data
                waiting = self._port.in_waiting
                data = self._port.read(waiting or 1)
                if data and not waiting:
                    data += self._port.read(self._port.in_waiting)
            except _GONE as error:
                if self._closing.is_set():
                    raise LinkClosedError(f"{self.name} was closed.") from error
                raise lost(self.name) from error
            if data or time.monotonic() >= deadline:
                return bytes(data)

    def _at_hand(self) -> bytes:
        """Return what is there, in one call to the system where pyserial needs three; nothing where that cannot be."""
        if os.name != "posix":
            return b""
        try:
            data = os.read(self._port.fileno(), PIECE)
        except BlockingIOError:
            return b""
        if len(data) >= FULL and self._flooded:  # fewer and larger pieces cost less
            data += self._flood()
        return data

    def _flood(self) -> bytes:
        """Return what comes on while it comes without a pause, at most about ``PIECE`` bytes."""
        # pyserial asks the system twice for every 4 kB; its descriptor does not block, so once is enough.
        descriptor, parts, size, ready = self._port.fileno(), [], 0, False
        while size < PIECE:
            part = os.read(descriptor, PIECE)
            if part:
                parts.append(part)
                size += len(part)
                ready = False
            elif ready:  # it said there was something: it has gone, which the next read will tell
                break
            else:
                ready = bool(select.select((descriptor,), (), (), PAUSE_S)[0])
                if not ready:
                    break
        return b"".join(parts)

    def write(self, data: bytes) -> None:
        """Send ``data``."""
        try:
            self._port.write(data)
        except _GONE as error:
            raise lost(self.name) from error

    def set_speed(self, baud: int) -> None:
        """Go on at another rate [bit/s]."""
        try:
            self._port.baudrate = baud
        except _GONE as error:
            raise lost(self.name) from error

    def close(self) -> None:
        """Let go of the port, also while another thread reads."""
        self._closing.set()
        with contextlib.suppress(AttributeError, *_GONE):
            self._port.cancel_read()
        with self._lock, contextlib.suppress(*_GONE):
            self._port.close()


def identity_of(port: str) -> str:
    """Return what stays the same when the device is plugged in elsewhere, such as ``usb:0403:6015:DM00Q0QN``."""
    for info in list_ports.comports():
        if info.device == port or os.path.realpath(info.device) == os.path.realpath(port):
            if info.serial_number and info.vid is not None:
                return f"usb:{info.vid:04x}:{info.pid or 0:04x}:{info.serial_number}"
            return ""
    return ""


def port_of(identity: str) -> str | None:
    """Return the port at which the device with this identity is plugged in now, or None."""
    for info in list_ports.comports():
        if info.vid is not None and f"usb:{info.vid:04x}:{info.pid or 0:04x}:{info.serial_number}" == identity:
            return str(info.device)
    return None


class Ports:
    """Watches which serial ports there are. Nothing is opened and nothing sent: the user picks the family."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Found, float]] = {}

    def found(self) -> list[Found]:
        """Return the ports there are, and for a minute those that are gone."""
        now_s = time.monotonic()
        here = {entry.host: entry for entry in _ports()}
        self._seen |= {port: (entry, now_s) for port, entry in here.items()}
        shown = []
        for port, (entry, when_s) in list(self._seen.items()):
            moved = entry.source_id and any(e.source_id == entry.source_id for e in here.values())
            if port not in here and (now_s - when_s > SHOW_GONE_S or moved):
                del self._seen[port]
            elif port in here:
                shown.append(entry)
            else:
                shown.append(replace(entry, last_seen_s=now_s - when_s, note="unplugged", usable=False))
        return shown

    def close(self) -> None:
        """Nothing is held."""


def lookout() -> Ports:
    """Begin to watch the serial ports."""
    return Ports()


def _ports() -> list[Found]:
    from fascview_drivers.registry import Found  # the registry names this module

    found = []
    for info in sorted(list_ports.comports(), key=lambda i: str(i.device)):
        if sys.platform.startswith("linux") and info.vid is None and "rfcomm" not in info.device:
            continue  # the bare UARTs of the mainboard
        family = KNOWN_DEVICES.get((info.vid or 0, info.pid or 0), "?")
        readable = not sys.platform.startswith("linux") or os.access(info.device, os.R_OK | os.W_OK)
        found.append(
            Found(
                name=plain_text(info.product or info.description or info.device),
                kind="serial",
                address=f"serial:{family}@{info.device}",
                host=plain_text(info.device),
                note="" if readable else _no_permission(info.device),
                source_id=identity_of(info.device),
            )
        )
    return found


def _refusal(port: str) -> str:
    """Say why a path cannot be a serial port, before anything is opened; empty when it may be one."""
    if os.name != "posix":
        return ""
    try:
        mode = os.stat(port).st_mode
    except FileNotFoundError:
        return _missing(port)
    except OSError as error:
        return _diagnosis(port, error)
    if not stat.S_ISCHR(mode):
        return _no_port(port)
    return ""


def _missing(port: str) -> str:
    return (
        f"There is no port {plain_text(port)}: plug the device in, switch it on, "
        "and choose its port from the list again."
    )


def _no_permission(port: str) -> str:
    if sys.platform.startswith("linux"):
        remedy = (
            "run “sudo usermod -aG dialout $USER” and log in again, or install the udev rules that come with fascview"
        )
    else:
        remedy = "ask whoever looks after this computer to allow it"
    return f"You are not allowed to use {plain_text(port)}: {remedy}."


def _no_port(port: str) -> str:
    return f"{plain_text(port)} is not a serial port: choose one from the list, such as /dev/ttyUSB0 or COM3."


def _busy(port: str) -> str:
    return f"{plain_text(port)} is in use by another program: close that program and try again."


def _diagnosis(port: str, error: BaseException) -> str:
    """Turn what the system said into one sentence with its remedy."""
    text = str(error)
    code = getattr(error, "errno", None)
    if code in (errno.ENOENT, errno.ENXIO, errno.ENODEV) or "FileNotFoundError" in text:
        return _missing(port)
    if code == errno.EBUSY or "lock port" in text:
        return _busy(port)
    if code in (errno.EACCES, errno.EPERM) or "PermissionError" in text:
        # Windows says "access denied" when another program has the port open.
        return _busy(port) if sys.platform == "win32" else _no_permission(port)
    if code in (errno.ENOTTY, errno.EINVAL) or "Could not configure port" in text:
        return _no_port(port)
    return f"{plain_text(port)} cannot be opened ({plain_text(text, 160)}): unplug the device and plug it in again."
