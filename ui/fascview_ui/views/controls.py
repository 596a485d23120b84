"""The strip below: what the hand changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from fascview.settings import FilterSettings
from fascview_ui.models.feed import BANDS_HZ, MAINS_HZ
from fascview_ui.models.traces import DIVISIONS, SENSITIVITY_STEPS_UV, SWEEP_STEPS_S
from fascview_ui.models.words import derivation, number
from fascview_ui.theme import STRIP_HEIGHT, Theme, font
from fascview_ui.views.buttons import Button, Segments, Stepper
from fascview_ui.views.place_slider import PlaceSlider
from fascview_ui.views.strips import Strip, rule


def ms_per_div(sweep_s: float) -> float:
    """Return the time base of a sweep [ms per division]."""
    return sweep_s * (1000.0 / DIVISIONS)


def uv_per_div(value: float) -> str:
    """Return a sensitivity in words."""
    return QCoreApplication.translate("Controls", "{0} µV/div").format(number(value))


class ControlStrip(Strip):
    """Mark, freeze, sensitivity, time base, filters, sound, bedside."""

    band_chosen = Signal(float, float)
    mains_chosen = Signal(float)
    derivation_chosen = Signal(str)
    volume_changed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self.setFixedHeight(STRIP_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self._row = row
        self._left_out: frozenset[QWidget] = frozenset()
        self._metrics = QFontMetricsF(font(11))
        self.mark = Button(theme, self.tr("Mark"), icon="flag", key="M", role="primary")
        self.mark.setToolTip(self.tr("Mark this moment (M); with words by Shift M or a right click"))
        self.mark.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.freeze = Button(theme, self.tr("Freeze"), icon="pause", key=self.tr("Space"))
        self.freeze.setCheckable(True)
        self._freeze_words = (self.tr("Freeze"), self.tr("Back to live"))
        self.sensitivity = Stepper(
            theme, self.tr("Sensitivity"), self.tr("Smaller traces (−)"), self.tr("Larger traces (+)")
        )
        self.sensitivity.set_steps([(round(s), uv_per_div(s)) for s in SENSITIVITY_STEPS_UV])
        self.mode = Segments(theme, (("sweep", self.tr("Sweep")), ("scroll", self.tr("Scroll"))), self.tr("Mode"))
        self.time = Stepper(theme, self.tr("Time base"), self.tr("Faster (Ctrl +)"), self.tr("Slower (Ctrl −)"), 98)
        self.time.set_steps([(round(s * 1000), self._ms(s)) for s in SWEEP_STEPS_S])
        self.band = QComboBox()
        self.band.setAccessibleName(self.tr("Filter on screen"))
        for low, high in BANDS_HZ:
            self.band.addItem(self.tr("{0} to {1} Hz").format(number(low), number(high)), (low, high))
        self.mains = QComboBox()
        self.mains.setAccessibleName(self.tr("Mains canceller on screen"))
        for mains in MAINS_HZ:
            word = self.tr("{0} Hz canceller on").format(number(mains)) if mains else self.tr("Canceller off")
            self.mains.addItem(word, mains)
        self.derivation = QComboBox()
        self.derivation.setAccessibleName(self.tr("Montage on screen"))
        self.derivation.setToolTip(self.tr("Montage on screen (V); what is stored and counted is not touched"))
        self.mute = Button(theme, icon="volume", name=self.tr("Mute all sound"))
        self.mute.setCheckable(True)
        self.mute.toggled.connect(lambda on: self.mute.set_icon_name("mute" if on else "volume"))
        self.volume = PlaceSlider()
        self.volume.setRange(0, 100)
        self.volume.setFixedWidth(96)
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.valueChanged.connect(lambda v: self.volume_changed.emit(v / 100.0))
        self.bedside = Button(theme, self.tr("Bedside"), icon="expand", key="F11")
        self._captions = [
            QLabel(t) for t in (self.tr("Sensitivity"), self.tr("Filter"), self.tr("Sound"), self.tr("Montage"))
        ]
        self._rules = [rule() for _ in range(3)]
        for caption in self._captions:
            caption.setProperty("kind", "second")
        row.addWidget(self.mark)
        row.addWidget(self.freeze)
        self._add(self._rules[0], self._captions[0], self.sensitivity, self.mode, self.time)
        self._add(self._rules[1], self._captions[1], self.band, self.mains)
        self._add(self._captions[3], self.derivation)
        row.addStretch(1)
        self._add(self._captions[2], self.mute, self.volume, self._rules[2], self.bedside)
        self.band.activated.connect(lambda i: self.band_chosen.emit(*self.band.itemData(i)))
        self.mains.activated.connect(lambda i: self.mains_chosen.emit(float(self.mains.itemData(i))))

        self.derivation.activated.connect(lambda i: self.derivation_chosen.emit(str(self.derivation.itemData(i))))

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._row.addWidget(widget)

    def _ms(self, sweep_s: float) -> str:
        return self.tr("{0} ms/div").format(number(ms_per_div(sweep_s)))

    def set_scale(self, uv: float) -> None:
        """Show the sensitivity."""
        self.sensitivity.set_value(round(uv), uv_per_div(uv))

    def set_time(self, sweep_s: float, mode: str) -> None:
        """Show the time base."""
        self.time.set_value(round(sweep_s * 1000), self._ms(sweep_s))
        self.mode.set_value(mode)

    def set_filters(self, filters: FilterSettings, fs_hz: float) -> None:
        """Show the filters; bands that the sampling rate cannot carry are greyed."""
        pair = (filters.low_hz, filters.high_hz)
        at = next((i for i, band in enumerate(BANDS_HZ) if band == pair), -1)
        if at < 0:
            at = self.band.findText(self.tr("{0} to {1} Hz").format(number(pair[0]), number(pair[1])))
            if at < 0:
                self.band.addItem(self.tr("{0} to {1} Hz").format(number(pair[0]), number(pair[1])), pair)
                at = self.band.count() - 1
        self.band.setCurrentIndex(at)
        self.mains.setCurrentIndex(MAINS_HZ.index(filters.mains_hz))

    def set_derivations(self, kinds: Sequence[str], chosen: str) -> None:
        """Offer the montages that fit the stream, and show which one is on."""
        known = tuple(self.derivation.itemData(i) for i in range(self.derivation.count()))
        if known != tuple(kinds):
            self.derivation.clear()
            for kind in kinds:
                words = derivation(kind)
                self.derivation.addItem(words[:1].upper() + words[1:], kind)
        self.derivation.setCurrentIndex(self.derivation.findData(chosen))

    def set_frozen(self, frozen: bool) -> None:
        """Show whether the traces stand still."""
        self.freeze.setChecked(frozen)
        self.freeze.set_words(self._freeze_words[frozen])
        self.freeze.set_icon_name("play" if frozen else "pause")

    def event(self, event: QEvent) -> bool:
        """Fit again whenever a width has changed: of the strip, or of a word in it."""
        found = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return found

    def _fit(self) -> None:
        """Give up captions, then what the menu and the keys do as well, until all of it fits."""
        edges, gap = self._row.contentsMargins(), self._row.spacing()
        wanted = [w for w in self._all() if w not in self._left_out]
        # The stretch in the middle has its own distance, and a frame must not touch the next.
        room = self.width() - edges.left() - edges.right() - 4 * gap
        keyed = ((self.mark, "M"), (self.freeze, self.tr("Space")), (self.bedside, "F11"))
        metrics = self._metrics
        keys_px = sum(round(metrics.horizontalAdvance(key)) + 18 for _, key in keyed)
        bare = sum(self._wide(w) + gap for w in wanted if w not in {b for b, _ in keyed})
        freeze = max(self.freeze.width_with(words, "") for words in self._freeze_words)
        bare += sum(b.width_with(b.text(), "") + gap for b, _ in keyed if b is not self.freeze) + freeze + gap
        needed, keys = bare + keys_px, True
        hidden = set(self._left_out)
        for part in (*self._captions, self.volume, None, self.mains, self.mode, self.band):
            if needed <= room:
                break
            if part is None:
                needed, keys = needed - keys_px, False
            elif part in wanted:
                hidden.add(part)
                needed -= self._wide(part) + gap
        if {self.band, self.mains} <= hidden:
            hidden.add(self._rules[1])
        for button, key in keyed:
            button.set_key(key if keys else "")
        self.freeze.setMinimumWidth(
            max(self.freeze.width_with(words, keyed[1][1] if keys else "") for words in self._freeze_words)
        )
        # Only what changes is touched, or every fitting would ask for another.
        for widget in self._all():
            if widget.isHidden() != (widget in hidden) and widget is not self.freeze:
                widget.setVisible(widget not in hidden)

    def _all(self) -> list[QWidget]:
        items = (self._row.itemAt(i) for i in range(self._row.count()))
        found = (item.widget() for item in items if item is not None)
        return [w for w in found if w is not None]

    @staticmethod
    def _wide(widget: QWidget) -> int:
        return max(widget.minimumSizeHint().width(), widget.minimumWidth())

    def set_compact(self, compact: bool) -> None:
        """Leave out words and sliders that the small window has no room for; the menu has them all."""
        small = (*self._captions, self.mode, self.mains, self.derivation, self.volume, self._rules[2])
        self._left_out = frozenset(small) if compact else frozenset()
        self.setFixedHeight(52 if compact else STRIP_HEIGHT)
        self._row.setContentsMargins(*((8, 0, 8, 0) if compact else (16, 0, 16, 0)))
        self.band.setFont(font(13, 500))
        self._fit()
