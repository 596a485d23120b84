"""Puts a theme onto the program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from fascview_ui.icons import pixmap
from fascview_ui.stylesheet import stylesheet
from fascview_ui.theme import Theme, font, palette


def ink(window: QWidget, theme: Theme) -> None:
    """Set type and colours of the whole program; before the first widget, which takes its type from it."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setFont(font(13))
        application.setPalette(palette(theme))
    # The style sheet forgets the program's type where it comes after the widgets, and keeps that of a window.
    window.setFont(font(13))


def dress(theme: Theme, cache: Path) -> None:
    """Set palette and style sheet of the whole program."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setPalette(palette(theme))
        application.setStyleSheet(stylesheet(theme, arrow_file(theme, cache), check_file(theme, cache)))


def tell(window: QWidget, theme: Theme) -> None:
    """Let everything that paints itself know the theme."""
    for widget in window.findChildren(QWidget):
        change = getattr(widget, "set_theme", None)
        # A sparkline takes its colour too; its card tells it.
        if change is not None and widget.objectName() != "sparkline":
            change(theme)


def arrow_file(theme: Theme, cache: Path) -> str:
    """Return the drawing of a list's arrow as a file; a style sheet takes it from nowhere else."""
    file = cache / f"arrow-{theme.name}.png"
    if not file.exists():
        pixmap("down", theme.text, 14, 2.0).save(str(file))
    return str(file)


def check_file(theme: Theme, cache: Path) -> str:
    """Return the drawing of a tick as a file."""
    file = cache / f"tick-{theme.name}.png"
    if not file.exists():
        pixmap("check", theme.on_checked, 14, 2.0).save(str(file))
    return str(file)
