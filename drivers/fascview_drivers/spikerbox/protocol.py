"""Backyard Brains serial stream: seven bits a byte, the first byte of a frame marked, messages in between."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, Layout

OPEN, SHUT = b"\xff\xff\x01\x01\x80\xff", b"\xff\xff\x01\x01\x81\xff"
ASK_BOARD = b"b:;\n"
LONGEST_MESSAGE = 256


@dataclass(frozen=True, slots=True)
class Box:
    """What a hardware name stands for; ``fs_hz`` is shared among the channels when ``shared``."""

    title: str
    fs_hz: float
    n_channels: int
    bits: int
    shared: bool = False


BOXES: dict[str, Box] = {
    "MUSCLESS": Box("Muscle SpikerShield", 10_000, 1, 10, True),
    "PLANTSS": Box("Plant SpikerShield", 10_000, 1, 10, True),
    "HEARTSS": Box("Heart SpikerShield", 10_000, 1, 10, True),
    "NEURONSS": Box("Neuron SpikerShield", 10_000, 1, 10, True),
    "HBLEOSB": Box("Heart & Brain SpikerBox", 10_000, 1, 10),
    "HBSBPRO": Box("Heart & Brain SpikerBox Pro", 1000, 2, 10),
    "MUSCUSB1": Box("Muscle SpikerBox", 10_000, 1, 10),
    "MSBPCDC": Box("Muscle SpikerBox Pro", 10_000, 2, 10),
    "NSBPCDC": Box("Neuron SpikerBox Pro", 10_000, 2, 10),
    "HUMANSB": Box("Human SpikerBox", 5000, 2, 14),
    "NRNSBPRO": Box("Neuron SpikerBox Pro", 20_000, 2, 14),
    "UNIBOX": Box("SpikerBox", 42_661, 2, 14),
    "HHIBOX": Box("Human-Human Interface", 10_000, 1, 10),
    "EXTCLAW": Box("Claw", 896, 3, 10),
}


def layout(n_channels: int) -> Layout:
    """Return the frames of ``n_channels``: two bytes each, bit 7 set in the very first only."""

    def valid(rows: ByteArray) -> BoolArray:
        good: BoolArray = (rows[:, 0] >= 0x80) & (rows[:, 1:] < 0x80).all(axis=1)
        return good

    return Layout(2 * n_channels, valid)


def counts(rows: ByteArray) -> NDArray[np.int32]:
    """Return the values of frames, shape ``(n, n_channels)``."""
    values: NDArray[np.int32] = (rows[:, 0::2] & 0x7F).astype(np.int32) << 7 | rows[:, 1::2]
    return values


class MessageSplitter:
    """Takes messages out of the bytes, however they are cut; two FF in a row never occur in samples."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> tuple[bytes, list[str]]:
        """Return the bytes of the samples, and the messages that ended in them."""
        data = self._held + data
        self._held = b""
        kept: list[bytes] = []
        messages: list[str] = []
        while (at := data.find(b"\xff\xff")) >= 0:
            head = data[at : at + len(OPEN)]
            if not OPEN.startswith(head):  # damaged: one FF is given on, and the parser will see to it
                kept.append(data[: at + 1])
                data = data[at + 1 :]
                continue
            end = data.find(SHUT, at)
            if end < 0 and len(data) - at > LONGEST_MESSAGE:
                kept.append(data[: at + 1])
                data = data[at + 1 :]
                continue
            kept.append(data[:at])
            if end < 0:
                self._held = data[at:]
                return b"".join(kept), messages
            messages.append(data[at + len(OPEN) : end].decode("ascii", "replace"))
            data = data[end + len(SHUT) :]
        if data.endswith(b"\xff"):
            data, self._held = data[:-1], b"\xff"
        kept.append(data)
        return b"".join(kept), messages


def pairs(message: str) -> dict[str, str]:
    """Return the ``KEY:value;`` pairs of a message."""
    return dict(re.findall(r"(\w+):([^;]*);", message))


def configure(n_channels: int) -> bytes:
    """Return the command that sets the number of channels."""
    return f"conf s:10000;c:{n_channels};\n".encode()


def message(text: str) -> bytes:
    """Return a message as the box sends it."""
    return OPEN + text.encode() + SHUT


def encode(values: NDArray[np.int64]) -> ByteArray:
    """Return frames for values of shape ``(n, n_channels)``."""
    rows = np.empty((len(values), 2 * values.shape[1]), np.uint8)
    rows[:, 0::2], rows[:, 1::2] = values >> 7, values & 0x7F
    rows[:, 0] |= 0x80
    return rows
