"""Small plots as SVG text, for a page that prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

INK, SOFT, FAINT, HATCH = "#12191F", "#5C6872", "#DAE1E6", "#AEB9C2"


def number(value: float) -> str:
    """Return a coordinate, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def line(points: Sequence[tuple[float, float]], color: str, width: float = 1.0, opacity: float = 1.0) -> str:
    """Return a polyline."""
    at = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return (
        f'<polyline points="{at}" fill="none" stroke="{color}" stroke-width="{number(width)}" '
        f'stroke-opacity="{number(opacity)}" stroke-linejoin="round"/>'
    )


def rule(x1: float, y1: float, x2: float, y2: float, color: str = FAINT, width: float = 0.7) -> str:
    """Return a straight line."""
    ends = " ".join(f'{k}="{number(v)}"' for k, v in zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True))
    return f'<line {ends} stroke="{color}" stroke-width="{number(width)}"/>'


def words(x: float, y: float, text: str, anchor: str = "start", color: str = SOFT, size: float = 8.0) -> str:
    """Return text."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" fill="{color}" '
        f'font-size="{number(size)}">{escape(text)}</text>'
    )


def frame(width: float, height: float, parts: Sequence[str], label: str) -> str:
    """Return a whole picture with a spoken label."""
    return (
        f'<svg viewBox="0 0 {number(width)} {number(height)}" role="img" aria-label="{escape(label, quote=True)}">'
        f"{''.join(parts)}</svg>"
    )


def nice_step(span: float, most: int) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that divides ``span`` into at most ``most`` parts."""
    if not span > 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(power * k for k in (1.0, 2.0, 5.0, 10.0, 20.0) if span / (power * k) <= most)


