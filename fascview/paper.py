"""A4 pages as PDF 1.4, with the fonts every reader has: text, lines and boxes, page after page."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 48.0
LINE = 13.0
Colour = tuple[float, float, float]
BLACK, GREY, RULE = (0.07, 0.1, 0.12), (0.36, 0.41, 0.45), (0.79, 0.82, 0.85)


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

    def lines(self, points: Sequence[tuple[float, float]], colour: Colour, width: float = 0.6) -> None:
        """Draw a line from point to point."""
        if len(points) < 2:
            return
        rgb = " ".join(f"{c:.3f}" for c in colour)
        path = " ".join(f"{x:.2f} {HEIGHT - y:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(points))
        self._pages[-1].append(f"{rgb} RG {width:g} w 1 j {path} S")

    def strokes(self, ends: Sequence[tuple[float, float, float]], colour: Colour, width: float = 0.6) -> None:
        """Draw upright strokes, each ``(x, from y, to y)``."""
        if not ends:
            return
        rgb = " ".join(f"{c:.3f}" for c in colour)
        path = " ".join(f"{x:.2f} {HEIGHT - a:.2f} m {x:.2f} {HEIGHT - b:.2f} l" for x, a, b in ends)
        self._pages[-1].append(f"{rgb} RG {width:g} w {path} S")

    @property
    def n_pages(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

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
