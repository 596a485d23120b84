"""Where the electrodes of an array lie: grids and lines with pitch, missing corners, rotation and mirror image.

A layout is a readable TOML file: rows of channel numbers, a dot where there is no electrode.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError, StorageError, UsageError
from fascview.stream import MAX_CHANNELS, plain_text

Grid = tuple[tuple[int, ...], ...]
MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """An array as it is seen from above.

    Attributes
    ----------
    name, title : str
        The name it is asked for by, and what people read.
    grid : tuple of tuple of int
        Rows from the top; each the channel numbers from the left, counted from 1, 0 where there is no electrode.
    pitch_mm : float
        Distance of neighbours [mm].
    kind : str
        ``monopolar``: one electrode a channel; ``bipolar``: a pair.
    note : str
        What to know when putting it on.
    turns, mirrored : int, bool
        How often it was turned by 90 degrees clockwise, after having been mirrored left to right or not.
    """

    name: str
    title: str
    grid: Grid
    pitch_mm: float = 10.0
    kind: str = "monopolar"
    note: str = ""
    turns: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.grid}
        if not self.grid or len(widths) != 1 or widths == {0}:
            raise FormatError(
                f"The layout {self.name} has rows of different length; give each the same number of places."
            )
        numbers = [c for row in self.grid for c in row if c]
        if not numbers or len(set(numbers)) != len(numbers) or min(numbers) < 1 or max(numbers) > MAX_CHANNELS:
            raise FormatError(f"The layout {self.name} must name each channel once, from 1 to {MAX_CHANNELS}.")
        if not (math.isfinite(self.pitch_mm) and 0 < self.pitch_mm <= 200):
            raise FormatError(f"The layout {self.name} has a pitch of {self.pitch_mm:g} mm; it must be 0 to 200 mm.")
        if self.kind not in ("monopolar", "bipolar"):
            raise FormatError(f"The layout {self.name} is {self.kind[:20]}; it must be monopolar or bipolar.")

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.grid)

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.grid[0])

    @property
    def channels(self) -> tuple[int, ...]:
        """The channels, counted from 0, in reading order."""
        return tuple(c - 1 for row in self.grid for c in row if c)

    @property
    def turn_text(self) -> str:
        """How it lies, such as ``90°, mirrored``."""
        return f"{90 * self.turns}°, {'mirrored' if self.mirrored else 'not mirrored'}"

    def places(self, n_channels: int) -> NDArray[np.float64]:
        """Return row and column of each channel, shape ``(n_channels, 2)``; NaN for those that have no place."""
        out = np.full((n_channels, 2), np.nan)
        for r, row in enumerate(self.grid):
            for c, channel in enumerate(row):
                if 0 < channel <= n_channels:
                    out[channel - 1] = r, c
        return out

    def label(self, channel: int) -> str:
        """Return the place of a channel counted from 0, such as ``C4``; empty where it has none."""
        for r, row in enumerate(self.grid):
            if channel + 1 in row:
                return f"{row_name(r)}{row.index(channel + 1) + 1}"
        return ""

    def rotated(self) -> Layout:
        """Return it turned by 90 degrees clockwise."""
        grid = tuple(tuple(row) for row in zip(*self.grid[::-1], strict=True))
        return replace(self, grid=grid, turns=(self.turns + 1) % 4)

    def mirror(self) -> Layout:
        """Return it mirrored left to right, as it lies now."""
        grid = tuple(row[::-1] for row in self.grid)
        # Told as "mirrored first, turned then", so the turn goes the other way round.
        return replace(self, grid=grid, turns=-self.turns % 4, mirrored=not self.mirrored)

    def renumbered(self, channel_of: dict[int, int]) -> Layout:
        """Return it with channels (counted from 0) put elsewhere: ``channel_of[old] = new``."""
        grid = tuple(tuple(channel_of.get(c - 1, c - 1) + 1 if c else 0 for c in row) for row in self.grid)
        return replace(self, grid=grid)


def row_name(row: int) -> str:
    """Return A, B, ... Z, AA, AB, ..."""
    name = ""
    row += 1
    while row:
        row, rest = divmod(row - 1, 26)
        name = chr(65 + rest) + name
    return name


def as_toml(layout: Layout) -> str:
    """Return a layout as text that ``from_toml`` reads."""
    width = len(str(max(max(row) for row in layout.grid)))
    rows = [" ".join((str(c) if c else ".").rjust(width) for c in row) for row in layout.grid]
    quoted = [s.replace("\\", "\\\\").replace('"', '\\"') for s in (layout.title, layout.note)]
    lines = [
        "# fascview layout: channel numbers as seen from above, a dot where there is no electrode",
        f'title = "{quoted[0]}"',
        f"pitch_mm = {layout.pitch_mm:g}",
        f'kind = "{layout.kind}"',
        f'note = "{quoted[1]}"',
        'grid = """',
        *rows,
        '"""',
    ]
    return "\n".join(lines) + "\n"


