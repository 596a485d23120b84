"""The list of recent sessions on the start page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fascview_ui.icons import pixmap
from fascview_ui.models.recent import Recent
from fascview_ui.models.words import recent
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button

ROW = 72
PATH_ROLE = Qt.ItemDataRole.UserRole + 1
DETAIL_ROLE = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        there = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected or (state & QStyle.StateFlag.State_MouseOver and there):
            painter.fillRect(box, QColor(theme.hover))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        ratio = painter.device().devicePixelRatioF()
        icon = pixmap("archive" if there else "nodata", theme.stored if there else theme.text3, 20, ratio)
        painter.drawPixmap(box.left() + 16, box.center().y() - 9, icon)
        room = box.width() - 48 - (36 if there else 12)
        for y, words, made, colour in (
            (14, str(index.data()), font(14, 600), theme.text if there else theme.text3),
            (36, str(index.data(DETAIL_ROLE)), font(13), theme.text2 if there else theme.text3),
        ):
            painter.setFont(made)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(box.left() + 48, box.top() + y, room + 4, 22), Qt.AlignmentFlag.AlignVCenter, shown)
        if there:
            painter.drawPixmap(box.right() - 30, box.center().y() - 8, pixmap("right", theme.text2, 16, ratio))
        painter.restore()


class _List(QListView):
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.clicked.connect(self._open)
        self.setAccessibleName(self.tr("Recent sessions"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.opened.emit(str(index.data(PATH_ROLE)))


class RecentPanel(QFrame):
    """Recent sessions; those that are not there any more are grey and say so."""

    opened = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._shown: tuple[tuple[Recent, bool], ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 12, 12)
        head.setSpacing(12)
        self._icon = QLabel()
        title = QLabel(self.tr("Recent sessions"))
        title.setProperty("kind", "heading")
        self.clear_button = Button(theme, self.tr("Clear list"), role="quiet")
        self.clear_button.setToolTip(self.tr("Forget this list; the recordings stay where they are"))
        self.clear_button.clicked.connect(self.cleared)
        head.addWidget(self._icon)
        head.addWidget(title, 1)
        head.addWidget(self.clear_button)
        column.addLayout(head)
        line = QFrame()
        line.setObjectName("rule")
        line.setFixedHeight(1)
        column.addWidget(line)
        self._model = QStandardItemModel(self)
        self.list = _List()
        self._delegate = _Delegate(theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setModel(self._model)
        self.list.opened.connect(self.opened)
        column.addWidget(self.list, 1)
        self._none = QLabel(self.tr("Nothing recorded or opened yet."))
        self._none.setProperty("kind", "second")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._none, 1)
        foot = QLabel(self.tr("Pseudonyms only. No names in files or folders."))
        foot.setProperty("kind", "caption")
        foot.setWordWrap(True)
        foot.setContentsMargins(16, 12, 16, 12)
        column.addWidget(foot)
        self.set_theme(theme)
        self.set_entries((), frozenset())

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._delegate.theme = theme
        self._icon.setPixmap(pixmap("archive", theme.text, 20, self.devicePixelRatioF()))
        self.list.viewport().update()

    def set_entries(self, entries: Sequence[Recent], missing: frozenset[str]) -> None:
        """Show the entries; paths in ``missing`` are grey."""
        rows = tuple((e, e.path in missing) for e in entries)
        if rows == self._shown:
            return
        self._shown = rows
        self._model.clear()
        for entry, gone in rows:
            item = QStandardItem(entry.title)
            item.setData(entry.path, PATH_ROLE)
            detail = self.tr("not found: {0}").format(entry.path) if gone else recent(entry) or entry.path
            item.setData(detail, DETAIL_ROLE)
            item.setData(f"{entry.title}, {detail}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(entry.path)
            item.setFlags(Qt.ItemFlag.NoItemFlags if gone else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self._model.appendRow(item)
        self.list.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.clear_button.setVisible(bool(rows))
