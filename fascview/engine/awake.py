"""Keeps the computer awake while a recording runs, and says when it cannot.

Linux: an inhibitor of logind, held by ``systemd-inhibit`` for as long as its standard input stays open. macOS:
``caffeinate``, which ends with this process. Windows: ``SetThreadExecutionState``, which belongs to the calling thread.
However this program ends, nothing stays behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

CHECK_AFTER_S = 0.5  # an inhibitor that was refused has ended by then
_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x00000001, 0x00000002


def command(platform: str = sys.platform) -> list[str]:
    """Return the command that keeps this computer awake while it runs; nothing where there is none."""
    if platform == "darwin":
        return ["caffeinate", "-i", "-d", "-m", "-w", str(os.getpid())]
    if platform.startswith("linux"):
        why = ["--what=sleep:idle", "--who=fascview", "--why=A recording is running", "--mode=block"]
        return ["systemd-inhibit", *why, "cat"]
    return []


class Awake:
    """One recording's claim on the computer. All calls come from one thread.

    Parameters
    ----------
    remark : callable
        Told ``(kind, sentence)`` where the computer may fall asleep.
    """

    def __init__(self, remark: Callable[[str, str], None]) -> None:
        self._remark = remark
        self._process: subprocess.Popen[bytes] | None = None
        self._check_at_s = float("inf")
        self.held = False

    def begin(self) -> None:
        """Keep the computer awake from now on."""
        self.end()
        if sys.platform == "win32":
            self.held = bool(_execution_state(_CONTINUOUS | _SYSTEM | _DISPLAY))
            if not self.held:
                self._tell("Windows refuses")
            return
        told = command()
        if not told or shutil.which(told[0]) is None:
            self._tell(f"{told[0]} is not here" if told else "this system knows no way")
            return
        try:
            self._process = subprocess.Popen(
                told,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            self._tell((error.strerror or "it cannot be started").lower())
            return
        self.held = True
        self._check_at_s = time.monotonic() + CHECK_AFTER_S

    def check(self) -> None:
        """Call now and then: say once that the claim was refused."""
        if time.monotonic() >= self._check_at_s:
            self._check_at_s = float("inf")
            if self._process is not None and self._process.poll() is not None:
                _close(self._process)
                self._process = None
                self.held = False
                self._tell("the system refuses")

    def end(self) -> None:
        """Let the computer sleep again. Safe to call twice."""
        if self.held and sys.platform == "win32":
            _execution_state(_CONTINUOUS)
        if self._process is not None:
            _close(self._process)
            self._process = None
        self.held, self._check_at_s = False, float("inf")

    def _tell(self, why: str) -> None:
        self._remark(
            "power",
            f"Sleep cannot be held off while recording ({why}); switch it off in the settings of this computer.",
        )


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    if sys.platform == "darwin":
        process.terminate()
    try:
        process.wait(2.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(2.0)


if sys.platform == "win32":

    def _execution_state(flags: int) -> int:
        import ctypes

        return int(ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(flags)))

else:

    def _execution_state(flags: int) -> int:
        return 0
