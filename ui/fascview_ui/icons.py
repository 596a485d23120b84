"""Icons: line drawings in a 20 px box, coloured by the theme when they are painted."""

from __future__ import annotations

import functools

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fascview_resources import text

_SCALES = (1.0, 1.5, 2.0)


@functools.lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = 20, scale: float = 1.0) -> QPixmap:
    """Return the drawing ``name`` in ``colour``, ``size`` points wide, for a screen of this ``scale``."""
    renderer = QSvgRenderer(QByteArray(text(f"icons/{name}.svg").replace("currentColor", colour).encode()))
    pixels = round(size * scale)
    made = QPixmap(QSize(pixels, pixels))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    made.setDevicePixelRatio(scale)
    return made


@functools.lru_cache(maxsize=512)
def icon(name: str, colour: str, checked: str = "", disabled: str = "", size: int = 20) -> QIcon:
    """Return the drawing as an icon, with other colours while checked or disabled where they are given."""
    made = QIcon()
    for scale in _SCALES:
        for state in (QIcon.State.Off, QIcon.State.On):
            shade = checked if checked and state == QIcon.State.On else colour
            made.addPixmap(pixmap(name, shade, size, scale), QIcon.Mode.Normal, state)
            made.addPixmap(pixmap(name, shade, size, scale), QIcon.Mode.Active, state)
            made.addPixmap(pixmap(name, disabled or shade, size, scale), QIcon.Mode.Disabled, state)
    return made
