"""How the traces are shown: one model that clamps itself and tells of changes; it never touches what is stored."""

from __future__ import annotations

import bisect

from PySide6.QtCore import QObject, Signal

from fascview.settings import FilterSettings

UV_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MS_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 6000)
DIVISIONS = 10
MODES = ("sweep", "scroll")
BANDS = ((20.0, 450.0), (10.0, 450.0), (20.0, 250.0), (50.0, 450.0), (5.0, 500.0), (100.0, 500.0))
MAINS = (50.0, 60.0, 0.0)


def step(steps: tuple[int, ...], value: int, by: int) -> int:
    """Return the step ``by`` places from ``value``, at the ends the last one."""
    at = bisect.bisect_left(steps, value)
    if by > 0 and (at == len(steps) or steps[at] != value):
        by -= 1  # between two steps, up means the next higher
    return steps[max(0, min(len(steps) - 1, at + by))]


def nearest(steps: tuple[int, ...], value: float) -> int:
    """Return the step nearest to ``value``."""
    return min(steps, key=lambda s: abs(s - value))


class DisplayModel(QObject):
    """Sensitivity, time base, mode, filters, what is selected and whether the traces stand still.

    ``changed`` names the property; whoever draws reads it again.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._uv_per_div = 50
        self._ms_per_div = 1000
        self._mode = "sweep"
        self._filters = FilterSettings()
        self._frozen_at: int | None = None
        self._selected = 0

    @property
    def uv_per_div(self) -> int:
        """Sensitivity [uV per division]; one division is the distance of two baselines."""
        return self._uv_per_div

    @uv_per_div.setter
    def uv_per_div(self, value: float) -> None:
        self._set("uv_per_div", nearest(UV_STEPS, value))

    @property
    def ms_per_div(self) -> int:
        """Time base [ms per division]; a sweep has ten divisions."""
        return self._ms_per_div

    @ms_per_div.setter
    def ms_per_div(self, value: float) -> None:
        self._set("ms_per_div", nearest(MS_STEPS, value))

    @property
    def sweep_s(self) -> float:
        """Length of a sweep [s]."""
        return self._ms_per_div * DIVISIONS / 1000.0

    @property
    def mode(self) -> str:
        """``sweep`` or ``scroll``."""
        return self._mode

    @mode.setter
    def mode(self, value: str) -> None:
        self._set("mode", value if value in MODES else MODES[0])

    @property
    def filters(self) -> FilterSettings:
        """Band and mains canceller of what is shown."""
        return self._filters

    @filters.setter
    def filters(self, value: FilterSettings) -> None:
        self._set("filters", value)

    @property
    def frozen_at(self) -> int | None:
        """Sample at the right edge of the frozen page, None while the traces run."""
        return self._frozen_at

    @frozen_at.setter
    def frozen_at(self, value: int | None) -> None:
        self._set("frozen_at", None if value is None else max(0, int(value)))

    @property
    def frozen(self) -> bool:
        """True while the traces stand still; capture goes on."""
        return self._frozen_at is not None

    @property
    def selected(self) -> int:
        """Index of the selected muscle."""
        return self._selected

    @selected.setter
    def selected(self, value: int) -> None:
        self._set("selected", max(0, int(value)))

    def step_sensitivity(self, by: int) -> None:
        """Make the traces ``by`` steps smaller (more uV per division), or larger when negative."""
        self.uv_per_div = step(UV_STEPS, self._uv_per_div, by)

    def step_time(self, by: int) -> None:
        """Make the time base ``by`` steps slower (more ms per division), or faster when negative."""
        self.ms_per_div = step(MS_STEPS, self._ms_per_div, by)

    def _set(self, name: str, value: object) -> None:
        if getattr(self, f"_{name}") != value:
            setattr(self, f"_{name}", value)
            self.changed.emit(name)
