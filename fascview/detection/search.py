"""Searches all muscles at once for what stands out in energy, and hands on those with something in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from fascview.detection.candidates import Candidate
from fascview.detection.energy import EnergyScale
from fascview.detection.flatten import Flattener
from fascview.detection.muscle import OFTEN, TEACHING_Z, MuscleSearch
from fascview.detection.timing import Timing
from fascview.detection.whiten import Whitening
from fascview.dsp.fir import BlockedFir
from fascview.dsp.noise import middle
from fascview.stream import FloatArray

#: Where the energy of surface potentials lies [Hz].
CORE_LOW_HZ, CORE_HIGH_HZ = 30.0, 200.0
#: Length of a potential: the window of the energy [s].
SMOOTH_S = 0.012
#: Height above the threshold of pure noise that energy must reach, being looked for in real noise.
EXTRA_E = 0.75
#: The same for a shape over one channel. The tails of real noise fade as channels are averaged: over n channels the
#: extra falls with this power of n.
EXTRA_S, FADING = 1.4, 0.75
#: What has no known shape must stand out by this much more than pure noise, or this much more than a shape.
STRANGER_Z, STRANGER_MORE = 1.2, 0.4
#: So many channels at most count as independent before whitening.
SHARED = 4
#: Noise is learnt from rows whose energy stays below this multiple of the median.
QUIET = 2.5


class Search:
    """Finds candidates of all muscles.

    Parameters
    ----------
    timing : Timing
        Lengths.
    parts : list of slice
        Columns of each muscle.
    threshold : float
        z above which an energy peak is a candidate.
    """

    def __init__(self, timing: Timing, parts: list[slice], threshold: float) -> None:
        self.timing = timing
        self._parts = parts
        sizes = np.array([p.stop - p.start for p in parts])
        self._energy_z = threshold + EXTRA_E
        extras = EXTRA_S / sizes**FADING
        strangers = np.maximum(STRANGER_Z, extras + STRANGER_MORE)
        self.muscles = [
            MuscleSearch(timing, i, int(n), self._energy_z, threshold + extra, threshold + stranger)
            for i, (n, extra, stranger) in enumerate(zip(sizes, extras, strangers, strict=True))
        ]
        self.margin = self.muscles[0].margin
        self.whitening = Whitening(parts)
        self._flat = Flattener(parts)
        self._starts = np.array([p.start for p in parts])
        self._sum = np.repeat(np.eye(len(parts), dtype=np.float32), sizes, axis=0)
        high_hz = min(CORE_HIGH_HZ, 0.45 * timing.fs_hz)
        freedom = 1.2 * SMOOTH_S * (high_hz - CORE_LOW_HZ) + 1
        self._whitened = np.concatenate((freedom * sizes, np.full(len(sizes), freedom)))
        # channels that are not yet whitened share much of their noise
        self._scale = EnergyScale(np.concatenate((freedom * np.minimum(sizes, SHARED), np.full(len(sizes), freedom))))
        half = timing.samples(SMOOTH_S / 2)
        window = np.hanning(2 * half + 3)[1:-1]
        self._smooth = BlockedFir(window / window.sum(), timing.step + 2 * (self.margin - half))
        self._reach = half
        #: Muscles for which whitening began with the last hop.
        self.begun: list[int] = []

    def push(
        self,
        first: int,
        rows: FloatArray,
        weight: FloatArray,
        idle: NDArray[np.bool_],
        calm: NDArray[np.bool_],
        blocked: Callable[[int], NDArray[np.bool_]],
    ) -> list[Candidate]:
        """Search one hop.

        Parameters
        ----------
        first : int
            Analysis index of the hop's first row.
        rows : ndarray, shape (step + 2 * margin, n_channels)
            Core band around the hop [uV].
        weight : ndarray, shape (n_channels,)
            One over sigma; zero for channels not in use.
        idle : ndarray of bool, shape (n_muscles,)
            Muscles without a signal.
        calm : ndarray of bool, shape (n_muscles,)
            Muscles whose level is that of their noise: whitening is learnt from these alone.
        blocked : callable
            Returns for a muscle the rows, shape (step + 2 * margin,), from which shapes are not learnt.
        """
        m, n = self.margin, len(self._parts)
        plain = rows * weight
        used = weight > 0
        self.whitening.use(used)
        scaled = self.whitening(plain)
        squares = np.square(scaled)
        total = squares @ self._sum
        smooth = self._smooth(squares)
        r, counts = self._reach, np.maximum(used @ self._sum, 1)
        powers = np.zeros((len(rows), 2 * n), np.float32)
        powers[r:-r, :n] = self._smooth(total) / counts
        powers[r:-r, n:] = np.maximum.reduceat(smooth, self._starts, axis=1)
        busy = ~idle
        self._scale.learn(powers[m:-m], np.tile(busy, 2))
        z = self._scale.score(powers)
        energy = np.ascontiguousarray((np.maximum(z[:, :n], z[:, n:]) - np.float32(self._energy_z)).T)
        top = energy[:, m:-m].max(1)
        found: list[Candidate] = []
        for group in self.whitening.groups:
            first_muscle, channels = group.muscles.start, group.channels
            transforms = weight[channels, None] * group.matrix
            for i, inside in enumerate(group.parts, first_muscle):
                muscle, part = self.muscles[i], self._parts[i]
                if busy[i] and (top[i] > -TEACHING_Z or muscle.has_shapes()):
                    found += muscle.push(
                        first,
                        energy[i],
                        float(top[i]),
                        rows[:, part],
                        np.ascontiguousarray(scaled[:, part]),
                        np.ascontiguousarray(transforms[inside, inside]),
                        self._flat.taps[i],
                        float(self._scale.centre[i] ** 3),
                        partial(blocked, i),
                    )
        quiet = total[m:-m] < QUIET * middle(total[m:-m])
        if (first // self.timing.step) % OFTEN == 0:
            self._flat.learn(scaled[m:-m], quiet, busy & calm)
        self.begun = self.whitening.learn(plain[m:-m], quiet, busy & calm)
        if self.begun:
            begun = np.array(self.begun)
            self._scale.restart(np.concatenate((begun, begun + n)), self._whitened)
        return found
