"""From bytes to batches for families whose frames have one length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fascview.stream import FloatArray
from fascview_drivers.counting import LossCounter
from fascview_drivers.device import Batch
from fascview_drivers.framing import ByteArray, IntArray, Layout
from fascview_drivers.weighing import parser_of


class FrameDecoder:
    """A parser, a loss counter and a scale.

    Parameters
    ----------
    layout : Layout
        The family's frames.
    fs_hz : float
        Frames per second.
    to_samples : callable
        Takes frames ``(n, length)`` and returns samples ``(n, n_channels)``, float32.
    to_aux : callable or None
        The same for auxiliary channels.
    """

    def __init__(
        self,
        layout: Layout,
        fs_hz: float,
        to_samples: Callable[[ByteArray], FloatArray],
        to_aux: Callable[[ByteArray], FloatArray] | None = None,
    ) -> None:
        self._layout, self._to_samples, self._to_aux = layout, to_samples, to_aux
        self._parser = parser_of(layout)
        self._losses = LossCounter(layout.modulus, fs_hz, layout.step) if layout.counter else None
        self._begun = False

    def restart(self) -> None:
        """Begin anew, as the device does."""
        self._parser.reset()
        self._begun = False
        if self._losses is not None:
            self._losses.restart()

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into a batch; see `fascview_drivers.device.Family.decode`."""
        frames = self._parser.feed(data)
        rows = frames.rows
        lost: IntArray | None
        if self._losses is not None and self._layout.counter is not None:
            numbers = self._layout.counter(rows)
            if frames.chained and self._losses.goes_on(numbers, elapsed_s):
                lost = None
            else:
                lost, keep = self._losses.count(numbers, elapsed_s)
                if keep is not None:
                    rows = rows[keep]
        else:
            # Without a counter, what lies between two frames is all there is to tell: about one sample per length.
            lost = (frames.skipped + self._layout.length // 2) // self._layout.length
            if len(rows) and not self._begun:
                lost[0] = 0
        self._begun = self._begun or len(rows) > 0
        aux = self._to_aux(rows) if self._to_aux is not None else None
        return Batch(np.asarray(self._to_samples(rows), np.float32), lost, aux)
