"""Asks before a recording is ended by closing."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_stop(window: QWidget) -> bool:
    """Return whether the recording may be stopped; the safe answer is the default, and that of Escape."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(window.tr("Recording"))
    box.setText(window.tr("A recording is running."))
    box.setInformativeText(window.tr("Everything up to now is on disk. Closing stops and saves the recording."))
    keep = box.addButton(window.tr("Keep recording"), QMessageBox.ButtonRole.RejectRole)
    stop = box.addButton(window.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is stop
