"""The pages of the window beside the start page: one line each, made when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace

MONITOR = "monitor"


class Page(QWidget):
    """A page that is not the monitor. All methods may be left as they are.

    A page with ``own_head`` says itself in the strip above and in the footer what it shows. ``commands`` go over those
    of the monitor while the page is in front.
    """

    own_head = False
    commands: object = None

    def opened(self) -> None:
        """Come to the front."""

    def closed(self) -> None:
        """Give the front to another page."""

    def detached(self) -> None:
        """Forget the source; it is being closed."""

    def advance(self) -> None:
        """Draw what is new; called once a frame while in front."""

    def tell(self) -> None:
        """Let words and figures follow; called once a second while in front."""

    def set_compact(self, compact: bool) -> None:
        """Fit a small window."""

    def finished(self) -> None:
        """Let go of everything: the window closes."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """``make`` imports what the page needs, so that the window opens without it."""

    name: str
    title: str
    make: Callable[[MainWindow, Workspace], Page]


def kinds() -> tuple[PageKind, ...]:
    """Return the pages in the order of their tabs, the monitor left out."""
    return (
        PageKind("review", QCoreApplication.translate("Pages", "Review"), _review),
        PageKind("array", QCoreApplication.translate("Pages", "Array check"), _array),
        PageKind("protocol", QCoreApplication.translate("Pages", "Protocol"), _protocol),
    )


def _review(window: MainWindow, work: Workspace) -> Page:
    from fascview_ui.review.page import ReviewPage

    return ReviewPage(window, work)


def _array(window: MainWindow, work: Workspace) -> Page:
    from fascview_ui.array.page import ArrayPage

    return ArrayPage(window, work)


def _protocol(window: MainWindow, work: Workspace) -> Page:
    from fascview_ui.protocol.page import ProtocolPage

    return ProtocolPage(window, work)


def tabs() -> tuple[tuple[str, str], ...]:
    """Return name and title of every tab."""
    monitor = (MONITOR, QCoreApplication.translate("Pages", "Monitor"))
    return (monitor, *((k.name, k.title) for k in kinds()))
