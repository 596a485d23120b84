"""Whole numbers in bytes: inside frames, and one after the other as OT Bioelettronica's devices send them over TCP."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fascview_drivers.framing import BoolArray, ByteArray, IntArray, Layout


def whole_numbers(rows: ByteArray, width: int, little: bool = False) -> NDArray[np.int32]:
    """Return the numbers of samples, shape ``(n, n_words)``; ``width`` is 2 or 3 bytes, two's complement."""
    n, length = rows.shape
    if width == 2:
        data = np.ascontiguousarray(rows).view("<i2" if little else ">i2")
        return data.astype(np.int32)
    b = rows.reshape(n, length // 3, 3).astype(np.uint32)
    words = (b[:, :, 0] << 24 | b[:, :, 1] << 16 | b[:, :, 2] << 8).astype(np.uint32)
    return words.view(np.int32) >> 8


def big_endian_24(rows: ByteArray, first: int, n_channels: int) -> NDArray[np.int32]:
    """Return 24-bit big-endian values, shape ``(n, n_channels)``, that begin at byte ``first`` of each frame."""
    if not len(rows):
        return np.empty((0, n_channels), np.int32)
    rows = np.ascontiguousarray(rows)
    # Each value is read as four bytes from one byte earlier; the shifts drop that byte and keep the sign.
    words = np.ndarray((len(rows), n_channels), ">i4", buffer=rows, offset=first - 1, strides=(rows.shape[1], 3))
    out = words.astype(np.int32)
    np.left_shift(out, 8, out=out)
    np.right_shift(out, 8, out=out)
    return out


def layout(n_words: int, counter_word: int, width: int = 2, little: bool = False) -> Layout:
    """Return samples of ``n_words`` numbers, one of which counts them.

    TCP loses no bytes, so every length is a sample; what the device itself dropped shows in its counter.
    """
    length = n_words * width
    low, high = (0, 1) if little else (width - 1, width - 2)
    at = counter_word * width

    def valid(rows: ByteArray) -> BoolArray:
        return np.ones(len(rows), bool)

    def counter(rows: ByteArray) -> IntArray:
        count: IntArray = rows[:, at + low].astype(np.int64) | rows[:, at + high].astype(np.int64) << 8
        return count

    return Layout(length, valid, counter, modulus=65_536, links=0)


def encode(numbers: NDArray[np.int64], width: int = 2, little: bool = False) -> ByteArray:
    """Return the bytes of samples of shape ``(n, n_words)``."""
    n, n_words = numbers.shape
    if width == 2:
        kind = "<i2" if little else ">i2"
        return numbers.astype(np.int16).astype(kind, order="C").view(np.uint8).reshape(n, 2 * n_words)
    wide = numbers.astype(">i4", order="C").view(np.uint8).reshape(n, n_words, 4)
    return np.ascontiguousarray(wide[:, :, 1:]).reshape(n, 3 * n_words)
