"""A framed panel."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout


def panel() -> tuple[QFrame, QVBoxLayout]:
    """Return a framed panel and its column."""
    frame = QFrame()
    frame.setObjectName("panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(8)
    return frame, column
