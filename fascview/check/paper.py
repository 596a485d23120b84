"""The result sheet on paper: A4 pages of text and heat maps as PDF 1.4, with the fonts every reader has."""

from __future__ import annotations

import math
import zlib

from fascview.check.layout import Layout, row_name
from fascview.check.sheet import NOTICE, Sheet, columns_of, figure_text, worst_first

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 48.0
LINE = 13.0
Colour = tuple[float, float, float]
BLACK, GREY, RULE = (0.07, 0.1, 0.12), (0.36, 0.41, 0.45), (0.79, 0.82, 0.85)
TONES: dict[str, Colour] = {"fail": (0.70, 0.15, 0.12), "warn": (0.52, 0.33, 0.0), "pass": (0.0, 0.44, 0.31)}
MAPS = (("noise_uv", "Noise [µV]", "noise_uv"), ("mains_percent", "Mains share [%]", "mains_percent"))
IMPEDANCE = ("impedance_kohm", "Impedance [kOhm]", "impedance_kohm")


class Paper:
    """Collects drawing on A4 pages; y is measured from the top [pt]."""

    def __init__(self) -> None:
        self._pages: list[list[str]] = [[]]
        self.y = MARGIN

    def text(
        self, x: float, y: float, words: str, size: float = 9.0, bold: bool = False, colour: Colour = BLACK
    ) -> None:
        """Write one line with its baseline at ``y``."""
        safe = words.replace("Ω", "Ohm").replace("−", "-").replace("–", "-")
        coded = safe.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        rgb = " ".join(f"{c:.3f}" for c in colour)
        face = "F2" if bold else "F1"
        line = f"BT /{face} {size:g} Tf {rgb} rg {x:.2f} {HEIGHT - y:.2f} Td ({coded.decode('cp1252')}) Tj ET"
        self._pages[-1].append(line)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour | None, frame: Colour | None) -> None:
        """Draw a rectangle with its upper left corner at ``(x, y)``."""
        words = []
        if fill is not None:
            words.append(" ".join(f"{c:.3f}" for c in fill) + " rg")
        if frame is not None:
            words.append(" ".join(f"{c:.3f}" for c in frame) + " RG 1 w")
        operator = "B" if fill is not None and frame is not None else "f" if fill is not None else "S"
        words.append(f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re {operator}")
        self._pages[-1].append(" ".join(words))

    def room(self, height: float) -> bool:
        """Begin another page unless ``height`` fits; return whether it did."""
        if self.y + height <= HEIGHT - MARGIN - LINE:
            return False
        self._pages.append([])
        self.y = MARGIN
        return True

    def data(self, footer: str) -> bytes:
        """Return the document."""
        n = len(self._pages)
        for i, page in enumerate(list(self._pages)):
            self._pages.append(page)
            self.text(MARGIN, HEIGHT - MARGIN + 8, f"{footer}   Page {i + 1} of {n}", 8, colour=GREY)
            self._pages.pop()
        objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
        kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(n))
        objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {n} >>".encode())
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
        objects += [font.format(name).encode() for name in ("Helvetica", "Helvetica-Bold")]
        for i, page in enumerate(self._pages):
            stream = zlib.compress("\n".join(page).encode("cp1252"))
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents {6 + 2 * i} 0 R "
                "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
            )
            head = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
            objects.append(head + stream + b"\nendstream")
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        begin = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
        out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
        return bytes(out)


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
        paper.text(MARGIN, paper.y, step.state.upper(), 8, bold=True, colour=TONES.get(step.state, GREY))
        paper.text(MARGIN + 44, paper.y, f"{step.title}. {step.text}"[:110])
        paper.y += LINE
    for line in (*(f.text for f in result.findings), *result.remedies()):
        for part in _wrapped(line, 100):
            paper.text(MARGIN, paper.y, part)
            paper.y += LINE
    if sheet.layout is not None:
        _maps(paper, sheet, sheet.layout)
    _table(paper, sheet)
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
