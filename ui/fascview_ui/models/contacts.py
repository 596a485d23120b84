"""What is wrong with a channel right now, in words on its trace: cut off, without signal, lead off, called bad."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from fascview.check.standing import standing
from fascview.stream import FloatArray
from fascview_ui.models.feed import Feed

translate = QCoreApplication.translate

LOOK_S = 1.0
AT_ONCE = 64  # channels looked at in one second
CLIPPED_PERCENT, STILL_PERCENT = 0.5, 90.0
MAINS_HZ = (50.0, 60.0)
#: An electrode that hangs in the air picks up this much more of the mains than sticking ones do, and little else.
LEAD_OFF_UV, LEAD_OFF_SHARE = 150.0, 0.5


def kinds(rows: FloatArray, fs_hz: float) -> list[str]:
    """Return for each channel ``clipped``, ``no signal``, ``lead off`` or nothing, from about a second as received.

    Parameters
    ----------
    rows : ndarray, shape (n_samples, n_channels)
        Microvolt; rows with lost samples are left out.
    """
    whole = rows[np.isfinite(rows).all(axis=1)]
    if len(whole) < 0.5 * LOOK_S * fs_hz:
        return [""] * rows.shape[1]
    x = np.ascontiguousarray(whole.T)
    found = standing(x, fs_hz)
    still = found.flat_percent + found.railed_percent >= STILL_PERCENT
    off = mains_rms_uv(x, fs_hz)
    total = np.sqrt(np.mean((x - x.mean(axis=1, keepdims=True)) ** 2, axis=1)) + 1e-9
    loose = (off > LEAD_OFF_UV) & ((off / total) ** 2 > LEAD_OFF_SHARE)
    words = []
    for channel in range(len(x)):
        if still[channel]:
            words.append("no signal")
        elif found.clipped_percent[channel] >= CLIPPED_PERCENT or found.railed_percent[channel] > 10.0:
            words.append("clipped")
        else:
            words.append("lead off" if loose[channel] else "")
    return words


def mains_rms_uv(x: FloatArray, fs_hz: float) -> NDArray[np.float64]:
    """Return the RMS of the stronger of 50 and 60 Hz in each channel, shape ``(n_channels,)`` [uV]."""
    turns = _turns(x.shape[1], fs_hz)
    if not turns.shape[1]:
        return np.zeros(len(x))
    parts = (x - x.mean(axis=1, keepdims=True)) @ turns
    power = (parts[:, 0::2] ** 2 + parts[:, 1::2] ** 2).max(axis=1)
    return np.sqrt(2.0 * np.asarray(power, np.float64))


@functools.lru_cache(maxsize=4)
def _turns(n: int, fs_hz: float) -> FloatArray:
    """Return cosine and sine of each line under a Hann window of sum 1, shape ``(n, 2 * lines)``."""
    t, window = np.arange(n) / fs_hz, np.hanning(n) / max(np.hanning(n).sum(), 1e-12)
    lines = [line for line in MAINS_HZ if line < 0.45 * fs_hz]
    waves = [wave(2 * np.pi * line * t) * window for line in lines for wave in (np.cos, np.sin)]
    return np.array(waves, np.float32).reshape(-1, n).T


def said(kind: str) -> str:
    """Return what stands on the trace."""
    return {
        "clipped": translate("Contacts", "clipped"),
        "no signal": translate("Contacts", "no signal"),
        "lead off": translate("Contacts", "lead off"),
        "bad": translate("Contacts", "bad, not counted"),
    }.get(kind, "")


class Contacts:
    """Looks at the newest second; a word shows once it was found twice in a row, and goes as slowly."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._before: list[str] = []
        self._next = 0

    def look(self, feed: Feed) -> tuple[str, ...]:
        """Return the words of all channels; call it once a second."""
        n, fs_hz = feed.info.n_channels, feed.info.fs_hz
        if len(self._shown) != n:
            self._shown, self._before, self._next = [""] * n, [""] * n, 0
        part = range(self._next, min(n, self._next + AT_ONCE))
        self._next = part.stop if part.stop < n else 0
        _, rows = feed.raw.read(round(feed.raw.end - LOOK_S * fs_hz), feed.raw.end)
        found = kinds(rows[:, part.start : part.stop], fs_hz)
        for channel, kind in zip(part, found, strict=True):
            if kind == self._before[channel]:
                self._shown[channel] = kind
            self._before[channel] = kind
        return _words(feed, self._shown)

    @staticmethod
    def at(feed: Feed, start: int, stop: int) -> tuple[str, ...]:
        """Return the words of all channels for a stretch of the past; what is found in half of its seconds is said.

        A few seconds of it are looked at, and they are read: call it seldom.
        """
        n, second = feed.info.n_channels, round(LOOK_S * feed.info.fs_hz)
        votes: list[list[str]] = []
        last = min(stop, feed.newest) - second
        for begin in sorted({round(start + (last - start) * share) for share in (0.1, 0.5, 0.9)}):
            rows = feed.received(begin, begin + second)
            if len(rows):
                votes.append(kinds(rows, feed.info.fs_hz))
        heard = [Counter(vote[c] for vote in votes).most_common(1)[0][0] if votes else "" for c in range(n)]
        return _words(feed, heard)


def _words(feed: Feed, kinds_of: Sequence[str]) -> tuple[str, ...]:
    """Return what stands on each trace; a channel called bad says only that."""
    bad = (c.bad for c in feed.info.channels)
    return tuple(said("bad" if b else kind) for b, kind in zip(bad, kinds_of, strict=True))
