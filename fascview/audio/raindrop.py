"""The sound of one event: a large raindrop on a tin roof.

Electromyographers know fasciculations as isolated dull pops. A drop is one here: a body tone that falls in pitch,
two short overtones of a free metal bar, and the patter of the impact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

RATE_HZ = 48_000
LENGTH_S = 0.14
LOWEST_HZ = 247.0
PENTATONIC = (0, 2, 4, 7, 9)  # semitones: any two muscles together sound well, and neighbours are told apart
OCTAVES = 2
QUIET_UV, LOUD_UV = 20.0, 1000.0  # Vpp at the ends of the loudness scale
RANGE_DB = 24.0
PEAK = 0.5  # of the loudest drop, so that two at once still have room


def pitch_hz(muscle: int) -> float:
    """Return the body tone of a muscle's drops [Hz]: up a pentatonic scale over two octaves, then from the start."""
    step = muscle % (len(PENTATONIC) * OCTAVES)
    octave, note = divmod(step, len(PENTATONIC))
    return float(LOWEST_HZ * 2.0 ** (octave + PENTATONIC[note] / 12.0))


def loudness(vpp_uv: float) -> float:
    """Return the peak of a drop for an event of ``vpp_uv``: straight in dB over log Vpp, 24 dB from 20 uV to 1 mV."""
    if not vpp_uv > 0.0:
        vpp_uv = QUIET_UV
    share = np.log(np.clip(vpp_uv, QUIET_UV, LOUD_UV) / QUIET_UV) / np.log(LOUD_UV / QUIET_UV)
    return float(PEAK * 10.0 ** (RANGE_DB * (share - 1.0) / 20.0))


def spread(n_muscles: int) -> tuple[float, ...]:
    """Return the stereo places of muscles in order, -0.8 (left) to 0.8 (right); one alone stands in the middle."""
    return tuple(np.linspace(-0.8, 0.8, n_muscles).tolist()) if n_muscles > 1 else (0.0,) * n_muscles


def places_of_sides(sides: Sequence[str]) -> tuple[float, ...]:
    """Return stereo places that follow the body: muscles of side ``L`` left, ``R`` right, others in the middle.

    Where all are of one side that would tell nothing, so they are spread in their order instead.
    """
    if len({s for s in sides if s in ("L", "R")}) < 2:
        return spread(len(sides))
    out = [0.0] * len(sides)
    for side, near, far in (("L", -0.4, -0.9), ("R", 0.4, 0.9)):
        members = [i for i, s in enumerate(sides) if s == side]
        for i, place in zip(members, np.linspace(near, far, len(members)).tolist(), strict=True):
            out[i] = place
    return tuple(out)


def pan(place: float) -> FloatArray:
    """Return the gains (left, right) of a place from -1 to 1, of equal power everywhere, shape ``(2,)``."""
    angle = (np.clip(place, -1.0, 1.0) + 1.0) * np.pi / 4.0
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


@lru_cache(maxsize=64)
def drop_wave(tone_hz: float) -> FloatArray:
    """Return one drop at 48 kHz, peak 1, shape ``(n_frames,)``, read-only."""
    t = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    # the body starts a third higher and falls within a few ms: the drop flattens on the metal
    phase = 2.0 * np.pi * tone_hz * (t + 0.33 * 0.006 * (1.0 - np.exp(-t / 0.006)))
    wave: NDArray[np.float64] = np.sin(phase) * np.exp(-t / 0.028)
    wave += 0.22 * np.sin(2.0 * np.pi * 2.756 * tone_hz * t) * np.exp(-t / 0.010)  # partials of a free bar
    wave += 0.10 * np.sin(2.0 * np.pi * 5.404 * tone_hz * t) * np.exp(-t / 0.005)
    patter = np.random.default_rng(1).standard_normal(len(t))
    wave += 0.25 * np.convolve(patter, np.hanning(24) / 12.0)[: len(t)] * np.exp(-t / 0.002)
    wave *= _raised(len(t), round(0.0008 * RATE_HZ)) * _raised(len(t), round(0.02 * RATE_HZ))[::-1]
    out: FloatArray = (wave / np.abs(wave).max()).astype(np.float32)
    out.flags.writeable = False
    return out


def _raised(n: int, rise: int) -> NDArray[np.float64]:
    ramp = np.ones(n)
    ramp[:rise] = 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    return ramp
