"""The report on paper: as many A4 pages as it takes, no muscle torn apart, every table with its head again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from fascview.analysis.report_html import (
    COLORS,
    groups_text,
    held_text,
    interval_text,
    potential_text,
    rate_text,
    several,
    size_text,
    told,
)
from fascview.analysis.svg import clock, nice_step
from fascview.paper import BLACK, GREY, HEIGHT, LINE, MARGIN, RULE, WIDTH, Colour, Paper

WIDE = WIDTH - 2 * MARGIN
PLOT_PT = 74.0
HELD: Colour = (0.88, 0.90, 0.92)
Rows = Sequence[Sequence[str]]


def pdf(model: Mapping[str, Any]) -> bytes:
    """Return the document for a model made by ``fascview.analysis.report.build_report``."""
    paper = Paper()
    _head(paper, model)
    _rates(paper, model["muscles"])
    for at, muscle in enumerate(model["muscles"]):
        _muscle(paper, muscle, colour_of(at), model["duration_s"])
    _distribution(paper, model["distribution"])
    _synchrony(paper, model["synchrony"])
    _quality(paper, model["muscles"])
    notes = [(clock(n["at_s"]), n["text"]) for n in model["notes"]]
    if notes:
        _table(paper, "Notes", ("At", "Text"), notes, (60.0, WIDE - 60.0))
    gaps = [(clock(g["start_s"]), f"{g['stop_s'] - g['start_s']:.3f} s", g["reason"]) for g in model["gaps"]]
    if gaps:
        _table(paper, "Gaps", ("At", "Lost", "Why"), gaps, (60.0, 70.0, WIDE - 130.0))
    else:
        _title(paper, "Gaps")
        _line(paper, "No sample is missing.", GREY)
    _closing(paper)
    return paper.data(model["notice"])


def colour_of(at: int) -> Colour:
    """Return the colour of a muscle as on the page that prints."""
    text = COLORS[at % len(COLORS)]
    return int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:7], 16) / 255


def wrapped(words: str, width: float, size: float = 9.0) -> list[str]:
    """Return words in lines of at most ``width`` points; a letter of Helvetica is about half as wide as high."""
    most = max(8, int(width / (0.5 * size)))
    lines = [""]
    for word in words.split():
        while len(word) > most:  # a word longer than a line, such as a path
            lines.append(word[:most])
            word = word[most:]
        if len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line] or [""]


def _line(paper: Paper, words: str, colour: Colour = BLACK, size: float = 9.0, left: float = MARGIN) -> None:
    for part in wrapped(words, WIDTH - MARGIN - left, size):
        paper.room(LINE)
        paper.text(left, paper.y + size, part, size, colour=colour)
        paper.y += LINE


def _title(paper: Paper, words: str, below: float = 3 * LINE) -> None:
    paper.room(2 * LINE + below)
    paper.y += LINE
    paper.text(MARGIN, paper.y + 10, words, 12, bold=True)
    paper.y += 1.4 * LINE


def _head(paper: Paper, model: Mapping[str, Any]) -> None:
    paper.text(MARGIN, paper.y + 14, "Fasciculations in surface EMG", 16, bold=True)
    paper.y += 24
    paper.box(MARGIN, paper.y, WIDE, 1.2, BLACK, None)
    paper.y += 6
    source = model["source"]
    facts = {
        **model["heading"],
        "Length": clock(model["duration_s"]),
        "Signal": f"{several(source['n_channels'], 'channel')}, {source['fs_hz']:g} Hz",
        "Judged by a person": several(model["judged_by_a_person"], "event"),
    }
    _line(paper, ".  ".join(f"{k}: {v}" for k, v in facts.items()), GREY)
    for words in model["warnings"]:
        _line(paper, words, GREY)


def _rates(paper: Paper, muscles: Sequence[Mapping[str, Any]]) -> None:
    """Draw every rate with its interval on one axis, which stands again on each page that is needed."""
    _title(paper, "Rate per analysable minute, with 95 % interval", 5 * LINE)
    left, wide = MARGIN + 120.0, WIDE - 130.0
    highest = max([m["rate_high_per_min"] for m in muscles if m["rate_high_per_min"] is not None], default=1.0)
    step = nice_step(highest, 6)
    top = step * max(1, math.ceil(highest / step))
    begun = paper.y

    def axis() -> None:
        for k in range(round(top / step) + 1):
            x = left + wide * k * step / top
            paper.strokes([(x, begun, paper.y)], RULE, 0.5)
            paper.text(x - 6, paper.y + 9, f"{k * step:g}", 8, colour=GREY)

    for at, m in enumerate(muscles):
        if paper.y + 2 * LINE > HEIGHT - MARGIN - LINE:
            axis()
            paper.room(HEIGHT)
            begun = paper.y
        y = paper.y + 6
        paper.text(MARGIN, y + 3, str(m["label"])[:26])
        if m["rate_per_min"] is None:
            paper.text(left + 4, y + 3, "no rate can be told", 8, colour=GREY)
        else:
            low, high = (left + wide * m[f"rate_{k}_per_min"] / top for k in ("low", "high"))
            place = left + wide * m["rate_per_min"] / top
            paper.lines([(low, y), (high, y)], colour_of(at), 1.6)
            paper.box(place - 2, y - 3, 4, 6, colour_of(at), None)
        paper.y += LINE
    axis()
    paper.y += 1.5 * LINE


def _muscle(paper: Paper, m: Mapping[str, Any], colour: Colour, duration_s: float) -> None:
    v, i, p = m["vpp_uv"], m["interval"], m["pairs"]
    facts = (
        ("Vpp", size_text(v, "p95")),
        ("Interval", interval_text(i, m["fano_10_s"])),
        (
            "Pairs",
            f"{several(p['doublets'], 'doublet')}, {several(p['repeats'], 'repeat discharge')}, "
            f"{p['f_wave_like']} of them F-wave-like",
        ),
        ("Potential", potential_text(m["shape"])),
        ("Groups", groups_text(m)),
        ("Noise", f"{told(m['noise_uv'], 1)} µV, smallest detectable Vpp {told(m['smallest_vpp_uv'])} µV"),
        ("Not analysed", held_text(m)),
    )
    lines = [(name, part, n == 0) for name, text in facts if text for n, part in enumerate(wrapped(text, 300, 8.5))]
    height = max(4.5 * LINE, 11.0 * len(lines)) + PLOT_PT + 4 * LINE
    paper.room(height)
    paper.y += 0.7 * LINE
    top = paper.y
    paper.text(MARGIN + 10, top + 10, str(m["label"])[:60], 12, bold=True)
    paper.text(MARGIN + 10 + 7.0 * len(str(m["label"])[:60]) + 8, top + 10, str(m["state"]), 8, colour=GREY)
    paper.text(MARGIN + 10, top + 40, rate_text(m["rate_per_min"]), 24, bold=True)
    paper.text(MARGIN + 14 + 14.0 * len(rate_text(m["rate_per_min"])), top + 40, "/min", 9, colour=GREY)
    interval = "no rate can be told"
    if m["rate_per_min"] is not None:
        interval = f"95 %: {rate_text(m['rate_low_per_min'])} to {rate_text(m['rate_high_per_min'])}"
    paper.text(MARGIN + 10, top + 54, interval, 8.5, colour=GREY)
    paper.text(MARGIN + 10, top + 65, f"{m['count']} in {clock(m['analysable_s'])} analysable", 8.5, colour=GREY)
    y = top + 24
    for name, part, first in lines:
        if first:
            paper.text(MARGIN + 138, y, name, 8.5, colour=GREY)
        paper.text(MARGIN + 200, y, part, 8.5)
        y += 11.0
    y = max(y, top + 24 + 4.5 * LINE)
    plot = m["plot"]
    _potentials(paper, plot, colour, MARGIN + 10, y, 120.0)
    _intervals(paper, plot, colour, MARGIN + 144, y, 120.0)
    _rain(paper, plot, colour, MARGIN + 280, y, WIDE - 280, duration_s)
    paper.y = y + PLOT_PT + 1.6 * LINE
    paper.box(MARGIN, top, 3, paper.y - top - 0.6 * LINE, colour, None)


def _potentials(paper: Paper, plot: Mapping[str, Any], colour: Colour, x: float, y: float, wide: float) -> None:
    caption = "Potentials" + (f" on {plot['channel']}" if plot["channel"] else "")
    paper.text(x, y + PLOT_PT + 10, caption[:34], 7.5, colour=GREY)
    waves, median = plot["waves_uv"], plot["median_wave_uv"]
    if not median:
        paper.text(x + 20, y + PLOT_PT / 2, "no potential", 8, colour=GREY)
        return
    peaks = sorted(max((abs(v) for v in w if v is not None), default=0.0) for w in waves) or [1.0]
    scale = 0.42 * PLOT_PT / max(peaks[len(peaks) * 3 // 4], 1e-3)
    middle, step = y + 0.5 * PLOT_PT, wide / max(1, len(median) - 1)

    def points(wave: Sequence[float | None]) -> list[tuple[float, float]]:
        inside = ((k, v) for k, v in enumerate(wave) if v is not None)
        return [(x + k * step, min(max(middle - v * scale, y), y + PLOT_PT)) for k, v in inside]

    pale = (0.45 + 0.55 * colour[0], 0.45 + 0.55 * colour[1], 0.45 + 0.55 * colour[2])
    for wave in waves:
        paper.lines(points(wave), pale, 0.4)
    paper.lines(points(median), BLACK, 1.0)
    bar = nice_step(0.8 * PLOT_PT / scale, 3)
    paper.strokes([(x, y + PLOT_PT - 2, y + PLOT_PT - 2 - bar * scale)], GREY, 1.0)
    said = f"Bar {bar:g} µV, {plot['before_ms'] + plot['after_ms']:g} ms wide"  # below: over the waves nobody reads it
    paper.text(x, y + PLOT_PT + 18, said, 7.5, colour=GREY)


def _intervals(paper: Paper, plot: Mapping[str, Any], colour: Colour, x: float, y: float, wide: float) -> None:
    from fascview.analysis.statistics import known_intervals

    counts = [0] * 25
    for step in known_intervals(plot["times_s"], plot["held_s"]).tolist():
        if step >= 0.001:
            counts[min(24, int((math.log10(step) + 3.0) * 5.0))] += 1
    highest = max(counts)
    for k, count in enumerate(counts):
        if count:
            tall = count / highest * (PLOT_PT - 12)
            paper.box(x + k * wide / 25, y + PLOT_PT - tall, wide / 25 - 0.6, tall, colour, None)
    paper.lines([(x, y + PLOT_PT), (x + wide, y + PLOT_PT)], GREY, 0.5)
    for k, words in enumerate(("1 ms", "10", "100", "1 s", "10", "100")):
        paper.text(x + k * wide / 5 - (0 if k == 0 else 5), y + PLOT_PT + 9, words, 6.5, colour=GREY)
    paper.text(x, y + PLOT_PT + 18, "Intervals", 7.5, colour=GREY)


def _rain(
    paper: Paper, plot: Mapping[str, Any], colour: Colour, x: float, y: float, wide: float, duration_s: float
) -> None:
    scale = wide / max(duration_s, 1e-9)
    for start, stop in plot["held_s"]:
        if (stop - start) * scale > 0.15:
            paper.box(x + start * scale, y, (stop - start) * scale, PLOT_PT, HELD, None)
    strokes = []
    for t, v in zip(plot["times_s"], plot["vpp_uv"], strict=True):
        share = min(max(math.log(max(v or 0.0, 1e-3) / 10.0) / math.log(200.0), 0.06), 1.0)
        strokes.append((x + t * scale, y + PLOT_PT, y + PLOT_PT - share * (PLOT_PT - 4)))
    paper.strokes(strokes, colour, 0.6)
    paper.lines([(x, y + PLOT_PT), (x + wide, y + PLOT_PT)], GREY, 0.5)
    for share in (0.0, 0.5, 1.0):
        paper.text(x + share * (wide - 18), y + PLOT_PT + 9, clock(share * duration_s), 6.5, colour=GREY)
    paper.text(x, y + PLOT_PT + 18, "Events over time, height by Vpp; grey is not analysable", 7.5, colour=GREY)


def _distribution(paper: Paper, d: Mapping[str, Any]) -> None:
    rows = [(s["label"], f"{s['active']} of {s['recorded']}") for s in (d["total"], *d["shares"])]
    _table(paper, "Distribution", ("Muscles", "With fasciculations"), rows, (220.0, WIDE - 220.0))
    if d["groups"]["recorded"]:
        _line(paper, d["sentence"], GREY)
    if d["untold"]:
        _line(paper, f"Not watched long enough to tell: {', '.join(d['untold'])}.", GREY)


def _synchrony(paper: Paper, pairs: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            f"{p['first']} and {p['second']}" + (" (one limb)" if p["same_limb"] else ""),
            str(p["observed"]),
            told(p["expected"], 1),
            told(p["z"], 1),
            told(p["z_shifted"], 1),
        )
        for p in pairs
    ]
    if rows:
        head = ("Muscles", "Pairs", "By chance", "z", "z shifted in time")
        _table(paper, "Synchrony within 25 ms", head, rows, (230.0, 55.0, 65.0, 50.0, WIDE - 400.0))


def _quality(paper: Paper, muscles: Sequence[Mapping[str, Any]]) -> None:
    rows = []
    for m in muscles:
        for c in m["channels"]:
            names = ("mains_percent", "below_20_hz_percent", "clipped_percent", "lost_percent")
            rows.append((m["label"], c["name"], c["word"], told(c["sigma_uv"], 1), *(told(c[n], 1) for n in names)))
    head = ("Muscle", "Channel", "Quality", "Noise µV", "Mains %", "< 20 Hz %", "Clipped %", "Lost %")
    _table(paper, "Signal quality", head, rows, (110.0, 110.0, 55.0, 50.0, 45.0, 50.0, 48.0, WIDE - 468.0))


def _table(paper: Paper, title: str, head: Sequence[str], rows: Rows, widths: Sequence[float]) -> None:
    """Write a table; where it goes on over the page its head stands again, and no row is torn apart."""
    _title(paper, title)

    def heading() -> None:
        x = MARGIN
        for words, width in zip(head, widths, strict=True):
            paper.text(x, paper.y + 8, words, 8, colour=GREY)
            x += width
        paper.box(MARGIN, paper.y + LINE - 2, WIDE, 0.5, RULE, None)
        paper.y += LINE

    heading()
    for row in rows:
        cells = [wrapped(str(words), width - 6, 8.5) for words, width in zip(row, widths, strict=True)]
        tall = min(max(len(c) for c in cells), 40)
        if paper.room(11.0 * tall + 2):
            heading()
        x = MARGIN
        for cell, width in zip(cells, widths, strict=True):
            for n, part in enumerate(cell[:tall]):
                paper.text(x, paper.y + 9 + 11.0 * n, part, 8.5)
            x += width
        paper.y += 11.0 * tall + 2
    paper.y += 4


def _closing(paper: Paper) -> None:
    paper.room(5 * LINE)
    paper.y += LINE
    _line(
        paper,
        "Rates count accepted events per analysable minute: recorded time less voluntary activity, artefact and lost "
        "samples. Intervals are exact Poisson 95 %, widened where events cluster. A shape group is not a motor unit. "
        "This report describes a recording and no more.",
        GREY,
        8.0,
    )
