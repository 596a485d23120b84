"""The card of a muscle: rate, interval, count, observation clock, noise, state in words, mute and solo."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QStaticText
from PySide6.QtWidgets import QSizePolicy, QWidget

from fascview_ui.models.words import CardText
from fascview_ui.theme import Theme, measured
from fascview_ui.views.buttons import Button
from fascview_ui.views.chips import ChipView
from fascview_ui.views.sparkline import Sparkline

FULL_HEIGHT = 152
COMPACT_HEIGHT = 96
LEAST_HEIGHT = 66
TINY_HEIGHT = 88
FOOT_HEIGHT = 40
KEPT_WORDS = 64


def without_foot(text: CardText) -> CardText:
    """Return what a card says above its lowest line, where most changes of a quiet muscle are."""
    return dataclasses.replace(
        text,
        clock="",
        clock_note="",
        clock_note_short="",
        clock_note_shortest="",
        filling=0.0,
        noise="",
        noise_fault=False,
        smallest="",
        spoken="",
    )


class MuscleCard(QWidget):
    """One muscle. Compact below 130 px of height or 420 px of width."""

    selected = Signal(int)
    mute_toggled = Signal(int, bool)
    solo_toggled = Signal(int, bool)

    def __init__(self, theme: Theme, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.index = index
        self._text: CardText | None = None
        self._laid_out: dict[tuple[str, int, int], QStaticText] = {}  # most words of a card come again each second
        self._chosen = False
        self._chip = ChipView(theme, "small", self)
        self.mute = Button(theme, icon="volume", name=self.tr("Mute"), parent=self)
        self.solo = Button(theme, icon="headphones", name=self.tr("Solo"), parent=self)
        for button, tip in (
            (self.mute, self.tr("Mute this muscle")),
            (self.solo, self.tr("Hear this muscle only")),
        ):
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setProperty("small", True)
        self.mute.toggled.connect(self._muted)
        self.solo.toggled.connect(lambda on: self.solo_toggled.emit(self.index, on))
        self._sparkline = Sparkline(theme, theme.muscle(index), self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def compact(self) -> bool:
        """True where the room asks for the short form."""
        return self.height() < 130 or self.width() < 420

    @property
    def text(self) -> CardText | None:
        """What is shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the size of the full form."""
        return QSize(544, FULL_HEIGHT)

    def set_text(self, text: CardText) -> None:
        """Show other figures; chip, figures and accessible text change together."""
        if text == self._text:
            return
        if self._text is None or text.name != self._text.name or text.side != self._text.side:
            label = f"{text.name} {text.side}".strip()
            self.mute.setAccessibleName(self.tr("Mute {0}").format(label))
            self.solo.setAccessibleName(self.tr("Solo {0}").format(label))
        before, self._text = self._text, text
        if text.chip != self._chip.chip:
            self._chip.set_chip(text.chip)
            self._place()
        self._sparkline.set_values(text.sparkline, text.held)
        self.setAccessibleName(text.spoken)
        if before is not None and not self.compact and without_foot(before) == without_foot(text):
            self.update(0, self.height() - FOOT_HEIGHT, self.width(), FOOT_HEIGHT)
            return
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Frame the card of the selected muscle."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours; the children are told by whoever tells the card."""
        self._theme = theme
        self._chip.set_theme(theme)
        self.mute.set_theme(theme)
        self.solo.set_theme(theme)
        self._sparkline.set_theme(theme, theme.muscle(self.index))
        self.update()

    def _muted(self, on: bool) -> None:
        self.mute.set_icon_name("mute" if on else "volume")
        self.mute_toggled.emit(self.index, on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the muscle."""
        self.selected.emit(self.index)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the muscle with Enter while the card has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.selected.emit(self.index)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew."""
        self._place()

    def _place(self) -> None:
        compact = self.compact
        edge = 24
        top = 6 if compact else 11
        right = self.width() - (8 if compact else 12)
        buttons = [self.mute] if compact else [self.solo, self.mute]
        self.solo.setVisible(not compact)
        for button in buttons:
            button.setFixedSize(edge, edge)
            button.move(right - edge, top)
            right -= edge + (6 if compact else 8)
        hint = self._chip.sizeHint()
        self._chip.setGeometry(right - hint.width(), top, hint.width(), edge)
        if compact:
            x = min(206, int(self.width() * 0.64))
            high = self.height() - 56 if self.height() < TINY_HEIGHT else max(24, self.height() - 64)
            self._sparkline.setGeometry(x, 32, max(60, self.width() - x - 8), high)
            self._sparkline.setVisible(high >= 20)
        else:
            x = min(380, int(self.width() * 0.70))
            y = 46 + (self.height() - FULL_HEIGHT) // 2
            self._sparkline.setGeometry(x, y, max(60, self.width() - x - 10), 54)
            self._sparkline.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, colour edge, figures and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, colour = self._theme, QColor(self._theme.muscle(self.index))
        painter.setPen(QPen(QColor(theme.text if self._chosen else theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setClipRect(0, 0, 4, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 0, 16, self.height()), 6, 6)
        painter.setClipping(False)
        if self._text is not None:
            if self.compact:
                self._paint_compact(painter, self._text)
            elif event.rect().top() < self.height() - FOOT_HEIGHT:
                self._paint_full(painter, self._text)
            else:
                self._paint_foot(painter, self._text, self.height() - 21.0)
        painter.end()

    def _words(
        self, painter: QPainter, x: float, y: float, words: str, pixels: int, weight: int, colour: str, right: float = 0
    ) -> float:
        """Write one line with its middle at ``y``; ``right``: end there instead. Returns where it ends."""
        made, metrics = measured(pixels, weight)
        known = self._laid_out.get((words, pixels, weight))
        if known is None:
            if len(self._laid_out) > KEPT_WORDS:
                self._laid_out.clear()
            known = QStaticText(words)
            known.setTextFormat(Qt.TextFormat.PlainText)
            known.prepare(font=made)
            self._laid_out[words, pixels, weight] = known
        painter.setFont(made)
        painter.setPen(QColor(colour))
        width = metrics.horizontalAdvance(words)
        if right:
            x = right - width
        painter.drawStaticText(QPointF(x, y - metrics.height() / 2), known)
        return x + width if not right else x

    def _paint_full(self, painter: QPainter, text: CardText) -> None:
        theme = self._theme
        colour = theme.muscle(self.index)
        middle = (self.height() - FULL_HEIGHT) / 2
        room = self._chip.x() - 20 - (34 if text.side else 8)
        name = measured(16, 600)[1].elidedText(text.name, Qt.TextElideMode.ElideRight, max(60, room))
        end = self._words(painter, 20, 23, name, 16, 600, colour)
        if text.side:
            self._paint_side(painter, QRectF(end + 8, 13, 21, 20), text.side, colour)
        figures = theme.text3 if text.held else theme.text
        y = 73 + middle
        end = self._words(painter, 19, y, text.rate, 64, 600, figures)
        x = max(end + 18, 96.0)
        self._words(painter, x, y - 9, self.tr("/min"), 16, 600, figures)
        self._words(painter, x, y + 13, text.interval, 12, 400, theme.text2)
        x = max(232.0, min(self.width() * 0.43, 240.0))
        self._words(painter, x, y - 20, self.tr("Count"), 12, 400, theme.text2)
        self._words(painter, x, y + 2, text.count, 20, 600, figures)
        self._words(painter, x + 76, y - 20, self.tr("Last 10 s"), 12, 400, theme.text2)
        self._words(painter, x + 76, y + 2, text.last_10_s, 20, 600, figures)
        self._paint_foot(painter, text, self.height() - 21.0)

    def _paint_foot(self, painter: QPainter, text: CardText, y: float) -> None:
        theme = self._theme
        right = self.width() - 12.0
        right = self._words(painter, 0, y, f"{text.smallest} µV", 13, 600, theme.text, right)
        right = self._words(painter, 0, y, self.tr("smallest Vpp"), 12, 400, theme.text2, right - 5)
        ink = theme.fault if text.noise_fault else theme.text
        right = self._words(painter, 0, y, f"{text.noise} µV", 13, 600, ink, right - 14)
        right = self._words(painter, 0, y, self.tr("noise"), 12, 400, theme.text2, right - 5)
        clock = measured(13, 600)[1].horizontalAdvance(text.clock)
        note = text.clock_note
        for note in (text.clock_note, text.clock_note_short):
            room = right - 14 - 20 - clock - 5 - measured(12)[1].horizontalAdvance(note)
            if room >= 40:
                break
        wide = min(64.0, max(24.0, room - 8))
        bar = QRectF(20, y - 3, wide, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line_strong))
        painter.drawRoundedRect(bar, 3, 3)
        done = QRectF(bar)
        done.setWidth(bar.width() * text.filling)
        painter.setBrush(QColor(theme.text2 if text.filling >= 1.0 else theme.notice))
        if done.width() >= 1:
            painter.drawRoundedRect(done, 3, 3)
        end = self._words(painter, 28 + wide, y, text.clock, 13, 600, theme.text)
        self._words(painter, end + 5, y, note, 12, 400, theme.text2)

    def _paint_compact(self, painter: QPainter, text: CardText) -> None:
        theme = self._theme
        label = f"{text.name} {text.side}".strip()
        room = self._chip.x() - 16 - 6
        label = measured(15, 600)[1].elidedText(label, Qt.TextElideMode.ElideRight, max(40, room))
        self._words(painter, 16, 18, label, 15, 600, theme.muscle(self.index))
        figures = theme.text3 if text.held else theme.text
        if self.height() < TINY_HEIGHT:
            self._paint_tiny(painter, text, figures)
            return
        y = 51.0 + (self.height() - COMPACT_HEIGHT) / 2
        end = self._words(painter, 16, y, text.rate, 48 if self.height() >= 92 else 36, 600, figures)
        x = max(end + 10, 56.0)
        self._words(painter, x, y - 11, self.tr("/min"), 14, 600, figures)
        end = self._words(painter, x, y + 8, text.interval_short, 12, 400, theme.text2)
        x = max(148.0, end + 10)
        self._words(painter, x, y - 11, self.tr("Count"), 12, 400, theme.text2)
        self._words(painter, x, y + 8, text.count, 16, 600, figures)
        self._paint_compact_foot(painter, text)

    def _paint_tiny(self, painter: QPainter, text: CardText, figures: str) -> None:
        """Write rate, interval and count on one line, where a banner leaves no room for two."""
        y = self.height() / 2
        end = self._words(painter, 16, y, text.rate, 28, 600, figures)
        end = self._words(painter, end + 6, y + 4, self.tr("/min"), 12, 600, figures)
        end = self._words(painter, end + 8, y + 4, text.interval_short, 12, 400, self._theme.text2)
        self._words(painter, max(148.0, end + 10), y + 4, text.count, 16, 600, figures)
        self._paint_compact_foot(painter, text)

    def _paint_compact_foot(self, painter: QPainter, text: CardText) -> None:
        theme, y = self._theme, self.height() - 13.0
        right = self._words(painter, 0, y, f"{text.smallest} µV", 12, 600, theme.text, self.width() - 8.0)
        right = self._words(painter, 0, y, self.tr("smallest"), 12, 400, theme.text2, right - 4)
        ink = theme.fault if text.noise_fault else theme.text
        right = self._words(painter, 0, y, f"{text.noise} µV", 12, 600, ink, right - 10)
        right = self._words(painter, 0, y, self.tr("noise"), 12, 400, theme.text2, right - 4)
        end = self._words(painter, 16, y, text.clock, 12, 600, theme.text)
        for note in (text.clock_note_short, text.clock_note_shortest):
            if end + 4 + measured(12)[1].horizontalAdvance(note) <= right - 8:
                self._words(painter, end + 4, y, note, 12, 400, theme.text2)
                break

    def _paint_side(self, painter: QPainter, box: QRectF, side: str, colour: str) -> None:
        painter.setPen(QPen(QColor(colour), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(measured(12, 600)[0])
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, side)


class CardColumn(QWidget):
    """All cards: beside their bands up to six muscles, beyond that in two scrolling columns."""

    selected = Signal(int)
    mute_toggled = Signal(int, bool)
    solo_toggled = Signal(int, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bands: tuple[tuple[int, float, float], ...] = ()
        self.cards: list[MuscleCard] = []

    def set_theme(self, theme: Theme) -> None:
        """Make cards to come in this theme; those that are there are told themselves."""
        self._theme = theme

    def set_muscles(self, n_muscles: int) -> None:
        """Make one card per muscle."""
        for card in self.cards:
            card.setParent(None)
            card.deleteLater()
        self.cards = []
        for i in range(n_muscles):
            card = MuscleCard(self._theme, i, self)
            card.selected.connect(self.selected)
            card.mute_toggled.connect(self.mute_toggled)
            card.solo_toggled.connect(self.solo_toggled)
            card.show()
            self.cards.append(card)
        self._place()

    def set_bands(self, bands: tuple[tuple[int, float, float], ...]) -> None:
        """Lay the cards beside bands, each ``(muscle, top, bottom)`` in this widget's rows."""
        if bands != self._bands:
            self._bands = bands
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards anew."""
        self._place()

    def _place(self) -> None:
        boxes = place_cards(len(self.cards), self.width(), self.height(), self._bands)
        for card, box in zip(self.cards, boxes, strict=True):
            card.setGeometry(box)


def place_cards(n_cards: int, width: int, height: int, bands: tuple[tuple[int, float, float], ...]) -> list[QRect]:
    """Return where each card lies: beside its band where bands are given and high enough, else in a grid.

    A grid has one column up to six cards and two beyond.
    """
    if not n_cards:
        return []
    known = {muscle: (top, bottom) for muscle, top, bottom in bands}
    lowest = min((bottom - top for top, bottom in known.values()), default=0.0)
    if n_cards <= 6 and len(known) == n_cards and lowest >= LEAST_HEIGHT:
        return [QRect(0, round(known[i][0]), width, round(min(known[i][1] - known[i][0], 220))) for i in range(n_cards)]
    # The grid follows the order of the traces.
    ranks = {m: at for at, m in enumerate(sorted(range(n_cards), key=lambda m: (known.get(m, (1e9, 0.0))[0], m)))}
    columns = 1 if n_cards <= 6 else 2
    rows = -(-n_cards // columns)
    each = max(88 if columns == 2 else LEAST_HEIGHT, min(FULL_HEIGHT, (height - 8 * (rows - 1)) // rows))
    wide = (width - 8 * (columns - 1)) // columns
    places = [ranks[i] for i in range(n_cards)]
    return [QRect((k % columns) * (wide + 8), (k // columns) * (each + 8), wide, each) for k in places]
