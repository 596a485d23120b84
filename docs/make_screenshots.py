"""Make the pictures of the documentation again: ``python docs/make_screenshots.py [folder]``.

Every picture shows the demo patient (seed 4), so that they can be made anew at any time; no screen is needed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
for part in (".", "drivers", "ui", "resources"):
    sys.path.insert(0, str(ROOT / part))
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_SCALE_FACTOR", "1")

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog

from fascview.settings import DetectorSettings
from fascview_ui.app import open_port
from fascview_ui.main_window import MainWindow
from fascview_ui.models.protocol import template
from fascview_ui.models.settings_store import Store
from fascview_ui.theme import register_fonts

ADDRESS = "demo:?seed=4"
FULL, SMALL = (1920, 1080), (1024, 600)
WATCH_S = 112.0


def wait(condition: Callable[[], bool], longest_s: float) -> None:
    """Let the window run until ``condition`` holds."""
    end = time.monotonic() + longest_s
    while not condition() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def rest(seconds: float) -> None:
    """Let the window run for a while."""
    wait(lambda: False, seconds)


class Photographer:
    """Takes pictures of one window in turn."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.folder = folder

    def take(self, name: str, size: tuple[int, int], theme: str = "dark") -> None:
        """Save one picture."""
        if self.window.theme.name != theme:
            self.window.set_theme(theme)
        if self.window.isFullScreen():
            self.window.showNormal()  # the screen that is not there is smaller than the picture
        self.window.resize(*size)
        rest(1.3)
        if self.window.watch is not None:
            self.window.watch.look()
            self.window.watch.tell()
        rest(0.1)
        self.window.grab().save(str(self.folder / f"{name}.png"))
        print(name)

    def take_dialog(self, name: str) -> None:
        """Save a picture of the dialog that is open, and close it."""
        rest(0.5)
        dialog = next(d for d in self.window.findChildren(QDialog) if d.isVisible())
        dialog.grab().save(str(self.folder / f"{name}.png"))
        dialog.close()
        print(name)


def main(folder: Path) -> int:
    """Make all pictures in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["fascview"])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    register_fonts()
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home) / "settings.ini")
        store.put("recording/folder", str(Path(home) / "recordings"))
        window = MainWindow(store, open_port)
        window.resize(*FULL)
        window.show()
        camera = Photographer(window, folder)
        wait(lambda: window.surroundings.view.looked_s == window.surroundings.view.looked_s, 8.0)
        camera.take("start", FULL)
        camera.take("start-1024x600", SMALL)
        window.resize(*FULL)
        window.open_address(ADDRESS)
        wait(lambda: window.watch is not None and window.watch.feed is not None, 20.0)
        window.commands.run("record")
        rest(WATCH_S)
        camera.take("monitor-dark", FULL)
        camera.take("monitor-1024x600", SMALL)
        camera.take("monitor-light", FULL, "light")
        camera.take("monitor-1024x600-light", SMALL, "light")
        camera.take("monitor-contrast", FULL, "contrast")
        window.resize(*FULL)
        window.set_theme("dark")
        window.actions_by_name["body"].trigger()
        window.actions_by_name["health"].trigger()
        camera.take("monitor-body", FULL)
        for name in ("body", "health"):
            window.actions_by_name[name].trigger()
        window.commands.run("derivation")
        rest(10.5)
        camera.take("monitor-single", FULL)
        window.work.arranging.set_derivation("monopolar")
        window.commands.run("protocol_page")
        camera.take("protocol", FULL)
        window.commands.run("montage")
        camera.take_dialog("montage-editor")
        window.work.protocol.choose(template("short-survey"))
        window.commands.run("protocol_step")
        window.commands.run("protocol_page")
        window.commands.run("bedside")
        camera.take("bedside", FULL)
        camera.take("bedside-1024x600", SMALL)
        window.commands.run("protocol_end")
        window.commands.run("live")
        window.resize(*FULL)
        window.commands.run("pause")
        for _ in range(3):
            window.commands.run("page_back")
        camera.take("monitor-paused", FULL)
        window.commands.run("live")
        recording = window.work.presenter.recording
        if recording is not None:
            recording.stop_now()
        camera.take("monitor-saved", FULL)
        window.open_path(window.recent.entries[0].path)
        review = window.work.review
        wait(lambda: review.state.data is not None and not review.state.review.counting, 120.0)
        review.state.go(round(70 * review.state.fs_hz), centre=True)
        review.orders.note_at(round(12 * review.state.fs_hz), "rest, supine")
        review.orders.note_at(round(66 * review.state.fs_hz), "arm repositioned")
        for command in ("next_event", "accept", "next_event", "reject", "next_event", "next_event"):
            window.commands.run(command)
        review.orders.redetect(DetectorSettings(false_per_min=2.0))
        wait(lambda: review.state.review.redetected is not None, 120.0)
        camera.take("review", FULL)
        camera.take("review-light", FULL, "light")
        camera.take("review-1024x600", SMALL)
        window.close()
        window.finish()
    application.quit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent))
