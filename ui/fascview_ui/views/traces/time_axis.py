"""Words and ticks of recording time, and how stretches of samples map to places on the plot."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Multiples that people read easily [s].
NICE_S = (
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    14400,
)


def time_text(seconds: float, decimals: int = 0) -> str:
    """Return recording time as ``mm:ss`` or ``h:mm:ss``, with ``decimals`` places, cut and not rounded."""
    unit = 10**decimals
    ticks = math.floor(abs(seconds) * unit + 1e-6)
    whole, part = divmod(ticks, unit)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
    sign = "−" if seconds < 0 and ticks else ""
    return f"{sign}{text}.{part:0{decimals}d}" if decimals else sign + text


def decimals_for(step_s: float) -> int:
    """Return the decimals that tell ticks ``step_s`` apart."""
    places = 0
    while places < 3 and abs(step_s * 10**places - round(step_s * 10**places)) > 1e-6:
        places += 1
    return places


def nice_step(span_s: float, at_most: int) -> float:
    """Return the smallest readable step that cuts ``span_s`` into at most ``at_most`` pieces."""
    return next((s for s in NICE_S if span_s / s <= at_most), NICE_S[-1])


def duration_text(seconds: float) -> str:
    """Return a duration in the fewest words that keep two figures: ``0.34 s``, ``12 s``, ``3.5 min``."""
    if seconds < 0.01:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 10:
        return f"{seconds:.2f} s".replace(".00 s", " s")
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"


@dataclass(frozen=True)
class Span:
    """Samples ``start`` to ``stop`` lie at ``x`` and on, ``per_px`` samples per logical pixel, clipped to ``right``.

    ``older`` marks what is left of the sweep before.
    """

    start: float
    stop: float
    x: float
    per_px: float
    older: bool = False

    @property
    def right(self) -> float:
        """Where the last sample lies."""
        return self.at(self.stop)

    def at(self, sample: float) -> float:
        """Return where a sample lies."""
        return self.x + (sample - self.start) / self.per_px

    def sample(self, x: float) -> int:
        """Return the sample at a place."""
        return math.floor(self.start + (x - self.x) * self.per_px)

    def cut(self, start: float, stop: float) -> tuple[float, float] | None:
        """Return left and right of the part of ``start`` to ``stop`` that lies within, or None."""
        first, last = max(start, self.start), min(stop, self.stop)
        return (self.at(first), self.at(last)) if last > first else None


def spans(
    mode: str, newest_column: int, columns: int, gap_columns: int, spp: float, left: float, ratio: float,
    page_start: int | None,
) -> tuple[Span, ...]:  # fmt: skip
    """Return where which samples are drawn.

    Parameters
    ----------
    mode : str
        ``sweep`` or ``scroll``.
    newest_column : int
        The column after the newest drawn one, counted from the start of the stream.
    columns, gap_columns : int
        Width of the plot and of the sweep's gap [device px].
    spp : float
        Samples per column.
    left, ratio : float
        Left edge of the plot [logical px]; device pixels per logical pixel.
    page_start : int or None
        Column at the left edge of a frozen page; None when live.
    """
    per_px = spp * ratio
    if page_start is not None:
        return (Span(page_start * spp, (page_start + columns) * spp, left, per_px),)
    if mode == "scroll":
        return (Span((newest_column - columns) * spp, newest_column * spp, left, per_px),)
    page = newest_column - newest_column % columns
    cursor = newest_column - page
    old_from = page - columns + cursor + gap_columns
    out = [Span(page * spp, newest_column * spp, left, per_px)]
    if cursor + gap_columns < columns:
        x = left + (cursor + gap_columns) / ratio
        out.append(Span(old_from * spp, page * spp, x, per_px, older=True))
    return tuple(out)
