"""Never louder than the ceiling, and never by cutting off the tops."""

from __future__ import annotations

import numpy as np

from fascview.stream import FloatArray

CEILING = 0.9
LOOK_AHEAD_S = 0.005
HOLD_S = 0.08
UNIT = 1 << 24  # gains are summed as integers, so that any cut gives the same bits


class Limiter:
    """Turns the sound down in time, before a peak, and up again after it.

    A saturated loudspeaker makes a simple potential sound polyphasic, so peaks are not cut: the gain that the loudest
    sample of the next 5 ms needs is reached by a straight ramp before it, and kept for 80 ms, longer than a period of
    the lowest tone. Both channels share the gain, so places stay.

    Parameters
    ----------
    rate_hz : int
        Frame rate [Hz].
    """

    def __init__(self, rate_hz: int) -> None:
        self._average = round(LOOK_AHEAD_S * rate_hz)
        self._hold = self._average + round(HOLD_S * rate_hz)
        self.delay = self._average - 1
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._past = np.zeros((self.delay, 2), np.float32)
        self._needed = np.full(self._hold - 1, UNIT, np.int64)
        self._least = np.full(self._average, UNIT, np.int64)
        self.limited = 0  # frames turned down so far

    def __call__(self, frames: FloatArray) -> FloatArray:
        """Return ``frames``, shape ``(n, 2)``, delayed by ``delay`` frames and nowhere above the ceiling."""
        n = len(frames)
        if not n:
            return frames
        size = np.abs(frames).max(axis=1)
        needed = np.full(n, UNIT, np.int64)
        over = size > CEILING
        needed[over] = np.floor(CEILING / size[over].astype(np.float64) * UNIT).astype(np.int64)
        delayed = np.concatenate((self._past, frames))
        needed = np.concatenate((self._needed, needed))
        self._past, self._needed = delayed[n:], needed[n:]
        if needed.min() == UNIT and self._least.min() == UNIT:
            return delayed[:n]
        least = _sliding_minimum(needed, self._hold)
        total = np.cumsum(np.concatenate((self._least, least)))
        self._least = np.concatenate((self._least, least))[n:]
        gain = (total[self._average :] - total[: -self._average]) / (self._average * UNIT)
        self.limited += int(np.count_nonzero(gain < 1.0))
        return np.asarray(delayed[:n] * gain[:, None].astype(np.float32), np.float32)


def _sliding_minimum(
    values: np.ndarray[tuple[int], np.dtype[np.int64]], width: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the minimum over each ``width`` consecutive values, by doubling, shape ``(n - width + 1,)``."""
    done = 1
    while done < width:
        step = min(done, width - done)
        values = np.minimum(values[:-step], values[step:])
        done += step
    return values
