"""The monitor page: traces and cards side by side, one band per muscle; rain and potential below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from fascview_ui.models.traces import TraceModel
from fascview_ui.models.words import CardText
from fascview_ui.theme import CARD_WIDTH, Theme
from fascview_ui.views.body.view import BodyPanel, MuscleRate
from fascview_ui.views.buttons import Button
from fascview_ui.views.cards import CardColumn, place_cards
from fascview_ui.views.potential.panel import PotentialPanel
from fascview_ui.views.rain.panel import RainPanel
from fascview_ui.views.strips import ElidedLabel
from fascview_ui.views.traces.colours import from_theme
from fascview_ui.views.traces.frame import AXIS_PX
from fascview_ui.views.traces.layout import place_bands
from fascview_ui.views.traces.view import TraceView

LOWER_HEIGHT = 256
RAIN_FRAMES = 7
POTENTIAL_FRAMES = 30
COMPACT_CARDS = 320
BODY_WIDTH, BODY_HEIGHT = 440, 332


class MonitorPage(QWidget):
    """Composes the views; it knows where they lie and nothing of what they show."""

    muted = Signal(frozenset)
    soloed = Signal(frozenset)

    def __init__(self, theme: Theme, model: TraceModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._compact = False
        self._frames = 0
        self._lower: dict[str, QWidget] = {}
        self._toggles: dict[str, Button] = {}
        self._stretch: dict[str, int] = {}
        self.traces = TraceView(model, from_theme(theme))
        self.cards = CardColumn(theme)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.cards)
        self._scroll.viewport().installEventFilter(self)
        self.traces.installEventFilter(self)
        self._rate_words = ElidedLabel("caption")
        self._since_words = QLabel()
        self._since_words.setProperty("kind", "caption")
        self._caption = QWidget()
        caption = QHBoxLayout(self._caption)
        caption.setContentsMargins(0, 0, 0, 0)
        caption.addWidget(self._rate_words, 1)
        caption.addWidget(self._since_words)
        self._caption.setFixedHeight(AXIS_PX)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self._caption)
        side.addWidget(self._scroll, 1)
        self._side = QWidget()
        self._side.setLayout(side)
        self._upper = QHBoxLayout()
        self._upper.setSpacing(8)
        self._left = QVBoxLayout()
        self._left.setSpacing(8)
        self._left.addWidget(self.traces, 1)
        self._upper.addLayout(self._left, 1)
        self._upper.addWidget(self._side)
        self._below = QHBoxLayout()
        self._below.setSpacing(8)
        self._bar = QWidget()
        self._bar_row = QHBoxLayout(self._bar)
        self._bar_row.setContentsMargins(0, 4, 0, 4)
        self._bar_row.setSpacing(0)
        self._show_below = QLabel(self.tr("Show below"))
        self._show_below.setProperty("kind", "caption")
        self._show_below.setContentsMargins(0, 0, 8, 0)
        self._bar_words = ElidedLabel("caption")
        self._bar_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar_row.addWidget(self._show_below)
        self._bar_row.addWidget(self._bar_words, 1)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(self._upper, 1)
        column.addLayout(self._below)
        column.addWidget(self._bar)
        self._column = column
        self.rain = RainPanel(theme, model)
        self.potential = PotentialPanel(theme, model)
        self._add_lower("rain", self.tr("Rain"), self.rain, 1)
        self._add_lower("potential", self.tr("Potential"), self.potential, 0)
        self.body = BodyPanel(theme)
        self._add_lower("body", self.tr("Body"), self.body, 0)
        self._body_wanted = False
        self.body.view.selected.connect(model.select)
        self.rain.view.time_clicked.connect(model.show)
        self.traces.event_clicked.connect(self.potential.view.show_event)
        self.cards.mute_toggled.connect(lambda _i, _on: self.muted.emit(self._checked("mute")))
        self.cards.solo_toggled.connect(lambda _i, _on: self.soloed.emit(self._checked("solo")))
        self.cards.selected.connect(model.select)
        self.traces.muscle_clicked.connect(model.select)
        model.selection_changed.connect(self._chosen)
        model.layout_changed.connect(self.align)
        model.data_changed.connect(self.align)
        self._arrange()

    def _checked(self, which: str) -> frozenset[int]:
        return frozenset(c.index for c in self.cards.cards if getattr(c, which).isChecked())

    def _add_lower(self, name: str, title: str, widget: QWidget, stretch: int) -> None:
        """Put a view below the traces; in the small window it opens over the lower traces by a toggle."""
        toggle = Button(self._theme, title, name=self.tr("Show {0}").format(title))
        toggle.setCheckable(True)
        toggle.toggled.connect(lambda on, n=name: self._toggle(n, on))
        self._lower[name] = widget
        self._stretch[name] = stretch
        self._toggles[name] = toggle
        self._bar_row.insertWidget(len(self._toggles), toggle)
        for i, button in enumerate(self._toggles.values()):
            last = i == len(self._toggles) - 1
            button.setProperty("segment", "first" if i == 0 else "last" if last else "middle")

    def show_body(self, on: bool) -> None:
        """Show the body beside rain and potentials, where there is room for it."""
        if on != self._body_wanted:
            self._body_wanted = on
            self._arrange()

    def toggle_lower(self, name: str) -> None:
        """Open or close a view in the small window."""
        self._toggles[name].toggle()

    def lower_views(self) -> tuple[QWidget, ...]:
        """Return what lies below the traces, from left to right."""
        return tuple(self._lower.values())

    def set_muscles(self, labels: Sequence[str]) -> None:
        """Show another stream's muscles."""
        self.cards.set_muscles(len(labels))
        data = self._model.data
        self.body.view.set_muscles(() if data is None else data.info.muscles)
        self._chosen(self._model.selected)
        self.align()

    def set_cards(self, texts: Sequence[CardText]) -> None:
        """Set what the cards say; once a second."""
        for card, text in zip(self.cards.cards, texts, strict=False):
            card.set_text(text)

    def set_rates(self, rates: Sequence[MuscleRate]) -> None:
        """Colour the body; once a second."""
        self.body.view.set_rates(rates)

    def set_caption(self, since: str, n_muscles: int) -> None:
        """Say what the figures of the cards mean and since when they count."""
        many = self.tr("1 muscle") if n_muscles == 1 else self.tr("{0} muscles").format(n_muscles)
        self._rate_words.set_words(self.tr("Rate over the last 60 s, sparkline 5 min"))
        self._since_words.setText(self.tr("{0}, counting since {1}").format(many, since))
        self._bar_words.set_words(self.tr("Rate over the last 60 s, counting since {0}").format(since))

    def advance(self) -> None:
        """Draw what is new: traces every frame, rain and potentials as often as the eye needs them."""
        self.traces.advance()
        self._frames += 1
        if self._frames % RAIN_FRAMES == 0 and self.rain.isVisible():
            self.rain.advance()
        if self._frames % POTENTIAL_FRAMES == 0 and self.potential.isVisible():
            self.potential.advance()

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme
        self.traces.set_colours(from_theme(theme))

    def set_compact(self, compact: bool) -> None:
        """Fold rain and potential into toggles, caption into the row below."""
        if compact != self._compact:
            self._compact = compact
            self._arrange()

    @property
    def lower_height(self) -> int:
        """How much of the page lies below the traces."""
        if self._body_wanted and not self._compact:  # figures want height
            return max(180, min(BODY_HEIGHT, round(self.height() * 0.35)))
        return max(180, min(LOWER_HEIGHT, round(self.height() * 0.27)))

    def _toggle(self, name: str, on: bool) -> None:
        if on:
            for other, button in self._toggles.items():
                if other != name:
                    button.setChecked(False)
        self._arrange()

    def _arrange(self) -> None:
        compact = self._compact
        side = 8 if compact else 16
        self._column.setContentsMargins(side, 0 if compact else 4, side, 0 if compact else 8)
        self._column.setSpacing(0 if compact else 8)
        self._side.setFixedWidth(COMPACT_CARDS if compact else self._card_width())
        self._rate_words.setVisible(not compact)
        self._since_words.setVisible(not compact)
        self._bar.setVisible(compact)
        self._show_below.setVisible(bool(self._toggles))
        for name, widget in self._lower.items():
            # In a small window they open over the lower traces and leave every card in sight.
            place = self._left if compact else self._below
            if place.indexOf(widget) < 0:
                place.addWidget(widget, 0 if compact else self._stretch[name])
            widget.setVisible(self._toggles[name].isChecked() if compact else name != "body" or self._body_wanted)
            widget.setFixedHeight(self.lower_height if not compact else 200)
        if compact:
            for panel in (self.potential, self.body):
                panel.setMinimumWidth(0)
                panel.setMaximumWidth(10_000)
        else:
            self.body.setFixedWidth(BODY_WIDTH)
            self.potential.setFixedWidth(CARD_WIDTH if self.width() >= 1500 else 460)
        self.align()

    def _card_width(self) -> int:
        if len(self.cards.cards) > 6:
            return max(CARD_WIDTH, min(880, round(self.width() * 0.46)))
        return CARD_WIDTH if self.width() >= 1500 else 460

    def align(self) -> None:
        """Lay the cards beside their bands."""
        self._side.setFixedWidth(COMPACT_CARDS if self._compact else self._card_width())
        bands, _ = place_bands(self._model.bands(), self.traces.height() - AXIS_PX, self._model.fit_all)
        self.cards.set_bands(tuple((b.muscle, b.top, b.bottom) for b in bands))
        view = self._scroll.viewport()
        rows = tuple((b.muscle, b.top, b.bottom) for b in bands)
        boxes = place_cards(len(self.cards.cards), view.width(), view.height(), rows)
        lowest = max((box.bottom() + 1 for box in boxes), default=0)
        self.cards.resize(view.width(), max(lowest, view.height() if lowest <= view.height() else lowest))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the column and of the traces, whichever is laid out last."""
        if event.type() == QEvent.Type.Resize:
            self.align()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._arrange()

    def _chosen(self, muscle: int) -> None:
        for card in self.cards.cards:
            card.set_chosen(card.index == muscle)
        self.body.view.set_chosen(muscle)
