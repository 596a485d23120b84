"""How long the window stands still while a stored recording is opened, looked at, compared and closed.

    python benchmarks/run.py review_stalls
    python benchmarks/review_stalls.py [PATH] [--why]       every act by itself; --why says where the time went

A timer of 10 ms in the window's thread tells: what is longer between two of its beats is a stall.
"""

from __future__ import annotations

import collections
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BEAT_MS, SETTLE_S, LONG_S = 10, 1.2, 0.06
N_EVENTS, MINUTES, N_CHANNELS, N_MUSCLES = 10_000, 10, 64, 16


def recorded(parent: Path, n_events: int = N_EVENTS, minutes: float = MINUTES) -> Path:
    """Record a session of 64 channels with many stored events, and return its folder."""
    import numpy as np
    from _sources import rendered

    from fascview.detection.events import EVENT_DTYPE
    from fascview.session.writer import SessionWriter
    from fascview.stream import Block

    info, samples = rendered(f"demo:?channels={N_CHANNELS // N_MUSCLES}&muscles={N_MUSCLES}&fs_hz=2000&speed=inf", 30.0)
    rng, n = np.random.default_rng(1), int(minutes * 60 * info.fs_hz)
    muscle_of = np.asarray(info.muscle_of_channel)
    rows = np.zeros(n_events, EVENT_DTYPE)
    rows["id"], rows["sample"] = np.arange(n_events), np.sort(rng.integers(2000, n - 2000, n_events))
    rows["time_s"], rows["muscle"] = rows["sample"] / info.fs_hz, rng.integers(0, len(info.muscles), n_events)
    rows["channel"] = [int(np.flatnonzero(muscle_of == m)[0]) for m in rows["muscle"].tolist()]
    rows["vpp_uv"], rows["group"] = rng.lognormal(4.5, 0.5, n_events), rng.integers(-1, 6, n_events)
    rows["snr"], rows["kind"], rows["status"], rows["confidence"] = rows["vpp_uv"] / 4, "fasciculation", "accepted", 1
    rows["duration_ms"] = rows["area_uv_ms"] = np.nan
    with SessionWriter(parent, info, wall_s=1.7e9, pseudonym="S017") as writer:
        at = 0
        while at < n:
            for first in range(0, len(samples), 20_000):
                piece = samples[first : first + 20_000]
                writer.write(Block(at, piece.copy()))
                at += len(piece)
        prints = [np.full(int((muscle_of == m).sum()), 50, np.float32) for m in range(len(info.muscles))]
        for first in range(0, n_events, 500):
            some = rows[first : first + 500]
            writer.write_events(some, [prints[m] for m in some["muscle"].tolist()])
        writer.write_note(60_000, "deep breath")
    return writer.folder


class Stalls:
    """Beats in the window's thread and notes the longest pause of each act; a second thread looks on where asked."""

    def __init__(self, why: bool) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.last_s, self.longest_s = time.perf_counter(), 0.0
        self.last_cpu_s, self.own_s = time.thread_time(), 0.0
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(BEAT_MS)
        self.timer.timeout.connect(self.beat)
        self.timer.start()
        self.places: collections.Counter[str] = collections.Counter()
        self._main = threading.get_ident()
        if why:
            threading.Thread(target=self._look, daemon=True).start()

    def beat(self) -> None:
        """Note the time since the beat before, and how much of it this thread was at work itself."""
        now, cpu = time.perf_counter(), time.thread_time()
        self.longest_s, self.last_s = max(self.longest_s, now - self.last_s), now
        self.own_s, self.last_cpu_s = max(self.own_s, cpu - self.last_cpu_s), cpu

    def begin(self) -> None:
        """Forget what was."""
        self.last_s, self.longest_s = time.perf_counter(), 0.0
        self.last_cpu_s, self.own_s = time.thread_time(), 0.0
        self.places.clear()

    def _look(self) -> None:
        while True:
            time.sleep(0.005)
            if time.perf_counter() - self.last_s > 0.03:
                frame = sys._current_frames().get(self._main)
                stack = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_stack(frame)]
                self.places[" < ".join(reversed(stack[-9:]))] += 1


