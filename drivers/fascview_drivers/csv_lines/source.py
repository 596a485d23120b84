"""Lines of numbers as a source."""

from __future__ import annotations

import time

import numpy as np

from fascview.errors import SourceError
from fascview.stream import Channel, Source, StreamInfo, plain_text
from fascview_drivers.address import Address
from fascview_drivers.csv_lines import protocol
from fascview_drivers.device import Batch, DeviceSource, SerialConnector
from fascview_drivers.link import Link
from fascview_drivers.options import Option, names, speed, speed_option

BAUD = 115_200
LEARN_LINES = 20
LEARN_S = 2.5
SILENT_S = 1.8
BITS_PER_CHARACTER = 10
ROUND_RATES_HZ = (10, 20, 25, 50, 100, 125, 200, 250, 256, 400, 500, 512, 800, 1000, 1024, 1200, 1500, 2000)


OPTIONS = (
    Option("rate", "lines a second; measured when not given", unit="Hz", low=1, high=20_000),
    Option("factor", "microvolt per unit of the sketch; its own numbers when not given", unit="uV", low=1e-9, high=1e9),
    Option("offset", "taken off before the factor", "0", low=-1e9, high=1e9),
    speed_option(BAUD),
)


class LinesFamily:
    """Listens to lines of numbers; nothing is sent.

    Parameters
    ----------
    address : Address
        Options: ``rate`` [Hz], measured when not given; ``factor`` [uV per unit of the sketch] and ``offset`` (taken
        off before), without them the numbers are counts; ``baud``.
    """

    counts_losses = False

    def __init__(self, address: Address, baud: int) -> None:
        address.refuse_unknown(names(OPTIONS))
        self._rate_hz = address.number("rate", 0.0, 1, 20_000, "Hz") if "rate" in address.options else None
        self._factor = address.number("factor", 0.0, 1e-9, 1e9, "uV") if "factor" in address.options else None
        self._offset = address.number("offset", 0.0, -1e9, 1e9)
        self._address, self._baud = address, baud
        self._parser = protocol.LineParser()
        self._fs_hz = self._rate_hz

    def start(self, link: Link) -> StreamInfo:
        """Listen to the first lines: how many fields they have, and how many come in a second."""
        learner = protocol.LineParser()
        began = time.monotonic()
        rows: list[list[float]] = []
        labels: list[list[str]] = []
        arrivals: list[tuple[float, int]] = []
        heard = 0
        # The rate is measured over the whole time, once; the same device back again keeps it.
        needed_s = LEARN_S if self._fs_hz is None else 0.0
        while (now := time.monotonic()) - began < LEARN_S + 2:
            data = link.read(0.1)
            heard += len(data)
            more, _, names = learner.feed(data)
            if more:
                rows += more
                labels += names
                arrivals.append((time.monotonic(), len(rows)))
            enough = len(rows) >= LEARN_LINES and now - began >= needed_s
            if enough or (not heard and now - began > SILENT_S):
                break
        if not heard:
            raise SourceError(
                f"{link.name} is connected, but no data comes from it: start the sketch that prints lines."
            )
        if len(rows) < 3:
            raise SourceError(
                f"Bytes come from {link.name} but no lines of numbers: choose the speed the sketch uses, "
                "such as baud=9600."
            )
        n = protocol.usual_fields(rows)
        fields = next(found for row, found in zip(rows, labels, strict=True) if len(row) == n)
        if self._fs_hz is None:
            self._fs_hz = _rate(arrivals)
        self._parser = protocol.LineParser(n)
        characters = heard / max(len(rows), 1)
        load = self._fs_hz * characters * BITS_PER_CHARACTER / self._baud
        unit = "uV" if self._factor else "counts"
        properties = {
            "scale": f"{self._factor:g} uV per unit, as entered" if self._factor else "the sketch's own numbers",
            "rate": "as entered" if self._rate_hz else "measured by counting lines",
        }
        if load > 0.9:
            properties["warning"] = f"the lines take {load:.0%} of what {self._baud} bit/s carry: use a higher speed"
        return StreamInfo(
            name="Lines of numbers",
            kind="serial",
            fs_hz=self._fs_hz,
            channels=tuple(Channel(plain_text(fields[i]) or f"ch{i + 1}", unit=unit) for i in range(n)),
            address=self._address.text,
            host=link.name,
            device="text lines",
            source_id=link.identity,
            properties=properties,
        )

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn lines into samples; a line with too few or too many fields is a lost sample."""
        rows, lost, _ = self._parser.feed(data)
        n = self._parser.n_fields
        values = np.array(rows, np.float64).reshape(len(rows), n)
        samples = ((values - self._offset) * (self._factor or 1.0)).astype(np.float32)
        return Batch(samples, np.array(lost, np.int64))

    def stop(self, link: Link) -> None:
        """Let it talk: it takes no commands."""


def _rate(arrivals: list[tuple[float, int]]) -> float:
    """Return lines per second, rounded to a usual rate where one is within 2 %."""
    times = np.array([t for t, _ in arrivals])
    counts = np.array([c for _, c in arrivals], float)
    if len(arrivals) < 3 or times[-1] - times[0] < 0.5:
        return 1.0
    measured = float(np.polyfit(times - times.mean(), counts, 1)[0])
    usual = min(ROUND_RATES_HZ, key=lambda hz: abs(hz - measured))
    return float(usual) if abs(usual - measured) < 0.02 * usual else round(max(measured, 1.0), 1)


def make_source(address: Address) -> Source:
    """Return the sketch at ``serial:csv@PORT``, not open yet."""
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud), LinesFamily(address, baud))
