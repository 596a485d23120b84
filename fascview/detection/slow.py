"""What happens below the band: the slow parts of heart beats, cable motion and electrode pops.

Potentials of motor units have next to nothing between 4 and 16 Hz, a heart beat and the recovery after an
electrode pop
have most of their energy there.
"""

from __future__ import annotations

import numpy as np

from fascview.detection.timing import REACH_S, Timing
from fascview.dsp.noise import middle_of_each, robust_sigma
from fascview.stream import FloatArray

#: Width of the smoothing and distance of the flanks that are taken off: together 4 to 16 Hz.
SMOOTH_S, FLANK_S = 0.008, 0.055
#: Rate of the slow signal [Hz].
SLOW_RATE_HZ = 125.0
#: Slow part of an event relative to the band, and in its own noise, that no potential has.
SLOW_SHARE, SLOW_Z = 0.6, 4.0
#: Hops of its noise that are remembered (10 s).
MEMORY = 52


class SlowSignal:
    """Makes the slow signal of each hop and follows its noise.

    Parameters
    ----------
    timing : Timing
        Lengths.
    n_channels : int
        Columns.
    """

    def __init__(self, timing: Timing, n_channels: int) -> None:
        reach = round(REACH_S * timing.fs_hz)
        self.per_hop = max(1, round(timing.hop_s * SLOW_RATE_HZ))
        centre = reach + (np.arange(self.per_hop)[:, None] + 0.5) * timing.hop / self.per_hop
        at = (np.arange(timing.hop + 2 * reach)[None, :] - centre) / timing.fs_hz
        width = max(SMOOTH_S, 0.5 / timing.fs_hz)

        def bell(shift: float) -> np.ndarray:
            g = np.exp(-0.5 * ((at - shift) / width) ** 2)
            return np.asarray(g / g.sum(1, keepdims=True))

        self._matrix = (bell(0.0) - 0.5 * bell(FLANK_S) - 0.5 * bell(-FLANK_S)).astype(np.float32)
        self._levels = np.empty((MEMORY, n_channels), np.float32)
        self._count = 0
        self.sigma: FloatArray = np.full(n_channels, np.inf, np.float32)

    def reset(self) -> None:
        """Forget the noise."""
        self._count = 0

    def push(self, window: FloatArray) -> FloatArray:
        """Return the slow signal, shape ``(per_hop, n_channels)``, of the hop whose raw ``window`` is given."""
        slow = self._matrix @ window
        self._levels[self._count % MEMORY] = robust_sigma(slow)
        self._count += 1
        self.sigma = middle_of_each(np.array(self._levels[: self._count].T, order="C"))
        return slow
