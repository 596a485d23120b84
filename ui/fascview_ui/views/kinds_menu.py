"""The classes an event can be given, as a menu below a button; a first letter chooses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from fascview.detection.events import KINDS
from fascview_ui.models.review_events import kind_word


def kinds_menu(below: QWidget, chosen: Callable[[str], None]) -> QMenu:
    """Open the menu below a widget, and tell ``chosen`` which class was taken."""
    menu = QMenu(below)
    for kind in KINDS:
        action = QAction(f"&{kind_word(kind)}", menu)
        action.triggered.connect(lambda _=False, k=kind: chosen(k))
        menu.addAction(action)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(below.mapToGlobal(below.rect().bottomLeft()))
    return menu
