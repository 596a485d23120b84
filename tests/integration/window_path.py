"""A window on an LSL stream: watch, record, review. Prints what it saw as JSON. Run in a process of its own.

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
    seen = {}
    recording = window.work.presenter.recording
    recording.start(folder)
    wait(lambda: engine.status().recording.elapsed_s > seconds, 60 + seconds)
    made = Path(engine.status().recording.folder)
    seen["processed"] = engine.status().processed  # of what comes later the recording cannot know
    recording.ask_stop()
    recording.stop_now()
    wait(lambda: not engine.status().recording.active)
    live = engine.events()
    seen |= {"folder": str(made), "lost": engine.status().lost_samples, "state": engine.state().value}
    window.open_path(str(made))
    review = window.work.review.state
    wait(lambda: review.data is not None and not review.review.counting, 120)
    seen["page"] = window.page
    played = review.review.detection.events
    stored = review.labels.events
    for name, rows in (("live_events", live), ("played_events", played), ("stored_events", stored)):
        final = rows[(rows["status"] != "provisional") & (rows["reason"] != "not confirmed")]
        seen[name] = [[int(r["sample"]), int(r["muscle"]), str(r["status"]), str(r["kind"])] for r in final]
    seen["first_sample"] = review.recording.first_sample
    seen["n_samples"] = review.n_samples
    window.finish()
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
