"""Tells on every page when an electrode gets worse, and takes the word back once it is well again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fascview.engine.status import Incident
from fascview_ui.views.banners import Action, BannerText

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.watch import Watch

BANNER = "contact"


class ContactBanner(QObject):
    """Looks through the incidents once a second."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._watch: Watch | None = None
        self._told: Incident | None = None
        window.clock.text.connect(self.look)

    def look(self) -> None:
        """Post what is new about contacts; clear it when no electrode is worse any more."""
        window, watch = self._window, self._window.watch
        if watch is not self._watch:
            self._watch, self._told = watch, None
        if watch is None or watch.feed is None:
            return
        found = [i for i in watch.port.incidents() if i.kind == "contact"]
        contact = getattr(watch.port, "contact", None)
        if self._told is not None and contact is not None and not contact.worse:
            window.banners.clear(BANNER)
        if not found or (self._told is not None and found[-1].wall_s <= self._told.wall_s):
            return
        fresh = [i for i in found if self._told is None or i.wall_s > self._told.wall_s]
        self._told = found[-1]
        title = fresh[-1].text
        more = len(fresh) - 1
        detail = window.tr("{0} more electrodes as well.").format(more) if more else ""
        goes_on = window.tr("Capture, counting and recording go on.")
        check = Action(window.tr("Array check"), lambda: window.go("array"), "K")
        words = BannerText("caution", title, f"{detail} {goes_on}".strip(), (check, window.ok(BANNER)))
        window.banners.post(BANNER, words)
        window.announce(title)
