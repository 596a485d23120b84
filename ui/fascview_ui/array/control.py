"""The array check of the open source: runs the guided run on the clock, its jobs in a worker, and keeps the sheets."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from fascview.check.findings import Finding
from fascview.check.guided import CALIBRATION, CONTRACTION, SHEET, TAPS, GuidedRun, Outcome
from fascview.check.impedance import Impedances, history
from fascview.check.layout import Layout, find_layout, usual_layout
from fascview.check.limits import Limits, changed
from fascview.check.result import CheckResult
from fascview.check.sheet import SUFFIX, Comparison, Sheet, compare, last_sheet, sheet_name, write_sheet
from fascview.engine.worker import Worker
from fascview.errors import FascviewError
from fascview_ui.models import layouts
from fascview_ui.models.feed import Feed
from fascview_ui.models.montage import identity
from fascview_ui.models.settings_store import Store

SETTLE_S = 1.0  # after the device's own signal came on


def titles() -> dict[str, str]:
    """Return the name of every step."""
    tr = QCoreApplication.translate
    return {
        "connect": tr("ArrayCheck", "Connect"),
        "rest": tr("ArrayCheck", "Rest, 20 s"),
        "contraction": tr("ArrayCheck", "Short contraction"),
        "taps": tr("ArrayCheck", "Tap test"),
        "calibration": tr("ArrayCheck", "Calibration signal"),
        "sheet": tr("ArrayCheck", "Result sheet"),
        "impedance": tr("ArrayCheck", "Impedance"),
    }


class ArrayControl(QObject):
    """``changed`` whenever anything may look different; ``saved`` with the file; ``failed`` with a sentence."""

    changed = Signal()
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.run: GuidedRun | None = None
        self.feed: Feed | None = None
        self.before: Sheet | None = None
        self._saved: Sheet | None = None
        self.comparison: Comparison | None = None
        self.sheet_path: Path | None = None
        self.begun_s = 0.0
        self._worker: Worker | None = None
        self._outcome: list[Outcome] = []
        self._session = ""
        self._asked_s: float | None = None  # when the device's own signal was asked for
        self._told_s = 0.0  # wall-clock time of the impedances that were taken last
        self.limits = self._kept_limits()

    # ---- source

    def attach(self, feed: Feed) -> None:
        """Check this source; what was found of the same device stays."""
        who = identity(feed.info)
        same = self.run is not None and self.run.identity == who and self.run.info.n_channels == feed.info.n_channels
        self.feed = feed
        if same and self.run is not None:
            self.run.info = feed.info
            if not self.run.step.done:
                self.run.begin(self.run.current, feed.raw.end)
        else:
            layout = self._kept_layout(who, feed.info.n_channels)
            self.run = GuidedRun(feed.info, layout, self.limits, who)
            self.before = last_sheet(self.folder, who)
            self.comparison, self.sheet_path, self._saved = None, None, None
            self.begun_s = time.monotonic()
        self.changed.emit()

    def detach(self) -> None:
        """Let go of the source; it is being closed."""
        self.feed = None
        self._asked_s = None  # closing puts the electrodes back
        self._worker = None
        self._outcome = []
        if self.run is not None:
            self.run.job = None
        self.changed.emit()

    @property
    def folder(self) -> Path:
        """Where sheets are kept."""
        return self._store.folder() / "checks"

    @property
    def elapsed_s(self) -> float:
        """How long the check has taken so far [s]."""
        return time.monotonic() - self.begun_s if self.begun_s else 0.0

    # ---- the hand

    def _do(self, act: Callable[[GuidedRun, int], None]) -> None:
        if self.run is None or self.feed is None:
            return
        before = self.run.current
        act(self.run, self.feed.raw.end)
        if self.run.current != before and self.run.current == SHEET:
            self.save()
        if self.run.current == CONTRACTION and self.run.step.state == "running" and self.feed.info.kind == "demo":
            self._ask_demo()
        self.changed.emit()

    def _ask_demo(self) -> None:
        """Let the made-up patient do what a person would be asked to."""
        ask = getattr(getattr(self.feed.port if self.feed else None, "source", None), "request_voluntary", None)
        if ask is not None and self.feed is not None:
            for muscle in range(len(self.feed.info.muscles)):
                ask(muscle, 3.0, 0.6)

    def next(self) -> None:
        """Begin what waits, or go on."""
        if self.run is not None and self.run.current == SHEET and self.run.step.done:
            self.save()
        self._do(lambda run, at: run.next(at))

    def skip(self) -> None:
        """Leave out the electrode or the step."""
        self._do(lambda run, at: run.skip(at))

    def skip_step(self) -> None:
        """Leave out the step."""
        self._do(lambda run, at: run.skip_step(at))

    def back(self) -> None:
        """Take back the last electrode, or go one step back."""
        self._do(lambda run, at: run.back(at))

    def repeat(self, step: int | None = None) -> None:
        """Do a step again; after a saved sheet that one is what the next is compared with."""
        if self.run is not None and self.run.current == SHEET and self._saved is not None:
            self.before = self._saved
        self._do(lambda run, at: run.repeat(at, step))

    def repeat_electrode(self, channel: int) -> None:
        """Measure one electrode again."""
        self._do(lambda run, at: run.repeat_electrode(channel, at))

    # ---- the clock

    def tick(self, measured_fs_hz: float, lost_samples: int, session: str) -> None:
        """Look at what has arrived; a few times a second."""
        run, feed = self.run, self.feed
        if run is None or feed is None:
            return
        self._session = session
        if self.measuring:
            self.changed.emit()
            return
        self._take_impedance(run, feed)
        self._give_signal(run, feed)
        if self._worker is not None and not self._worker.alive:
            self._worker = None
            outcome, self._outcome = self._outcome, []
            if outcome:
                run.finish(outcome[0])
            else:
                run.job = None
                run.step.state = "warn"
        run.tick(feed.raw, measured_fs_hz, lost_samples)
        if run.job is not None and self._worker is None:
            job, found = run.job, self._outcome
            self._worker = Worker("check", lambda _stop: found.append(job()), self.failed.emit)
            self._worker.start()
        self.changed.emit()

    # ---- impedance

    @property
    def can_measure(self) -> bool:
        """True where the device can measure its electrodes."""
        return self.feed is not None and self.feed.port.can_measure_impedance

    @property
    def measuring(self) -> bool:
        """True while it does, and the stream stands."""
        return self.feed is not None and self.feed.port.measuring_impedance

    @property
    def measured_so_far(self) -> int:
        """How many electrodes are done while it does."""
        return 0 if self.feed is None else len(self.feed.port.impedance_kohm() or ())

    @property
    def impedances(self) -> tuple[Impedances, ...]:
        """Every measurement known of this device, of earlier sheets too, the latest last."""
        return history(
            () if self.before is None else self.before.impedances, () if self.run is None else self.run.impedances
        )

    def _take_impedance(self, run: GuidedRun, feed: Feed) -> None:
        told_s = max((i.wall_s for i in feed.port.incidents() if i.kind == "impedance"), default=0.0)
        kohm = feed.port.impedance_kohm()
        if told_s > self._told_s and kohm is not None and len(kohm) == feed.info.n_channels:
            self._told_s = told_s
            run.take_impedance(kohm, told_s, feed.raw.end)

    # ---- the device's own signal

    def _give_signal(self, run: GuidedRun, feed: Feed) -> None:
        """Put it on for as long as the step of the calibration signal measures, and only then."""
        port, now_s = feed.port, time.monotonic()
        run.own_signal = port.can_give_signal
        if not run.own_signal:
            return
        run.calibration_uv = port.signal_vpp_uv
        wanted = run.current == CALIBRATION and run.step.state == "running" and run.job is None and run.again is None
        if wanted != (self._asked_s is not None):
            self._asked_s = now_s if wanted else None
            port.set_signal(wanted)
        if self._asked_s is not None:
            if not port.gives_signal:
                self._asked_s = now_s
            if now_s - self._asked_s < SETTLE_S:
                run.wait(feed.raw.end)

    def leave(self) -> None:
        """Nobody looks any more: the electrodes come back on the inputs."""
        if self._asked_s is not None and self.feed is not None and self.run is not None:
            self._asked_s = None
            self.feed.port.set_signal(False)
            self.run.begin(CALIBRATION, self.feed.raw.end)

    # ---- layout and limits

    def set_layout(self, layout: Layout) -> None:
        """Let the array lie so."""
        if self.run is None:
            return
        self.run.layout = layout
        if self.run.wiring is not None:
            self.run.repeat(0 if self.feed is None else self.feed.raw.end, 3)
        layouts.keep(self._store, self.run.identity, layout, proved=False)
        self.changed.emit()

    def use_wiring(self) -> None:
        """Take over what the taps showed as the map from now on."""
        run = self.run
        if run is None or run.wiring is None:
            return
        wiring = run.wiring
        run.layout = run.layout.renumbered(wiring.channel_of)
        state = run.step
        run.wiring = None
        run.taps = {wiring.channel_of[e]: t for e, t in run.taps.items()}
        state.state, state.remedy = "pass", self.tr("The map now says what the taps showed.")
        layouts.keep(self._store, run.identity, run.layout, proved=True)
        self.changed.emit()

    def _kept_layout(self, who: str, n_channels: int) -> Layout:
        kept = layouts.kept(self._store, who, n_channels)
        return usual_layout(n_channels) if kept is None else kept[0]

    def _book(self, key: str) -> dict[str, object]:
        try:
            found = json.loads(self._store.text(key, "") or "{}")
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def set_limits(self, limits: Limits) -> None:
        """Hold what was measured against other limits, now and later."""
        self.limits = limits
        default = asdict(Limits())
        self._store.put("check/limits", json.dumps({k: v for k, v in asdict(limits).items() if v != default[k]}))
        if self.run is not None:
            self.run.limits = limits
            if self.feed is not None and "rest" in self.run.results:
                self.run.repeat(self.feed.raw.end, 1)
        self.changed.emit()

    def _kept_limits(self) -> Limits:
        try:
            return changed(Limits(), self._book("check/limits"))
        except FascviewError:
            return Limits()

    def layout_named(self, name: str) -> None:
        """Take a layout of the library, or of a file."""
        self.set_layout(find_layout(name))

    # ---- sheets

    @property
    def result(self) -> CheckResult | None:
        """Everything found so far."""
        return None if self.run is None else self.run.result

    def save(self) -> None:
        """Write the sheet beside the recordings, and into the session that is being recorded."""
        run = self.run
        sheet = None if run is None else run.sheet(titles(), time.time())
        if run is None or sheet is None:
            return
        sheet = replace(sheet, impedances=self.impedances)
        if run.wiring is not None and run.steps[TAPS].state == "pass":
            layouts.keep(self._store, run.identity, run.layout, proved=True)
        folders = [self.folder]
        if self._session and Path(self._session).is_dir():
            folders.append(Path(self._session))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for folder in folders:
                self.sheet_path = self.folder / sheet_name(sheet.wall_s)
                where = self.sheet_path if folder == self.folder else folder / f"array-check-{sheet_name(sheet.wall_s)}"
                write_sheet(sheet, where)
        except (FascviewError, OSError) as error:
            run.steps[SHEET].state = "fail"
            run.steps[SHEET].text = str(error)
            self.failed.emit(str(error))
            return
        self._saved = sheet
        self.comparison = None if self.before is None else compare(sheet, self.before)
        step = run.steps[SHEET]
        step.state = "pass" if sheet.result.passed else "fail"
        step.text = self.tr("Saved with the session") if len(folders) > 1 else self.tr("Saved")
        self.saved.emit(str(self.sheet_path))

    def export(self) -> list[Path]:
        """Write the sheet as PDF and TSV beside the saved one; return both.

        Raises
        ------
        StorageError
            If they cannot be written there.
        """
        self.save()
        run = self.run
        if run is None or self.sheet_path is None:
            return []
        sheet = run.sheet(titles(), time.time())
        made: list[Path] = []
        if sheet is not None:
            stem = self.sheet_path.name.removesuffix(SUFFIX)
            for suffix in (".pdf", ".tsv"):
                path = self.sheet_path.with_name(stem + suffix)
                write_sheet(replace(sheet), path)
                made.append(path)
        return made

    def failing(self) -> list[int]:
        """Return the channels that failed for themselves, not for the map."""
        result = self.result
        if result is None:
            return []

        def own(finding: Finding) -> bool:
            return finding.level == "fail" and finding.kind not in ("swapped", "reversed")

        return [i for i, c in enumerate(result.channels) if any(own(f) for f in c.findings)]
