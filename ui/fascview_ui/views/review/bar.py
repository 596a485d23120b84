"""Below the page: what the marks mean, and how large and how long it is drawn."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from fascview.settings import FilterSettings
from fascview_ui.models.feed import BANDS_HZ, MAINS_HZ
from fascview_ui.models.review import ReviewState
from fascview_ui.models.traces import SENSITIVITY_STEPS_UV, SWEEP_STEPS_S
from fascview_ui.models.words import number
from fascview_ui.theme import Theme
from fascview_ui.views.buttons import Stepper
from fascview_ui.views.controls import ms_per_div, uv_per_div
from fascview_ui.views.mark_legend import MarkLegend


class PageBar(QWidget):
    """Legend, filters, time base and sensitivity."""

    filters_chosen = Signal(object)  #: FilterSettings

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._filters = FilterSettings()
        self.legend = MarkLegend(theme, ("fasciculation", "again", "artefact", "rejected"))
        self._page = QLabel()
        self._page.setProperty("kind", "second")
        self.band = QComboBox()
        self.band.setAccessibleName(self.tr("Filter on screen"))
        for low, high in BANDS_HZ:
            self.band.addItem(self.tr("{0} to {1} Hz").format(number(low), number(high)), (low, high))
        self.mains = QComboBox()
        self.mains.setAccessibleName(self.tr("Mains canceller on screen"))
        for mains in MAINS_HZ:
            word = self.tr("{0} Hz canceller").format(number(mains)) if mains else self.tr("Canceller off")
            self.mains.addItem(word, mains)
        self.time = Stepper(theme, self.tr("Time base"), self.tr("Faster (Ctrl +)"), self.tr("Slower (Ctrl −)"), 98)
        self.time.set_steps([(round(s * 1000), self._ms(s)) for s in SWEEP_STEPS_S])
        self.sensitivity = Stepper(
            theme, self.tr("Sensitivity"), self.tr("Smaller traces (−)"), self.tr("Larger traces (+)")
        )
        self.sensitivity.set_steps([(round(s), uv_per_div(s)) for s in SENSITIVITY_STEPS_UV])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 4)
        row.setSpacing(8)
        row.addWidget(self.legend, 1)
        row.addStretch(0)
        for widget in (self._page, self.band, self.mains, self.time, self.sensitivity):
            row.addWidget(widget)
        model = state.traces
        self.time.stepped.connect(model.step_sweep)
        self.time.picked.connect(lambda ms: model.set_sweep(ms / 1000.0))
        self.sensitivity.stepped.connect(lambda by: model.step_sensitivity(by))
        self.sensitivity.picked.connect(lambda uv: model.set_sensitivity(float(uv)))
        self.band.activated.connect(lambda _: self._chosen())
        self.mains.activated.connect(lambda _: self._chosen())
        for changed in (model.scale_changed, model.timing_changed, model.data_changed):
            changed.connect(self._scales)
        self._scales()

    def _ms(self, sweep_s: float) -> str:
        return self.tr("{0} ms/div").format(number(ms_per_div(sweep_s)))

    def _scales(self) -> None:
        model = self._state.traces
        self.time.set_value(round(model.sweep_s * 1000), self._ms(model.sweep_s))
        self.sensitivity.set_value(round(model.sensitivity_uv), uv_per_div(model.sensitivity_uv))
        seconds = number(model.sweep_s, 0 if model.sweep_s >= 1 else 2)
        self._page.setText(self.tr("Page {0} s").format(seconds))

    def _chosen(self) -> None:
        low, high = self.band.currentData()
        self.filters_chosen.emit(FilterSettings(low, high, float(self.mains.currentData())))

    def set_filters(self, filters: FilterSettings) -> None:
        """Show the filters."""
        self._filters = filters
        pair = (filters.low_hz, filters.high_hz)
        at = next((i for i in range(self.band.count()) if self.band.itemData(i) == pair), -1)
        if at < 0:
            self.band.addItem(self.tr("{0} to {1} Hz").format(number(pair[0]), number(pair[1])), pair)
            at = self.band.count() - 1
        self.band.setCurrentIndex(at)
        self.mains.setCurrentIndex(MAINS_HZ.index(filters.mains_hz))

    def set_compact(self, compact: bool) -> None:
        """Keep to what fits a small window."""
        for widget in (self.legend, self._page, self.mains, self.band):
            widget.setVisible(not compact)
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.setStretch(1, 1 if compact else 0)
