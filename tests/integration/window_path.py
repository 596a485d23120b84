"""A window on an LSL stream: watch, record, play back. Prints what it saw as JSON. Run in a process of its own.

window_path.py STREAM FOLDER SECONDS
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from fascview_ui.app import open_port
from fascview_ui.main_window import MainWindow
from fascview_ui.models.settings_store import Store


def wait(condition: Callable[[], bool], longest_s: float = 60.0) -> None:
    """Let the window run until ``condition`` holds."""
    end = time.monotonic() + longest_s
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("it did not come true in time")
        QApplication.processEvents()
        time.sleep(0.002)


def main(stream: str, folder: Path, seconds: float) -> None:
    """Do what a person does."""
    QApplication(["fascview"])
    store = Store(folder / "settings.ini")
    store.put("recording/folder", str(folder))
    window = MainWindow(store, open_port, look_around=False)
    window.resize(1280, 800)
    window.show()
    window.open_address(f"lsl:{stream}")
    wait(lambda: window.watch is not None and window.page == "monitor")
    engine = window.watch.port
    wait(lambda: engine.status().processed > 2 * 2048)
    seen = {"live": window.work.presenter.state_word() if hasattr(window.work.presenter, "state_word") else ""}
    recording = window.work.presenter.recording
    recording.start(folder)
    wait(lambda: engine.status().recording.elapsed_s > seconds, 60 + seconds)
    made = Path(engine.status().recording.folder)
    recording.ask_stop()
    recording.stop_now()
    wait(lambda: not engine.status().recording.active)
    live = engine.events()
    seen |= {"folder": str(made), "lost": engine.status().lost_samples, "state": engine.state().value}
    window.open_path(str(made))
    wait(lambda: window.watch is not None and window.watch.port is not engine and window.page == "monitor")
    player = window.watch.port
    player.set_speed(8.0)
    wait(lambda: player.state().value == "ENDED", 120)
    wait(lambda: player.status().processed >= player.info.n_samples)
    time.sleep(0.5)
    played = player.events()
    seen["playback"] = player.state().value
    for name, rows in (("live_events", live), ("played_events", played)):
        final = rows[(rows["status"] != "provisional") & (rows["reason"] != "not confirmed")]
        seen[name] = [[int(r["sample"]), int(r["muscle"]), str(r["status"]), str(r["kind"])] for r in final]
    seen["n_samples"] = int(player.info.n_samples)
    window.finish()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
