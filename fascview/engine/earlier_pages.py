"""Pages further back than the rings hold: read from what was received, and filtered as the screen shows now."""

from __future__ import annotations

from collections.abc import Callable

from fascview.engine.earlier import Earlier
from fascview.engine.processing import Processor
from fascview.engine.review_pages import PageReader, Stretch
from fascview.settings import FilterSettings
from fascview.stream import FloatArray


class EarlierPages(PageReader):
    """Reads in a thread of its own, which begins with the first page that is asked for."""

    def __init__(self, processor: Processor, earlier: Earlier) -> None:
        super().__init__(earlier, processor.filters)
        self._processor = processor
        self._started = False

    def page(self, start: int, stop: int) -> Stretch | None:
        """Return a stretch that covers a page as it shall be shown now; None while it is being read.

        An empty page lets go of what was read: a minute of many channels is a hundred megabytes.
        """
        if stop <= start:
            self.stretch = None
            return None
        if not self._started:
            self._started = True
            self.start()
        self.set_filters(self._processor.filters)
        return self.stretch if self.want(start, stop) else None

    def stop(self) -> bool:
        """End; return whether the thread has."""
        return super().stop() if self._started else True

    def _screen(self, filters: FilterSettings) -> Callable[[FloatArray], FloatArray]:
        return self._processor.screen(filters)
