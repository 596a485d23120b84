"""Going through a recording: from event to event, gap to gap, note to note, difference to difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage


class Jumps:
    """The commands that move the cursor; ``ReviewCommands`` has the others."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        self._window, self._page = window, page
        self._state = page.state

    @property
    def _open(self) -> bool:
        return self._state.data is not None

    def _jump(self, samples: Sequence[int], by: int, nothing: str) -> None:
        if self._open and self._state.jump(np.asarray(samples, np.int64), by) is None:
            self._window.announce(nothing)

    def _event(self, by: int) -> None:
        samples, ids = self._page.views.list.model.moments()
        at = int(np.searchsorted(samples, self._state.cursor, "right" if by > 0 else "left")) - (by < 0)
        chosen = np.flatnonzero(ids == self._state.chosen)
        if len(chosen) and int(samples[chosen[0]]) == self._state.cursor:
            at = int(chosen[0]) + by  # events of several muscles may lie on one sample
        if 0 <= at < len(ids):
            self._state.choose(int(ids[at]))
        else:
            self._window.announce(self._window.tr("No further event"))

    def next_event(self) -> None:
        """Go to the next event of the list."""
        self._event(1)

    def previous_event(self) -> None:
        """Go to the event of the list before."""
        self._event(-1)

    def _gaps(self) -> list[int]:
        recording = self._state.recording
        return [] if recording is None else sorted(g.start for g in recording.gaps)

    def next_gap(self) -> None:
        """Go to the next lost stretch."""
        self._jump(self._gaps(), 1, self._window.tr("No further gap"))

    def previous_gap(self) -> None:
        """Go to the lost stretch before."""
        self._jump(self._gaps(), -1, self._window.tr("No gap before this"))

    def next_note(self) -> None:
        """Go to the next note."""
        self._jump([n.sample for n in self._state.notes()], 1, self._window.tr("No further note"))

    def previous_note(self) -> None:
        """Go to the note before."""
        self._jump([n.sample for n in self._state.notes()], -1, self._window.tr("No note before this"))

    def _differences(self) -> list[int]:
        stored, new = self._state.differences()
        return sorted([*stored["sample"].tolist(), *new["sample"].tolist()])

    def next_difference(self) -> None:
        """Go to the next event that is in one list only."""
        self._jump(self._differences(), 1, self._window.tr("No further difference"))

    def previous_difference(self) -> None:
        """Go to the event before that is in one list only."""
        self._jump(self._differences(), -1, self._window.tr("No difference before this"))