def clock(seconds: float) -> str:
    """Return m:ss or h:mm:ss."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def rain(
    times_s: Sequence[float],
    vpp_uv: Sequence[float],
    held_s: Sequence[Sequence[float]],
    duration_s: float,
    color: str,
    label: str,
) -> str:
    """Return every event as a stroke over time, its height by log Vpp from 10 uV to 2 mV; hatched: not analysable."""
    width, height, base = 230.0, 96.0, 80.0
    scale = width / max(duration_s, 1e-9)
    parts = [
        f'<rect x="{number(a * scale)}" y="0" width="{number(max(0.4, (b - a) * scale))}" height="{number(base)}" '
        'fill="url(#hatch)"/>'
        for a, b in held_s
        if (b - a) * scale > 0.15
    ]
    step = _time_step(duration_s)
    for k in range(int(duration_s / step) + 1):
        x = k * step * scale
        parts.append(rule(x, 0.0, x, base))
        anchor = "start" if k == 0 else "end" if x > width - 14.0 else "middle"
        parts.append(words(min(x, width), height - 3.0, clock(k * step), anchor))
    path = []
    for t, v in zip(times_s, vpp_uv, strict=True):
        share = min(max(math.log(max(v, 1e-3) / 10.0) / math.log(200.0), 0.06), 1.0)
        path.append(f"M{number(t * scale)} {number(base)}v{number(-share * (base - 4.0))}")
    parts.append(f'<path d="{"".join(path)}" stroke="{color}" stroke-width="0.9" fill="none"/>')
    parts.append(rule(0.0, base, width, base, SOFT))
    return frame(width, height, parts, label)


def _time_step(duration_s: float) -> float:
    choices = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
    return float(next((c for c in choices if duration_s / c <= 5), 28800))


def potential(
    waves: Sequence[Sequence[float]],
    mean: Sequence[float],
    before_ms: float,
    after_ms: float,
    color: str,
    label: str,
    bold: bool = True,
) -> str:
    """Return superimposed potentials with their median (if ``bold``), and a scale."""
    width, height = 150.0, 96.0
    if not mean:
        return frame(width, height, [words(width / 2, height / 2, "no potential", "middle")], label)
    peak = max(sorted(max(abs(v) for v in w) for w in waves)[len(waves) * 3 // 4], 1e-3)
    scale, middle = 40.0 / (1.15 * peak), 44.0
    step = width / (len(mean) - 1)

    def points(wave: Sequence[float]) -> list[tuple[float, float]]:
        return [(k * step, min(max(middle - v * scale, 0.5), 87.5)) for k, v in enumerate(wave)]

    per_ms = width / (before_ms + after_ms)
    parts = [rule(before_ms * per_ms, 2.0, before_ms * per_ms, 86.0)]
    parts += [line(points(w), color, 0.6, 0.35) for w in waves]
    if bold:
        parts.append(line(points(mean), INK, 1.3))
    bar_uv = nice_step(2.0 * peak, 2)
    parts.append(rule(3.0, middle + 40.0, 3.0, middle + 40.0 - bar_uv * scale, SOFT, 1.2))
    parts.append(rule(3.0, middle + 40.0, 3.0 + 10.0 * per_ms, middle + 40.0, SOFT, 1.2))
    parts.append(words(3.0, height - 2.0, f"{bar_uv:g} µV, 10 ms"))
    return frame(width, height, parts, label)


def interval_histogram(times_s: Sequence[float], held_s: Sequence[Sequence[float]], color: str, label: str) -> str:
    """Return the histogram of the known intervals on a logarithmic axis, 1 ms to 100 s."""
    from fascview.analysis.statistics import known_intervals

    width, height, base, bins = 150.0, 96.0, 80.0, 25
    counts = [0] * bins
    for step in known_intervals(times_s, held_s).tolist():
        if step >= 0.001:
            counts[min(bins - 1, int((math.log10(step) + 3.0) * bins / 5.0))] += 1
    highest = max(counts, default=0)
    parts = []
    for k, text in enumerate(("1 ms", "10", "100", "1 s", "10", "100")):
        x = k * width / 5.0
        parts.append(rule(x, 4.0, x, base))
        parts.append(words(x, height - 4.0, text, "start" if k == 0 else "end" if k == 5 else "middle"))
    for k, count in enumerate(counts):
        if count:
            tall = count / highest * (base - 8.0)
            left = k * width / bins
            parts.append(
                f'<rect x="{number(left + 0.4)}" y="{number(base - tall)}" width="{number(width / bins - 0.8)}" '
                f'height="{number(tall)}" fill="{color}"/>'
            )
    parts.append(rule(0.0, base, width, base, SOFT))
    if not highest:
        parts.append(words(width / 2, 44.0, "no interval", "middle"))
    return frame(width, height, parts, label)


def rate_bar(rates: Sequence[tuple[str, float | None, float | None, float | None, str]], label: str) -> str:
    """Return one dot and whisker per muscle: (name, rate, low, high, colour), all on one axis."""
    width, row, left = 620.0, 16.0, 150.0
    highest = max([h for _, _, _, h, _ in rates if h is not None], default=1.0)
    step = nice_step(highest, 6)
    top = step * math.ceil(highest / step)
    scale = (width - left - 12.0) / top
    height = row * len(rates) + 20.0
    parts = []
    for k in range(round(top / step) + 1):
        x = left + k * step * scale
        parts.append(rule(x, 2.0, x, height - 16.0))
        parts.append(words(x, height - 4.0, f"{k * step:g}" + ("/min" if k == 0 else ""), "middle"))
    for k, (name, rate, low, high, color) in enumerate(rates):
        y = row * k + 10.0
        parts.append(words(left - 12.0, y + 3.0, name, "end", INK, 9.0))
        if rate is None or low is None or high is None:
            parts.append(words(left + 4.0, y + 3.0, "no rate can be told"))
            continue
        parts.append(rule(left + low * scale, y, left + high * scale, y, color, 2.2))
        parts.append(f'<circle cx="{number(left + rate * scale)}" cy="{number(y)}" r="3.4" fill="{color}"/>')
    return frame(width, height, parts, label)
