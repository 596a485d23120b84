"""OpenBCI Cyton and Cyton with Daisy as a source."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fascview.errors import SourceError, UsageError
from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.counting import LossCounter
from fascview_drivers.device import Batch, DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray, FrameParser
from fascview_drivers.impedance import as_property
from fascview_drivers.link import Link, ask, drain, gather_exactly
from fascview_drivers.openbci_cyton import protocol
from fascview_drivers.options import Option, channel_numbers, channels_option, names, speed, speed_option, whole_numbers

BAUD = 115_200
REPLY_S = 1.5
PAUSE_S = 0.05
BATCH_S = 0.03  # its radio gathers packets as well, and every wake-up costs as much as a hundred samples
IMPEDANCE_S = 2.0
AUX = {
    "accelerometer": (("accX", "g"), ("accY", "g"), ("accZ", "g")),
    "analog": (("A5", "counts"), ("A6", "counts"), ("A7", "counts")),
    "digital": tuple((name, "") for name in ("D11", "D12", "D13", "D17", "D18")),
    "off": (),
}


OPTIONS = (
    Option("gain", "amplification, one or one per channel", "24", tuple(map(str, protocol.GAINS)), several=True),
    Option("input", "each channel between its own pins, or against SRB2", "bipolar", ("bipolar", "reference")),
    channels_option(16),
    Option("aux", "what comes beside the EMG", "accelerometer", tuple(AUX)),
    Option("daisy", "use a Daisy that is attached", "on", ("on", "off")),
    Option("impedance", "measure every electrode before the stream", "off", ("on", "off")),
    speed_option(BAUD),
)


class CytonFamily:
    """The dialogue with a Cyton, and its packets to microvolt.

    Parameters
    ----------
    address : Address
        Options: ``gain`` 1, 2, 4, 6, 8, 12 or 24, one or one per channel; ``input`` bipolar or reference;
        ``channels`` such as 1-4,7; ``aux`` accelerometer, analog, digital or off; ``daisy`` on or off;
        ``impedance`` on measures every electrode before the stream begins.
    """

    counts_losses = True
    signal_vpp_uv = protocol.SIGNAL_VPP_UV

    def __init__(self, address: Address) -> None:
        address.refuse_unknown(names(OPTIONS))
        self._want_daisy = address.flag("daisy", True)
        self._need_daisy = address.device == "daisy"
        self._gains = whole_numbers(address, "gain", 24, protocol.GAINS)
        self._bipolar = address.choice("input", "bipolar", ("bipolar", "reference")) == "bipolar"
        self._aux = address.choice("aux", "accelerometer", tuple(AUX))
        self._impedance = address.flag("impedance", False)
        self._address = address
        self._wanted = channel_numbers(address, "channels", 16)
        self._parser = FrameParser(protocol.LAYOUT)
        self._pairer: protocol.DaisyPairer | None = None
        self._losses = LossCounter(256, protocol.FS_HZ)
        self._columns: slice | NDArray[np.intp] = slice(None)
        self._scale = np.ones(8, np.float32)
        self._last_g = np.zeros(3, np.float32)
        self._used: list[int] = []
        self._settings: list[bytes] = []
        self._fs_hz = protocol.FS_HZ

    def start(self, link: Link) -> StreamInfo:
        """Configure the board and start it."""
        board = self._find_board(link)
        n_board = 16 if board.daisy else 8
        used = [c for c in self._wanted if c <= n_board] if "channels" in self._address.options else []
        used = used or list(range(1, n_board + 1))
        if "channels" in self._address.options and max(self._wanted) > n_board:
            raise UsageError(f"This board has {n_board} channels; channel {max(self._wanted)} is not one of them.")
        gains = self._gains * len(used) if len(self._gains) == 1 else self._gains
        if len(gains) != len(used):
            raise UsageError(f"{len(gains)} gains were given for {len(used)} channels; give one, or one per channel.")
        self._settings = [
            protocol.channel_command(
                c, gain=dict(zip(used, gains, strict=True)).get(c, 24), bipolar=self._bipolar, on=c in used
            )
            for c in range(1, n_board + 1)
        ]
        self._set_channels(link)
        if self._aux != "off":
            self._set(link, protocol.AUX_MODES[self._aux], b"Success", "set the auxiliary inputs")
        self._prepare(board.daisy, np.array(used), np.array(gains, np.float64))
        fs_hz = protocol.FS_HZ / 2 if board.daisy else protocol.FS_HZ
        properties = {
            "firmware": board.firmware,
            "gain": ",".join(map(str, gains)),
            "input": "bipolar" if self._bipolar else "against SRB2",
            "scale": "4.5 V / gain / (2^23 - 1)",
        }
        self._used, self._fs_hz = used, fs_hz
        if self._impedance:
            properties["impedance_kohm"] = as_property(list(self.impedances(link)))
        self.go_on(link)
        name = "OpenBCI Cyton + Daisy" if board.daisy else "OpenBCI Cyton"
        return StreamInfo(
            name=name,
            kind="serial",
            fs_hz=fs_hz,
            channels=tuple(Channel(f"ch{c}") for c in used),
            aux_channels=tuple(Channel(n, unit=u) for n, u in AUX[self._aux]),
            address=self._address.text,
            host=link.name,
            device=name,
            source_id=link.identity,
            properties=properties,
        )

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into microvolt."""
        frames = self._parser.feed(data)
        rows = frames.rows
        step = 1
        if self._pairer is not None:
            rows, daisy = self._pairer.pair(rows)
            numbers = protocol.counter(daisy)
            step = 2
        else:
            numbers = protocol.counter(rows)
        if step == 1 and frames.chained and self._losses.goes_on(numbers, elapsed_s):
            lost, keep = None, None
        else:
            lost, keep = self._losses.count(numbers, elapsed_s)
        if keep is not None:
            rows = rows[keep]
            daisy = daisy[keep] if step == 2 else rows
        values = protocol.counts(rows)
        if step == 2:
            values = np.concatenate([values, protocol.counts(daisy)], axis=1)
        samples: FloatArray = values[:, self._columns].astype(np.float32) * self._scale
        return Batch(samples, lost, self._aux_values(rows))

    def stop(self, link: Link) -> None:
        """Stop the stream and set the channels back to the board's defaults."""
        link.write(protocol.STOP)
        time.sleep(PAUSE_S)
        link.write(protocol.DEFAULTS)

    def _find_board(self, link: Link) -> protocol.Board:
        # It does not reset when the port opens and may be streaming since the last program.
        link.write(protocol.STOP)
        drain(link, 0.15, 1.0)
        answer = ask(link, protocol.RESET, protocol.END_OF_TEXT, 2.0)
        board = protocol.parse_banner(answer)
        if board is None:
            raise SourceError(_no_board(link.name, answer))
        if board.daisy and not self._want_daisy:
            ask(link, protocol.DAISY_OFF, protocol.END_OF_TEXT, REPLY_S)
            board = protocol.Board(False, board.firmware)
        if self._need_daisy and not board.daisy:
            raise SourceError(
                f"The Cyton at {link.name} has no Daisy: seat the Daisy and switch the board off and on, "
                "or open it as serial:cyton."
            )
        return board

    def _set(self, link: Link, command: bytes, expected: bytes, what: str) -> None:
        answer = ask(link, command, protocol.END_OF_TEXT, REPLY_S)
        if expected not in answer:
            raise SourceError(f"The Cyton at {link.name} did not {what}: switch it off and on, and open it again.")

    def _set_channels(self, link: Link) -> None:
        for number, command in enumerate(self._settings, 1):
            self._set(link, command, b"Success", f"set channel {number}")

    def _prepare(
        self,
        daisy: bool,
        used: NDArray[np.intp],
        gains: NDArray[np.float64],
    ) -> None:
        fs_hz = protocol.FS_HZ / 2 if daisy else protocol.FS_HZ
        self._pairer = protocol.DaisyPairer() if daisy else None
        self._losses = LossCounter(256, fs_hz, 2 if daisy else 1)
        whole = len(used) == (16 if daisy else 8)
        self._columns = slice(None) if whole else used - 1
        self._scale = protocol.uv_per_count(gains)

    def _restart(self) -> None:
        self._parser.reset()
        self._losses.restart()
        if self._pairer is not None:
            self._pairer.reset()

    def _aux_values(self, rows: ByteArray) -> FloatArray | None:
        if self._aux == "off":
            return None
        if not len(rows):
            return np.empty((0, len(AUX[self._aux])), np.float32)
        if self._aux == "analog":
            return protocol.raw_aux(rows).astype(np.float32)
        if self._aux == "digital":
            return protocol.digital_inputs(rows)
        values = protocol.accelerometer_g(rows, self._last_g)
        self._last_g = values[-1]
        return values

    def impedances(self, link: Link) -> Iterator[tuple[str, float]]:
        """Measure one electrode after the other while the stream stands: channel and impedance [kOhm], NaN unknown."""
        for column, channel in enumerate(self._used):
            self._set(link, protocol.lead_off_command(channel, on=True), b"Success", "switch its test current on")
            self._restart()
            link.write(protocol.START)
            n_bytes = int(IMPEDANCE_S * protocol.FS_HZ) * protocol.LENGTH
            data = gather_exactly(link, n_bytes, IMPEDANCE_S + 1.0)
            link.write(protocol.STOP)
            samples = self.decode(data, 0.0).samples
            drain(link, 0.1, 0.5)
            self._set(link, protocol.lead_off_command(channel, on=False), b"Success", "switch its test current off")
            settled = samples[int(0.5 * self._fs_hz) :]
            known = len(settled) >= self._fs_hz
            ohm = protocol.impedance_ohm(settled[:, column : column + 1], self._fs_hz)[0] if known else math.nan
            yield f"ch{channel}", float(ohm) / 1000

    def give_signal(self, link: Link, on: bool) -> None:
        """Put the square wave of the chip on all inputs, or the electrodes again, while the stream stands."""
        if on:
            self._set(link, protocol.TEST_SIGNAL, b"Success", "switch its test signal on")
        else:
            self._set_channels(link)

    def pause(self, link: Link) -> None:
        """Let the stream stand."""
        link.write(protocol.STOP)
        drain(link, 0.15, 1.0)

    def go_on(self, link: Link) -> None:
        """Let the stream go on, set up as it was."""
        drain(link, PAUSE_S, 0.3)
        self._restart()
        link.write(protocol.START)


def _no_board(name: str, answer: bytes) -> str:
    if b"Failure: Communications timeout" in answer:
        return (
            f"The OpenBCI dongle at {name} is there but its Cyton does not answer: "
            "switch the board to PC, charge its battery, and bring it nearer."
        )
    if not answer:
        return (
            f"{name} is connected, but no data comes from it: check that the dongle's switch is at GPIO 6, "
            "that the board is on, and that this is its port."
        )
    return f"What answers at {name} is not an OpenBCI Cyton: choose another port or another kind of device."


def make_source(address: Address) -> Source:
    """Return the board at ``serial:cyton@PORT`` or ``serial:daisy@PORT``, not open yet."""
    family = CytonFamily(address)
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud, batch_s=BATCH_S), family)
