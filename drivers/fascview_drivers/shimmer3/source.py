"""Shimmer3 EXG unit as a source."""

from __future__ import annotations

import time

import numpy as np

from fascview.errors import SourceError
from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import Batch, DeviceSource, SerialConnector
from fascview_drivers.framing import ByteArray
from fascview_drivers.link import Link, drain, gather_exactly
from fascview_drivers.options import Option, names, speed, speed_option, whole_numbers
from fascview_drivers.shimmer3 import protocol

BAUD = 115_200
ANSWER_S = 1.0
CRC_ANSWER_S = 0.3


OPTIONS = (
    Option("rate", "sampling rate, the nearest 32768 / n", "1024", unit="Hz", low=1, high=2048),
    Option("gain", "amplification", "12", tuple(map(str, sorted(protocol.GAIN_CODES)))),
    Option("bits", "resolution", "24", ("16", "24")),
    Option("crc", "check sums on every packet, where the firmware has them", "on", ("on", "off")),
    speed_option(BAUD),
)


class ShimmerFamily:
    """The dialogue with a Shimmer3.

    Parameters
    ----------
    address : Address
        Options: ``rate`` 1 to 2048 Hz (the nearest 32768 / n), ``gain`` 1, 2, 3, 4, 6, 8 or 12, ``bits`` 24 or 16;
        ``crc`` on asks for check sums and goes on without where the firmware has none.
    """

    counts_losses = True

    def __init__(self, address: Address) -> None:
        address.refuse_unknown(names(OPTIONS))
        wanted_hz = address.number("rate", 1024, 1, 2048, "Hz")
        self._divider = max(16, round(protocol.CLOCK_HZ / wanted_hz))
        self._gain = whole_numbers(address, "gain", 12, tuple(sorted(protocol.GAIN_CODES)))[0]
        self._bits = whole_numbers(address, "bits", 24, (16, 24))[0]
        self._address = address
        self._fs_hz = protocol.CLOCK_HZ / self._divider
        self._factor = np.float32(protocol.uv_per_count(self._bits, self._gain))
        self._want_crc = address.flag("crc", True)
        self._early = b""
        self._decoder = self._make_decoder(False)

    def _make_decoder(self, crc: bool) -> FrameDecoder:
        self._crc = crc
        frames = protocol.layout(self._bits, self._divider, crc)
        return FrameDecoder(frames, self._fs_hz, self._to_samples, protocol.lead_off)

    def _to_samples(self, rows: ByteArray) -> FloatArray:
        return np.asarray(protocol.counts(rows, self._bits) * self._factor, np.float32)

    def start(self, link: Link) -> StreamInfo:
        """Stop what may be running, set the unit up for EMG, and start it."""
        link.write(protocol.STOP)
        drain(link, 0.25, 1.5)
        if self._crc:  # left on by ourselves, before the connection broke
            link.write(protocol.CRC_OFF)
            drain(link, 0.1, 0.5)
        hardware = self._ask(link, protocol.HARDWARE, 2)
        if hardware[:1] != b"\x25":
            raise SourceError(_no_unit(link.name, hardware))
        firmware = self._ask(link, protocol.FIRMWARE, 7)
        self._ask(link, protocol.set_divider(self._divider), 0)
        self._ask(link, protocol.SENSORS[self._bits], 0)
        for chip in (0, 1):
            self._ask(link, protocol.set_registers(chip, protocol.emg_registers(chip, self._fs_hz, self._gain)), 0)
        link.write(protocol.INQUIRY)
        answer = gather_exactly(link, 13, ANSWER_S) + drain(link, 0.05, 0.2)
        said = protocol.parse_inquiry(answer)
        if said is None or said != protocol.Inquiry(self._divider, protocol.FIELDS[self._bits]):
            raise SourceError(
                f"The Shimmer at {link.name} did not take the settings for EMG: "
                "check that it is an EXG unit with LogAndStream firmware, dock it once and try again."
            )
        properties = {
            "hardware": protocol.HARDWARE_NAMES.get(hardware[1], str(hardware[1])),
            "firmware": f"{int.from_bytes(firmware[3:5], 'little')}.{firmware[5]}.{firmware[6]}",
            "gain": str(self._gain),
            "scale": "2.42 V / gain / (2^23 - 1)" if self._bits == 24 else "2.42 V / (2 gain) / (2^15 - 1)",
        }
        self._decoder = self._make_decoder(self._want_crc and self._take_crc(link))
        properties["packets"] = "with check sums" if self._crc else "without check sums"
        self._ask(link, protocol.START, 0, keep=True)
        return StreamInfo(
            name="Shimmer3 EMG",
            kind="serial",
            fs_hz=self._fs_hz,
            channels=(Channel("ch1"), Channel("ch2")),
            aux_channels=(Channel("lead off", unit=""),),
            address=self._address.text,
            host=link.name,
            device="Shimmer3 EXG",
            source_id=link.identity,
            properties=properties,
        )

    def _take_crc(self, link: Link) -> bool:
        """Ask for check sums; firmware that has none does not acknowledge it."""
        link.write(protocol.CRC_ON)
        answer = gather_exactly(link, 1 + protocol.CRC_LENGTH, CRC_ANSWER_S)
        drain(link, 0.05, 0.2)
        return answer[:1] == bytes([protocol.ACK]) and len(answer) == 1 + protocol.CRC_LENGTH

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into microvolt."""
        data, self._early = self._early + data, b""
        return self._decoder.decode(data, elapsed_s)

    def stop(self, link: Link) -> None:
        """Stop the stream, and let answers be as they were."""
        link.write(protocol.STOP)
        time.sleep(0.05)
        if self._crc:
            link.write(protocol.CRC_OFF)
            time.sleep(0.02)

    def _ask(self, link: Link, command: bytes, n: int, *, keep: bool = False) -> bytes:
        """Send a command and return the ``n`` bytes after its acknowledgement."""
        link.write(command)
        n += protocol.CRC_LENGTH if keep and self._crc else 0
        answer = gather_exactly(link, 1 + n, ANSWER_S)
        at = answer.find(bytes([protocol.ACK]))
        if at < 0 or len(answer) < at + 1 + n:
            raise SourceError(_no_unit(link.name, answer))
        if keep:  # data may have come with the acknowledgement
            self._early = answer[at + 1 + n :]
        return answer[at + 1 : at + 1 + n]


def _no_unit(name: str, answer: bytes) -> str:
    if not answer:
        return (
            f"{name} is connected, but no data comes from it: undock and switch the Shimmer on, pair it, "
            "and choose its port."
        )
    return f"What answers at {name} is not a Shimmer3: choose another port or another kind of device."


def make_source(address: Address) -> Source:
    """Return the unit at ``serial:shimmer@PORT``, not open yet."""
    family = ShimmerFamily(address)
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud), family)