def acts(window: Any, path: Path) -> Iterator[tuple[str, Callable[[], object], Callable[[], bool], float]]:
    """Give each act: its name, what is done, when it is over, and how long at most [s]."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QDialog

    from fascview.settings import DetectorSettings, FilterSettings

    run = window.commands.run
    nothing = lambda: True  # noqa: E731

    def page() -> Any:
        return window.work.review

    def shut() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.close()

    def shown() -> bool:
        if window._work is None:  # asking for the page would make it
            return False
        return page().state.data is not None and page().state.page_ready()

    yield "the window itself settles", lambda: None, nothing, 3
    yield "open a recording", lambda: window.open_path(str(path)), shown, 20
    yield "counting it", lambda: None, lambda: not page().state.review.counting, 180
    state, views = page().state, page().views
    yield "turn 8 pages", lambda: [run("page_on") for _ in range(8)], shown, 10
    for band in ((10.0, 450.0), (30.0, 250.0)):
        wanted = FilterSettings(*band, 50.0)
        yield f"filter {band[0]:g}-{band[1]:g}", lambda w=wanted: page().orders.set_filters(w), shown, 10
    yield "time base 60 s", lambda: state.traces.set_sweep(60.0), shown, 20
    yield "time base 1 s", lambda: state.traces.set_sweep(1.0), shown, 20
    yield "time base 10 s", lambda: state.traces.set_sweep(10.0), shown, 20
    yield "sensitivity", lambda: run("larger"), shown, 5
    yield "to the end", lambda: run("last"), shown, 10
    bar = views.list.table.verticalScrollBar()
    for share in (0.2, 0.5, 1.0):
        yield f"scroll the list to {share}", lambda s=share: bar.setValue(round(s * bar.maximum())), nothing, 5
    for column in (2, 5, 6, 0):
        yield (
            f"sort by column {column}",
            lambda c=column: views.list.table.sortByColumn(c, Qt.SortOrder.DescendingOrder),
            nothing,
            5,
        )
    yield "list one muscle", lambda: views.list.muscle.setCurrentIndex(2), nothing, 5
    yield "list all muscles", lambda: views.list.muscle.setCurrentIndex(0), nothing, 5
    yield "go to an event", lambda: run("next_event"), shown, 5
    yield "reject it", lambda: run("reject"), nothing, 5
    yield "select all events", views.list.table.selectAll, nothing, 5
    yield "select none", views.list.table.clearSelection, nothing, 5
    yield (
        "re-detect",
        lambda: page().orders.redetect(DetectorSettings(false_per_min=1.0)),
        lambda: not state.review.redetecting,
        180,
    )
    yield "discard", lambda: page().orders.discard(), nothing, 5
    yield "play 16x", lambda: (page().orders.speed(16.0), run("pause")), nothing, 5
    yield "stand still", lambda: run("pause"), nothing, 5
    for name in ("export", "compare", "report", "print_view", "montage"):
        yield f"dialog {name}", lambda n=name: run(n), nothing, 5
        yield f"close {name}", shut, nothing, 5
    yield "other theme", lambda: window.set_theme("light"), nothing, 5
    yield "to the start page", lambda: window.go("start"), nothing, 5
    yield "back to Review", lambda: window.go("review"), shown, 5
    yield "a smaller window", lambda: window.resize(1024, 600), shown, 5
    yield "a larger window", lambda: window.resize(1920, 1080), shown, 5
    yield "open it again", lambda: window.open_path(str(path)), shown, 20
    yield "close it", lambda: run("home"), nothing, 5


def measured(path: Path, why: bool = False) -> dict[str, tuple[float, float]]:
    """Run the window on a recording; return for each act its longest pause and the most work at a stretch [s]."""
    from PySide6.QtWidgets import QApplication

    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.settings_store import Store
    from fascview_ui.theme import register_fonts

    application = QApplication.instance() or QApplication(["fascview"])
    register_fonts()
    told: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow(Store(Path(folder) / "settings.ini"), lambda *_: None)
        window.resize(1920, 1080)
        window.show()
        stalls = Stalls(why)
        for name, act, over, at_most_s in acts(window, path):
            stalls.begin()
            act()
            began = time.perf_counter()
            while time.perf_counter() - began < at_most_s:
                application.processEvents()
                time.sleep(0.0005)
                if time.perf_counter() - began > SETTLE_S and over():
                    break
            told[name] = stalls.longest_s, stalls.own_s
            if why:
                print(f"{1e3 * stalls.longest_s:7.0f} ms, {1e3 * stalls.own_s:5.0f} ms at work  {name}", flush=True)
                if stalls.longest_s > LONG_S:
                    for place, n in stalls.places.most_common(4):
                        print(f"             {n:4d}  {place}")
        window.close()
        window.finish()
    return told


def run() -> dict[str, Any]:
    """Make a recording, go through it, and tell the longest stalls."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        told = measured(recorded(Path(folder)))
    opening = told["open a recording"]
    pause, work = max(told, key=lambda n: told[n][0]), max(told, key=lambda n: told[n][1])
    figures = {
        f"review, longest pause of the window ({pause})": told[pause][0],
        f"review, most work at a stretch ({work})": told[work][1],
        "review, longest pause while a recording opens": opening[0],
        "review, most work at a stretch while a recording opens": opening[1],
    }
    return {
        name: {"figure": 1e3 * seconds, "goal": 100, "better": "lower", "unit": "ms"}
        for name, seconds in figures.items()
    }


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    for part in (here, here / "drivers", here / "ui", here / "resources", here / "benchmarks"):
        sys.path.insert(0, str(part))
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    for act, (longest_s, own_s) in measured(Path(given[0]), "--why" in sys.argv).items():
        if "--why" not in sys.argv:
            print(f"{1e3 * longest_s:7.0f} ms, {1e3 * own_s:5.0f} ms at work  {act}")
