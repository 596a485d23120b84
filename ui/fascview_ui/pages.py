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
    """A page that is not the monitor. All methods may be left as they are."""

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


@dataclass(frozen=True, slots=True)
class PageKind:
    """``make`` imports what the page needs, so that the window opens without it."""

    name: str
    title: str
    make: Callable[[MainWindow, Workspace], Page]


def kinds() -> tuple[PageKind, ...]:
    """Return the pages in the order of their tabs, the monitor left out."""
    tr = QCoreApplication.translate
    return (
        PageKind("array", tr("Pages", "Array check"), _array),
        PageKind("protocol", tr("Pages", "Protocol"), _protocol),
    )


def _array(window: MainWindow, work: Workspace) -> Page:
    from fascview_ui.array_page import ArrayPage

    return ArrayPage(window, work)


def _protocol(window: MainWindow, work: Workspace) -> Page:
    from fascview_ui.protocol_page import ProtocolPage

    return ProtocolPage(window, work)


def tabs() -> tuple[tuple[str, str], ...]:
    """Return name and title of every tab."""
    monitor = (MONITOR, QCoreApplication.translate("Pages", "Monitor"))
    return (monitor, *((k.name, k.title) for k in kinds()))
