"""Taking samples out of an inlet early and with few wake-ups.

Waking costs more than copying, so whole chunks are waited for. While every pull has given the same number of samples,
the next wait asks for just as many and returns with the last of them. What runs between that moment and the hand-over
runs cold, many times slower than in a loop, so all that can be done before the wait is done there: the memory of the
next chunk is made, and liblsl is called straight, without the checks and arrays that pylsl makes anew for every pull.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

SETTLE_S = 0.001  # the rest of a chunk is at most this far behind its first sample
SHORT_S, GATHER_S = 0.004, 0.008  # senders of single samples are gathered, or each would cost a wake-up
STEADY = 4  # this many equal chunks make a rhythm
LOOK_AGAIN = 16  # so many chunks of a rhythm may hide that more waits than is asked for
SLAB = 16  # memory is made for so many chunks of a rhythm at a time
OFFSET_S = 1.0  # how often the offset of the sender's clock is asked for; liblsl measures it in the background


class Puller:
    """Pulls from one inlet.

    Parameters
    ----------
    inlet : pylsl.StreamInlet
    fs_hz : float
    pylsl : module
        For what its error codes mean.
    """

    def __init__(self, inlet: Any, fs_hz: float, pylsl: Any) -> None:
        self.inlet = inlet
        self._check, self._fs_hz = pylsl.util.handle_error, fs_hz
        self._n_channels: int = inlet.channel_count
        capacity = max(64, math.ceil(0.25 * fs_hz))
        self._buffer = np.empty((capacity, self._n_channels), inlet.np_dtype)
        self._stamps = np.empty(capacity)
        self._error, self._wait_s = ctypes.c_int(), ctypes.c_double()
        self._call, self._handle, self._error_at = inlet.do_pull_chunk, inlet.obj, ctypes.byref(self._error)
        self._usual, self._steady, self._short = 1, 0, 0
        self._count = 0
        self._chunk: NDArray[Any] | None = None  # where the next chunk of a rhythm goes, made before it is waited for
        self._slab = self._buffer[:0]
        self._slab_used = 0
        self._chunk_at = ctypes.c_void_p()
        self._order: tuple[Any, ...] = ()  # what liblsl is told to fill it
        self._half_s = 0.0
        self._offset_s = float(inlet.time_correction(timeout=3.0))  # the first estimate takes a moment
        self._asked_s = time.monotonic()

    def prepare(self, now_s: float) -> None:
        """Do what can be done while nobody waits: ask for the offset of the sender's clock when it is time to."""
        if now_s - self._asked_s > OFFSET_S:
            self._asked_s = now_s
            with contextlib.suppress(RuntimeError):  # gone, or no answer: the last one holds
                self._offset_s = float(self.inlet.time_correction(timeout=0.01))
        if self._chunk is None and self._steady >= STEADY and self._usual >= SHORT_S * self._fs_hz:
            self._next_chunk(self._usual)

    def _next_chunk(self, usual: int) -> None:
        at = self._slab_used
        if at + usual > len(self._slab) or len(self._slab) != SLAB * usual:
            at = 0
            self._slab = np.empty((SLAB * usual, self._n_channels), self._buffer.dtype)
            self._chunk_at = ctypes.c_void_p(self._slab.ctypes.data)
            self._order = self._ordered(self._chunk_at, 0, usual)
            self._half_s = 0.5 * usual / self._fs_hz
        else:
            self._chunk_at.value = (self._chunk_at.value or 0) + usual * self._slab.strides[0]
        self._slab_used = at + usual
        self._chunk = self._slab[at : at + usual]

    def __call__(self, began_s: float, wait_s: float) -> NDArray[Any]:
        """Wait for samples and return them, shape ``(n, n_channels)``, in memory of their own.

        Parameters
        ----------
        began_s : float
            Now, by `time.monotonic` [s].
        wait_s : float

        Raises
        ------
        pylsl.util.LostError
            The stream has gone.
        """
        chunk, usual = self._chunk, self._usual
        if chunk is None:
            return self._gathered(wait_s)
        self._wait_s.value = wait_s
        n_values = self._call(*self._order)
        if self._error.value:
            self._check(self._error.value)
        self._count = first = n_values // self._n_channels
        if first == 0:
            return chunk[:0]
        self._chunk = None
        self._steady += 1
        if first == usual and self._steady % LOOK_AGAIN and time.monotonic() - began_s >= self._half_s:
            return chunk
        more = self._take(first, 0.0, len(self._buffer))  # more may have piled up
        self._learn(self._count)
        return np.concatenate((chunk[:first], self._buffer[first : first + more])) if more else chunk[:first]

    @property
    def stamps(self) -> NDArray[np.float64]:
        """The stamps of what was pulled last, on our clock [s], shape ``(n,)``."""
        return self._stamps[: self._count] + self._offset_s

    @property
    def span_s(self) -> tuple[float, float]:
        """The first and the last of them."""
        return float(self._stamps[0]) + self._offset_s, float(self._stamps[self._count - 1]) + self._offset_s

    def _gathered(self, wait_s: float) -> NDArray[Any]:
        self._count = 0
        if not self._take(0, wait_s, 1):
            return self._buffer[:0]
        gather = self._short > 3
        if gather:
            time.sleep(GATHER_S)
        elif self._usual > 1:
            self._take(1, SETTLE_S, self._usual - 1)
        self._take(self._count, 0.0, len(self._buffer))
        brief = (SHORT_S + GATHER_S * gather) * 1.5 * self._fs_hz
        self._short = self._short + 1 if self._count < brief else 0
        self._learn(self._count)
        return self._buffer[: self._count].copy()

    def _learn(self, count: int) -> None:
        """Keep the rhythm while whole chunks come, one or several of them; one that differs is no new rhythm yet."""
        if count % self._usual == 0 and self._usual > 1:
            self._steady += 1
            return
        if self._steady == 0:
            self._usual = count
        self._steady, self._chunk = 0, None

    def _take(self, at: int, wait_s: float, most: int) -> int:
        most = min(most, len(self._buffer) - at)
        if most <= 0:
            return 0
        row_bytes = self._buffer.strides[0]
        taken = self._pull(self._buffer.ctypes.data + at * row_bytes, at, most, wait_s)
        self._count += taken
        return taken

    def _pull(self, address: int, at: int, most: int, wait_s: float) -> int:
        self._wait_s.value = wait_s
        n_values = self._call(*self._ordered(ctypes.c_void_p(address), at, most))
        if self._error.value:
            self._check(self._error.value)
        return int(n_values) // self._n_channels

    def _ordered(self, address: ctypes.c_void_p, at: int, most: int) -> tuple[Any, ...]:
        """Return what tells liblsl to write up to ``most`` samples to an address, and their stamps from ``at`` on."""
        return (
            self._handle,
            address,
            ctypes.c_void_p(self._stamps.ctypes.data + 8 * at),
            ctypes.c_size_t(most * self._n_channels),
            ctypes.c_size_t(most),
            self._wait_s,
            self._error_at,
        )
