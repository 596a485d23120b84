"""What goes between the window's source and other programs: companions in, detections out, how far LSL looks."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess

from fascview_ui.views.banners import Action, BannerText

if TYPE_CHECKING:
    from fascview_drivers.lsl.reach import Reach
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.port import Port
    from fascview_ui.models.settings_store import Store

MOST_REMEMBERED = 50
REACH = "FASCVIEW_LSL_REACH"  # where the driver looks, which is imported later than the first picture


def take_reach(store: Store) -> None:
    """Let LSL look as far as the settings say; before LSL is used. What was given on the command line goes first."""
    kept = store.text("lsl/reach", "")
    if kept and not re.fullmatch(r"[\w.:,\[\]=-]{1,2000}", kept):
        store.broken.append("lsl/reach")
    elif kept:
        os.environ.setdefault(REACH, kept)


class Outside:
    """Keeps the wishes, and tells them to every source that is opened."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._given: tuple[str, ...] = ()
        self.detections = window.store.flag("lsl/detections", False)
        self._reach_at_start = os.environ.get(REACH, "")
        self._missing = ""
        self._impedances: int | None = None  # how many were told before the one that is waited for
        window.clock.text.connect(self._tick)

    # ---- from the command line

    def begin(self, beside: tuple[str, ...], detections: bool) -> None:
        """Take what the command line asked for; it is not remembered."""
        self._given = beside
        self.detections = self.detections or detections
        self.show()

    # ---- to the source

    def attached(self, port: Port, address: str) -> None:
        """Tell a source that has been opened what goes in and out beside it."""
        live = not address.startswith("file:")  # what is played must not set off a stimulator
        port.send_detections(self.detections and live)
        port.set_beside(self.beside(address) if live else ())
        self._missing, self._impedances = "", None

    @property
    def _port(self) -> Port | None:
        watch = self._window.watch
        return None if watch is None else watch.port

    # ---- detections

    def show(self) -> None:
        """Let the menu say whether detections go out."""
        self._window.actions_by_name["detections"].setChecked(self.detections)

    def set_detections(self, on: bool) -> None:
        """Let accepted events go out, or no longer; remembered."""
        self.detections = on
        self._window.store.put("lsl/detections", on)
        port = self._port
        if port is not None:
            port.send_detections(on and not self._window.address.startswith("file:"))
        self.show()

    # ---- electrodes

    def measure_impedance(self) -> None:
        """Measure the electrodes and say so; the outcome is told when it is there."""
        window, port = self._window, self._port
        if port is None:
            return
        port.measure_impedance()
        self._impedances = sum(i.kind == "impedance" for i in port.incidents())
        title = window.tr("Measuring the electrodes; the stream stands meanwhile")
        detail = window.tr("Each takes about three seconds. What is missed is marked as a gap, also in a recording.")
        window.banners.post("impedance", BannerText("notice", title, detail))

    def _tell_impedance(self, port: Port) -> None:
        told = [i.text for i in port.incidents() if i.kind == "impedance"]
        if self._impedances is None or len(told) <= self._impedances:
            return
        self._impedances = None
        window = self._window
        title = window.tr("The electrodes are measured; the stream goes on")
        window.banners.post("impedance", BannerText("good", title, told[-1], (window.ok("impedance"),)))

    # ---- companions

    def _book(self) -> dict[str, list[str]]:
        try:
            found = json.loads(self._window.store.text("source/beside", "") or "{}")
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            key: [v for v in values if isinstance(v, str)] for key, values in found.items() if isinstance(values, list)
        }

    def beside(self, address: str) -> tuple[str, ...]:
        """Return what is recorded beside the source of an address."""
        return tuple(dict.fromkeys((*self._given, *self._book().get(address, ()))))

    def set_beside(self, addresses: Sequence[str]) -> None:
        """Record these beside the source that is watched; remembered for that source."""
        window, book = self._window, self._book()
        book.pop(window.address, None)
        if addresses:
            book[window.address] = list(addresses)
        while len(book) > MOST_REMEMBERED:
            book.pop(next(iter(book)))
        window.store.put("source/beside", json.dumps(book))
        self._given = tuple(a for a in self._given if a in addresses)
        port = self._port
        if port is not None:
            port.set_beside(tuple(addresses))

    def _tick(self) -> None:
        port = self._port
        if port is not None:
            self._tell_impedance(port)
        waiting = [] if port is None else [c for c in port.companions() if c.state != "receiving"]
        missing = ", ".join(c.name for c in waiting)
        if missing == self._missing:
            return
        self._missing = missing
        window = self._window
        if not missing:
            window.banners.clear("beside")
            return
        title = window.tr("Nothing comes from {0}, which is recorded beside").format(missing)
        detail = window.tr("The EMG goes on, and so does looking for it.")
        choose_ = Action(window.tr("Record beside..."), lambda: window.commands.run("beside"))
        window.banners.post("beside", BannerText("caution", title, detail, (choose_, window.ok("beside"))))

    # ---- how far LSL looks

    @property
    def reach(self) -> Reach:
        """How far LSL looks, or will when the program is started again."""
        from fascview_drivers.lsl.reach import current

        return current()

    @property
    def restart_needed(self) -> bool:
        """True while LSL looks otherwise than was chosen."""
        from fascview_drivers.lsl.reach import Reach

        return self.reach != Reach.parse(self._reach_at_start)

    def set_reach(self, reach: Reach) -> None:
        """Remember how far LSL is to look; it holds from the next start on, for LSL takes it once."""
        from fascview_drivers.lsl.reach import choose

        self._window.store.put("lsl/reach", reach.text)
        if choose(reach):
            self._reach_at_start = reach.text

    def restart(self) -> None:
        """Start the program again, as it was started; a recording that is running is asked about first."""
        self._window.store.sync()
        if self._window.close():
            QProcess.startDetached(sys.executable, sys.orig_argv[1:])
