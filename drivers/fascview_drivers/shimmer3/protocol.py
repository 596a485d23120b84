"""Shimmer3 EXG unit with LogAndStream firmware: commands, answers and data packets."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout

CLOCK_HZ = 32_768
TICKS = 1 << 24
ACK = 0xFF
VREF_UV = 2.42e6
GAIN_CODES = {6: 0, 1: 1, 2: 2, 3: 3, 4: 4, 8: 5, 12: 6}
ADC_HZ = (125, 250, 500, 1000, 2000, 4000)
EMG_CHIP_1 = bytes.fromhex("00a01069602000000203")
EMG_CHIP_2 = bytes.fromhex("00a010e1e10000000201")

HARDWARE, FIRMWARE, INQUIRY = b"\x3f", b"\x2e", b"\x01"
START, STOP = b"\x07", b"\x20"
STATUS_ACK_OFF = b"\xa3\x00"
BATTERY = b"\x95"
CRC_OFF, CRC_ON = b"\x8b\x00", b"\x8b\x02"
CRC_LENGTH = 2
HEAD_LENGTH = 4
LONGEST_STRAY = 8  # so many bytes put into a packet's beginning still let it be known
SENSORS = {24: b"\x08\x10\x00\x00", 16: b"\x08\x00\x00\x10"}
FIELDS = {24: bytes([0x1D, 0x1E, 0x1F]), 16: bytes([0x1D, 0x23, 0x24])}
HARDWARE_NAMES = {3: "Shimmer3", 10: "Shimmer3R"}


def set_divider(divider: int) -> bytes:
    """Return the command that sets the rate to 32768 Hz / ``divider``."""
    return b"\x05" + divider.to_bytes(2, "little")


def set_registers(chip: int, registers: bytes) -> bytes:
    """Return the command that writes the ten registers of chip 0 or 1."""
    return bytes([0x61, chip, 0, len(registers)]) + registers


def get_registers(chip: int) -> bytes:
    """Return the command that asks for the ten registers of chip 0 or 1."""
    return bytes([0x63, chip, 0, 10])


def emg_registers(chip: int, fs_hz: float, gain: int) -> bytes:
    """Return the registers for EMG: the slowest converter rate that is not below ``fs_hz``, and this gain."""
    registers = bytearray(EMG_CHIP_1 if chip == 0 else EMG_CHIP_2)
    code = next((i for i, hz in enumerate(ADC_HZ) if hz >= fs_hz), len(ADC_HZ) - 1)
    registers[0] = registers[0] & 0xF8 | code
    if chip == 0:
        for place in (3, 4):
            registers[place] = registers[place] & 0x8F | GAIN_CODES[gain] << 4
    return bytes(registers)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the sensor says it will send."""

    divider: int
    fields: bytes


def parse_inquiry(answer: bytes) -> Inquiry | None:
    """Return the content of ``FF 02 ...``, found anywhere in the answer; None when it is not whole."""
    at = answer.find(b"\xff\x02")
    body = answer[at + 2 :]
    if at < 0 or len(body) < 8 or len(body) < 8 + body[6]:
        return None
    return Inquiry(int.from_bytes(body[:2], "little"), bytes(body[8 : 8 + body[6]]))


def _timestamp(rows: ByteArray) -> IntArray:
    b = rows[:, 1:4].astype(np.int64)
    ticks: IntArray = b[:, 0] | b[:, 1] << 8 | b[:, 2] << 16
    return ticks


def _crc_table() -> NDArray[np.uint16]:
    crc = np.arange(256) << 8
    for _ in range(8):
        crc = np.where(crc & 0x8000, crc << 1 ^ 0x1021, crc << 1) & 0xFFFF
    return crc.astype(np.uint16)


CRC_TABLE = _crc_table()
CRC_START = 0xB0CA


def crc16(rows: ByteArray) -> NDArray[np.uint16]:
    """Return the check sum of each message, shape ``(n,)``: CRC-16-CCITT over an even number of bytes, a zero added."""
    if rows.shape[1] % 2:
        rows = np.column_stack([rows, np.zeros(len(rows), np.uint8)])
    crc = np.full(len(rows), CRC_START, np.uint16)
    for column in rows.T:
        crc = (crc << 8) ^ CRC_TABLE[(crc >> 8).astype(np.uint8) ^ column]
    return crc


def with_crc(rows: ByteArray) -> ByteArray:
    """Return messages with their check sums behind them, low byte first."""
    crc = crc16(rows)
    return np.column_stack([rows, (crc & 255).astype(np.uint8), (crc >> 8).astype(np.uint8)])


