"""The whole program on 64 channels at 2 kHz - drawing, detecting, recording - beside naive pyqtgraph, in one run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fascview.__main__ import ENVIRONMENT

SECONDS = 15.0
SETTLED_S = 6.0
NAIVE_FRAMES = 25


def _ours(seconds: float) -> dict[str, float]:
    """Run the window in this process for ``seconds``; return its CPU and frames."""
    from _sources import LoopSource, rendered
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from fascview.engine.engine import Engine
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.settings_store import Store
    from fascview_ui.theme import register_fonts
    from fascview_ui.views.traces.view import TraceView

    info, samples = rendered("demo:?channels=16&muscles=4&fs_hz=2000&speed=inf", 30.0)
    application = QApplication(["fascview"])
    register_fonts()
    frames = 0
    paint = TraceView.paintEvent

    def counted(view: Any, event: Any) -> None:
        nonlocal frames
        frames += 1
        paint(view, event)

    TraceView.paintEvent = counted  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        engines: list[Engine] = []

        def opener(address: str, montages: object = None) -> Engine:
            del address, montages
            engines.append(Engine(LoopSource(info, samples)))
            return engines[-1]

        window = MainWindow(Store(Path(folder) / "settings.ini"), opener)
        window.resize(1920, 1080)
        window.show()
        window.begin("demo:", None)
        result: dict[str, float] = {}
        began = {"cpu": 0.0, "wall": 0.0, "frames": 0.0}

        def begin() -> None:
            engines[0].start_recording(folder)
            began.update(cpu=time.process_time(), wall=time.monotonic(), frames=frames)

        def end() -> None:
            wall = time.monotonic() - began["wall"]
            result["cpu_share"] = (time.process_time() - began["cpu"]) / wall
            result["frames_per_s"] = (frames - began["frames"]) / wall
            result["lost"] = float(engines[0].status().lost_samples + engines[0].status().overrun_samples)
            result["events"] = float(len(engines[0].events()))
            engines[0].stop_recording()
            application.quit()

        def wait() -> None:
            """Begin once the first seconds are through, however long the start took."""
            if engines[0].position < SETTLED_S * info.fs_hz:
                QTimer.singleShot(200, wait)
                return
            begin()
            QTimer.singleShot(int(1000 * seconds), end)

        wait()
        application.exec()
        window.finish()
    return result


def _naive() -> dict[str, float]:
    """One PlotDataItem per channel, all of 10 s set in every frame: what a first attempt does."""
    import numpy as np
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    application = QApplication(["naive"])
    plot = pg.PlotWidget()
    plot.resize(1800, 1000)
    plot.setYRange(-1, 64)
    x = np.arange(20_000) / 2000.0
    y = np.random.default_rng(0).normal(0, 0.2, (64, 40_000)).astype(np.float32)
    curves = [plot.plot(pen=(i, 64)) for i in range(64)]
    plot.show()
    application.processEvents()
    cpu = 0.0
    for frame in range(NAIVE_FRAMES + 3):
        if frame == 3:
            cpu = time.process_time()
        for i, curve in enumerate(curves):
            curve.setData(x, y[i, 33 * frame : 33 * frame + 20_000] + i)
        plot.repaint()
        application.processEvents()
    return {"cpu_s_per_frame": (time.process_time() - cpu) / NAIVE_FRAMES}


def _child(which: str) -> dict[str, float]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | ENVIRONMENT  # as the program itself runs
    done = subprocess.run(
        [sys.executable, __file__, which], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def run() -> dict[str, Any]:
    """Run both, each in a process of its own."""
    ours, naive = _child("ours"), _child("naive")
    per_frame = ours["cpu_share"] / ours["frames_per_s"]
    return {
        "whole program, 64 channels: CPU of one core": {
            "figure": 100 * ours["cpu_share"],
            "goal": 15.0,
            "better": "lower",
            "unit": "%",
        },
        "whole program, 64 channels: frames painted": {
            "figure": ours["frames_per_s"],
            "goal": 59.0,
            "better": "higher",
            "unit": "1/s",
        },
        "whole program, 64 channels: samples lost": {
            "figure": ours["lost"],
            "goal": 0.0,
            "better": "lower",
            "unit": "samples",
        },
        "naive pyqtgraph / whole program, CPU per frame": {
            "figure": naive["cpu_s_per_frame"] / per_frame,
            "goal": 20.0,
            "better": "higher",
            "unit": "x",
        },
    }


if __name__ == "__main__":
    print(json.dumps(_ours(SECONDS) if sys.argv[1] == "ours" else _naive()))
