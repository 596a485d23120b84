"""What is around: streams on the network, the disk, the battery, whether recent sessions are still there.

Looking can take seconds (the network, a drive that sleeps), so a worker looks, and the window reads what it found.
"""

from __future__ import annotations

import math
import shutil
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fascview.engine.worker import Worker

if TYPE_CHECKING:
    from fascview_drivers.registry import Around, Found

EVERY_S = 1.0
FIRST_S = 0.7  # most streams answer the first question within this
POWER = Path("/sys/class/power_supply")


@dataclass(frozen=True, slots=True)
class Battery:
    """``left_s`` is NaN where the system does not tell."""

    discharging: bool
    share: float
    left_s: float


@dataclass(frozen=True, slots=True)
class View:
    """One look around. ``looked_s`` is monotonic; ``missing`` holds paths that are not there."""

    looked_s: float = math.nan
    found: tuple[Found, ...] = ()
    disk_free: float = math.nan
    sound: str = ""
    battery: Battery | None = None
    missing: frozenset[str] = frozenset()
    problem: str = ""


@dataclass
class Questions:
    """What to look for; replaced as a whole by the window."""

    folder: Path
    recent: tuple[str, ...] = ()
    network: bool = True
    extra: dict[str, str] = field(default_factory=dict)


class Surroundings:
    """Looks around all the time while it runs, and tells once a second.

    Parameters
    ----------
    questions : Questions
        Where data go and which recent sessions to look for.
    """

    def __init__(self, questions: Questions) -> None:
        self.questions = questions
        self.view = View()
        self._now = threading.Event()
        self._worker: Worker | None = None

    def start(self) -> None:
        """Begin to look; twice is once."""
        if self._worker is None or not self._worker.alive or self._worker.stop_event.is_set():
            self._worker = Worker("look-around", self._run, self._failed)
            self._worker.start()

    def look_now(self) -> None:
        """Do not wait for the next turn."""
        self._now.set()

    def stop_soon(self) -> None:
        """Stop looking, without waiting for it."""
        if self._worker is not None:
            self._worker.stop_event.set()
            self._now.set()

    def stop(self) -> None:
        """Stop looking. Returns within the time one look at the network takes."""
        if self._worker is not None:
            self._worker.stop_event.set()
            self._now.set()
            self._worker.join(4.0)
            self._worker = None

    def _failed(self, sentence: str) -> None:
        self.view = View(looked_s=time.monotonic(), problem=sentence)

    def _run(self, stop: threading.Event) -> None:
        around: Around | None = None
        try:
            while not stop.is_set():
                if self._now.is_set() and around is not None:  # by hand: as if for the first time
                    around.close()
                    around = None
                self._now.clear()
                quick = self._quick()
                self.view = quick
                found: tuple[Found, ...] = ()
                if self.questions.network:
                    if around is None:
                        around = self._look()
                        self._now.wait(FIRST_S)
                    found = tuple(around.found())
                if stop.is_set():
                    return
                sound = quick.sound or sound_device()
                self.view = replace(quick, looked_s=time.monotonic(), found=found, sound=sound)
                self._now.wait(EVERY_S)
        finally:
            if around is not None:
                around.close()

    def _quick(self) -> View:
        asked = self.questions
        return View(
            looked_s=self.view.looked_s,
            found=self.view.found,
            disk_free=disk_free(asked.folder),
            sound=self.view.sound,
            battery=battery(),
            missing=frozenset(p for p in asked.recent if not _there(p)),
        )

    @staticmethod
    def _look() -> Around:
        from fascview_drivers.registry import Around

        return Around()


def _there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:
        return False


def disk_free(folder: Path) -> float:
    """Return the free bytes where ``folder`` is or will be, NaN when that cannot be told."""
    for place in (folder, *folder.parents):
        try:
            return float(shutil.disk_usage(place).free)
        except OSError:
            continue
    return math.nan


def sound_device() -> str:
    """Return the name of the loudspeaker, empty when there is none or that cannot be told."""
    try:
        import miniaudio

        from fascview.audio.device import backends
    except (ImportError, OSError):
        return ""
    try:
        playbacks = miniaudio.Devices(backends()).get_playbacks()
    except miniaudio.MiniaudioError:
        return ""
    return str(playbacks[0]["name"]) if playbacks else ""


def battery(power: Path = POWER) -> Battery | None:
    """Return the battery, None where there is none or the system (other than Linux) is not asked."""
    try:
        supplies = sorted(power.glob("BAT*"))
    except OSError:
        return None
    for supply in supplies:
        try:
            status = (supply / "status").read_text().strip()
            share = float((supply / "capacity").read_text()) / 100.0
        except (OSError, ValueError):
            continue
        return Battery(status == "Discharging", min(1.0, max(0.0, share)), _left_s(supply))
    return None


def _left_s(supply: Path) -> float:
    for now, rate in (("energy_now", "power_now"), ("charge_now", "current_now")):
        try:
            store, drain = float((supply / now).read_text()), float((supply / rate).read_text())
        except (OSError, ValueError):
            continue
        if drain > 0:
            return store / drain * 3600.0
    return math.nan
