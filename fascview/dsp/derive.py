"""Derivations: what is shown of monopolar channels, each channel keeping its own column.

- ``monopolar``: as recorded;
- ``single``: each electrode less the next one along the fibre, ``x[k] - x[k+1]``;
- ``double``: the difference of two neighbouring single differentials, ``x[k-1] - 2 x[k] + x[k+1]``;
- ``average``: each channel less the mean of its muscle's channels;
- ``median``: each channel less their median at each sample, which one bad contact does not pull along.

Single and double differential stand for a spatial filter along the fibre (H. Reucher, J. Silny, G. Rau, IEEE Trans.
Biomed. Eng. 34, 1987, 98-105). A column without the neighbours it needs is NaN: nothing can be shown there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fascview.errors import UsageError
from fascview.stream import FloatArray

DERIVATIONS = ("monopolar", "single", "double", "average", "median")
Lines = tuple[tuple[int, ...], ...]


def usual_lines(muscle_of_channel: ArrayLike) -> Lines:
    """Return one line per muscle with its channels in their order, for arrays of which nothing is known."""
    muscles = np.asarray(muscle_of_channel, np.intp)
    return tuple(tuple(np.flatnonzero(muscles == m).tolist()) for m in dict.fromkeys(muscles.tolist()))


def pairs(lines: Lines, bad: Sequence[int] = ()) -> NDArray[np.intp]:
    """Return neighbours along the lines, rows of ``(channel, next one)``; a hole (-1) or a bad channel parts them."""
    found = [
        (a, b)
        for line in lines
        for a, b in itertools.pairwise(line)
        if a >= 0 and b >= 0 and a not in bad and b not in bad
    ]
    return np.array(found, np.intp).reshape(-1, 2)


def triples(lines: Lines, bad: Sequence[int] = ()) -> NDArray[np.intp]:
    """Return three neighbours along the lines, rows of ``(one before, channel, one after)``."""
    found = [
        (a, b, c)
        for line in lines
        for a, b, c in zip(line, line[1:], line[2:], strict=False)
        if min(a, b, c) >= 0 and not {a, b, c} & set(bad)
    ]
    return np.array(found, np.intp).reshape(-1, 3)


class Derivation:
    """Turns monopolar samples into what is shown. Without memory, so any cut of the samples gives the same.

    Parameters
    ----------
    kind : str
        One of DERIVATIONS.
    muscle_of_channel : array_like of int, shape (n_channels,)
        Whose mean or median is taken; bad channels take no part.
    lines : tuple of tuple of int
        Channels in order along the fibre, -1 for an electrode that is missing; empty: the order of the channels.
    bad : sequence of int
        Channels that are not used.

    Raises
    ------
    UsageError
        If there is no such derivation, or a line names a channel that does not exist.
    """

    def __init__(self, kind: str, muscle_of_channel: ArrayLike, lines: Lines = (), bad: Sequence[int] = ()) -> None:
        if kind not in DERIVATIONS:
            raise UsageError(f"There is no derivation {kind[:40]}; there are {', '.join(DERIVATIONS)}.")
        muscles = np.asarray(muscle_of_channel, np.intp)
        self.kind = kind
        self.n_channels = len(muscles)
        lines = lines or usual_lines(muscles)
        if any(c >= self.n_channels for line in lines for c in line):
            raise UsageError(f"The array names more than the {self.n_channels} channels there are; check the montage.")
        self._pairs = pairs(lines, bad)
        self._triples = triples(lines, bad)
        good = [np.array([c for c in group if c not in bad], np.intp) for group in usual_lines(muscles)]
        self._groups = [g for g in good if len(g) > 1]
        self._alone = np.concatenate([np.zeros(0, np.intp), *(g for g in good if len(g) == 1)])

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Which columns show something, shape ``(n_channels,)``."""
        out = np.zeros(self.n_channels, np.bool_)
        if self.kind == "monopolar":
            out[:] = True
        elif self.kind == "single":
            out[self._pairs[:, 0]] = True
        elif self.kind == "double":
            out[self._triples[:, 1]] = True
        else:
            out[np.concatenate([self._alone, *self._groups])] = True
        return out

    def names(self, numbers: Sequence[str]) -> tuple[str, ...]:
        """Return for each channel what is shown in its place, ``1−2`` or ``1…3``, from the names of the channels."""
        out = list(numbers)
        if self.kind == "single":
            for a, b in self._pairs.tolist():
                out[a] = f"{numbers[a]}−{numbers[b]}"
        elif self.kind == "double":
            for a, b, c in self._triples.tolist():
                out[b] = f"{numbers[a]}…{numbers[c]}"
        return tuple(out)

    def __call__(self, samples: FloatArray) -> FloatArray:
        """Return what is shown of ``samples``, shape ``(n_samples, n_channels)`` [uV]; NaN where nothing can be."""
        if self.kind == "monopolar" or not len(samples):
            return samples
        out = np.full_like(samples, np.nan)
        if self.kind == "single":
            a, b = self._pairs.T
            out[:, a] = samples[:, a] - samples[:, b]
        elif self.kind == "double":
            a, b, c = self._triples.T
            out[:, b] = samples[:, a] - 2.0 * samples[:, b] + samples[:, c]
        else:
            out[:, self._alone] = samples[:, self._alone]
            for group in self._groups:
                part = samples[:, group]
                out[:, group] = part - (_mean(part) if self.kind == "average" else _median(part))
        return out


def _mean(part: FloatArray) -> FloatArray:
    """Return the mean of each row over what is known, shape ``(n, 1)``; NaN where nothing is."""
    known = np.isfinite(part)
    n = known.sum(axis=1)
    total = np.where(known, part, 0.0).sum(axis=1, dtype=np.float64)
    found: FloatArray = np.divide(total, n, out=np.full(len(part), np.nan), where=n > 0).astype(np.float32)[:, None]
    return found


def _median(part: FloatArray) -> FloatArray:
    """Return the median of each row over what is known, shape ``(n, 1)``; NaN where nothing is."""
    ordered = np.sort(part, axis=1)  # NaN comes last
    n = np.isfinite(part).sum(axis=1)
    rows = np.arange(len(part))
    low, high = np.maximum(n - 1, 0) // 2, np.minimum(n // 2, part.shape[1] - 1)
    found: FloatArray = (0.5 * (ordered[rows, low] + ordered[rows, high])).astype(np.float32)[:, None]
    return found
