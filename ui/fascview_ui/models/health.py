"""How the program itself is doing: its share of the processor, what waits, the sound, what was lost. All in words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from fascview.engine.status import Gap, Health
from fascview_ui.models.words import DASH, age, number, translate


@dataclass(frozen=True, slots=True)
class HealthText:
    """One phrase each; ``strained`` names those that need a look."""

    cpu: str
    process: str
    write: str
    sound: str
    lost: str
    window: str
    strained: frozenset[str] = frozenset()


class CpuMeter:
    """Processor time of the program over the time that passed, in percent of one core."""

    def __init__(self) -> None:
        self._wall_s, self._cpu_s = time.monotonic(), time.process_time()
        self.percent = float("nan")

    def look(self) -> float:
        """Return the share since the last look, not more often than every half second."""
        wall_s, cpu_s = time.monotonic(), time.process_time()
        if wall_s - self._wall_s >= 0.5:
            self.percent = 100.0 * (cpu_s - self._cpu_s) / (wall_s - self._wall_s)
            self._wall_s, self._cpu_s = wall_s, cpu_s
        return self.percent


def in_words(health: Health, gaps: Sequence[Gap], fs_hz: float, cpu_percent: float, stall_s: float) -> HealthText:
    """Return what the strip says."""
    strained = set()
    cpu = DASH if cpu_percent != cpu_percent else number(cpu_percent)
    if health.process_s > 0.5 * health.process_limit_s:
        strained.add("process")
    if health.write_s > 5.0:
        strained.add("write")
    if health.clipping or not health.sounding:
        strained.add("sound")
    if stall_s > 0.1:
        strained.add("window")
    lost_s = sum(g.stop - g.start for g in gaps) / fs_hz
    if gaps:
        strained.add("lost")
    sound = translate("Health", health.sound) if health.sound else translate("Health", "none")
    if health.clipping:
        sound = translate("Health", "{0}, turned down").format(sound)
    return HealthText(
        cpu=translate("Health", "Processor {0} % of a core").format(cpu),
        process=translate("Health", "Waiting to be counted {0} of {1}").format(
            age(health.process_s), age(health.process_limit_s)
        ),
        write=translate("Health", "Waiting to be written {0} of {1}").format(
            age(health.write_s), age(health.write_limit_s)
        ),
        sound=translate("Health", "Sound: {0}").format(sound),
        lost=translate("Health", "Lost {0} in {1} gaps").format(age(lost_s) if gaps else age(0.0), number(len(gaps))),
        window=translate("Health", "Longest pause of the window {0}").format(age(stall_s)),
        strained=frozenset(strained),
    )
