"""The arithmetic of the rain: which column, how high, which stretches, how dense. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

LOW_UV, HIGH_UV = 15.0, 300.0
#: The smallest event still shows as this share of its row.
SMALLEST = 0.14
#: So much analysable time without an event is called "not observed".
OBSERVED_S = 90.0


def heights(vpp_uv: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the height of each drop as a share of its row: the logarithm of Vpp between 15 and 300 uV."""
    share = np.log(np.maximum(vpp_uv, 1e-3) / LOW_UV) / np.log(HIGH_UV / LOW_UV)
    found: NDArray[np.float64] = SMALLEST + (1 - SMALLEST) * np.clip(np.nan_to_num(share), 0.0, 1.0)
    return found


def drops(
    samples: NDArray[np.integer], vpp_uv: NDArray[np.floating], start: float, stop: float, columns: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the columns (0 to ``columns - 1``) that hold events, and the height of the largest in each."""
    inside = (samples >= start) & (samples < stop)
    at = ((samples[inside] - start) * (columns / max(stop - start, 1.0))).astype(np.intp)
    tallest = np.zeros(columns)
    np.maximum.at(tallest, np.minimum(at, columns - 1), heights(vpp_uv[inside]))
    found = np.flatnonzero(tallest)
    return found, tallest[found]


def union(stretches: Iterable[tuple[float, float]], start: float, stop: float) -> list[tuple[float, float]]:
    """Return what the stretches cover between ``start`` and ``stop``, in order and without overlap."""
    out: list[tuple[float, float]] = []
    for a, b in sorted((max(a, start), min(b, stop)) for a, b in stretches):
        if b <= a:
            continue
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], b))
        else:
            out.append((a, b))
    return out


def length(stretches: Sequence[tuple[float, float]]) -> float:
    """Return how much stretches without overlap cover."""
    return float(sum(b - a for a, b in stretches))


def density(
    samples: NDArray[np.integer], muscles: NDArray[np.integer], n_muscles: int, stop: float, bins: int
) -> NDArray[np.float64]:
    """Return events per bin from the start to ``stop``, shape ``(n_muscles, bins)``."""
    at = np.minimum((samples * (bins / max(stop, 1.0))).astype(np.intp), bins - 1)
    inside = (samples >= 0) & (samples < stop) & (muscles >= 0) & (muscles < n_muscles)
    flat = np.bincount(muscles[inside] * bins + at[inside], minlength=n_muscles * bins)
    return flat.reshape(n_muscles, bins).astype(np.float64)
