"""Between the processing thread and the device: what is heard is fresh, or it is not heard."""

from __future__ import annotations

import numpy as np

from fascview.audio.raindrop import RATE_HZ
from fascview.stream import FloatArray

CAPACITY = 1 << 16
LONGEST = RATE_HZ // 10  # 100 ms: more than this waiting and the oldest is dropped
FIRST_FILL = RATE_HZ // 40  # 25 ms must wait before the sound begins
LOWEST, HIGHEST = RATE_HZ // 125, RATE_HZ // 25  # 8 and 40 ms: what should wait at the emptiest moment
FADE = RATE_HZ // 200  # 5 ms
WATCH = RATE_HZ // 2  # the emptiest moment is looked for in stretches of 0.5 s
SLOWNESS_S = 5.0
MOST_DETUNED = 0.005  # a twelfth of a semitone: not heard


class FreshRing:
    """A ring of stereo frames with one writer and one reader, neither of which ever waits.

    The clock of the amplifier and that of the sound card are two. The reader keeps what waits at the emptiest moment
    at a small constant by reading up to 0.5 % faster or slower, so the delay stays the same for hours, whatever the
    size of the writer's pieces. More than 100 ms waiting: the oldest is dropped, cross-faded. Nothing there: a fade to
    silence, and from then on a little more is kept waiting.
    """

    def __init__(self) -> None:
        self._frames = np.zeros((CAPACITY, 2), np.float32)
        self._written = 0  # changed by the writer only
        self._at = 0.0  # changed by the reader only, as everything below
        self._playing = False
        self._ratio = 1.0
        self._want = LOWEST
        self._emptiest = CAPACITY
        self._watched = 0
        self._starved = 0  # frames of silence since the sound stopped
        self.underruns = 0
        self.overflows = 0

    @property
    def waiting(self) -> int:
        """Frames that wait to be read."""
        return max(0, int(self._written - self._at))

    @property
    def ratio(self) -> float:
        """How fast is read, 1 as written."""
        return self._ratio

    def write(self, frames: FloatArray) -> None:
        """Append ``frames``, shape ``(n, 2)``; of a very long piece only the end."""
        if len(frames) > CAPACITY // 2:
            self._written += len(frames) - CAPACITY // 2  # the reader will jump over it
            frames = frames[-(CAPACITY // 2) :]
        at = self._written % CAPACITY
        head = min(len(frames), CAPACITY - at)
        self._frames[at : at + head] = frames[:head]
        self._frames[: len(frames) - head] = frames[head:]
        self._written += len(frames)

    def read(self, n: int) -> FloatArray:
        """Return the next ``n`` frames, shape ``(n, 2)``, C-contiguous float32."""
        written = self._written
        if not self._playing:
            if self._starved < WATCH // 2:
                self._starved += n
            if written - self._at < max(FIRST_FILL, self._want + 2 * n):
                return np.zeros((n, 2), np.float32)
            self._begin(written)
            return self._take(n) * self._ramp(n)[:, None]
        if written - self._at > LONGEST + n:
            self.overflows += 1
            old = self._take(n)
            self._at = float(written - max(FIRST_FILL, self._want + 2 * n))
            self._emptiest, self._watched = CAPACITY, 0
            ramp = self._ramp(n)[:, None]
            return np.ascontiguousarray(old * (1.0 - ramp) + self._take(n) * ramp, np.float32)
        if written - self._at < n * self._ratio + 2.0:
            return self._run_dry(n, written)
        out = self._take(n)
        self._watch(n, written)
        return out

    def _begin(self, written: int) -> None:
        if 0 < self._starved < WATCH // 2 and self.underruns:
            self._want = min(self._want + LOWEST // 2, HIGHEST)  # it was a hiccup, not a pause: keep more waiting
        self._at = float(max(self._at, written - max(FIRST_FILL, self._want + 2 * LOWEST)))
        self._playing, self._starved = True, 0
        self._ratio, self._emptiest, self._watched = 1.0, CAPACITY, 0

    def _run_dry(self, n: int, written: int) -> FloatArray:
        left = max(0, int((written - self._at - 2.0) / self._ratio))
        out = np.zeros((n, 2), np.float32)
        out[:left] = self._take(left) * self._ramp(max(left, 1))[:left][::-1, None]
        self._at = float(written)
        self._playing, self._starved = False, n - left
        self.underruns += 1
        return out

    def _watch(self, n: int, written: int) -> None:
        self._emptiest = min(self._emptiest, int(written - self._at))
        self._watched += n
        if self._watched >= WATCH:
            error = self._emptiest - self._want
            detune = error / (SLOWNESS_S * RATE_HZ) if abs(error) > RATE_HZ // 1000 else 0.0
            self._ratio = 1.0 + float(np.clip(detune, -MOST_DETUNED, MOST_DETUNED))
            self._emptiest, self._watched = CAPACITY, 0

    def _take(self, n: int) -> FloatArray:
        """Return ``n`` frames from the present place on, read between the frames where need be."""
        place = self._at + self._ratio * np.arange(n)
        whole = place.astype(np.int64)
        share = (place - whole).astype(np.float32)[:, None]
        here, there = self._frames[whole % CAPACITY], self._frames[(whole + 1) % CAPACITY]
        self._at += self._ratio * n
        return np.asarray(here + (there - here) * share, np.float32)

    @staticmethod
    def _ramp(n: int) -> FloatArray:
        steps = np.arange(1, n + 1, dtype=np.float32)
        return np.asarray(np.minimum(steps / np.float32(min(FADE, n)), 1.0), np.float32)
