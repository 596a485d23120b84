"""Stretches of a muscle that are not analysable, hop by hop."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fascview.detection.beats import Excursion
from fascview.detection.events import INTERVAL_DTYPE, no_intervals
from fascview.detection.verdict import ARTEFACT_S, BEAT_S, PULSE_S

#: Noise from which eight sigma, the smallest potential that can be trusted, exceeds most potentials [uV].
TOO_NOISY_UV = 30.0

Stretch = tuple[int, int, int, str]


def of_excursions(muscle: int, excursions: Iterable[Excursion], start: int, stop: int, fs_hz: float) -> list[Stretch]:
    """Return what heart beats and artefacts take of the rows ``start`` to ``stop``."""
    out = []
    for e in excursions:
        before, after = BEAT_S if e.beat else ARTEFACT_S
        a = max(start, round((e.time_s + before) * fs_hz))
        b = min(stop, round((e.time_s + after) * fs_hz))
        if b > a:
            out.append((muscle, a, b, "ecg" if e.beat else "artefact"))
    return out


def of_pulses(muscle: int, pulses: Iterable[tuple[float, str]], start: int, stop: int, fs_hz: float) -> list[Stretch]:
    """Return what steep pulses take of the rows ``start`` to ``stop``."""
    out = []
    for time_s, reason in pulses:
        a = max(start, round((time_s + PULSE_S[0]) * fs_hz))
        b = min(stop, round((time_s + PULSE_S[1]) * fs_hz))
        if b > a:
            out.append((muscle, a, b, reason))
    return out


def of_losses(muscle: int, lost: NDArray[np.bool_], start: int) -> list[Stretch]:
    """Return the runs of lost rows; ``lost`` of shape (n,) begins at row ``start``."""
    if not lost.any():
        return []
    edges = np.diff(np.concatenate(([0], lost.astype(np.int8), [0])))
    return [
        (muscle, start + int(a), start + int(b), "lost samples")
        for a, b in zip(np.nonzero(edges > 0)[0], np.nonzero(edges < 0)[0], strict=True)
    ]


def table(stretches: list[Stretch], first: int, end: int) -> NDArray[np.void]:
    """Return the stretches as INTERVAL_DTYPE, cut to ``first`` .. ``end``, in order of time."""
    cut = [(m, max(a, first), min(b, end), r) for m, a, b, r in stretches]
    kept = sorted((s for s in cut if s[2] > s[1]), key=lambda s: (s[1], s[0], s[3]))
    if not kept:
        return no_intervals()
    return np.array(kept, INTERVAL_DTYPE)


def merged(intervals: NDArray[np.void]) -> NDArray[np.void]:
    """Join touching and overlapping stretches of the same muscle and reason; order by muscle and start."""
    rows = intervals[np.lexsort((intervals["start"], intervals["reason"], intervals["muscle"]))]
    out: list[Stretch] = []
    for row in rows:
        m, a, b, r = int(row["muscle"]), int(row["start"]), int(row["stop"]), str(row["reason"])
        if out and out[-1][0] == m and out[-1][3] == r and a <= out[-1][2]:
            out[-1] = (m, out[-1][1], max(out[-1][2], b), r)
        else:
            out.append((m, a, b, r))
    out.sort(key=lambda s: (s[0], s[1], s[3]))
    return np.array(out, INTERVAL_DTYPE) if out else no_intervals()
