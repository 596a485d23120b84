"""Band-pass filter that runs on chunks of any size.

A cascade of second-order sections is a linear system with few states: the output of a chunk and the state after
it are one matrix product of the chunk and the state before it, ``[y; z'] = M [x; z]``. The result is that of a
sample-by-sample filter, at the cost of one matrix product per chunk.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import signal

from fascview.errors import UsageError
from fascview.stream import FloatArray

Sos = NDArray[np.float64]

#: The upper edge never exceeds this share of the sampling rate: above it a bilinear design bends too much.
HIGHEST_EDGE = 0.45
_CHUNK = 64


def butter_bandpass(fs_hz: float, low_hz: float, high_hz: float, order: int = 2) -> Sos:
    """Design a Butterworth band-pass.

    Parameters
    ----------
    fs_hz : float
        Sampling rate [Hz].
    low_hz, high_hz : float
        Edges of the band at -3 dB [Hz]; the upper one is lowered to 0.45 of the sampling rate where needed.
    order : int
        Order of each edge.

    Returns
    -------
    ndarray, shape (order, 6)
        Second-order sections.

    Raises
    ------
    UsageError
        If nothing is left of the band at this sampling rate.
    """
    high_hz = min(high_hz, HIGHEST_EDGE * fs_hz)
    if not 0.0 < low_hz < high_hz:
        raise UsageError(
            f"No band is left between {low_hz:g} and {high_hz:g} Hz at {fs_hz:g} samples per second; "
            "choose a lower edge or a faster device."
        )
    return np.asarray(signal.butter(order, (low_hz, high_hz), "bandpass", fs=fs_hz, output="sos"), np.float64)


def _step(sos: Sos, x: NDArray[np.float64], z: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Advance all columns by one sample (transposed direct form II): ``x`` (n,), ``z`` (sections, 2, n)."""
    after = np.empty_like(z)
    for k, (b0, b1, b2, _, a1, a2) in enumerate(sos):
        y = b0 * x + z[k, 0]
        after[k, 0] = b1 * x - a1 * y + z[k, 1]
        after[k, 1] = b2 * x - a2 * y
        x = y
    return x, after


@lru_cache(maxsize=512)
def _matrix(sos_bytes: bytes, n: int) -> NDArray[np.float64]:
    """Return M, shape ``(n + states, n + states)``, for chunks of ``n`` samples."""
    sos = np.frombuffer(sos_bytes).reshape(-1, 6)
    n_states = 2 * len(sos)
    unit = np.eye(n + n_states)
    z = unit[n:].reshape(len(sos), 2, n + n_states)
    rows = np.empty((n + n_states, n + n_states))
    for i in range(n):
        rows[i], z = _step(sos, unit[i], z)
    rows[n:] = z.reshape(n_states, n + n_states)
    return rows


class BlockFilter:
    """Second-order sections running over all channels at once.

    Equal to ``scipy.signal.sosfilt`` with carried state up to rounding, however the signal is cut. An empty chunk
    is legal. Samples that are not finite count as the last finite sample of their channel (zero before the first),
    so that nothing ever latches.

    Parameters
    ----------
    sos : ndarray, shape (n_sections, 6)
        The filter.
    n_channels : int
        Number of columns.
    """

    def __init__(self, sos: Sos, n_channels: int) -> None:
        self._sos = np.ascontiguousarray(sos, np.float64)
        self._key = self._sos.tobytes()
        self._n_states = 2 * len(self._sos)
        self._state = np.zeros((self._n_states, n_channels))
        self._held = np.zeros(n_channels)
        self._input = np.empty((0, n_channels))

    def reset(self) -> None:
        """Forget the past, as after a gap."""
        self._state[:] = 0.0
        self._held[:] = 0.0

    def __call__(self, samples: ArrayLike, finite: bool = False) -> FloatArray:
        """Filter ``samples``, shape ``(n_samples, n_channels)``, and return the same shape.

        ``finite`` says that every sample is known to be finite, which need not be looked for then.
        """
        rows = np.asarray(samples)
        out = np.empty(rows.shape, np.float32)
        for at in range(0, len(rows), _CHUNK):
            part = rows[at : at + _CHUNK]
            n = len(part)
            if len(self._input) != n + self._n_states:
                # Chunk and state lie one below the other: the input of the one product per chunk.
                self._input = np.empty((n + self._n_states, rows.shape[1]))
            given = self._input[:n]
            given[:] = part
            self._input[n:] = self._state
            if not finite:
                hold_invalid(given, self._held)
            self._held[:] = given[-1]
            both = _matrix(self._key, n) @ self._input
            out[at : at + n] = both[:n]
            self._state = both[n:]
        return out


class FrameFilter:
    """Second-order sections over frames of one length, of whose output only every ``every``-th row is wanted.

    Samples that are not finite count as the last finite sample of their channel, as in ``BlockFilter``.

    Parameters
    ----------
    sos : ndarray, shape (n_sections, 6)
        The filter.
    length : int
        Rows per frame.
    every : int
        Distance of the rows returned, the first of a frame included.
    n_channels : int
        Number of columns.
    """

    def __init__(self, sos: Sos, length: int, every: int, n_channels: int) -> None:
        whole = _matrix(np.ascontiguousarray(sos, np.float64).tobytes(), length)
        self._matrix = np.vstack((whole[:length:every], whole[length:]))
        self._length, self._every = length, every
        # frame and state lie one below the other: the input of the one product per frame
        self._input = np.zeros((length + 2 * len(sos), n_channels))
        self._held = np.zeros(n_channels)

    def followed_by(self, sos: Sos) -> FrameFilter:
        """Return the filter ``sos`` that goes on where this one is; the sections both begin with keep their state."""
        other = FrameFilter(sos, self._length, self._every, self._input.shape[1])
        n = min(len(other._input), len(self._input)) - self._length
        other._input[self._length : self._length + n] = self._input[self._length : self._length + n]
        other._held = self._held
        return other

    def __call__(self, frame: FloatArray, bad: NDArray[np.bool_] | None = None) -> FloatArray:
        """Filter ``frame``, shape ``(length, n_channels)``; ``bad`` marks what is not finite, None for none."""
        rows = self._input[: self._length]
        rows[:] = frame
        if bad is not None:
            hold_invalid(rows, self._held)
        self._held = rows[-1].copy()
        both = self._matrix @ self._input
        kept = len(both) - (len(self._input) - self._length)
        self._input[self._length :] = both[kept:]
        return both[:kept].astype(np.float32)


def hold_invalid(rows: NDArray[np.float64], before: NDArray[np.float64]) -> None:
    """Replace what is not finite by the last finite value of its column, in place; ``before`` stands ahead."""
    bad = ~np.isfinite(rows)
    if not bad.any():
        return
    columns = np.nonzero(bad.any(0))[0]
    for c in columns:
        good = np.nonzero(~bad[:, c])[0]
        last = np.searchsorted(good, np.arange(len(rows)), side="right") - 1
        values = rows[good[np.maximum(last, 0)], c] if len(good) else np.zeros(len(rows))
        rows[:, c] = np.where(last >= 0, values, before[c])
