"""The list of streams on the start page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from fascview_ui.icons import pixmap
from fascview_ui.models.streams import (
    CHANNELS,
    HOST,
    LAST_ROLE,
    NAME,
    NOTE_ROLE,
    OPEN,
    RATE,
    SEEN,
    TONE_ROLE,
    UNIT,
    StreamTable,
)
from fascview_ui.theme import Theme, font

ROW = 72
ICONS = {"good": "check", "caution": "warning", "notice": "info", "text3": "nodata"}
Index = QModelIndex | QPersistentModelIndex
NAME_WIDTH = 260
WIDTHS = {HOST: 116, CHANNELS: 46, RATE: 84, UNIT: 56, SEEN: 72, OPEN: 98}


class _Delegate(QStyledItemDelegate):
    """Paints name and note in two lines, and the button of a row."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(60, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme = self.theme
        box: QRect = option.rect
        usable = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        ink = theme.text if usable else theme.text3
        words = str(index.data() or "")
        if index.column() == NAME:
            self._paint_name(painter, box, index, words, ink)
        elif index.column() == OPEN:
            self._paint_button(painter, box, index, words, usable)
        else:
            right = index.column() in (CHANNELS, RATE)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            painter.setFont(font(13))
            painter.setPen(QColor(ink))
            inner = box.adjusted(8, 0, -8, 0)
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _paint_name(self, painter: QPainter, box: QRect, index: Index, words: str, ink: str) -> None:
        theme = self.theme
        last = self.tr("Last used") if index.data(LAST_ROLE) else ""
        tag = QFontMetricsF(font(12, 500)).horizontalAdvance(last) + 14 if last else 0.0
        painter.setFont(font(14, 600))
        room = max(30.0, box.width() - 24 - tag)
        shown = QFontMetricsF(font(14, 600)).elidedText(words, Qt.TextElideMode.ElideRight, room)
        width = QFontMetricsF(font(14, 600)).horizontalAdvance(shown)
        painter.setPen(QColor(ink))
        left = box.left() + 16.0
        painter.drawText(QRectF(left, box.top() + 13, room, 22), Qt.AlignmentFlag.AlignVCenter, shown)
        if last:
            place = QRectF(left + width + 8, box.top() + 14, tag, 20)
            painter.setPen(QPen(QColor(theme.line_strong), 1))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(QColor(theme.text))
            painter.setFont(font(12, 500))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, last)
        tone_name = str(index.data(TONE_ROLE))
        tone = str(getattr(theme, tone_name))
        drawing = pixmap(ICONS[tone_name], tone, 14, painter.device().devicePixelRatioF())
        painter.drawPixmap(round(left), box.top() + 40, drawing)
        painter.setPen(QColor(tone))
        painter.setFont(font(12))
        note = str(index.data(NOTE_ROLE))
        note = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, box.width() - 42)
        painter.drawText(QRectF(left + 20, box.top() + 37, box.width(), 20), Qt.AlignmentFlag.AlignVCenter, note)

    def _paint_button(self, painter: QPainter, box: QRect, index: Index, words: str, usable: bool) -> None:
        theme = self.theme
        place = button_rect(box)
        primary = usable and bool(index.data(LAST_ROLE))
        painter.setPen(QPen(QColor(theme.primary if primary else theme.line_strong if usable else theme.line), 1))
        painter.setBrush(QColor(theme.primary if primary else theme.raised if usable else theme.panel))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font(13, 500))
        painter.setPen(QColor(theme.on_primary if primary else theme.text if usable else theme.text3))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def button_rect(cell: QRect) -> QRect:
    """Return where the button of a row lies in its cell."""
    return QRect(cell.right() - 16 - 74, cell.center().y() - 15, 74, 32)


class StreamList(QTableView):
    """A row per stream; its button, a double click or Enter opens it. One click only selects."""

    opened = Signal(str)

    def __init__(self, theme: Theme, table: StreamTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._delegate = _Delegate(theme, self)
        self.setModel(table)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(34)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.setAccessibleName(self.tr("Streams found"))
        self.doubleClicked.connect(self._open)
        self.setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the selected row with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by the button of a row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == OPEN and event.button() == Qt.MouseButton.LeftButton:
            self._open(index)
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out unit and time where there is no room for them."""
        # The name comes first: two streams are told apart by it.
        narrow = self.width() < sum(WIDTHS.values()) + NAME_WIDTH
        for column in (UNIT, SEEN):
            self.setColumnHidden(column, narrow)
        self.setColumnHidden(HOST, self.width() < sum(w for c, w in WIDTHS.items() if c not in (UNIT, SEEN)) + 100)
        super().resizeEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.opened.emit(self._table.found(index.row()).address)
