"""Quattrocento as a source; this computer calls the device."""

from __future__ import annotations

import numpy as np

from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import DeviceSource
from fascview_drivers.framing import ByteArray
from fascview_drivers.network import CallingConnector
from fascview_drivers.options import Option, channel_numbers, names, whole_numbers
from fascview_drivers.otb_quattrocento import protocol
from fascview_drivers.words import whole_numbers as read_words
from fascview_drivers.words_family import CommandedFamily

OPTIONS = (
    Option("rate", "sampling rate", "2048", tuple(map(str, protocol.RATES_HZ)), "Hz"),
    Option("size", "channels in all, 24 of them auxiliary", "120", tuple(map(str, protocol.TOTALS))),
    Option("channels", "EMG channels used, such as 1-4,7; all when not given"),
)


def make_source(address: Address) -> Source:
    """Return the device at ``tcp:quattrocento@HOST:PORT`` (its factory place when empty), not open yet.

    Options: ``rate`` 512, 2048, 5120 or 10240 Hz; ``size`` 120, 216, 312 or 408 channels in all, of which 96, 192,
    288 or 384 are EMG; ``channels`` such as 1-64.
    """
    address.refuse_unknown(names(OPTIONS))
    fs_hz = whole_numbers(address, "rate", 2048, protocol.RATES_HZ)[0]
    total = whole_numbers(address, "size", 120, protocol.TOTALS)[0]
    used = channel_numbers(address, "channels", total - protocol.EXTRA)
    columns = [c - 1 for c in used]

    def to_samples(rows: ByteArray) -> FloatArray:
        return np.asarray(read_words(rows, 2, True)[:, columns] * np.float32(protocol.UV_PER_COUNT), np.float32)

    def to_aux(rows: ByteArray) -> FloatArray:
        return protocol.auxiliary(read_words(rows, 2, True))

    aux = [Channel(f"AUX{i + 1}", unit="V") for i in range(protocol.N_AUX)]
    info = StreamInfo(
        name="Quattrocento",
        kind="tcp",
        fs_hz=float(fs_hz),
        channels=tuple(Channel(f"ch{c}") for c in used),
        aux_channels=(*aux, Channel("trigger", unit=""), Channel("buffer", unit="")),
        address=address.text,
        device="OT Bioelettronica Quattrocento",
        properties={"gain": "150", "scale": "5 V / 2^16 / 150", "filters": "10 to 500 Hz in the device"},
    )
    family = CommandedFamily(
        info,
        FrameDecoder(protocol.layout(total), fs_hz, to_samples, to_aux),
        protocol.start_command(fs_hz, total),
        protocol.stop_command(),
    )
    host, port = address.host_port(protocol.TCP_PORT)
    return DeviceSource(CallingConnector(host or protocol.HOST, port), family)
