"""A pseudo-terminal that a program can open as if it were a serial port (POSIX only)."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fascview.errors import SourceError
from fascview.stream import plain_text

ROOM = 4096
"""Bytes that wait for a slow program; what does not fit is dropped, as a device drops it."""


class PseudoTerminal:
    """Both ends of a pseudo-terminal; the program opens ``path``.

    Parameters
    ----------
    path : str or None
        A name to make it known under (a symbolic link is made); None takes the system's own name.
    steady : bool
        True gives it a lasting name even without ``path``, so that it can be unplugged and come back.

    Raises
    ------
    SourceError
        There are no pseudo-terminals here, or the name is taken.
    """

    def __init__(self, path: str | None = None, *, steady: bool = False) -> None:
        if os.name != "posix":
            raise SourceError("Simulated serial devices need Linux or macOS; on Windows use the demo signal.")
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if path is None and steady:
            self._folder = tempfile.TemporaryDirectory(prefix="fascview-")
            path = str(Path(self._folder.name) / "port")
        self._link = Path(path) if path else None
        if self._link is not None and (self._link.exists() or self._link.is_symlink()):
            if not self._link.is_symlink():
                raise SourceError(f"{plain_text(path, 160)} exists already: give another name for the port.")
            self._link.unlink()
        self._master = self._slave = -1
        self._unsent = b""
        self.plug()

    @property
    def path(self) -> str:
        """What the program opens."""
        return str(self._link) if self._link is not None else os.ttyname(self._slave)

    def plug(self) -> None:
        """Make the pseudo-terminal."""
        if sys.platform == "win32":
            return
        import tty

        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)  # before anybody opens it: no echo, no changed line ends
        os.set_blocking(self._master, False)
        # The slave stays open here, too: else the master fails whenever the program closes its end.
        if self._link is not None:
            try:
                self._link.symlink_to(os.ttyname(self._slave))
            except OSError as error:
                self.close()
                raise SourceError(
                    f"{plain_text(self._link, 160)} cannot be made here: choose another folder."
                ) from error

    def unplug(self) -> None:
        """Take it away from whoever has it open."""
        for end in (self._master, self._slave):
            if end >= 0:
                with contextlib.suppress(OSError):
                    os.close(end)
        self._master = self._slave = -1
        self._unsent = b""
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def receive(self) -> bytes:
        """Return what the program sent since the last call."""
        if self._master < 0:
            return b""
        try:
            return os.read(self._master, 65536)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno == errno.EIO:
                return b""
            raise

    def send(self, frames: Sequence[bytes]) -> int:
        """Send whole frames as far as there is room; return how many were dropped."""
        if self._master < 0:
            return len(frames)
        dropped = 0
        for frame in frames:
            if len(self._unsent) + len(frame) > ROOM:
                self._flush()
            if len(self._unsent) + len(frame) > ROOM:
                dropped += 1
            else:
                self._unsent += frame
        self._flush()
        return dropped

    def _flush(self) -> None:
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._master, self._unsent) :]
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise

    def close(self) -> None:
        """Let go of both ends and of the name."""
        self.unplug()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
