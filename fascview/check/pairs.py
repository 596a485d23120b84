"""What only pairs and neighbourhoods show: bridges, doubled inputs, reversed and swapped leads, a lost reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

REVERSED_AT, AGREE_AT = 0.6, 0.4
SAME_AT = 0.9999


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two channels that are joined: their difference [uV] and its share of what neighbours usually differ by."""

    one: int
    other: int
    difference_uv: float
    share: float


def correlations(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlations of a covariance; zero where a channel has no power."""
    scale = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    inverse = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 0)
    return np.asarray(covariance * inverse[:, None] * inverse[None, :])


def differences_uv(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of the difference of every two channels [uV]."""
    power = np.diag(covariance)
    return np.asarray(np.sqrt(np.maximum(power[:, None] + power[None, :] - 2.0 * covariance, 0.0)))


def bridges(covariance: NDArray[np.float64], live: NDArray[np.bool_], share: float, largest_uv: float) -> list[Bridge]:
    """Find electrodes joined by gel: they differ by less than ``largest_uv`` and by less than ``share`` of the usual.

    The usual is the median over the channels of the difference to their nearest other one ("electrical distance", Tenke
    and Kayser 2001); with two or three channels it is what their own levels would give if they were independent.
    """
    index = np.flatnonzero(live)
    found: list[Bridge] = []
    if len(index) < 2:
        return found
    apart = differences_uv(covariance)[np.ix_(index, index)]
    alike = correlations(covariance)[np.ix_(index, index)]
    power = np.diag(covariance)[index]
    np.fill_diagonal(apart, np.inf)
    usual = float(np.median(apart.min(axis=1)))
    if len(index) < 6:  # too few neighbours to know what is usual
        usual = float(np.sqrt(2.0 * np.median(power)))
    for i, j in zip(*np.nonzero(np.triu(alike > 0.8, 1)), strict=True):
        part = float(apart[i, j]) / max(usual, 1e-9)
        if apart[i, j] < largest_uv and part < share:
            found.append(Bridge(int(index[i]), int(index[j]), float(apart[i, j]), part))
    return found


def duplicates(
    samples_uv: FloatArray, covariance: NDArray[np.float64], live: NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Find pairs of columns of ``samples_uv``, shape ``(n_samples, n_channels)``, that hold the same samples."""
    alike = correlations(covariance)
    pairs = []
    for i, j in zip(*np.nonzero(np.triu(alike > SAME_AT, 1)), strict=True):
        if live[i] and live[j]:
            one, other = samples_uv[:, i], samples_uv[:, j]
            known = np.isfinite(one) & np.isfinite(other)
            moved = np.ptp(one[known]) if known.any() else 0.0
            if moved > 0 and float(np.mean(one[known] == other[known])) > 0.99:
                pairs.append((int(i), int(j)))
    return pairs


def reversed_channels(covariance: NDArray[np.float64], live: NDArray[np.bool_]) -> list[int]:
    """Find channels that run against their most similar others while those agree; needs a signal they share."""
    index = np.flatnonzero(live)
    if len(index) < 4:
        return []
    alike = correlations(covariance)[np.ix_(index, index)]
    np.fill_diagonal(alike, 0.0)
    found = []
    for i in range(len(index)):
        order = np.argsort(-np.abs(alike[i]))[: min(4, len(index) - 1)]
        order = order[np.abs(alike[i, order]) >= REVERSED_AT]
        if len(order) < 3:
            continue
        # One of the others may be reversed as well, so most of them decide.
        against = order[alike[i, order] < 0]
        together = alike[np.ix_(against, against)]
        n = len(against)
        if n >= 3 and (together.sum() / (n * (n - 1))) > AGREE_AT:
            found.append(i)
    # With half or more of an array against the rest nobody can say which half is wrong.
    return [int(index[i]) for i in found] if len(found) < len(index) / 2 else []


def swapped_channels(
    covariance: NDArray[np.float64], live: NDArray[np.bool_], places: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """Find pairs that fit better at each other's place.

    Parameters
    ----------
    covariance : ndarray, shape (n_channels, n_channels)
    live : ndarray of bool, shape (n_channels,)
    places : ndarray, shape (n_channels, 2)
        Row and column of each channel, NaN for none. Neighbours are at most 1.5 apart.
    """
    alike = correlations(covariance)
    n = len(live)
    apart = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    near = (apart > 0) & (apart < 1.5) & live[:, None] & live[None, :]
    count = near.sum(axis=1)
    if (count >= 2).sum() < 6:
        return []
    # fit[p, c]: how alike channel c is to the neighbours of the place p, without c itself
    total = near @ alike
    counts = near.sum(axis=1)[:, None] - near
    fit = np.where(counts > 0, (total - near * np.diag(alike)[None, :]) / np.maximum(counts, 1), -1.0)
    own = np.diag(fit)
    if not np.median(own[live & (count >= 2)]) > 0.5:
        return []  # nothing shared to judge by
    found: list[tuple[float, int, int]] = []
    for i in range(n):
        for j in range(i + 1, n):
            if live[i] and live[j] and count[i] >= 2 and count[j] >= 2:
                # Without each other: two swapped neighbours are each other's neighbours still.
                gain_i, gain_j = (_fit(alike, near, p, c, (i, j)) for p, c in ((j, i), (i, j)))
                own_i, own_j = (_fit(alike, near, p, c, (i, j)) for p, c in ((i, i), (j, j)))
                gain = min(gain_i - own_i, gain_j - own_j)
                if gain > 0.15 and own_i + own_j + 0.4 < gain_i + gain_j:
                    found.append((gain, i, j))
    pairs, used = [], set[int]()
    for _, i, j in sorted(found, reverse=True):
        if i not in used and j not in used:
            pairs.append((i, j))
            used |= {i, j}
    return sorted(pairs)


def _fit(
    alike: NDArray[np.float64], near: NDArray[np.bool_], place: int, channel: int, without: tuple[int, int]
) -> float:
    """Return how alike a channel is to the neighbours of a place, leaving out two channels."""
    row = near[place].copy()
    row[list(without)] = False
    return float(alike[channel, row].mean()) if row.any() else -1.0


def common_share(covariance: NDArray[np.float64], live: NDArray[np.bool_]) -> float:
    """Return the share of channels that are nearly the same as the array's mean, in shape and in size."""
    index = np.flatnonzero(live)
    if len(index) < 4:
        return 0.0
    inner = covariance[np.ix_(index, index)]
    power = np.diag(inner)
    mean = inner.mean(axis=1)
    whole = float(inner.mean())
    if whole <= 0 or (power <= 0).any():
        return 0.0
    alike = mean / np.sqrt(power * whole)
    size = np.sqrt(power / float(np.median(power)))
    return float(np.mean((alike > 0.95) & (size > 0.6) & (size < 1.6)))
