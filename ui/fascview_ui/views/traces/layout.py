"""Where muscles and channels lie: pure geometry in device pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LANE_PX = 24.0
BAND_GAP_PX = 8.0
READABLE_PITCH_PX = 10.0
WIDEST_PITCH_PX = 96.0
WIDEST_DIVISION_PX = 40.0
#: From this sensitivity on plain noise reaches into the neighbour's lane; each trace is cut at its own then.
LANE_UV = 20.0


@dataclass(frozen=True)
class Band:
    """One muscle: rows ``top`` to ``bottom`` of the plot; ``baselines`` one per channel [logical px]."""

    muscle: int
    channels: tuple[int, ...]
    top: float
    bottom: float
    lane: float
    pitch: float
    division: float
    baselines: tuple[float, ...]


def place_bands(
    groups: Sequence[tuple[int, tuple[int, ...]]], height: float, fit_all: bool = False
) -> tuple[tuple[Band, ...], float]:
    """Lay muscles one below the other.

    Parameters
    ----------
    groups : sequence of (muscle, channels)
        From top to bottom.
    height : float
        Height there is [logical px].
    fit_all : bool
        Squeeze everything in, however small the pitch; otherwise the pitch stays readable and the whole may
        become higher than ``height``.

    Returns
    -------
    bands : tuple of Band
    total : float
        Height of the whole [logical px].
    """
    n_channels = sum(len(channels) for _, channels in groups)
    if not n_channels:
        return (), 0.0
    gap = BAND_GAP_PX if len(groups) <= 12 else 3.0
    # With little room the mark lane gives way first: it is at most a quarter of the height.
    lane = min(LANE_PX, max(6.0, 0.25 * height / len(groups)))
    room = height - len(groups) * lane - (len(groups) - 1) * gap
    pitch = min(room / n_channels, WIDEST_PITCH_PX)
    if not fit_all:
        pitch = max(pitch, READABLE_PITCH_PX)
    pitch = max(pitch, 0.5)
    # Whole pixels, so that every baseline falls on a graticule line; leftovers stay below.
    pitch = float(int(pitch)) if pitch >= 8 else pitch
    bands = []
    y = 0.0
    for muscle, channels in groups:
        bottom = y + lane + len(channels) * pitch
        baselines = tuple(y + lane + (i + 0.5) * pitch for i in range(len(channels)))
        division = min(pitch, WIDEST_DIVISION_PX) if len(channels) == 1 else pitch
        bands.append(Band(muscle, channels, y, bottom, lane, pitch, division, baselines))
        y = bottom + gap
    return tuple(bands), y - gap


def cut_at_lanes(band: Band, uv_per_div: float) -> bool:
    """Return whether the traces of a muscle are cut at their own lanes, so that they do not run into one another."""
    return uv_per_div <= LANE_UV and len(band.channels) > 1 and band.pitch >= 8


@dataclass(frozen=True)
class Rows:
    """The traces that fall into an image, one entry each [device px], and the class of every image row.

    ``row_band`` is -1 between bands, else the position of the band; ``row_line`` marks graticule rows.
    """

    channels: NDArray[np.intp]
    baseline: NDArray[np.float64]
    px_per_uv: NDArray[np.float64]
    top: NDArray[np.float64]
    bottom: NDArray[np.float64]
    row_band: NDArray[np.intp]
    row_line: NDArray[np.bool_]


def image_rows(
    bands: Sequence[Band], uv_per_div: Sequence[Sequence[float]], height: int, scroll: float, ratio: float
) -> Rows:
    """Return what of ``bands`` shows in an image of ``height`` device pixels, ``scroll`` logical pixels down.

    ``uv_per_div`` has one entry per band and channel; ``ratio`` is device pixels per logical pixel.
    """
    row_band = np.full(height, -1, np.intp)
    row_line = np.zeros(height, np.bool_)
    found: list[tuple[int, float, float, float, float]] = []
    for at, (band, scales) in enumerate(zip(bands, uv_per_div, strict=True)):
        top, bottom = round((band.top - scroll) * ratio), round((band.bottom - scroll) * ratio)
        if bottom <= 0 or top >= height:
            continue
        clip_top, clip_bottom = max(top, 0), min(bottom, height)
        row_band[clip_top:clip_bottom] = at
        for channel, baseline, scale in zip(band.channels, band.baselines, scales, strict=True):
            y = (baseline - scroll) * ratio
            if cut_at_lanes(band, scale):
                half = band.pitch * ratio / 2
                above, below = max(round(y - half), clip_top), min(round(y + half) - 1, clip_bottom)
                if below > above:
                    found.append((channel, y, band.division * ratio / scale, above, below))
                if 0 <= y < height:
                    row_line[int(y)] = True
                continue
            # A trace may reach a whole band away; beyond the image it cannot be seen.
            found.append((channel, y, band.division * ratio / scale, clip_top, clip_bottom))
            if band.pitch * ratio >= 8 and 0 <= y < height:
                row_line[int(y)] = True
    table = np.array(found, np.float64).reshape(-1, 5)
    return Rows(table[:, 0].astype(np.intp), table[:, 1], table[:, 2], table[:, 3], table[:, 4], row_band, row_line)
