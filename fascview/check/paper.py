"""The result sheet on paper: A4 pages of text and heat maps as PDF 1.4, with the fonts every reader has."""

from __future__ import annotations

import math

from fascview.check.layout import Layout, row_name
from fascview.check.limits import FACTS
from fascview.check.sheet import NOTICE, Sheet, columns_of, figure_text, worst_first
from fascview.paper import GREY, LINE, MARGIN, RULE, WIDTH, Colour, Paper

TONES: dict[str, Colour] = {"fail": (0.70, 0.15, 0.12), "warn": (0.52, 0.33, 0.0), "pass": (0.0, 0.44, 0.31)}
MAPS = (("noise_uv", "Noise [µV]", "noise_uv"), ("mains_percent", "Mains share [%]", "mains_percent"))
IMPEDANCE = ("impedance_kohm", "Impedance [kOhm]", "impedance_kohm")


def as_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF document."""
    paper, result = Paper(), sheet.result
    failed, near, fine = result.counts()
    verdict = "pass" if result.passed else "fail"
    paper.text(MARGIN, paper.y + 10, "Array check", 18, bold=True)
    paper.text(WIDTH - MARGIN - 60, paper.y + 10, verdict.upper(), 18, bold=True, colour=TONES[verdict])
    paper.y += 28
    facts = [
        sheet.source,
        sheet.when,
        f"{len(result.channels)} channels",
        f"{result.facts.get('fs_hz', math.nan):g} Hz",
    ]
    if sheet.layout is not None:
        facts.append(f"{sheet.layout.title}, {sheet.layout.turn_text}")
    paper.text(MARGIN, paper.y, ", ".join(facts), colour=GREY)
    paper.y += LINE
    paper.text(MARGIN, paper.y, f"{fine} pass, {near} warn, {failed} fail", bold=True)
    paper.y += 1.5 * LINE
    for step in sheet.steps:
        state = "LEFT OUT" if step.state == "open" else step.state.upper()
        paper.text(MARGIN, paper.y, state, 8, bold=True, colour=TONES.get(step.state, GREY))
        for line in _wrapped(f"{step.title}. {step.text}", 92)[:4]:
            paper.text(MARGIN + 50, paper.y, line)
            paper.y += LINE
    for line in (*(f.text for f in result.findings), *result.remedies()):
        for part in _wrapped(line, 100):
            paper.text(MARGIN, paper.y, part)
            paper.y += LINE
    if sheet.layout is not None:
        _maps(paper, sheet, sheet.layout)
    _table(paper, sheet)
    paper.room(4 * LINE)
    paper.y += LINE
    limits = [f"{fact.name} {getattr(result.limits, name):g} {fact.unit}" for name, fact in FACTS.items()]
    for line in _wrapped("Limits: " + ", ".join(limits) + ".", 110):
        paper.room(LINE)
        paper.text(MARGIN, paper.y, line, 8, colour=GREY)
        paper.y += LINE
    return paper.data(NOTICE)


def _wrapped(words: str, width: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _maps(paper: Paper, sheet: Sheet, layout: Layout) -> None:
    result = sheet.result
    wanted = [*MAPS, IMPEDANCE]
    maps = [m for m in wanted if any(math.isfinite(c.figures.get(m[0], math.nan)) for c in result.channels)]
    if not maps:
        return
    cell = min(20.0, (WIDTH - 2 * MARGIN - 20 * len(maps)) / len(maps) / layout.n_columns)
    paper.room(cell * layout.n_rows + 3 * LINE)
    paper.y += LINE
    for m, (key, title, limit_name) in enumerate(maps):
        x = MARGIN + m * (cell * layout.n_columns + 24)
        paper.text(x + 14, paper.y, title, bold=True)
        limit = float(getattr(result.limits, limit_name))
        for r, row in enumerate(layout.grid):
            y = paper.y + 6 + r * cell
            paper.text(x, y + 0.65 * cell, row_name(r), 7, colour=GREY)
            for c, number in enumerate(row):
                if not 0 < number <= len(result.channels):
                    continue
                channel = result.channels[number - 1]
                value = channel.figures.get(key, math.nan)
                part = min(1.0, value / (1.5 * limit)) if math.isfinite(value) else 0.0
                frame = TONES["fail"] if channel.level == "fail" else None
                fill = (1 - 0.55 * part, 1 - 0.25 * part, 1 - 0.10 * part)
                paper.box(x + 14 + c * cell, y, cell - 1.5, cell - 1.5, fill, frame)
                paper.text(x + 15 + c * cell, y + 0.65 * cell, figure_text(value, 0), min(7.0, 0.4 * cell))
    paper.y += cell * layout.n_rows + 2 * LINE


def _table(paper: Paper, sheet: Sheet) -> None:
    result, columns = sheet.result, columns_of(sheet.result)
    step = 56.0

    def head() -> None:
        paper.y += LINE
        paper.text(MARGIN, paper.y, "Channel", 8, colour=GREY)
        for k, (_, heading, _) in enumerate(columns):
            paper.text(MARGIN + 130 + k * step, paper.y, heading, 8, colour=GREY)
        paper.text(MARGIN + 134 + len(columns) * step, paper.y, "Verdict", 8, colour=GREY)
        paper.box(MARGIN, paper.y + 4, WIDTH - 2 * MARGIN, 0.5, RULE, None)
        paper.y += LINE + 2

    paper.room(4 * LINE)
    head()
    for i in worst_first(result):
        if paper.room(LINE):
            head()
        channel = result.channels[i]
        place = "" if sheet.layout is None else f"  {sheet.layout.label(i)}"
        paper.text(MARGIN, paper.y, f"{channel.name}{place}"[:28])
        for k, (key, _, digits) in enumerate(columns):
            value = figure_text(channel.figures.get(key, math.nan), digits)
            paper.text(MARGIN + 130 + k * step, paper.y, value)
        paper.text(MARGIN + 134 + len(columns) * step, paper.y, result.verdict(i), colour=TONES[channel.level])
        paper.y += LINE
