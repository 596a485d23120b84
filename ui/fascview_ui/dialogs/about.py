"""What this program is, and what it stands on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QLabel

from fascview_ui.dialogs.frame import Frame
from fascview_ui.models.words import version as own_version

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow

PARTS = ("numpy", "scipy", "PySide6-Essentials", "pylsl", "pyserial", "edfio", "miniaudio")


def parts() -> list[str]:
    """Return every library the program runs on, with its version."""
    found = [f"Python {platform.python_version()}", f"Qt {qVersion()}"]
    for name in PARTS:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} (not installed)")
    return found


class AboutDialog(Frame):
    """Name, version, purpose, licences."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, own_version(), 560, 420)
        texts = (
            self.tr("Records and shows multi-channel surface EMG in real time and finds fasciculations at once."),
            self.tr(
                "Research use only, not for diagnosis. fascview describes what it measures. "
                "It never calls a finding benign or malignant."
            ),
            self.tr("Made of:") + " " + ", ".join(parts()) + ".",
            self.tr("Type: Inter, by The Inter Project Authors, SIL Open Font License 1.1."),
        )
        for text in texts:
            label = QLabel(text)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.add(label, 0)
