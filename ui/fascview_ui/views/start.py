"""The start page: demo in one click, streams found, recordings, and what is true before the first patient."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fascview_ui.icons import pixmap
from fascview_ui.models.streams import StreamTable
from fascview_ui.models.words import number, size, time_left
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button
from fascview_ui.views.recent_list import RecentPanel
from fascview_ui.views.stream_list import StreamList
from fascview_ui.views.strips import ElidedLabel


class BigButton(QPushButton):
    """A large choice with an icon, a title, what it does and its key."""

    def __init__(self, theme: Theme, icon: str, title: str, detail: str, key: str, primary: bool = False) -> None:
        super().__init__()
        self._theme, self._icon_name, self._title, self._detail, self._key = theme, icon, title, detail, key
        self._primary = primary
        self.setProperty("role", "primary" if primary else "card")
        self.setAccessibleName(f"{title}: {detail}")
        self.setToolTip(f"{title} ({key})")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(96)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(360, 96)

    def wanted_width(self) -> int:
        """Return the width at which nothing it says is cut [px]."""
        words = (QFontMetricsF(font(18, 600)), self._title), (QFontMetricsF(font(14)), self._detail)
        key = QFontMetricsF(font(12, 500)).horizontalAdvance(self._key) + 12
        return math.ceil(72 + max(made.horizontalAdvance(said) for made, said in words) + 12 + key + 24)

    def minimumSizeHint(self) -> QSize:
        """Return room for icon, key and a few letters."""
        return QSize(220, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and parts."""
        super().paintEvent(event)
        theme = self._theme
        ink = theme.on_primary if self._primary else theme.text
        second = theme.on_primary if self._primary else theme.text2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        narrow = self.width() < 340
        side, left = (14, 48) if narrow else (24, 72)
        icon = 22 if narrow else 28
        drawing = pixmap(self._icon_name, ink, icon, self.devicePixelRatioF())
        painter.drawPixmap(side, (self.height() - icon) // 2, drawing)
        middle = self.height() / 2
        painter.setFont(font(12, 500))
        key = painter.fontMetrics().horizontalAdvance(self._key) + 12
        room = self.width() - left - key - side - 8
        for y, words, made, colour in (
            (middle - 24, self._title, font(16 if narrow else 18, 600), ink),
            (middle + 1, self._detail, font(12 if narrow else 14), second),
        ):
            painter.setFont(made)
            painter.setPen(QColor(colour))
            # The second line may run below the key.
            wide = room if y < middle - 20 else self.width() - left - side - (0 if narrow else key + 8)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(wide))
            painter.drawText(QRectF(left, y, wide + 4, 24), Qt.AlignmentFlag.AlignVCenter, shown)
        box = QRectF(self.width() - key - side, middle - (22 if narrow else 10), key, 20)
        painter.setPen(QPen(QColor(second), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(font(12, 500))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()


class FactRow(QWidget):
    """One fact with its mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tone = "text3"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._icon = QLabel()
        self._icon.setFixedWidth(20)
        self._words = QLabel()
        self._words.setWordWrap(True)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return self._words.text()

    def set_fact(self, words: str, good: bool) -> None:
        """Say a fact; an empty one is not shown."""
        self._tone = "good" if good else "caution"
        self._words.setText(words)
        self.setVisible(bool(words))
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        name = "check" if self._tone == "good" else "warning"
        self._icon.setPixmap(pixmap(name, str(getattr(theme, self._tone)), 18, self.devicePixelRatioF()))


def panel() -> QFrame:
    """Return an empty panel."""
    made = QFrame()
    made.setObjectName("panel")
    return made


def label(words: str, kind: str) -> QLabel:
    """Return a label of a kind the style sheet knows."""
    made = QLabel(words)
    made.setProperty("kind", kind)
    return made


class StartPage(QWidget):
    """Everything that can be opened."""

    demo = Signal()
    open_file = Signal()
    amplifier = Signal()
    open_address = Signal(str)
    open_path = Signal(str)
    search = Signal()
    clear_recent = Signal()

    def __init__(self, theme: Theme, streams: StreamTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(scroll)
        inside = QWidget()
        inside.setObjectName("page")
        scroll.setWidget(inside)
        self._grid = QGridLayout(inside)
        self._grid.setSpacing(24)
        self._logo = QLabel()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._logo)
        self._title = label("fascview", "title")
        row.addWidget(self._title)
        row.addStretch()
        head = QVBoxLayout()
        head.setSpacing(8)
        head.addLayout(row)
        self._lead = label(self.tr("Finds and counts fasciculations in surface EMG while you record."), "lead")
        head.addWidget(self._lead)
        self._grid.addLayout(head, 0, 0, 1, 3)
        self._choices = self._make_choices()
        self._streams_panel = self._make_streams(streams)
        self.recent = RecentPanel(theme)
        self.recent.opened.connect(self.open_path)
        self.recent.cleared.connect(self.clear_recent)
        self._legal = self._make_legal()
        self._grid.addWidget(self._choices, 1, 0)
        self._grid.addWidget(self._streams_panel, 1, 1)
        self._grid.addWidget(self.recent, 1, 2)
        self._grid.addWidget(self._legal, 2, 0, 1, 3)
        self._grid.setRowStretch(1, 1)
        for panel_ in (self._choices, self._streams_panel, self.recent):
            panel_.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.set_theme(theme)
        self.set_compact(False)

    def _make_choices(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.demo_button = BigButton(
            self._theme, "play", self.tr("Demo signal"), self.tr("A made-up patient, always marked DEMO"), "D", True
        )
        self.demo_button.clicked.connect(self.demo)
        self.open_button = BigButton(
            self._theme, "folder", self.tr("Open a recording"), self.tr("XDF, BDF, EDF, or a session folder"), "Ctrl O"
        )
        self.open_button.clicked.connect(self.open_file)
        self.amplifier_button = BigButton(
            self._theme,
            "display",
            self.tr("Amplifier or serial port"),
            self.tr("Choose the device and its port"),
            "Ctrl D",
        )
        self.amplifier_button.clicked.connect(self.amplifier)
        facts = panel()
        rows = QVBoxLayout(facts)
        rows.setContentsMargins(24, 16, 24, 16)
        rows.setSpacing(12)
        rows.addWidget(label(self.tr("Before the first patient"), "heading"))
        self.disk, self.sound, self.power = FactRow(self._theme), FactRow(self._theme), FactRow(self._theme)
        for fact in (self.disk, self.sound, self.power):
            rows.addWidget(fact)
        rows.addStretch()
        self._drop = QFrame()
        self._drop.setObjectName("dropzone")
        drop = QHBoxLayout(self._drop)
        self._drop_icon = QLabel()
        drop.addStretch()
        drop.addWidget(self._drop_icon)
        drop.addWidget(label(self.tr("Drop a file or a session folder anywhere"), "second"))
        drop.addStretch()
        self._drop.setFixedHeight(112)
        column.addWidget(self.demo_button)
        column.addWidget(self.open_button)
        column.addWidget(self.amplifier_button)
        column.addWidget(facts, 1)
        column.addWidget(self._drop)
        return made

    def _make_streams(self, streams: StreamTable) -> QWidget:
        made = panel()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        self._streams_icon = QLabel()
        self._found = ElidedLabel("second")
        self.search_button = Button(self._theme, self.tr("Search"), icon="refresh")
        self.search_button.clicked.connect(self.search)
        head.addWidget(self._streams_icon)
        head.addWidget(label(self.tr("Streams found"), "heading"))
        head.addWidget(self._found, 1)
        head.addWidget(self.search_button)
        column.addLayout(head)
        self.streams = StreamList(self._theme, streams)
        self.streams.opened.connect(self.open_address)
        column.addWidget(self.streams, 1)
        self._none = label(
            self.tr(
                "No stream yet. Start the LSL outlet of your amplifier on this computer or on the same network; "
                "it appears here by itself."
            ),
            "second",
        )
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self._none.setContentsMargins(32, 0, 32, 0)
        column.addWidget(self._none, 1)
        foot = label(
            self.tr("Nothing is chosen for you when two streams share a name. Watching does not record."), "caption"
        )
        foot.setWordWrap(True)
        foot.setContentsMargins(16, 12, 16, 12)
        column.addWidget(foot)
        return made

    def _make_legal(self) -> QWidget:
        return _Legal(self._theme)

    def set_streams(self, count: int, looked_s: float, problem: str) -> None:
        """Say how many streams there are and when was looked."""
        self.streams.setVisible(count > 0)
        self._none.setVisible(count == 0)
        if problem:
            self._found.set_words(problem)
        elif not math.isfinite(looked_s):
            self._found.set_words(self.tr("searching"))
        else:
            many = self.tr("1 found") if count == 1 else self.tr("{0} found").format(number(count))
            words = self.tr("{0}, searched {1} s ago").format(many, number(looked_s))
            self._found.set_words(many if self._compact else words)

    def set_facts(self, disk_free: float, disk_left_s: float, sound: str, sound_known: bool, power: str) -> None:
        """Say what is true now; what is not known is not said."""
        if math.isfinite(disk_free):
            words = self.tr("Data folder has {0} free").format(size(disk_free))
            if math.isfinite(disk_left_s):
                words += self.tr(", {0} of 16 channels at 2\u00a0kHz").format(time_left(disk_left_s))
            self.disk.set_fact(words, disk_free > 5e9)
        if sound_known:
            none = self.tr("No sound device; everything else works")
            self.sound.set_fact(self.tr("Sound: {0}").format(sound) if sound else none, bool(sound))
        self.power.set_fact(power, False)

    def set_compact(self, compact: bool) -> None:
        """Use the room of a small window."""
        self._compact = compact
        self._grid.setSpacing(12 if compact else 24)
        self._lead.setVisible(not compact)
        self._title.setProperty("kind", "heading" if compact else "title")
        self._title.style().unpolish(self._title)
        self._title.style().polish(self._title)
        self.set_theme(self._theme)
        self._drop.setVisible(not compact)
        for column, share in enumerate((360, 600, 365) if not compact else (310, 390, 270)):
            self._grid.setColumnStretch(column, share)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give edges what the columns can spare."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let the edges give way before what is said, and before anything has to be scrolled to."""
        compact = self._compact
        buttons = (self.demo_button, self.open_button, self.amplifier_button)
        side = 16 if compact else max(24, min(128, (self.width() - 1500) // 3))
        spare = max(0.0, min(1.0, (self.height() - 760) / 220))
        self._grid.setContentsMargins(
            side, 12 if compact else round(20 + 40 * spare), side, 12 if compact else round(16 + 32 * spare)
        )
        for button in buttons:
            button.setFixedHeight(64 if compact else round(76 + 20 * spare))
        self._drop.setFixedHeight(round(64 + 48 * spare))
        wanted = max(button.wanted_width() for button in buttons)
        self._grid.setColumnMinimumWidth(0, 0 if compact else min(wanted, round(0.36 * self.width())))

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        ratio = self.devicePixelRatioF()
        self._logo.setPixmap(pixmap("fascview", theme.text, 32 if self._compact else 48, ratio))
        self._drop_icon.setPixmap(pixmap("drop", theme.text2, 20, ratio))
        self._streams_icon.setPixmap(pixmap("broadcast", theme.text, 20, ratio))


class _Legal(QWidget):
    """The banner that says what the program is not."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(12)
        self._icon = QLabel()
        self._title = QLabel(self.tr("Research use only, not for diagnosis."))
        describes = self.tr("fascview describes what it measures. It never calls a finding benign or malignant.")
        self._detail = QLabel(describes)
        self._detail.setWordWrap(True)
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addWidget(self._detail, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self._icon.setPixmap(pixmap("warning", theme.caution, 22, self.devicePixelRatioF()))
        self._title.setStyleSheet(f"font-size: 15px; font-weight: 600; color: {theme.caution};")
        self._detail.setStyleSheet("font-size: 15px;")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.caution), 1))
        painter.setBrush(QColor(self._theme.caution_wash))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
