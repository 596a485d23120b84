"""Repeats the measurable part of the array check when a recording stops, and tells what got worse meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fascview.check.repeated import LAST_S, clock_of, keep_comparison, keep_first, recent_sheet, repeated
from fascview.check.sheet import Comparison, Sheet
from fascview.engine.worker import Worker
from fascview_ui.models.montage import identity
from fascview_ui.views.banners import Action, BannerText

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow

BANNER = "repeated"
RECENT_S = 7200.0  # an older check says little of the electrodes a recording begins with
LEAST_S = 5.0


class RepeatedCheck(QObject):
    """``begun`` and ``ended`` are called with the session folder; all reading and writing is done in a worker."""

    _done = Signal(object, object, object)
    _failed = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._first: list[Sheet] = []
        self._worker: Worker | None = None
        self._done.connect(self._tell)
        self._failed.connect(window.say_problem)

    def begun(self, folder: str) -> None:
        """Keep the last check of this device with the session, where it was made within two hours."""
        watch = self._window.watch
        self._first = found = []
        self._window.banners.clear(BANNER)
        if watch is None or watch.feed is None:
            return
        who, checks, session = identity(watch.feed.info), self._window.store.folder() / "checks", Path(folder)

        def work(_stop: threading.Event) -> None:
            sheet = recent_sheet(checks, who, time.time() - RECENT_S)
            if sheet is not None and session.is_dir():
                found.append(sheet)
                keep_first(sheet, session)

        self._start(work)

    def ended(self, folder: str, seconds: float) -> None:
        """Check the last 20 s and save the comparison with the session, where a check was made at its beginning."""
        watch, session, found = self._window.watch, Path(folder), self._first
        if watch is None or watch.feed is None or seconds < LEAST_S:
            return
        feed, wall_s = watch.feed, time.time()
        who = identity(feed.info)
        _, rows = feed.raw.read(feed.raw.end - round(min(LAST_S, seconds) * feed.info.fs_hz), feed.raw.end)

        def work(_stop: threading.Event) -> None:
            first = found[0] if found else recent_sheet(session, who, wall_s - seconds)
            if first is not None and session.is_dir():
                last = repeated(first, rows, feed.info, wall_s)
                self._done.emit(first, last, keep_comparison(first, last, session))

        self._start(work)

    def _start(self, work: Callable[[threading.Event], None]) -> None:
        before = self._worker

        def body(stop: threading.Event) -> None:
            if before is not None:
                before.join()
            work(stop)

        self._worker = Worker("repeated check", body, self._failed.emit)
        self._worker.start()

    def _tell(self, first: Sheet, last: Sheet, told: Comparison) -> None:
        window = self._window
        unrest = any(f.kind == "no_rest" for f in last.result.findings)
        if told.worse:
            few = ", ".join(told.worse[:8]) + (f" +{len(told.worse) - 8}" if len(told.worse) > 8 else "")
            title = window.tr("Electrodes at the end: {0} worse than at the beginning").format(few)
        else:
            title = window.tr("Electrodes at the end: none worse than at the beginning")
        detail = window.tr("The last seconds against the check of {0}; both are in the session folder.").format(
            clock_of(first)
        )
        if unrest:
            detail += " " + window.tr("The muscle was active: repeat the check at rest.")
        again = Action(window.tr("Repeat the check"), self._again, "K")
        tone = "caution" if told.worse else "good"
        window.banners.post(BANNER, BannerText(tone, title, detail, (again, window.ok(BANNER))))

    def _again(self) -> None:
        window = self._window
        window.banners.clear(BANNER)
        window.go("array")
        window.work.other("array").commands.check_again()  # type: ignore[attr-defined]
