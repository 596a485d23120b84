"""The bedside page: four figures readable at two metres, one word each, one trace per muscle; made for fingers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fascview_ui.models.short_names import short_labels, short_name
from fascview_ui.models.traces import TraceModel
from fascview_ui.models.words import CardText, Chip
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button, Stepper
from fascview_ui.views.chips import ChipView
from fascview_ui.views.sparkline import Sparkline
from fascview_ui.views.strips import Strip
from fascview_ui.views.traces.colours import from_theme
from fascview_ui.views.traces.view import TraceView

AT_ONCE = 4
ROOMY = 6  # more other muscles than these are named briefly


class BigCard(QWidget):
    """One muscle in figures for a distance."""

    selected = Signal(int)
    mute_toggled = Signal(int, bool)

    def __init__(self, theme: Theme, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.index = index
        self._text: CardText | None = None
        self._chosen = False
        self._chip = ChipView(theme, "touch", self)
        self._sparkline = Sparkline(theme, theme.muscle(index), self)
        self.mute = Button(theme, icon="volume", name=self.tr("Mute"), parent=self)
        self.mute.setProperty("touch", True)
        self.mute.setCheckable(True)
        self.mute.toggled.connect(self._muted)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def text(self) -> CardText | None:
        """What is shown."""
        return self._text

    @property
    def small(self) -> bool:
        """True where the screen has no room for the full size."""
        return self.height() < 300 or self.width() < 280

    def set_text(self, text: CardText) -> None:
        """Show other figures."""
        if text == self._text:
            return
        self._text = text
        words = text.chip.word
        if text.chip.tone == "caution":
            words = self.tr("{0}, not counted").format(words)
        self._chip.set_chip(Chip(words, text.chip.icon, text.chip.tone))
        self._sparkline.set_values(text.sparkline, text.held)
        self.mute.setAccessibleName(self.tr("Mute {0}").format(f"{text.name} {text.side}".strip()))
        self.setAccessibleName(text.spoken)
        self._place()
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Frame the card of the selected muscle."""
        self._chosen = chosen
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self._sparkline.set_theme(theme, theme.muscle(self.index))
        self.update()

    def _muted(self, on: bool) -> None:
        self.mute.set_icon_name("mute" if on else "volume")
        self.mute_toggled.emit(self.index, on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the muscle."""
        self.selected.emit(self.index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew."""
        self._place()

    def _place(self) -> None:
        small = self.small
        self.mute.setFixedSize(48, 48)
        self.mute.move(self.width() - 48 - (8 if small else 16), 14)
        high, foot = (28, 38) if small else (52, 76)
        self._chip.set_size("small" if small else "touch")
        self._chip.setGeometry(14, self.height() - foot - high, self.width() - 28, high)
        self._sparkline.setGeometry(self.width() // 2 + 40, self.height() - foot + 8, self.width() // 2 - 52, foot - 20)
        self._sparkline.setVisible(not small)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, colour edge, figures and words."""
        theme, text = self._theme, self._text
        colour = theme.muscle(self.index)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.text if self._chosen else theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.fillRect(1, 1, self.width() - 2, 7, QColor(colour))
        if text is None:
            painter.end()
            return
        self._paint_head(painter, text, colour)
        self._paint_rate(painter, text)
        foot, figure, second = (38, 20, 15) if self.small else (76, 32, 20)
        middle = self.height() - foot / 2 - 2
        end = self._line(painter, 18, middle, text.count, figure, 600, theme.text)
        self._line(painter, end + 10, middle + 2, self.tr("in {0}").format(text.clock), second, 400, theme.text2)
        painter.end()

    def _line(self, painter: QPainter, x: float, y: float, words: str, pixels: int, weight: int, colour: str) -> float:
        made = font(pixels, weight)
        painter.setFont(made)
        painter.setPen(QColor(colour))
        wide = QFontMetricsF(made).horizontalAdvance(words)
        painter.drawText(QRectF(x, y - pixels, wide + 4, 2 * pixels), Qt.AlignmentFlag.AlignVCenter, words)
        return x + wide

    def _paint_head(self, painter: QPainter, text: CardText, colour: str) -> None:
        pixels = 30 if self.width() >= 360 else 20
        room = self.width() - 18 - 60 - 2.2 * pixels
        metrics = QFontMetricsF(font(pixels, 600))
        name = text.name if metrics.horizontalAdvance(text.name) <= room else short_name(text.name)
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(60, room))
        end = self._line(painter, 18 if self.small else 22, 38, name, pixels, 600, colour)
        if text.side:
            box = QRectF(end + pixels * 0.4, 38 - pixels * 0.6, pixels * 1.2, pixels * 1.2)
            painter.setPen(QPen(QColor(colour), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 4, 4)
            painter.setFont(font(round(pixels * 0.7), 600))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text.side)

    def _paint_rate(self, painter: QPainter, text: CardText) -> None:
        theme = self._theme
        top, bottom = 66.0, self.height() - (38 + 28 if self.small else 76 + 52) - 4.0
        share = 0.34 if len(text.rate) > 2 else 0.43
        pixels = max(44, min(200, round((bottom - top) * 1.1), round(self.width() * share)))
        colour = theme.text3 if text.held else theme.text
        middle = (top + bottom) / 2
        end = self._line(painter, 18, middle, text.rate, pixels, 600, colour)
        unit = max(16, min(30, pixels // 6))
        x = max(end + 16, 60.0)
        low = max(14, min(24, pixels // 8))
        y = middle + (pixels * 0.06 if pixels >= 100 else -unit * 0.7)
        self._line(painter, x, y, self.tr("/min"), unit, 600, colour)
        self._line(painter, x, y + unit * 1.3, text.interval_short, low, 400, theme.text2)


class BedsideStrip(Strip):
    """What the hand reaches for at the bed; every target at least 48 px."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self.setFixedHeight(80)
        self._compact = self._protocol = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(14)
        self.mark = Button(theme, self.tr("Mark"), icon="flag", key="M", role="primary")
        self.freeze = Button(theme, self.tr("Freeze"), icon="pause", key=self.tr("Space"))
        self.freeze.setCheckable(True)
        self.next = Button(theme, self.tr("Next muscle"), icon="next", key="N")
        self.sensitivity = Stepper(
            theme, self.tr("Sensitivity"), self.tr("Smaller traces"), self.tr("Larger traces"), 150
        )
        self.time = Stepper(theme, self.tr("Time base"), self.tr("Faster"), self.tr("Slower"), 150)
        self.mute = Button(theme, icon="volume", name=self.tr("Mute all sound"))
        self.mute.setCheckable(True)
        self.mute.toggled.connect(lambda on: self.mute.set_icon_name("mute" if on else "volume"))
        self.leave = Button(theme, self.tr("Leave bedside"), icon="shrink", key="F11")
        for button in (self.mark, self.freeze, self.next, self.mute, self.leave):
            button.setProperty("touch", True)
            button.setFont(font(20, 500))
        for stepper in (self.sensitivity, self.time):
            for button in (stepper.less, stepper.value, stepper.more):
                button.setProperty("touch", True)
                button.setFont(font(20, 600))
        for widget in (self.mark, self.freeze, self.next):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.sensitivity)
        row.addWidget(self.time)
        row.addStretch(1)
        row.addWidget(self.mute)
        row.addWidget(self.leave)

    def set_protocol(self, running: bool) -> None:
        """Leave the next muscle to the strip of a protocol."""
        self._protocol = running
        self.next.setVisible(not self._compact and not running)

    def set_compact(self, compact: bool) -> None:
        """Leave out the keys and what the cards do as well."""
        for button, key in ((self.mark, "M"), (self.freeze, self.tr("Space")), (self.next, "N"), (self.leave, "F11")):
            button.set_words(button.text(), "" if compact else key)
            button.updateGeometry()
        self._compact = compact
        self.next.setVisible(not compact and not self._protocol)
        self.time.setVisible(not compact)
        self.leave.set_words(self.tr("Leave") if compact else self.tr("Leave bedside"))

    def set_frozen(self, frozen: bool) -> None:
        """Show whether the traces stand still."""
        self.freeze.setChecked(frozen)
        self.freeze.set_words(self.tr("Back to live") if frozen else self.tr("Freeze"))
        self.freeze.set_icon_name("play" if frozen else "pause")


class BedsidePage(QWidget):
    """Cards above, one trace per muscle below; more than four muscles come in fours, the others as a row of names."""

    mute_toggled = Signal(int, bool)

    def __init__(self, theme: Theme, model: TraceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._texts: tuple[CardText, ...] = ()
        self._four: tuple[int, ...] = ()
        self.cards: list[BigCard] = []
        self._others: list[Button] = []
        self.traces = TraceView(model, from_theme(theme))
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._rest = QHBoxLayout()
        self._rest.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 8)
        column.setSpacing(8)
        column.addLayout(self._row, 7)
        column.addLayout(self._rest)
        column.addWidget(self.traces, 6)
        self._column = column
        model.selection_changed.connect(lambda _: self._follow())

    def shown(self) -> tuple[int, ...]:
        """Return the muscles whose cards are shown: those of the protocol, else the four around the selected one."""
        if self._four and self._model.selected in self._four:
            return tuple(i for i in self._four if i < len(self._texts))
        first = max(0, self._model.selected) // AT_ONCE * AT_ONCE
        return tuple(range(first, min(len(self._texts), first + AT_ONCE)))

    def set_four(self, muscles: tuple[int, ...]) -> None:
        """Show these muscles, the present ones of a protocol; none: those around the selected one."""
        self._four = muscles
        self._follow()

    def set_cards(self, texts: Sequence[CardText]) -> None:
        """Set what the cards say."""
        before = len(self._texts)
        self._texts = tuple(texts)
        if before != len(texts):
            self._rebuild()
        for card in self.cards:
            card.set_text(self._texts[card.index])
        crowded = len(self._others) > ROOMY
        muscles = self._model.data.info.muscles if self._model.data is not None else ()
        shorts = short_labels(muscles) if crowded and len(muscles) == len(self._texts) else ()
        for button, i in zip(self._others, self._away(), strict=False):
            text = self._texts[i]
            label = f"{text.name} {text.side}".strip()
            words = self.tr("{0}  {1}/min").format(label, text.rate)
            button.set_words(f"{shorts[i]}  {text.rate}" if shorts else words)
            button.setAccessibleName(words)

    def _away(self) -> list[int]:
        return [i for i in range(len(self._texts)) if i not in self.shown()]

    def _follow(self) -> None:
        if tuple(c.index for c in self.cards) != self.shown():
            self._rebuild()
            self.set_cards(self._texts)
        for card in self.cards:
            card.set_chosen(card.index == self._model.selected)

    def _rebuild(self) -> None:
        for old in (*self.cards, *self._others):
            old.setParent(None)
            old.deleteLater()
        self.cards, self._others = [], []
        for i in self.shown():
            card = BigCard(self._theme, i)
            card.selected.connect(self._model.select)
            card.mute_toggled.connect(self.mute_toggled)
            card.set_text(self._texts[i])
            card.set_chosen(i == self._model.selected)
            self._row.addWidget(card)
            self.cards.append(card)
        for i in self._away():
            button = Button(self._theme, self._texts[i].name, role="quiet")
            button.clicked.connect(lambda _=False, n=i: self._model.select(n))
            button.setMinimumHeight(48)
            self._rest.addWidget(button)
            self._others.append(button)
        if self.isVisible():
            self.hide_others()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the figures what a low window has; they are read from afar, the traces are not."""
        low = self.height() < 460
        self._column.setStretch(0, 10 if low else 7)
        self._column.setStretch(2, 5 if low else 6)
        self._column.setContentsMargins(16, 6 if low else 14, 16, 4 if low else 8)

    def advance(self) -> None:
        """Draw what is new."""
        self.traces.advance()

    def hide_others(self) -> None:
        """Draw the traces of the shown muscles only."""
        self._model.set_hidden(self._away())

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.traces.set_colours(from_theme(theme))
