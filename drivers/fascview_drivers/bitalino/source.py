"""BITalino (r)evolution as a source."""

from __future__ import annotations

import time

from fascview.errors import SourceError
from fascview.stream import Channel, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.bitalino import protocol
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import Batch, DeviceSource, SerialConnector
from fascview_drivers.link import Link, ask, drain, gather_exactly
from fascview_drivers.options import Option, channel_numbers, channels_option, names, speed, speed_option, whole_numbers

BAUD = 115_200
PAUSE_S = 0.15  # it neither echoes nor acknowledges: every command gets its time


OPTIONS = (
    Option("rate", "sampling rate", "1000", tuple(map(str, protocol.RATES_HZ)), "Hz"),
    channels_option(6),
    Option("gain", "of the EMG sensor", f"{protocol.EMG_GAIN:g}", low=1, high=1e6),
    speed_option(BAUD),
)


class BitalinoFamily:
    """The dialogue with a BITalino.

    Parameters
    ----------
    address : Address
        Options: ``rate`` 1, 10, 100 or 1000 Hz; ``channels`` such as 1-4; ``gain`` of the EMG sensor.
    """

    counts_losses = True

    def __init__(self, address: Address) -> None:
        address.refuse_unknown(names(OPTIONS))
        self._rate_hz = whole_numbers(address, "rate", 1000, protocol.RATES_HZ)[0]
        self._channels = channel_numbers(address, "channels", 6)
        self._gain = address.number("gain", protocol.EMG_GAIN, 1, 1e6)
        self._address = address
        n = len(self._channels)
        self._decoder = FrameDecoder(
            protocol.layout(n),
            self._rate_hz,
            lambda rows: protocol.microvolt(protocol.counts(rows, n), self._gain),
            protocol.digital,
        )

    def start(self, link: Link) -> StreamInfo:
        """Stop what may be running, ask who it is, and start."""
        link.write(protocol.STOP)
        drain(link, 0.1, 1.0)
        self._pause(link)
        answer = ask(link, protocol.VERSION, b"\n", 1.5)
        at = answer.find(b"BITalino")
        if at < 0:
            if not answer:
                raise SourceError(
                    f"{link.name} is connected, but no data comes from it: switch the BITalino on, pair it, "
                    "and choose its port."
                )
            raise SourceError(f"What answers at {link.name} is not a BITalino: choose another port or kind of device.")
        firmware = answer[at:].split(b"\n")[0].decode("ascii", "replace")
        properties = {
            "firmware": firmware,
            "gain": f"{self._gain:g}",
            "scale": "(count / 2^bits - 0.5) * 3.3 V / gain; bits 10, for the fifth and sixth channel 6",
        }
        self._pause(link)
        link.write(protocol.STATUS)
        status = gather_exactly(link, 16, 0.5) + drain(link, 0.05, 0.2)
        battery = protocol.battery(status)
        if battery is not None:
            properties["battery"] = f"{battery} of 1023"
        link.write(protocol.RATE_COMMANDS[self._rate_hz])
        self._pause(link)
        self._decoder.restart()
        link.write(protocol.start_command(sum(1 << (c - 1) for c in self._channels)))
        return StreamInfo(
            name="BITalino",
            kind="serial",
            fs_hz=float(self._rate_hz),
            channels=tuple(Channel(f"A{c}") for c in self._channels),
            aux_channels=tuple(Channel(name, unit="") for name in ("I1", "I2", "O1", "O2")),
            address=self._address.text,
            host=link.name,
            device="BITalino (r)evolution",
            source_id=link.identity,
            properties=properties,
        )

    def decode(self, data: bytes, elapsed_s: float) -> Batch:
        """Turn bytes into microvolt."""
        return self._decoder.decode(data, elapsed_s)

    def stop(self, link: Link) -> None:
        """Stop the stream."""
        link.write(protocol.STOP)
        time.sleep(0.05)

    def _pause(self, link: Link) -> None:
        drain(link, PAUSE_S, PAUSE_S)


def make_source(address: Address) -> Source:
    """Return the board at ``serial:bitalino@PORT``, not open yet."""
    family = BitalinoFamily(address)
    baud = speed(address, BAUD)
    return DeviceSource(SerialConnector(address.target, baud), family)
