"""From the start of the process to the first painted window and to its start page, beside an empty Qt window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WATCH = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Watch(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and isinstance(thing, QWidget):
            if thing.isWindow():
                QTimer.singleShot(0, lambda: told("painted"))
            elif type(thing).__name__ == "StartPage":
                QTimer.singleShot(0, lambda: told("complete"))
        return False
said = []
def told(word):
    if word not in said:
        said.append(word)
        print(word, flush=True)
    if word == LAST:
        QApplication.quit()
application = QApplication(["bench"])
watch = Watch()
application.installEventFilter(watch)
"""
EMPTY = "LAST = 'painted'" + WATCH + "window = QWidget(); window.resize(1280, 800); window.show(); application.exec()"
OURS = "LAST = 'complete'" + WATCH + "from fascview.__main__ import main; sys.argv = ['fascview']; main()"
RUNS = 7


def _seconds(code: str, environment: dict[str, str]) -> list[float]:
    """Return when each word came."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        if process.stdout is None:
            raise RuntimeError("there is no pipe")
        times = [time.perf_counter() - began for _ in process.stdout]
    if not times:
        raise RuntimeError("the window was not painted")
    return times


def run() -> dict[str, Any]:
    """Start both in turn; compare the medians."""
    with tempfile.TemporaryDirectory() as home:
        # Byte code is kept, as it is once a program is installed.
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONPYCACHEPREFIX": str(Path(home) / "bytecode"),
            "XDG_CONFIG_HOME": home,
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        times: dict[str, list[list[float]]] = {EMPTY: [], OURS: []}
        for code in times:
            _seconds(code, environment)
        for _ in range(RUNS):
            for code, list_ in times.items():
                list_.append(_seconds(code, environment))
    empty = statistics.median(t[0] for t in times[EMPTY])
    window, page = (statistics.median(t[k] for t in times[OURS]) for k in (0, -1))
    return {
        "start to window": {"figure": window, "goal": None, "better": "lower", "unit": "s"},
        "start to window / empty Qt window": {"figure": window / empty, "goal": 2.0, "better": "lower", "unit": "x"},
        "start to complete start page / empty Qt window": {
            "figure": page / empty,
            "goal": None,
            "better": "lower",
            "unit": "x",
        },
    }