def from_toml(text: str, name: str) -> Layout:
    """Read a layout.

    Raises
    ------
    FormatError
        If it is none, with what is wrong.
    """
    try:
        values: dict[str, Any] = tomllib.loads(text)
        rows = [line.split() for line in str(values["grid"]).splitlines() if line.strip()]
        grid = tuple(tuple(0 if word == "." else int(word) for word in row) for row in rows)
        title, pitch = plain_text(values.get("title", name)), float(values.get("pitch_mm", 10.0))
        kind, note = plain_text(values.get("kind", "monopolar")), plain_text(values.get("note", ""), 200)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FormatError(
            f"The layout {name[:60]} cannot be read; it must be TOML with a grid of channel numbers and dots."
        ) from None
    return Layout(plain_text(name), title, grid, pitch, kind, note)


def library() -> tuple[str, ...]:
    """Return the names of the layouts that come with the program, by number of channels."""
    from fascview_resources import path

    names = [p.stem for p in path("layouts").glob("*.toml")]
    return tuple(sorted(names, key=lambda n: (len(find_layout(n).channels), n)))


def find_layout(name: str) -> Layout:
    """Return a layout of the library, or that of a TOML file.

    Raises
    ------
    UsageError
        If there is none of this name.
    FormatError
        If it cannot be read.
    """
    from fascview_resources import path

    own = path("layouts") / f"{Path(name).name}.toml"
    where = own if own.is_file() and Path(name).name == name else Path(name)
    try:
        if not where.is_file():
            known = ", ".join(sorted(p.stem for p in path("layouts").glob("*.toml")))
            raise UsageError(f"There is no layout {plain_text(name)}; there are {known}, or give a TOML file.")
        if where.stat().st_size > MAX_BYTES:
            raise FormatError(f"{where.name} is too large to be a layout; choose another file.")
        return from_toml(where.read_text(encoding="utf-8"), where.stem)
    except (OSError, ValueError) as error:
        raise FormatError(f"The layout {plain_text(name)} cannot be read ({type(error).__name__}).") from None


def save_layout(path: Path, layout: Layout) -> None:
    """Write a layout.

    Raises
    ------
    StorageError
        If it cannot be written there.
    """
    try:
        path.write_text(as_toml(layout), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}); choose another place.") from None


def usual_layout(n_channels: int) -> Layout:
    """Return a grid for any number of channels: of the library where one is usual, else rows of at most eight."""
    known = {64: "8x8", 32: "4x8", 16: "16x1", 8: "8x1", 4: "bipolar-4"}
    if n_channels in known:
        return find_layout(known[n_channels])
    width = min(n_channels, 8 if n_channels <= 128 else 16)
    rows = math.ceil(n_channels / width)
    grid = tuple(
        tuple(c if c <= n_channels else 0 for c in range(r * width + 1, (r + 1) * width + 1)) for r in range(rows)
    )
    return Layout("rows", f"{rows} × {width}, in order", grid, note="Places are not known; channels are shown in order")
