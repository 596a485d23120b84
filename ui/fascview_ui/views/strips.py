"""The strip above (is it live, from where, is it safe) and the footer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from fascview_ui.models.words import Chip, LightText
from fascview_ui.theme import FOOTER_HEIGHT, STRIP_HEIGHT, Theme
from fascview_ui.views.buttons import Button, Segments
from fascview_ui.views.chips import ChipView, LightView
from fascview_ui.views.record_box import RecordBox

#: For so long the footer says what a key has done.
SAID_MS = 8000


class Strip(QWidget):
    """A horizontal band with a ground from the style sheet."""

    def __init__(self, edge: str = "bottom", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setProperty("edge", edge)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QStylePainter(self)
        option = QStyleOption()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option)


def rule(height: int = 32) -> QFrame:
    """Return a thin upright line between groups."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedSize(1, height)
    return line


class ElidedLabel(QLabel):
    """A label that gives way: too little room ends it with dots instead of pushing its neighbours."""

    def __init__(self, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        if kind:
            self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_words(self, words: str) -> None:
        """Show other words."""
        if words != self._full:
            self._full = words
            self.setToolTip(words)
            self.setAccessibleName(words)
            self.updateGeometry()
            self._elide()

    def sizeHint(self) -> QSize:
        """Return the size of all words."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 4, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: object) -> None:
        """Cut anew."""
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width()))


class TopStrip(Strip):
    """Menu, pages, state, source, lamps, recording; on the start page the themes and the guide instead."""

    page_chosen = Signal(str)

    def __init__(self, theme: Theme, pages: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        super().__init__("bottom", parent)
        self.setFixedHeight(STRIP_HEIGHT)
        self._compact = False
        self._pages = pages
        self._on_start = True
        self._page = "start"
        self._bedside = False
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(12)
        self.menu = Button(theme, icon="menu", role="quiet", name=self.tr("Menu"))
        row.addWidget(self.menu)
        self._tabs: dict[str, Button] = {}
        tabs = QHBoxLayout()
        tabs.setSpacing(0)
        for value, text in pages:
            tab = Button(theme, text, role="tab")
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, v=value: self._tab_clicked(v))
            tabs.addWidget(tab)
            self._tabs[value] = tab
        row.addLayout(tabs)
        self._list = QComboBox()
        self._list.setAccessibleName(self.tr("Page"))
        self._list.activated.connect(lambda i: self._tab_clicked(str(self._list.itemData(i))))
        row.addWidget(self._list)
        self._rule = rule()
        row.addWidget(self._rule)
        self.chip = ChipView(theme, "large")
        row.addWidget(self.chip)
        self.source = ElidedLabel("source")
        self.facts = ElidedLabel("caption")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(self.source)
        words.addWidget(self.facts)
        words.addStretch()
        row.addLayout(words, 1)
        self.acquiring = LightView(theme, self.tr("Acquiring"), self.tr("Acquire"))
        self.drawing = LightView(theme, self.tr("Drawing"), self.tr("Draw"))
        self.writing = LightView(theme, self.tr("Writing"), self.tr("Write"))
        self._lights = (self.acquiring, self.drawing, self.writing)
        for light in self._lights:
            row.addWidget(light)
        self._right_rule = rule(40)
        row.addWidget(self._right_rule)
        self.record = RecordBox(theme)
        row.addWidget(self.record)
        self._tools: QWidget | None = None
        self._busy = False
        self.themes = Segments(
            theme,
            (("dark", self.tr("Dark")), ("light", self.tr("Light")), ("contrast", self.tr("High contrast"))),
            self.tr("Theme"),
        )
        row.addWidget(self.themes)
        self.guide = Button(theme, self.tr("Guide"), icon="info", key="F1")
        row.addWidget(self.guide)
        self._row = row
        self._arrange()

    def set_page(self, page: str) -> None:
        """Mark the page that is open; ``start`` is none of them."""
        for value, tab in self._tabs.items():
            tab.setChecked(value == page)
        self._on_start = page == "start"
        self._page = page
        self._arrange()

    def set_state(self, chip: Chip, source: str, facts: str) -> None:
        """Say what the samples are and where they come from."""
        self.chip.set_chip(chip)
        self.source.set_words(source)
        self.facts.set_words(facts)

    def set_lights(self, acquiring: LightText, drawing: LightText, writing: LightText) -> None:
        """Set the three lamps."""
        for light, text in zip(self._lights, (acquiring, drawing, writing), strict=True):
            light.set_light(text)

    def set_compact(self, compact: bool) -> None:
        """Use the short form."""
        if compact != self._compact:
            self._compact = compact
            for light in self._lights:
                light.set_compact(compact)
            self.record.set_compact(compact)
            self._arrange()

    def set_bedside(self, bedside: bool) -> None:
        """Leave out what is not for the bedside, and make the state larger."""
        self._bedside = bedside
        self.chip.set_size("huge" if bedside else "large")
        self._arrange()

    def set_stored(self, stored: bool) -> None:
        """Colour the strip for what is stored, a colour used nowhere else."""
        state = "stored" if stored else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_tools(self, tools: QWidget | None) -> None:
        """Show the tools of a page where the lamps are, or with None the lamps."""
        if self._tools is not None and self._tools is not tools:
            self._tools.hide()
        self._tools = tools
        if tools is not None:
            if self._row.indexOf(tools) < 0:
                self._row.insertWidget(self._row.indexOf(self.acquiring), tools)
            tools.show()
        self._arrange()

    def set_recording(self, active: bool) -> None:
        """Keep the recording in sight whatever is shown, while there is one."""
        if active != self._busy:
            self._busy = active
            self._arrange()

    def _tab_clicked(self, page: str) -> None:
        self.page_chosen.emit(page)

    def _arrange(self) -> None:
        small = self._compact and not self._on_start
        self.setFixedHeight(72 if self._bedside else 48 if small else STRIP_HEIGHT)
        self.menu.setVisible(not self._bedside)
        several = len(self._pages) > 1 and not self._bedside
        for tab in self._tabs.values():
            tab.setVisible(several and not self._compact)
        listed = several and self._compact and not self._on_start
        if listed and not self._list.count():
            # Not before it is seen: the first item of a list takes as long as all else in the strip.
            for value, text in self._pages:
                self._list.addItem(text, value)
        if self._page in self._tabs and self._list.count():
            self._list.setCurrentIndex(list(self._tabs).index(self._page))
        self._list.setVisible(listed)
        self._rule.setVisible(several and not self._compact)
        lamps = not self._on_start and self._tools is None
        for widget in self._lights:
            widget.setVisible(lamps)
        self.record.setVisible(lamps or (self._busy and not self._on_start))
        self._right_rule.setVisible(lamps and not self._compact)
        self.themes.setVisible(self._on_start)
        self.guide.setVisible(self._on_start)
        self._row.setContentsMargins(16 if self._bedside else 8, 0, 8 if self._compact else 16, 0)
        self._row.setSpacing(8 if self._compact else 12)


class Footer(QWidget):
    """Always there: what the program is not, what is drawn, which session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(FOOTER_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        legal = QLabel(self.tr("Research use only, not for diagnosis"))
        legal.setProperty("kind", "legal")
        self._drawn = ElidedLabel("footer")
        self._drawn.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._session = QLabel()
        self._session.setProperty("kind", "footer")
        self._session.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._said = ElidedLabel("said")
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.hide()
        self._until = QTimer(self)
        self._until.setSingleShot(True)
        self._until.timeout.connect(self._quiet)
        row.addWidget(legal, 0)
        row.addWidget(self._drawn, 1)
        row.addWidget(self._said, 1)
        row.addWidget(self._session, 0)

    @property
    def drawn(self) -> str:
        """What is said of the picture."""
        return self._drawn.accessibleName()

    @property
    def said(self) -> str:
        """What is being said for a moment, empty when nothing is."""
        return self._said.accessibleName() if self._until.isActive() else ""

    def say(self, words: str) -> None:
        """Say for some seconds what a key has done, where otherwise stands what is drawn."""
        self._said.set_words(words)
        self._said.show()
        self._drawn.hide()
        self._until.start(SAID_MS)

    def _quiet(self) -> None:
        self._said.hide()
        self._drawn.show()

    def set_words(self, drawn: str, session: str) -> None:
        """Say what is drawn and which session is open."""
        self._drawn.set_words(drawn)
        if session != self._session.text():
            self._session.setText(session)
