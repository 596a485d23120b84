"""BITalino (r)evolution, firmware 5: frames with a 4-bit counter and a 4-bit checksum."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout
from fascview_drivers.weighing import explain_most

LENGTHS = (3, 4, 6, 7, 8, 8)
RATES_HZ = (1, 10, 100, 1000)
RATE_COMMANDS = {1: b"\x03", 10: b"\x43", 100: b"\x83", 1000: b"\xc3"}
VERSION, STATUS, STOP = b"\x07", b"\x0b", b"\x00"
VCC_UV = 3.3e6
EMG_GAIN = 1009.0
STATUS_LENGTHS = (16, 17)

_TABLE = np.array([0, 3, 6, 5, 12, 15, 10, 9, 11, 8, 13, 14, 7, 4, 1, 2], np.uint8)


def checksum(rows: ByteArray) -> ByteArray:
    """Return the checksum of frames, shape ``(n,)``: polynomial x^4 + x + 1 over all nibbles but the last."""
    crc: ByteArray = np.zeros(len(rows), np.uint8)
    for column in range(rows.shape[1] - 1):
        crc = np.asarray(_TABLE[crc] ^ (rows[:, column] >> 4), np.uint8)
        crc = np.asarray(_TABLE[crc] ^ (rows[:, column] & 15), np.uint8)
    crc = np.asarray(_TABLE[crc] ^ (rows[:, -1] >> 4), np.uint8)
    return np.asarray(_TABLE[crc])


def _valid(rows: ByteArray) -> BoolArray:
    good: BoolArray = checksum(rows) == (rows[:, -1] & 15)
    return good


def sequence(rows: ByteArray) -> IntArray:
    """Return the frames' counters, 0 to 15, shape ``(n,)``."""
    return (rows[:, -1] >> 4).astype(np.int64)


def layout(n_channels: int) -> Layout:
    """Return the frames of 1 to 6 channels.

    One stray byte sequence in 16 has a fitting checksum, so frames count only in a chain, and what stands between two
    chains is weighed as a whole.
    """
    length = LENGTHS[n_channels - 1]
    return Layout(length, _valid, sequence, modulus=16, settle=explain_most(length, 16, _valid, sequence))


def bits(n_channels: int) -> IntArray:
    """Return the resolution of each channel in the order sent: ten bits, six for the fifth and sixth."""
    return np.array([10, 10, 10, 10, 6, 6], np.int64)[:n_channels]


def counts(rows: ByteArray, n_channels: int) -> NDArray[np.int32]:
    """Return the values of frames, shape ``(n, n_channels)``."""
    b = rows.astype(np.int32)
    columns = [(b[:, -2] & 15) << 6 | b[:, -3] >> 2]
    if n_channels > 1:
        columns.append((b[:, -3] & 3) << 8 | b[:, -4])
    if n_channels > 2:
        columns.append(b[:, -5] << 2 | b[:, -6] >> 6)
    if n_channels > 3:
        columns.append((b[:, -6] & 63) << 4 | b[:, -7] >> 4)
    if n_channels > 4:
        columns.append((b[:, -7] & 15) << 2 | b[:, -8] >> 6)
    if n_channels > 5:
        columns.append(b[:, -8] & 63)
    return np.column_stack(columns)


def digital(rows: ByteArray) -> NDArray[np.float32]:
    """Return I1, I2, O1 and O2, shape ``(n, 4)``."""
    nibble = rows[:, -2] >> 4
    return np.column_stack([nibble >> shift & 1 for shift in (3, 2, 1, 0)]).astype(np.float32)


def microvolt(values: NDArray[np.int32], gain: float) -> NDArray[np.float32]:
    """Return the voltage at the EMG sensor's electrodes [uV], for counts of shape ``(n, n_channels)``."""
    full = 2.0 ** bits(values.shape[1])
    return np.asarray((values / full - 0.5) * VCC_UV / gain, np.float32)


def start_command(mask: int) -> bytes:
    """Return the command that starts the inputs in ``mask`` (bit 0 = A1)."""
    return bytes([mask << 2 | 1])


def battery(status: bytes) -> int | None:
    """Return the battery's reading, 0 to 1023, from an answer to ``STATUS``; None when it is not one."""
    if len(status) not in STATUS_LENGTHS or not _valid(np.frombuffer(status, np.uint8)[None])[0]:
        return None
    return status[12] | status[13] << 8


def encode(values: NDArray[np.int64], numbers: IntArray, digital_nibble: int = 0) -> ByteArray:
    """Return frames for counts ``(n, n_channels)`` and counters ``(n,)``."""
    n, n_channels = values.shape
    v = np.zeros((n, 6), np.int64)
    v[:, :n_channels] = values
    b = np.zeros((n, 8), np.int64)  # filled from the end
    b[:, -1] = (numbers % 16) << 4
    b[:, -2] = digital_nibble << 4 | v[:, 0] >> 6
    b[:, -3] = (v[:, 0] & 63) << 2 | v[:, 1] >> 8
    b[:, -4] = v[:, 1] & 255
    b[:, -5] = v[:, 2] >> 2
    b[:, -6] = (v[:, 2] & 3) << 6 | v[:, 3] >> 4
    b[:, -7] = (v[:, 3] & 15) << 4 | v[:, 4] >> 2
    b[:, -8] = (v[:, 4] & 3) << 6 | v[:, 5]
    rows = b[:, 8 - LENGTHS[n_channels - 1] :].astype(np.uint8)
    rows[:, -1] |= checksum(rows)
    return rows
