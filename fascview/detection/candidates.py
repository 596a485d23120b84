"""Peaks of the energy of each muscle, hop by hop."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray


@dataclass
class Candidate:
    """Something that may be a discharge.

    Attributes
    ----------
    at : int
        Analysis index of the peak.
    muscle : int
        Index of the muscle.
    z : float
        Its height on the scale of pure noise.
    faint : bool
        Too faint to be an event, being a stranger; it may still belong to a train.
    """

    at: int
    muscle: int
    z: float
    kind: str = "fasciculation"
    reason: str = ""
    group: int = -1
    faint: bool = False
    features: dict[str, float] = field(default_factory=dict)


def peaks(line: FloatArray, start: int, stop: int, threshold: float, apart: int) -> NDArray[np.intp]:
    """Rows of ``line`` in ``[start, stop)`` that exceed ``threshold`` and everything within ``apart`` rows."""
    part = line[start:stop]
    if part.max() <= threshold:
        return np.empty(0, np.intp)
    rows = np.nonzero((part > threshold) & (part >= line[start - 1 : stop - 1]) & (part > line[start + 1 : stop + 1]))[
        0
    ]
    rows = rows + start
    keep = [r for r in rows if line[r] >= line[max(0, r - apart) : r + apart + 1].max()]
    return np.array(keep, np.intp)
