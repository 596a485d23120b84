"""The rows a detector returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fascview.stream import FloatArray

KINDS = ("fasciculation", "doublet", "combined", "voluntary", "artefact", "ecg", "stimulus", "crosstalk")
STATUSES = ("provisional", "accepted", "rejected")

#: One event. ``id`` is unique within a run and never reused; a later row with the same id replaces the earlier.
#: ``doublet`` is the second discharge of a pair (2.5-20 ms); a fasciculation otherwise.
EVENT_DTYPE = np.dtype(
    [
        ("id", np.int64),
        ("sample", np.int64),  # absolute index of the main deflection on the primary channel
        ("time_s", np.float64),  # sample / fs
        ("muscle", np.int32),  # index into the muscles
        ("channel", np.int32),  # primary channel: largest Vpp / sigma of its muscle
        ("vpp_uv", np.float32),  # max - min within -10..+20 ms, 20-450 Hz
        ("snr", np.float32),  # Vpp / sigma on the primary channel (R)
        ("kind", "U14"),  # one of KINDS
        ("status", "U12"),  # one of STATUSES: provisional, then accepted or rejected
        ("reason", "U24"),  # why rejected, "" otherwise
        ("confidence", np.float32),  # 0..1
        ("duration_ms", np.float32),  # NaN unless R >= 15
        ("area_uv_ms", np.float32),  # NaN unless R >= 15
        ("phases", np.int16),  # -1 unless R >= 15
        ("turns", np.int16),  # -1 unless R >= 15
        ("group", np.int32),  # shape group within the muscle, -1 none yet
    ]
)

#: A stretch of one muscle that is not analysable. ``stop`` is exclusive. Stretches of one muscle may overlap
#: when several reasons hold at once; whoever adds up time takes their union.
INTERVAL_DTYPE = np.dtype([("muscle", np.int32), ("start", np.int64), ("stop", np.int64), ("reason", "U24")])

#: Reasons of a rejected stretch.
REASONS = (
    "voluntary",
    "semi-rhythmic",
    "movement",
    "artefact",
    "ecg",
    "stimulus",
    "too noisy",
    "no signal",
    "saturated",
    "lost samples",
    "settling",
)

#: States of a muscle, in the words of the window.
STATES = ("at rest", "voluntary", "too noisy", "no data", "artefact")


def no_events() -> NDArray[np.void]:
    """Return an empty array of events."""
    return np.empty(0, EVENT_DTYPE)


def no_intervals() -> NDArray[np.void]:
    """Return an empty array of intervals."""
    return np.empty(0, INTERVAL_DTYPE)


@dataclass(frozen=True)
class Update:
    """What one call of the detector found out.

    Attributes
    ----------
    events : structured array of EVENT_DTYPE
        New rows and rows that replace earlier ones of the same ``id``. A provisional event that is not
        confirmed comes
        again as ``rejected`` with its reason: a retraction.
    footprints : list of ndarray
        For each row of ``events`` its Vpp [uV] on every channel of its muscle, in channel order.
    intervals : structured array of INTERVAL_DTYPE
        Stretches newly known to be not analysable, all before ``settled``, in order; never taken back.
    settled : int
        Every verdict and interval before this sample is final.
    noise_uv : ndarray, shape (n_channels,)
        Robust sigma of each channel (20-450 Hz; 20th percentile over 30 s of 1-s values); NaN while unknown.
    states : tuple of str
        For each muscle one of STATES, as of now.
    """

    events: NDArray[np.void]
    footprints: list[FloatArray]
    intervals: NDArray[np.void]
    settled: int
    noise_uv: FloatArray
    states: tuple[str, ...] = field(default=())
