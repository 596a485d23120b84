"""Electrode arrays of a montage: which channel lies where, how far apart, which way the fibres run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fascview.errors import UsageError
from fascview.stream import MAX_CHANNELS, plain_text

Grid = tuple[tuple[int, ...], ...]
FIBRES = ("down", "across")
NUMBERINGS = ("rows", "columns", "snake")


@dataclass(frozen=True, slots=True)
class Array:
    """A grid or a line as seen from above.

    Attributes
    ----------
    grid : tuple of tuple of int
        Rows from the top, each the channels from the left counted from 0, -1 where there is no electrode.
    pitch_mm : float
        Distance of neighbours [mm].
    fibre : str
        ``down``: the fibres run along the columns; ``across``: along the rows.
    """

    grid: Grid
    pitch_mm: float = 10.0
    fibre: str = "down"

    def __post_init__(self) -> None:
        if not self.grid or len({len(row) for row in self.grid}) != 1 or not self.grid[0]:
            raise UsageError("An array needs rows of the same length; give its rows and columns.")
        channels = self.channels
        if not channels or len(set(channels)) != len(channels) or max(channels) >= MAX_CHANNELS:
            raise UsageError("An array names each channel once; check rows, columns and the selected channels.")
        if not (math.isfinite(self.pitch_mm) and 0.5 <= self.pitch_mm <= 200.0):
            raise UsageError(f"A pitch of {self.pitch_mm:g} mm makes no array; give 0.5 to 200 mm.")
        if self.fibre not in FIBRES:
            raise UsageError("The fibres of an array run down or across.")

    @property
    def channels(self) -> tuple[int, ...]:
        """All channels in reading order."""
        return tuple(c for row in self.grid for c in row if c >= 0)

    @property
    def size(self) -> str:
        """Rows and columns, such as ``8 × 4``."""
        return f"{len(self.grid)} × {len(self.grid[0])}"

    def lines(self) -> Grid:
        """Return the channels in order along the fibres, -1 for a missing electrode."""
        return tuple(zip(*self.grid, strict=True)) if self.fibre == "down" else self.grid

    def place(self, channel: int) -> str:
        """Return where a channel lies, such as ``B3`` (second row, third column); empty where it does not."""
        for r, row in enumerate(self.grid):
            if channel in row and channel >= 0:
                return f"{chr(65 + r) if r < 26 else f'A{chr(39 + r)}'}{row.index(channel) + 1}"
        return ""

    def turned(self) -> Array:
        """Return it turned by 90 degrees clockwise; the fibres stay where they are on the body."""
        return replace(self, grid=tuple(zip(*self.grid[::-1], strict=True)))

    def mirrored(self) -> Array:
        """Return it seen from below, or put on the other way: left and right change places."""
        return replace(self, grid=tuple(row[::-1] for row in self.grid))

    def as_dict(self) -> dict[str, object]:
        """Return what ``from_dict`` reads; channels are counted from 1 there, 0 for none."""
        grid = [[c + 1 for c in row] for row in self.grid]
        return {"grid": grid, "pitch_mm": self.pitch_mm, "fibre": self.fibre}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Array:
        """Read an array; raises ValueError, TypeError, KeyError or UsageError for what is none."""
        grid = tuple(tuple(int(c) - 1 for c in row) for row in found["grid"])
        return cls(grid, float(found.get("pitch_mm", 10.0)), plain_text(found.get("fibre", "down")))

    def in_words(self) -> str:
        """Return it for the record of a session."""
        rows = "; ".join(" ".join(str(c + 1) if c >= 0 else "." for c in row) for row in self.grid)
        return f"{self.size.replace('×', 'x')}, {self.pitch_mm:g} mm, fibres {self.fibre}, channels {rows}"


def arranged(channels: Sequence[int], rows: int, columns: int, numbering: str, pitch_mm: float, fibre: str) -> Array:
    """Lay channels onto a grid in their order.

    Parameters
    ----------
    numbering : str
        ``rows``: along each row; ``columns``: down each column; ``snake``: down the first column, up the next.

    Raises
    ------
    UsageError
        If they do not fit.
    """
    if rows < 1 or columns < 1 or rows * columns < len(channels):
        raise UsageError(f"{len(channels)} channels do not fit onto {rows} × {columns} places; give more.")
    if rows * columns - len(channels) >= columns + rows:
        raise UsageError(f"{rows} × {columns} places are too many for {len(channels)} channels; give fewer.")
    grid = [[-1] * columns for _ in range(rows)]
    for at, channel in enumerate(channels):
        if numbering == "rows":
            r, c = divmod(at, columns)
        else:
            c, r = divmod(at, rows)
            if numbering == "snake" and c % 2:
                r = rows - 1 - r
        grid[r][c] = channel
    return Array(tuple(tuple(row) for row in grid), pitch_mm, fibre)


def lines_of(arrays: Sequence[Array], muscles: Sequence[Sequence[int]]) -> Grid:
    """Return all lines along the fibres: those of the arrays within one muscle, and each other muscle in its order."""
    out: list[tuple[int, ...]] = []
    for own in muscles:
        inside = set(own)
        laid: set[int] = set()
        for array in arrays:
            for line in array.lines():
                kept = tuple(c if c in inside else -1 for c in line)
                if any(c >= 0 for c in kept):
                    out.append(kept)
                    laid |= {c for c in kept if c >= 0}
        if not laid:
            out.append(tuple(own))
    return tuple(out)
