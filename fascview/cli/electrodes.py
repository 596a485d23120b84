"""What a device can do for its check before anything is done with its stream: impedances, a test signal."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from fascview.errors import SourceLostError, UsageError
from fascview.stream import Source, StreamInfo

EACH_S = 10.0  # no device takes longer for one electrode
SETTLE_S = 1.0  # after a test signal came on


def measure_electrodes(source: Source, info: StreamInfo, stop: threading.Event) -> None:
    """Measure every electrode of an open source; its property ``impedance_kohm`` has the outcome.

    A source that tells impedances by itself is left alone.

    Raises
    ------
    UsageError
        If the source cannot.
    SourceLostError
        If it did not come to an end.
    """
    device: Any = source
    if not getattr(source, "can_measure_impedance", False):
        if "impedance_kohm" in info.properties:
            return
        raise UsageError(f"{info.name} cannot measure the impedance of its electrodes; leave --impedance out.")
    device.measure_impedance()
    done, since_s = -1, time.monotonic()
    while device.measuring and not stop.is_set():
        source.read(0.1)
        measured: tuple[float, ...] = device.impedance_kohm() or ()
        if len(measured) != done:
            done, since_s = len(measured), time.monotonic()
            if 0 < done <= info.n_channels:
                print(
                    f"{info.channels[done - 1].name}: {measured[-1]:.1f} kOhm".replace("nan", "unknown"),
                    file=sys.stderr,
                )
        elif time.monotonic() - since_s > EACH_S:
            break
    if not stop.is_set() and (device.measuring or done != info.n_channels):
        raise SourceLostError(f"{info.name} did not measure all its electrodes; nothing was changed. Try again.")


def give_signal(source: Source, info: StreamInfo, stop: threading.Event) -> float:
    """Put an open source's own test signal on its inputs and return its size, peak to peak [uV].

    Closing the source puts the electrodes back.

    Raises
    ------
    UsageError
        If the source has none.
    SourceLostError
        If it does not come.
    """
    device: Any = source
    if not getattr(source, "can_give_signal", False):
        raise UsageError(f"{info.name} has no test signal of its own; feed one in and use --calibration UV.")
    device.set_signal(True)
    asked_s = time.monotonic()
    while not device.gives_signal and not stop.is_set():
        source.read(0.1)
        if time.monotonic() - asked_s > EACH_S:
            raise SourceLostError(f"{info.name} did not switch its test signal on; nothing was changed. Try again.")
    came_s = time.monotonic()
    while time.monotonic() - came_s < SETTLE_S and not stop.is_set():
        source.read(0.1)
    return float(device.signal_vpp_uv)
