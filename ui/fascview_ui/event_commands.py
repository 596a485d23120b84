"""What the commands about events do: jumping, verdicts, counting anew."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from fascview.engine.status import EngineStatus
from fascview_ui.models.judging import Judging
from fascview_ui.models.review_events import kind_word
from fascview_ui.models.words import moment
from fascview_ui.views.kinds_menu import kinds_menu
from fascview_ui.views.traces.scene import NEWEST

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.feed import Feed
    from fascview_ui.workspace import Workspace


class EventCommands:
    """One method per name in ``shortcuts``."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        self._window, self._work = window, work
        self.judging = Judging()
        self._reset_wall_s = math.nan
        self._undo_reset: Callable[[], None] | None = None
        work.monitor.potential.judged.connect(self._judge)
        work.monitor.potential.view.changed.connect(self._frame)

    @property
    def _feed(self) -> Feed | None:
        watch = self._window.watch
        return None if watch is None else watch.feed

    def next_event(self) -> None:
        """Go to the next fasciculation."""
        self._jump(1)

    def previous_event(self) -> None:
        """Go to the fasciculation before."""
        self._jump(-1)

    def next_gap(self) -> None:
        """Go to the next lost stretch; after the last one, to the first."""
        feed, model = self._feed, self._work.model
        if feed is not None and feed.gaps():
            middle = model.page_start + model.page_samples / 2
            starts = [g.start for g in feed.gaps()]
            later = [s for s in starts if s > middle + 1]
            model.show(later[0] if later else starts[0])

    def _jump(self, by: int) -> None:
        feed = self._feed
        if feed is None:
            return
        events = feed.events()
        events = events[events["status"] == "accepted"]
        events = events[np.argsort(events["sample"], kind="stable")]
        model, view = self._work.model, self._work.monitor.potential.view
        asked = view.asked if model.frozen and view.asked is not None else -1
        own = np.flatnonzero(events["id"] == asked).tolist()
        middle = model.page_start + model.page_samples / 2
        later = int(np.searchsorted(events["sample"], middle + by))
        place = own[0] + by if own else later if by > 0 else later - 1
        if not 0 <= place < len(events):
            return
        # The key that follows is meant for this event, wherever in the past it lies.
        model.show(int(events["sample"][place]))
        model.select(int(events["muscle"][place]))
        view.show_event(int(events["id"][place]))

    def accept(self) -> None:
        """Accept the event in front."""
        self._judge_front("accepted")

    def reject(self) -> None:
        """Reject the event in front."""
        self._judge_front("rejected")

    def reclassify(self) -> None:
        """Choose a class for the event in front."""
        panel = self._work.monitor.potential
        if self._front() is not None:
            place = panel.reject if panel.isVisible() else self._work.controls.mark
            kinds_menu(place, lambda kind: self._judge_front(kind))

    def _front(self) -> int | None:
        """Return the event that a key means: the one clicked, else the newest that is decided of this muscle."""
        potential = self._work.monitor.potential
        potential.advance()  # it may be folded away, or not have looked since the event came
        front = potential.view.front
        return potential.view.asked if front is None or potential.view.asked is not None else front.event

    def _frame(self) -> None:
        """Frame in the traces the event that a key means."""
        view = self._work.monitor.potential.view
        front = view.front
        meant = view.asked if view.asked is not None else None if front is None else front.event
        for traces in (self._work.monitor.traces, self._work.bedside.traces):
            traces.set_chosen_event(NEWEST if meant is None else meant)

    def _judge_front(self, verdict: str) -> None:
        event, window = self._front(), self._window
        if event is None:
            said = window.tr("This muscle has no decided event yet; hollow marks wait for their decision.")
            window.announce(said)
            window.footer.say(said)
            return
        self._judge(event, verdict)

    def _judge(self, event: int, verdict: str) -> None:
        window, feed = self._window, self._feed
        if window.watch is None or feed is None:
            return
        self.judging.judge(window.watch.port, event, verdict)
        self._after(event, self._verdict_word(verdict))

    def _verdict_word(self, verdict: str) -> str:
        tr = self._window.tr
        known = {"accepted": tr("Accepted"), "rejected": tr("Rejected"), "": tr("Without your label again")}
        return known.get(verdict, kind_word(verdict))

    def _after(self, event: int, word: str) -> None:
        """Let everything follow, and say which event got which label."""
        window, feed = self._window, self._feed
        if window.watch is None or feed is None:
            return
        self._told()
        window.watch.refresh()
        said = word
        rows = feed.events()
        if len(row := rows[rows["id"] == event]):
            muscle = feed.info.muscles[int(row["muscle"][0])].label or window.tr("Channels")
            where = moment(int(row["sample"][0]) / feed.info.fs_hz)
            said = window.tr("{0}: {1} at {2}").format(word, muscle, where)
            own = rows[(rows["muscle"] == row["muscle"][0]) & (rows["status"] == "provisional")]
            if len(own) and int(own["sample"].max()) > int(row["sample"][0]):
                said += window.tr(" (the hollow one after it is not decided yet)")
        window.announce(said)
        window.footer.say(said)

    def undo(self) -> None:
        """Take the last verdict back, or a reset of the counters while that is offered."""
        if self._undo_reset is not None and "reset" in self._window.banners.names():
            self._window.banners.clear("reset")
            self._undo_reset()
        elif self._window.watch is not None:
            self._again(self.judging.undo(self._window.watch.port))

    def redo(self) -> None:
        """Give the verdict that was taken back."""
        if self._window.watch is not None:
            self._again(self.judging.redo(self._window.watch.port))

    def _again(self, event: int | None) -> None:
        """Say what became of an event by undo or redo."""
        if event is not None and self._window.watch is not None:
            self._after(event, self._verdict_word(self._window.watch.port.verdict(event)))

    def reset(self) -> None:
        """Count anew; for ten seconds that can be taken back."""
        window = self._window
        if window.watch is None or self._feed is None:
            return
        port, since_s = window.watch.port, self._reset_wall_s
        before = port.reset_counters()
        self._reset_wall_s = time.time()

        def take_back() -> None:
            port.reset_counters(before)
            self._reset_wall_s = since_s
            self._told()

        self._undo_reset = take_back
        self._work.presenter.counters_reset(take_back)
        self._told()

    def _told(self) -> None:
        if self._window.watch is not None:
            self._window.watch.look()
            self._window.watch.tell()

    def counting_since_s(self, status: EngineStatus) -> float:
        """Return since when is counted [s since 1970]."""
        return self._reset_wall_s if self._reset_wall_s > status.started_wall_s else status.started_wall_s
