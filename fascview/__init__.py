"""fascview: surface EMG in real time, and the fasciculations in it.

From a notebook::

    import fascview

    recording = fascview.open("recording.bdf")
    found = fascview.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    found.fasciculations["time_s"]
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fascview.detection.batch import Detection
    from fascview.session.recording import Recording
    from fascview.settings import DetectorSettings

__version__ = "0.1.0"
__all__ = ["__version__", "detect", "open"]


def open(path: str | PathLike[str], *, fs_hz: float | None = None, muscles: Sequence[str] | None = None) -> Recording:
    """Open a recording of any kind fascview reads.

    Parameters
    ----------
    path : path
        A session folder, or an XDF, EDF, BDF or text file.
    fs_hz : float, optional
        Sampling rate [Hz] of a file that does not say it (plain text).
    muscles : sequence of str, optional
        One muscle name per EMG channel, where the file does not name them or names them wrongly.

    Returns
    -------
    Recording
        With ``samples_uv`` (n_samples, n_channels) in uV and NaN for lost samples, ``fs_hz``, ``muscles_per_channel``.

    Raises
    ------
    FormatError
        If it cannot be read; the message says why in one sentence.
    """
    from fascview.session.formats import open_recording

    return open_recording(fspath(path), fs_hz=fs_hz, muscles=None if muscles is None else tuple(muscles))


def detect(
    samples_uv: ArrayLike, fs_hz: float, muscles: Sequence[str], settings: DetectorSettings | None = None
) -> Detection:
    """Find the fasciculations in a recording: the same events as live and in playback.

    Parameters
    ----------
    samples_uv : array_like, shape (n_samples, n_channels)
        EMG in uV; rows of NaN are lost samples.
    fs_hz : float
        Sampling rate [Hz].
    muscles : sequence of str
        One muscle name per channel.
    settings : DetectorSettings, optional
        The defaults need no touching.

    Returns
    -------
    Detection
        ``events`` (structured array), ``fasciculations`` (the accepted ones), ``muscles`` (names in index order) and
        ``intervals`` (rejected stretches per muscle with their reason).
    """
    from fascview.detection.batch import detect as run

    return run(samples_uv, fs_hz, muscles, settings)
