"""From the start of the process to the first painted window, beside an empty Qt window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

QUIT_AT_FIRST_PAINT = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Watch(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and isinstance(thing, QWidget) and thing.isWindow():
            QTimer.singleShot(0, painted)
        return False
def painted():
    print("painted", flush=True)
    QApplication.quit()
application = QApplication(["bench"])
watch = Watch()
application.installEventFilter(watch)
"""
EMPTY = QUIT_AT_FIRST_PAINT + "window = QWidget(); window.resize(1280, 800); window.show(); application.exec()"
OURS = QUIT_AT_FIRST_PAINT + "from fascview.__main__ import main; sys.argv = ['fascview']; main()"
RUNS = 7


def _seconds(code: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        if process.stdout is None or process.stdout.readline().strip() != "painted":
            raise RuntimeError("the window was not painted")
        return time.perf_counter() - began


def run() -> dict[str, Any]:
    """Start both in turn; compare the medians."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "XDG_CONFIG_HOME": home}
        times: dict[str, list[float]] = {EMPTY: [], OURS: []}
        for code in times:
            _seconds(code, environment)
        for _ in range(RUNS):
            for code, list_ in times.items():
                list_.append(_seconds(code, environment))
    empty, ours = (statistics.median(t) for t in times.values())
    return {
        "start to window": {"figure": ours, "goal": None, "better": "lower", "unit": "s"},
        "start to window / empty Qt window": {"figure": ours / empty, "goal": 2.0, "better": "lower", "unit": "x"},
    }
