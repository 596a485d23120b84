"""Make the pictures of the array check again: ``python docs/make_array_screenshots.py [folder]``.

They show the demo patient under an array that is worn on purpose: two electrodes joined by gel, one loose, some noisy,
two leads swapped; and somebody who taps the electrodes one by one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from make_screenshots import FULL, SMALL, Photographer, rest, wait

# isort: split
import numpy as np
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from fascview.engine.engine import Engine
from fascview.stream import Block, StreamInfo
from fascview_drivers.simulator.settings import PatientSettings
from fascview_drivers.simulator.source import DemoSource
from fascview_ui.main_window import MainWindow
from fascview_ui.models.settings_store import Store
from fascview_ui.theme import register_fonts

N, FS_HZ = 64, 2048.0
BRIDGED, LOOSE, NOISY, SWAPPED = (12, 13), 39, (30, 56, 63), (17, 18)


class WornArray(DemoSource):
    """The demo patient under an array with faults; ``tap`` knocks on an electrode."""

    def __init__(self) -> None:
        settings = PatientSettings(
            muscles=("Vastus lateralis R",), rates_per_min=(31.0,), channels=N, fs_hz=FS_HZ, noise_uv=2.9, mains_uv=1.6,
            ecg=False, pops=False, motion=False,
        )  # fmt: skip
        super().__init__(settings)
        self._random = np.random.default_rng(7)
        self._taps: list[int] = []
        self._begun = 0

    def open(self) -> StreamInfo:
        """Say what an amplifier with a lead-off current would."""
        info = super().open()
        kohm = self._random.normal(26, 6, N).clip(16, 44)
        kohm[list(BRIDGED)], kohm[LOOSE] = 6, 212
        kohm[[NOISY[1], NOISY[2]]] = 47, 48
        channels = tuple(replace(c, name=str(i + 1)) for i, c in enumerate(info.channels))
        properties = {**info.properties, "impedance_kohm": ",".join(f"{v:.0f}" for v in kohm)}
        return replace(info, name="HD-64 amplifier", channels=channels, properties=properties)

    def tap(self, electrode: int) -> None:
        """Knock on an electrode."""
        self._taps.append(electrode)

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Wear the samples."""
        block = super().read(timeout_s)
        if block is None:
            return None
        x, n = block.samples.copy(), len(block)
        t = (block.start + np.arange(n)) / FS_HZ
        joined = x[:, BRIDGED].mean(axis=1)
        for channel in BRIDGED:
            x[:, channel] = joined + self._random.normal(0, 0.5, n)
        hum = 26 * np.sin(2 * np.pi * 50 * t) + 30 * np.sin(2 * np.pi * 3.1 * t)
        x[:, LOOSE] += self._random.normal(0, 20, n) + hum
        for channel, sigma in zip(NOISY, (7.0, 11.0, 10.0), strict=True):
            x[:, channel] += self._random.normal(0, sigma, n)
        self._knock(x, block.start)
        x[:, SWAPPED] = x[:, SWAPPED[::-1]]
        return Block(block.start, x, stamp_s=block.stamp_s)

    def _knock(self, x: np.ndarray, start: int) -> None:
        if not self._taps:
            return
        begun = self._begun or start
        self._begun = begun
        t = (start - begun + np.arange(len(x))) / FS_HZ
        row, column = divmod(self._taps[0], 8)
        away = np.hypot(np.arange(N) // 8 - row, np.arange(N) % 8 - column)
        x += (700 * np.exp(-t / 0.06) * np.sin(2 * np.pi * 9 * t))[:, None] * np.exp(-1.4 * away)
        if t[-1] > 0.4:
            self._taps.pop(0)
            self._begun = 0


def main(folder: Path) -> int:
    """Make all pictures in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["fascview"])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    register_fonts()
    source = WornArray()

    def opener(address: str, montages: Mapping[str, object]) -> Engine:
        del address, montages
        return Engine(source)

    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home) / "settings.ini")
        store.put("recording/folder", str(Path(home) / "recordings"))
        window = MainWindow(store, opener, look_around=False)
        window.resize(*FULL)
        window.show()
        camera = Photographer(window, folder)
        window.open_address("demo:")
        wait(lambda: window.page == "monitor", 20.0)
        window.commands.run("array_page")
        control = window.work.other("array").control
        wait(lambda: control.run is not None and control.run.step.done, 20.0)
        window.commands.run("check_next")
        wait(lambda: control.run.step.done, 60.0)
        window.work.front.choose(LOOSE)
        camera.take("array-check-rest", FULL)
        camera.take("array-check-rest-light", FULL, "light")
        camera.take("array-check-1024x600", SMALL)
        window.resize(*FULL)
        window.commands.run("check_next")
        wait(lambda: control.run.step.done, 40.0)
        window.commands.run("check_next")
        rest(1.5)
        for electrode in range(19):
            source.tap(electrode)
            wait(lambda wanted=electrode: wanted in control.run.taps, 4.0)
            rest(0.3)
        window.work.front.choose(-1)
        camera.take("array-check", FULL)
        window.commands.run("check_skip_step")
        rest(0.5)
        camera.take("array-check-swapped-light", FULL, "light")
        window.close()
        window.finish()
    application.quit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent))
