"""What the traces show and how: sensitivity, sweep, page, order. Views draw it, controls change it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from PySide6.QtCore import QObject, Signal

from fascview.pyramid import Pyramid
from fascview.ring import Ring
from fascview_ui.models.trace_data import EventRows as EventRows
from fascview_ui.models.trace_data import Farther
from fascview_ui.models.trace_data import Stretch as Stretch
from fascview_ui.models.trace_data import TraceData as TraceData

SENSITIVITY_STEPS_UV = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)
SWEEP_STEPS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)
DIVISIONS = 10

Mode = Literal["sweep", "scroll"]


def step(values: Sequence[float], value: float, by: int) -> float:
    """Return the entry ``by`` places from ``value`` (or from where it would stand), kept inside the table."""
    at = next((i for i, v in enumerate(values) if v >= value * (1 - 1e-9)), len(values) - 1)
    between = not math.isclose(values[at], value)
    if between and by > 0:
        by -= 1
    return values[min(max(at + by, 0), len(values) - 1)]


class TraceModel(QObject):
    """State of the trace view. Setters clamp and tell of a change once."""

    scale_changed = Signal()  #: a sensitivity
    timing_changed = Signal()  #: seconds per sweep, or the mode
    page_changed = Signal()  #: frozen, moved, or back to live
    layout_changed = Signal()  #: order, collapse, which channels
    selection_changed = Signal(int)  #: index of the muscle, -1 for none
    data_changed = Signal()  #: another stream

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data: TraceData | None = None
        self._farther: Farther | None = None
        self._sensitivity_uv = 50.0
        self._of_muscle: dict[int, float] = {}
        self._of_channel: dict[int, float] = {}
        self._sweep_s = 10.0
        self._mode: Mode = "sweep"
        self._page_start: int | None = None
        self._selected = -1
        self._order: tuple[int, ...] = ()
        self._collapsed: frozenset[int] = frozenset()
        self._hidden: frozenset[int] = frozenset()
        self._off: frozenset[int] = frozenset()
        self._names: tuple[str, ...] = ()
        self._primary: tuple[int, ...] | None = None
        self._fit_all = False
        self._muscle_of: tuple[int, ...] = ()
        self._channels: dict[int, tuple[int, ...]] = {}

    # -- the stream

    @property
    def data(self) -> TraceData | None:
        """What is being shown, or None."""
        return self._data

    def attach(self, data: TraceData | None) -> None:
        """Show another stream (or none), live; overrides of single muscles and channels are forgotten."""
        self._data = data
        self._farther = data if isinstance(data, Farther) else None
        self._of_muscle, self._of_channel = {}, {}
        self._page_start = None
        self._collapsed = self._hidden = self._off = frozenset()
        self._names = ()
        self._primary = None
        muscle_of = () if data is None else data.info.muscle_of_channel.tolist()
        self._muscle_of = tuple(muscle_of)
        self._order = tuple(range(max(muscle_of, default=-1) + 1))
        self._channels = {m: tuple(c for c, of in enumerate(muscle_of) if of == m) for m in self._order}
        self._selected = 0 if self._order else -1
        self.data_changed.emit()
        self.selection_changed.emit(self._selected)

    # -- sensitivity

    @property
    def sensitivity_uv(self) -> float:
        """Microvolt per division where nothing else is said."""
        return self._sensitivity_uv

    def muscle_sensitivity_uv(self, muscle: int) -> float:
        """Return microvolt per division of a muscle."""
        return self._of_muscle.get(muscle, self._sensitivity_uv)

    def channel_sensitivity_uv(self, channel: int, muscle: int) -> float:
        """Return microvolt per division of one channel."""
        return self._of_channel.get(channel, self.muscle_sensitivity_uv(muscle))

    def set_sensitivity(self, uv_per_div: float, muscle: int | None = None, channel: int | None = None) -> None:
        """Set microvolt per division of a channel, a muscle (its channels follow), or everything."""
        if not math.isfinite(uv_per_div):
            return
        value = min(max(uv_per_div, SENSITIVITY_STEPS_UV[0]), SENSITIVITY_STEPS_UV[-1])
        before = (self._sensitivity_uv, dict(self._of_muscle), dict(self._of_channel))
        if channel is not None:
            self._of_channel[channel] = value
        elif muscle is not None:
            self._of_muscle[muscle] = value
            for c in self.channels_of(muscle):
                self._of_channel.pop(c, None)
        else:
            self._sensitivity_uv = value
            self._of_muscle, self._of_channel = {}, {}
        if before != (self._sensitivity_uv, self._of_muscle, self._of_channel):
            self.scale_changed.emit()

    def step_sensitivity(self, by: int, muscle: int | None = None, channel: int | None = None) -> None:
        """Go ``by`` steps towards larger traces (positive) or smaller ones (negative)."""
        if channel is not None:
            now = self.channel_sensitivity_uv(channel, self.muscle_of(channel) if muscle is None else muscle)
        else:
            now = self._sensitivity_uv if muscle is None else self.muscle_sensitivity_uv(muscle)
        self.set_sensitivity(step(SENSITIVITY_STEPS_UV, now, -by), muscle, channel)

    # -- time

    @property
    def sweep_s(self) -> float:
        """Seconds across the plot: ten divisions."""
        return self._sweep_s

    def set_sweep(self, seconds: float) -> None:
        """Set the seconds across the plot; a frozen page keeps its middle."""
        if not math.isfinite(seconds):
            return
        value = min(max(seconds, SWEEP_STEPS_S[0]), SWEEP_STEPS_S[-1])
        if value == self._sweep_s:
            return
        middle = None if self._page_start is None else self._page_start + self.page_samples / 2
        self._sweep_s = value
        if middle is not None:
            self._page_start = self._clamped(int(middle - self.page_samples / 2))
        self.timing_changed.emit()

    def step_sweep(self, by: int) -> None:
        """Go ``by`` steps towards a longer (positive) or shorter sweep."""
        self.set_sweep(step(SWEEP_STEPS_S, self._sweep_s, by))

    @property
    def mode(self) -> Mode:
        """``sweep`` or ``scroll``."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Choose between a sweeping cursor and traces that move."""
        if mode != self._mode and mode in ("sweep", "scroll"):
            self._mode = mode
            self.timing_changed.emit()

    @property
    def page_samples(self) -> float:
        """Samples across the plot; need not be whole."""
        return self._sweep_s * (self._data.info.fs_hz if self._data else 1000.0)

    # -- the frozen page

    @property
    def frozen(self) -> bool:
        """Whether the page stands still. Capture never does."""
        return self._page_start is not None

    @property
    def page_start(self) -> int:
        """First sample of the frozen page, or of the newest page when live."""
        if self._page_start is not None:
            return self._page_start
        return math.ceil(self.newest - self.page_samples)

    @property
    def newest(self) -> int:
        """Index after the newest sample, 0 without data."""
        return self._data.newest if self._data else 0

    @property
    def oldest(self) -> int:
        """First sample that can still be shown."""
        data = self._data
        if self._farther is not None:
            return self._farther.oldest
        return min(data.pyramid.first, data.shown.first) if data else 0

    def rings(self) -> tuple[Ring, Pyramid] | None:
        """Return samples and pyramid that the page is drawn from, None without data."""
        data = self._data
        if data is None:
            return None
        if self._page_start is not None and self._farther is not None:
            return self._farther.rings(self._page_start, math.ceil(self._page_start + self.page_samples))
        return data.shown, data.pyramid

    def _clamped(self, start: int) -> int:
        latest = math.ceil(self.newest - self.page_samples)
        return max(min(start, latest), min(self.oldest, latest))

    def freeze(self, start: int | None = None) -> None:
        """Stop the page where it is, or at the sample ``start``."""
        self._go(self.page_start if start is None else start)

    def live(self) -> None:
        """Go back to the newest samples."""
        if self._page_start is not None:
            self._page_start = None
            self.page_changed.emit()

    def _go(self, start: int) -> None:
        value = self._clamped(start)
        if value != self._page_start:
            self._page_start = value
            self.page_changed.emit()

    def turn(self, pages: float) -> None:
        """Walk by pages (0.1 is one division); freezes when live."""
        self._go(self.page_start + round(pages * self.page_samples))

    def show(self, sample: int) -> None:
        """Freeze on the page that has ``sample`` in its middle."""
        self._go(sample - round(self.page_samples / 2))

    def to_first(self) -> None:
        """Freeze on the oldest page."""
        self._go(self.oldest)

    def to_last(self) -> None:
        """Freeze on the newest page."""
        self._go(math.ceil(self.newest - self.page_samples))

    # -- muscles and channels

    @property
    def selected(self) -> int:
        """Index of the selected muscle, -1 for none."""
        return self._selected

    def select(self, muscle: int) -> None:
        """Select a muscle everywhere."""
        value = muscle if muscle in self._order else -1
        if value != self._selected:
            self._selected = value
            self.selection_changed.emit(value)

    @property
    def order(self) -> tuple[int, ...]:
        """Muscles from top to bottom."""
        return self._order

    def set_order(self, order: Sequence[int]) -> None:
        """Put the muscles in another order; what is not named follows in its old order."""
        known = dict.fromkeys(m for m in order if m in self._order)
        value = (*known, *(m for m in self._order if m not in known))
        if value != self._order:
            self._order = value
            self.layout_changed.emit()

    def move(self, muscle: int, by: int) -> None:
        """Move a muscle up (negative) or down."""
        if muscle in self._order:
            rest = [m for m in self._order if m != muscle]
            at = min(max(self._order.index(muscle) + by, 0), len(rest))
            self.set_order((*rest[:at], muscle, *rest[at:]))

    @property
    def collapsed(self) -> frozenset[int]:
        """Muscles drawn with one channel only."""
        return self._collapsed

    def toggle_collapsed(self, muscle: int) -> None:
        """Fold a muscle to one channel, or unfold it."""
        if muscle in self._order:
            self._collapsed = self._collapsed ^ {muscle}
            self.layout_changed.emit()

    def set_hidden(self, muscles: Sequence[int]) -> None:
        """Leave some muscles out of the picture; they are counted all the same."""
        value = frozenset(m for m in muscles if m in self._order)
        if value != self._hidden:
            self._hidden = value
            self.layout_changed.emit()

    def set_off(self, channels: Iterable[int]) -> None:
        """Leave some channels out of the picture; they are stored and counted all the same."""
        value = frozenset(channels)
        if value != self._off:
            self._off = value
            self.layout_changed.emit()

    def channel_name(self, channel: int) -> str:
        """Return what stands beside a trace: its number in the muscle, or what it is derived from."""
        if channel < len(self._names):
            return self._names[channel]
        return str(self.channels_of(self.muscle_of(channel)).index(channel) + 1)

    def set_names(self, names: Sequence[str]) -> None:
        """Name the traces of all channels otherwise than by their number; none: by that."""
        value = tuple(names)
        if value != self._names:
            self._names = value
            self.layout_changed.emit()

    def set_primary_only(self, channels: Sequence[int] | None) -> None:
        """Draw one channel per muscle, ``channels[muscle]``, or with None all of them."""
        value = None if channels is None else tuple(channels)
        if value != self._primary:
            self._primary = value
            self.layout_changed.emit()

    @property
    def fit_all(self) -> bool:
        """Whether all channels are squeezed into the window instead of scrolled."""
        return self._fit_all

    def set_fit_all(self, fit: bool) -> None:
        """Squeeze all channels into the window, or scroll them at a readable pitch."""
        if fit != self._fit_all:
            self._fit_all = fit
            self.layout_changed.emit()

    def muscle_of(self, channel: int) -> int:
        """Return the muscle of a channel."""
        return self._muscle_of[channel] if 0 <= channel < len(self._muscle_of) else 0

    def channels_of(self, muscle: int) -> tuple[int, ...]:
        """Return every channel of a muscle."""
        return self._channels.get(muscle, ())

    def bands(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Return from top to bottom each muscle with the channels drawn of it."""
        if self._data is None:
            return ()
        found = []
        for muscle in self._order:
            every = self.channels_of(muscle)
            channels = tuple(c for c in every if c not in self._off)
            if self._primary is not None and muscle < len(self._primary) and self._primary[muscle] in every:
                channels = (self._primary[muscle],)
            elif self._primary is not None or muscle in self._collapsed:
                channels = channels[:1]
            if channels and muscle not in self._hidden:
                found.append((muscle, channels))
        return tuple(found)
