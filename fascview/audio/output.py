"""Sound to the loudspeaker, through miniaudio; without one the program goes on in silence."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator
from typing import Any

from fascview.audio.fresh import FreshRing
from fascview.audio.raindrop import RATE_HZ
from fascview.stream import FloatArray

NO_DEVICE = "no sound device"
PERIOD_MS = 10
LONGEST_PERIOD_MS = 40
LATE_PERIODS = 2.5  # a device that is not fed for so long has run dry, or nearly
MOST_LATE, WITHIN_S = 4, 10.0
SILENT_S = 1.0  # a device that has asked for nothing for this long has gone
RETRY_S = 5.0


class DeviceSink:
    """Plays on the system's default device.

    ``write`` never waits and works with and without a device. ``tend`` opens the device, and opens another when it has
    gone; it may take a while, so it belongs to a thread that has time. The thread that fetches the frames is the
    device's own, inside miniaudio. Where that is held up again and again the device is opened with a longer buffer.
    """

    def __init__(self) -> None:
        self.ring = FreshRing()
        self._device: Any = None
        self._name = ""
        self._closed = False
        self._asked_s = 0.0
        self._retry_s = 0.0
        self.opened = 0
        self.period_ms = PERIOD_MS
        self._late: deque[float] = deque(maxlen=MOST_LATE)

    def write(self, frames: FloatArray) -> None:
        """Hand frames over, shape ``(n, 2)``; what the device does not fetch within 100 ms is dropped."""
        self.ring.write(frames)

    def status(self) -> str:
        """Return where the sound goes, or ``no sound device``."""
        return self._name if self._device is not None else NO_DEVICE

    @property
    def working(self) -> bool:
        """True while a device is open and fetching."""
        return self._device is not None and time.monotonic() - self._asked_s < SILENT_S

    def tend(self) -> None:
        """Open the device if there is none, or close it if it has fallen silent; call about twice a second."""
        now = time.monotonic()
        if self._closed:
            return
        if self._device is not None and now - self._asked_s > SILENT_S:
            self._release()
            self._retry_s = 0.0
        late = self._late
        if len(late) == MOST_LATE and late[-1] - late[0] < WITHIN_S and self.period_ms < LONGEST_PERIOD_MS:
            self.period_ms *= 2  # this machine is too busy for so short a buffer: a little later, but whole
            self._release()
            self._retry_s = 0.0
        if self._device is None and now >= self._retry_s:
            self._open()
            self._retry_s = time.monotonic() + RETRY_S

    def _open(self) -> None:
        from fascview.audio.device import open_device  # the library is loaded only where sound is wanted

        fetch = self._fetch()
        next(fetch)
        self._late.clear()
        self._asked_s = time.monotonic() + SILENT_S  # it may take its time to begin
        opened = open_device(fetch, RATE_HZ, self.period_ms)
        if opened is not None:
            self._device, self._name = opened
            self.opened += 1

    def _fetch(self) -> Generator[FloatArray | bytes, int, None]:
        n = yield b""
        while True:
            now = time.monotonic()
            if now - self._asked_s > LATE_PERIODS * self.period_ms / 1000.0:
                self._late.append(now)
            self._asked_s = max(self._asked_s, now)
            n = yield self.ring.read(n)

    def _release(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()

    def close(self) -> None:
        """Stop; may be called twice."""
        self._closed = True
        self._release()
