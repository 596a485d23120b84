"""What stands around the traces: the names and scale bars on the left, the time above."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from fascview.stream import Muscle
from fascview_ui.views.traces.colours import TraceColours
from fascview_ui.views.traces.layout import Band
from fascview_ui.views.traces.sprites import Sprites, sized
from fascview_ui.views.traces.time_axis import Span, decimals_for, time_text

AXIS_PX = 28
GUTTER_PX = 96
NARROW_GUTTER_PX = 84
BAR_PX = 4


def short_names(name: str, side: str) -> list[str]:
    """Return a muscle's label in ever shorter forms; the side is never given up.

    ``Tibialis anterior R`` ends as ``Tib. ant. R``: words are cut, and never end in a vowel.
    """
    out = [f"{name} {side}".strip()]
    for letters in (9, 8, 7, 6, 5, 4, 3):
        words = []
        for word in name.split():
            cut = word[:letters].rstrip("aeiouyäöüAEIOUY") or word[:letters]
            words.append(word if len(word) <= letters + 1 else f"{cut}.")
        out.append(f"{' '.join(words)} {side}".strip())
    return list(dict.fromkeys(out))


def label_forms(muscle: Muscle, short: str) -> list[str]:
    """Return the label of a muscle in full, then ``short``, then ever shorter."""
    return list(dict.fromkeys([muscle.label, short, *short_names(muscle.name, muscle.side)]))


def fitted(names: Sequence[str], metrics: QFontMetricsF, width: float) -> str:
    """Return the first of ``names`` that fits into ``width``, else the last one cut."""
    found = next((n for n in names if metrics.horizontalAdvance(n) <= width), None)
    return found or metrics.elidedText(names[-1], Qt.TextElideMode.ElideMiddle, width)


@dataclass(frozen=True)
class BandText:
    """The words beside one muscle: its name from long to short, what one division is, the names of its channels."""

    names: tuple[str, ...]
    scale: str
    channels: tuple[str, ...]


def gutter(
    bands: Sequence[Band], texts: Sequence[BandText], width: int, height: int, scroll: float,
    colours: TraceColours, font: QFont, ratio: float,
) -> QPixmap:  # fmt: skip
    """Paint names, scale bars and channel names into a picture of ``width`` by ``height`` logical pixels."""
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(colours.window))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    small = sized(font, 12)
    for band, text in zip(bands, texts, strict=True):
        top = band.top - scroll
        if top > height or band.bottom - scroll < 0:
            continue
        painter.fillRect(QRectF(0, top, BAR_PX, band.bottom - band.top), colours.muscle(band.muscle))
        _name(
            painter,
            text.names,
            QRectF(12, top, width - 14, min(band.lane, 24.0)),
            colours.muscle(band.muscle),
            font,
        )
        painter.setFont(small)
        every = max(1, -(-13 // max(1, int(band.pitch))))
        painter.setPen(QColor(colours.text_2))
        for i, (name, baseline) in enumerate(zip(text.channels, band.baselines, strict=True)):
            if i % every == 0 and (band.pitch >= 10 or every < len(text.channels)):
                box = QRectF(width - 40, baseline - scroll - 9, 33, 18)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        _scale(painter, text.scale, band, scroll, colours)
    painter.end()
    return picture


def _name(painter: QPainter, names: Sequence[str], box: QRectF, colour: QColor, font: QFont) -> None:
    px = 13.0 if box.height() >= 16 else max(8.0, box.height() - 2)
    painter.setFont(sized(font, px, QFont.Weight.DemiBold))
    painter.setPen(colour)
    shown = fitted(names, QFontMetricsF(painter.font()), box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _scale(painter: QPainter, text: str, band: Band, scroll: float, colours: TraceColours) -> None:
    room = band.bottom - band.top - band.lane
    if room < 16:
        return
    length = band.division
    middle = band.top + band.lane + room / 2 - scroll
    if len(band.channels) % 2 == 0 and length <= room:
        # Between two baselines, as long as the distance between them.
        middle = band.baselines[len(band.channels) // 2 - 1] + band.pitch / 2 - scroll
    x, top, bottom = 12.5, round(middle - length / 2) + 0.5, round(middle + length / 2) + 0.5
    painter.setPen(QPen(QColor(colours.text_2), 1.3))
    painter.drawPolyline([QPointF(x + 6, top), QPointF(x, top), QPointF(x, bottom), QPointF(x + 6, bottom)])
    if room >= 16:
        painter.setPen(QColor(colours.text_2))
        box = QRectF(x + 8, middle - 9, 56, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class TimeAxis:
    """The strip of recording time above the traces."""

    def __init__(self, sprites: Sprites, lost: str = "{0} lost", stalled: str = "NO DATA for {0}") -> None:
        self.sprites = sprites
        self.colours = sprites.colours
        self.lost = lost
        self.stalled = stalled
        self._tick = QColor(sprites.colours.strong_line)

    def tag_rect(self, x: float, text: str, left: float, right: float, ends_at_x: bool = True) -> QRectF:
        """Return the box of a tag whose right edge (or middle) is ``x``, kept between ``left`` and ``right``."""
        width = math.ceil(self.sprites.width(text, True) + 17)
        start = x - width if ends_at_x else x - width / 2
        return QRectF(round(max(min(start, right - width), left)), 2, width, AXIS_PX - 8)

    def reach(self, division_s: float, with_gaps: bool) -> int:
        """Return how far from the cursor words may come or go as it moves [px]: times, and tags of lost time."""
        time = self.sprites.width(time_text(35999.0, decimals_for(division_s)))
        tag = self.sprites.width(time_text(35999.0, 1 if division_s >= 0.1 else 3), True)
        lost = self.sprites.width(self.lost.format("00.00 min"), True) if with_gaps else 0.0
        return math.ceil(time + tag + lost + 50)

    def paint(
        self,
        painter: QPainter,
        spans: Sequence[Span],
        division_s: float,
        fs_hz: float,
        clip: QRectF,
        taken: Sequence[QRectF],
    ) -> None:
        """Paint ticks and times of the divisions that fall into ``clip`` and not under what is ``taken``."""
        decimals = decimals_for(division_s)
        division = division_s * fs_hz
        for span in spans:
            width = self.sprites.width(time_text(span.stop / fs_hz, decimals)) + 8
            every = max(1, math.ceil((width + 4) * span.per_px / division))
            first = max(math.ceil(max(span.start, span.sample(clip.left() - width)) / division - 1e-9), 0)
            last = math.floor(min(span.stop / division - 1e-6, span.sample(clip.right() + 1) / division))
            for k in range(first, last + 1):
                x = span.at(k * division)
                painter.fillRect(int(x), AXIS_PX - 5, 1, 5, self._tick)
                if k % every or x + width > span.right + 1:
                    continue
                if any(x + 5 < t.right() and x + 5 + width > t.left() for t in taken):
                    continue
                colour = self.colours.text_3 if span.older else self.colours.text_2
                words = self.sprites.text(time_text(k * division_s, decimals), colour, AXIS_PX - 8)
                self.sprites.put(painter, words, x + 5, 2)

    def tag(self, painter: QPainter, box: QRectF, text: str, fill: str | None, ink: str) -> None:
        """Paint a filled tag (the cursor) or, without ``fill``, an outlined one (lost time)."""
        edge = None if fill else self.colours.text_3
        picture = self.sprites.box(text, AXIS_PX - 8, ink, edge, fill or self.colours.window)
        self.sprites.put(painter, picture, box.left(), box.top())