def layout(bits: int, divider: int, crc: bool = False) -> Layout:
    """Return data packets: type, time stamp, status, two values, and with ``crc`` a check sum.

    Without one only the first byte is fixed; the time stamps, a divider apart, tell where packets are.
    """
    length = 5 + 2 * bits // 8

    def valid(rows: ByteArray) -> BoolArray:
        good: BoolArray = rows[:, 0] == 0
        return good

    def checked(rows: ByteArray) -> BoolArray:
        good = valid(rows)
        at = np.flatnonzero(good)
        sums = crc16(rows[at, :length])
        said = rows[at, length].astype(np.uint16) | rows[at, length + 1].astype(np.uint16) << 8
        good[at] = sums == said
        return good

    shape = Layout(length, valid, _timestamp, modulus=TICKS, step=divider, reach=5 * CLOCK_HZ)
    if crc:
        return replace(shape, length=length + CRC_LENGTH, valid=checked)
    return replace(shape, settle=_settle(length, divider))


def _settle(length: int, divider: int) -> Callable[[ByteArray, int, int], list[int]]:
    """Return the rule for packets without check sums: taken are those whose length their neighbours tell to be right.

    A packet's beginning, 32 bits, is known from its time stamp. One that is followed by another beginning at the right
    distance is whole, and so is one followed, at the right distance, by what is left of the beginning of a packet that
    is missing. Stray bytes right behind a packet are not told from stray bytes within it: it is given up.
    """

    def settle(region: ByteArray, expected: int, anchor: int) -> list[int]:
        missing = (anchor - expected) % TICKS // divider
        windows = sliding_window_view(region, HEAD_LENGTH)
        ahead = (_timestamp(windows) - expected) % TICKS
        fits = (windows[:, 0] == 0) & (ahead % divider == 0) & (ahead // divider < missing)
        known: list[tuple[int, int]] = []
        for at in np.flatnonzero(fits).tolist():
            number = int(ahead[at]) // divider
            if not known or number >= known[-1][1]:
                known.append((at, number))
        known.append((len(region), missing))
        taken = []
        for (at, number), (behind, later) in itertools.pairwise(known):
            lost, rest = later - number - 1, region[at + length : behind]
            right = behind - at == length
            if behind - at > length and lost > 0:
                numbers = range(number + 1, number + 1 + min(lost, 16))
                heads = [b"\0" + ((expected + k * divider) % TICKS).to_bytes(3, "little") for k in numbers]
                right = len(rest) == lost * length or any(_left_of(head, rest.tobytes()) for head in heads)
            if right:
                taken.append(at)
        return taken

    return settle


def _left_of(head: bytes, data: bytes) -> bool:
    """Say whether ``data`` begins with ``head`` in which one byte is changed or missing, or some are put in, or cut."""
    n = len(head)
    if len(data) < n:
        return head.startswith(data)
    if sum(a == b for a, b in zip(head, data, strict=False)) >= n - 1:
        return True
    if any(data[: n - 1] == head[:i] + head[i + 1 :] for i in range(n)):
        return True
    longer = range(1, LONGEST_STRAY + 1)
    return any(data.startswith(head[:i]) and data[i + k : n + k] == head[i:] for i in range(1, n) for k in longer)


def counts(rows: ByteArray, bits: int) -> NDArray[np.int32]:
    """Return the two values of packets, shape ``(n, 2)``."""
    b = rows[:, 5 : 5 + 2 * bits // 8].astype(np.uint32)
    if bits == 24:
        words = np.column_stack([b[:, i] << 24 | b[:, i + 1] << 16 | b[:, i + 2] << 8 for i in (0, 3)])
        return words.astype(np.uint32).view(np.int32) >> 8
    words = np.column_stack([b[:, i] << 24 | b[:, i + 1] << 16 for i in (0, 2)])
    return words.astype(np.uint32).view(np.int32) >> 16


def lead_off(rows: ByteArray) -> NDArray[np.float32]:
    """Return the status byte, whose low bits tell detached electrodes, shape ``(n, 1)``."""
    return (rows[:, 4:5] & 0x1F).astype(np.float32)


def uv_per_count(bits: int, gain: int) -> float:
    """Return the scale [uV per count]; the 16-bit values are the 24-bit ones shifted by seven."""
    return VREF_UV / gain / (2**23 - 1) if bits == 24 else VREF_UV / (2 * gain) / (2**15 - 1)


def encode(values: NDArray[np.int64], ticks: IntArray, bits: int, status: int = 0x80) -> ByteArray:
    """Return packets for counts ``(n, 2)`` and time stamps ``(n,)``."""
    rows = np.zeros((len(values), 5 + 2 * bits // 8), np.uint8)
    for place in range(3):
        rows[:, 1 + place] = ticks >> 8 * place & 255
    rows[:, 4] = status
    width = bits // 8
    for channel in range(2):
        for place in range(width):
            rows[:, 5 + channel * width + place] = values[:, channel] >> 8 * (width - 1 - place) & 255
    return rows
