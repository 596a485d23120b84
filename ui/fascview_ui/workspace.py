"""The monitor with everything that belongs to it: built once the window stands, because it imports much."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from fascview_ui.arranging import Arranging
from fascview_ui.array.contact_banner import ContactBanner
from fascview_ui.array.repeat import RepeatedCheck
from fascview_ui.models import calibration
from fascview_ui.models.calibration import Calibration
from fascview_ui.models.health import CpuMeter, in_words
from fascview_ui.models.traces import TraceModel
from fascview_ui.pages import MONITOR, Page, kinds
from fascview_ui.presenter import Presenter
from fascview_ui.protocol.control import ProtocolControl
from fascview_ui.views.bedside import BedsidePage, BedsideStrip
from fascview_ui.views.controls import ControlStrip
from fascview_ui.views.health import HealthStrip
from fascview_ui.views.monitor import MonitorPage
from fascview_ui.work_commands import WorkCommands

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage


class Workspace(QObject):
    """Pages and strips of the monitor, with the model they share, what fills them and what they do."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.at_bedside = False
        self._was_maximized = False
        self._compact = False
        self._health_wanted = False
        self._others: dict[str, Page] = {}
        self.front: Page | None = None  #: the page in front, where that is neither monitor nor start
        theme = window.theme
        self.model = TraceModel(self)
        self.monitor = MonitorPage(theme, self.model)
        self.bedside = BedsidePage(theme, self.model)
        self.controls = ControlStrip(theme)
        self.touch = BedsideStrip(theme)
        for strip in (self.controls, self.touch):
            strip.hide()
        window.add_page(self.monitor)
        window.add_page(self.bedside)
        self.protocol = ProtocolControl(window, self)
        self.health = HealthStrip(theme)
        self.health.list.clicked.connect(lambda: window.commands.run("incidents"))
        self._cpu = CpuMeter()
        window.clock.text.connect(self._tell_health)
        window.add_strips(self.health, self.protocol.bar, self.controls, self.touch)
        self.commands = WorkCommands(window, self)
        self.arranging = Arranging(window, self)
        self.presenter = Presenter(window, self)
        self.contact = ContactBanner(window)
        self.repeated = RepeatedCheck(window)
        self.restore()
        window.banners.announced.connect(lambda _: self.order_tabs())

    def restore(self) -> None:
        """Take over what is remembered."""
        store = self._window.store
        self.model.set_sensitivity(store.number("screen/uv_per_div", 50.0, 1.0, 10_000.0))
        self.model.set_sweep(store.number("screen/sweep_s", 10.0, 0.01, 120.0))
        mode = store.text("screen/mode", "sweep", ("sweep", "scroll"))
        self.model.set_mode("scroll" if mode == "scroll" else "sweep")
        self._health_wanted = store.flag("screen/health", False)
        self._window.actions_by_name["health"].setChecked(self._health_wanted)
        body = store.flag("screen/body", False)
        self._window.actions_by_name["body"].setChecked(body)
        self.monitor.show_body(body)
        self.controls.volume.setValue(round(store.number("sound/volume", 0.5, 0.0, 1.0) * 100))
        self.controls.mute.setChecked(store.flag("sound/muted", False))

    def remember(self) -> None:
        """Keep what was set."""
        store, model = self._window.store, self.model
        store.put("screen/uv_per_div", model.sensitivity_uv)
        store.put("screen/sweep_s", model.sweep_s)
        store.put("screen/mode", model.mode)
        store.put("sound/volume", self.controls.volume.value() / 100.0)
        store.put("sound/muted", self.controls.mute.isChecked())

    @property
    def page(self) -> QWidget:
        """The page that is shown: the monitor or the bedside."""
        return self.bedside if self.at_bedside else self.monitor

    def show_health(self, on: bool) -> None:
        """Show the health strip where there is a source, or hide it."""
        self._health_wanted = on
        self.health.setVisible(on and self._window.page != "start")
        self._tell_health()

    def _tell_health(self) -> None:
        watch, window = self._window.watch, self._window
        if watch is None or watch.feed is None or self.health.isHidden():
            return
        port, stall_s = watch.port, window.clock.longest_stall_s
        facts = (port.health(), port.gaps(), watch.feed.info.fs_hz, self._cpu.look(), stall_s)
        self.health.set_text(in_words(*facts))

    def scale_words(self, known: Calibration | None = None) -> str:
        """Return the scale of the picture in millimetres, empty where the screen was not measured."""
        model, traces = self.model, self.bedside.traces if self.at_bedside else self.monitor.traces
        found = known or calibration.of_screen(self._window.store, self._window.screen())
        return calibration.scale_words(found, model.sensitivity_uv, traces.division_px, model.sweep_s, traces.plot_px)

    def turn_to(self, name: str) -> QWidget | None:
        """Make the page ``name`` ready to be shown and return it, None for the start page; shows its strips."""
        before, self.front = self.front, None
        monitor = name == MONITOR
        if name not in (MONITOR, "start"):
            self.front = self.other(name)
        if before is not None and before is not self.front:
            before.closed()
        self.controls.setVisible(monitor and not self.at_bedside)
        self.touch.setVisible(monitor and self.at_bedside)
        self.protocol.place()
        self.show_health(self._health_wanted)
        if self.front is not None and self.front is not before:
            self.front.opened()
        return self.front or (self.page if monitor else None)

    def other(self, name: str) -> Page:
        """Return a page that is not the monitor."""
        return self._others.get(name) or self._make(name)

    @property
    def review(self) -> ReviewPage:
        """The page of stored recordings."""
        return cast("ReviewPage", self.other("review"))

    def pages_made(self) -> tuple[Page, ...]:
        """Return the pages beside the monitor that have been asked for."""
        return tuple(self._others.values())

    def _make(self, name: str) -> Page:
        kind = next(k for k in kinds() if k.name == name)
        made = self._others[name] = kind.make(self._window, self)
        made.set_compact(self._compact)
        self._window.add_page(made)
        return made

    def detached(self) -> None:
        """Tell every page that the source is being closed."""
        for page in self._others.values():
            page.detached()

    def set_compact(self, compact: bool) -> None:
        """Fit a small window."""
        self._compact = compact
        for widget in (self.monitor, self.controls, self.touch, self.protocol.bar, self.health):
            widget.set_compact(compact)
        for page in self._others.values():
            page.set_compact(compact)

    def set_bedside(self, bedside: bool) -> None:
        """Fill the screen with figures and one trace per muscle, or go back to the monitor."""
        window = self._window
        action = window.actions_by_name["bedside"]
        if bedside == self.at_bedside or window.watch is None or window.watch.feed is None:
            action.setChecked(self.at_bedside)
            return
        self.at_bedside = bedside
        action.setChecked(bedside)
        if bedside:
            self._was_maximized = window.window().isMaximized()
            self.model.set_primary_only(self.arranging.visible(window.watch.feed.primary_channels()))
            window.window().showFullScreen()
        else:
            self.model.set_primary_only(None)
            self.model.set_hidden(())
            if self._was_maximized:
                window.window().showMaximized()
            else:
                window.window().showNormal()
        window.go("monitor")
        if bedside:
            self.bedside.hide_others()
            window.watch.tell()

    def order_tabs(self) -> None:
        """Let Tab walk as people read: strip, banners, traces, cards from top to bottom, what is below, strip."""
        window = self._window
        parts: list[QWidget] = [window.top, window.banners, window.start, self.monitor.traces]
        parts += self.monitor.cards.cards
        parts += [*self.monitor.lower_views(), self.bedside, *self._others.values()]
        parts += [self.health, self.protocol.bar, self.controls, self.touch]
        chain: list[QWidget] = []
        for part in parts:
            # Qt keeps children in the order they were made, which is the order they are laid out in.
            chain += [w for w in (part, *part.findChildren(QWidget)) if self._in_chain(w)]
        for before, after in itertools.pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _in_chain(self, widget: QWidget) -> bool:
        reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        # Not by window(): the bare window may hold this one.
        return reachable and self._window.isAncestorOf(widget) and not isinstance(widget, QScrollBar)
