"""Sessantaquattro+ as a source; the device calls this computer."""

from __future__ import annotations

import numpy as np

from fascview.errors import UsageError
from fascview.stream import Channel, FloatArray, Source, StreamInfo
from fascview_drivers.address import Address
from fascview_drivers.decoding import FrameDecoder
from fascview_drivers.device import DeviceSource
from fascview_drivers.framing import ByteArray
from fascview_drivers.network import ListeningConnector
from fascview_drivers.options import Option, channel_numbers, names, whole_numbers
from fascview_drivers.otb_sessantaquattro import protocol
from fascview_drivers.words import layout
from fascview_drivers.words import whole_numbers as read_words
from fascview_drivers.words_family import CommandedFamily

ADVICE = "switch the Sessantaquattro+ on, join its Wi-Fi network, and allow the port in the firewall"
AUX = ("AUX1", "AUX2", "q0", "q1", "q2", "q3", "trigger and buffer")


OPTIONS = (
    Option("rate", "sampling rate", "2000", tuple(map(str, protocol.RATES_HZ)), "Hz"),
    Option("size", "EMG channels, halved by a bipolar adapter", "64", tuple(map(str, protocol.SIZES))),
    Option("mode", "by adapter", "monopolar", tuple(protocol.MODES)),
    Option("bits", "resolution", "16", ("16", "24")),
    Option("gain", "amplification, with 16 bits", "", ("4", "6", "8")),
    Option("highpass", "moving average taken off in the device", "on", ("on", "off")),
    Option("channels", "channels used, such as 1-4,7; all when not given"),
    Option("wait", "how long its call may take", "30", unit="s", low=0.1, high=3600),
)


def make_source(address: Address) -> Source:
    """Return the device that calls ``tcp:sessantaquattro@HOST:PORT`` (a host of this computer, or none), not open yet.

    Options: ``rate`` 500, 1000, 2000 or 4000 Hz; ``size`` 8, 16, 32 or 64; ``mode`` monopolar, bipolar or
    differential; ``bits`` 16 or 24; ``gain`` 8, 6 or 4 (with 16 bits); ``highpass`` on or off; ``channels`` such as
    1-16; ``wait`` [s] for its call.
    """
    address.refuse_unknown(names(OPTIONS))
    bits = whole_numbers(address, "bits", 16, (16, 24))[0]
    if bits == 24 and "gain" in address.options:
        raise UsageError("With bits=24 the gain is always 2; leave gain out.")
    setting = protocol.Setting(
        whole_numbers(address, "rate", 2000, protocol.RATES_HZ)[0],
        whole_numbers(address, "size", 64, protocol.SIZES)[0],
        address.choice("mode", "monopolar", tuple(protocol.MODES)),
        bits,
        address.flag("highpass", True),
        whole_numbers(address, "gain", 8, (8, 6, 4))[0] if bits == 16 else 2,
    )
    n_emg, width = setting.n_emg, bits // 8
    used = channel_numbers(address, "channels", n_emg)
    columns = [c - 1 for c in used]
    uv = protocol.UV_PER_COUNT[bits, setting.gain]

    def to_samples(rows: ByteArray) -> FloatArray:
        return np.asarray(read_words(rows, width)[:, columns] * np.float32(uv), np.float32)

    def to_aux(rows: ByteArray) -> FloatArray:
        return protocol.auxiliary(read_words(rows, width), n_emg)

    n_words = n_emg + protocol.EXTRA
    info = StreamInfo(
        name="Sessantaquattro+",
        kind="tcp",
        fs_hz=float(setting.fs_hz),
        channels=tuple(Channel(f"ch{c}") for c in used),
        aux_channels=tuple(Channel(name, unit="counts" if name.startswith("AUX") else "") for name in AUX),
        address=address.text,
        device="OT Bioelettronica Sessantaquattro+",
        properties={
            "gain": str(setting.gain),
            "mode": setting.mode,
            "scale": f"{uv * 1000:g} nV per count",
            "filters": f"high-pass {setting.fs_hz / 190:.1f} Hz in the device" if setting.high_pass else "none",
        },
    )
    family = CommandedFamily(
        info,
        FrameDecoder(layout(n_words, n_words - 1, width), setting.fs_hz, to_samples, to_aux),
        setting.command(go=True),
        setting.command(go=False),
    )
    host, port = address.host_port(protocol.TCP_PORT)
    wait_s = address.number("wait", 30, 0.1, 3600, "s")
    return DeviceSource(ListeningConnector(host, port, wait_s, ADVICE), family)
