"""What flows: blocks of samples on an absolute sample index, and what is known of the stream they belong to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from fascview.errors import FormatError, UsageError
from fascview.plain import MAX_TEXT as MAX_TEXT
from fascview.plain import plain_text as plain_text

FloatArray = NDArray[np.float32]

MAX_CHANNELS = 1024
MIN_RATE_HZ = 1.0
MAX_RATE_HZ = 100_000.0


@dataclass(frozen=True, slots=True)
class Muscle:
    """A muscle of one side: what is counted per."""

    name: str
    side: str = ""

    @property
    def label(self) -> str:
        """Name and side as one text, such as ``Deltoid R``."""
        return f"{self.name} {self.side}".strip()

    @classmethod
    def from_label(cls, label: str) -> Muscle:
        """Split ``Deltoid R``, ``Deltoid left`` or ``right deltoid`` into name and side."""
        words = plain_text(label).split()
        sides = {"r": "R", "l": "L", "right": "R", "left": "L"}
        if len(words) > 1 and words[-1].lower() in sides:
            return cls(" ".join(words[:-1]), sides[words[-1].lower()])
        if len(words) > 1 and words[0].lower() in ("right", "left"):
            return cls(" ".join(words[1:]), sides[words[0].lower()])
        return cls(" ".join(words))


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of the samples."""

    name: str
    muscle: Muscle = Muscle("")
    unit: str = "uV"
    bad: bool = False


#: What the synthetic patient calls its device, wherever it is sent to.
SYNTHETIC = "synthetic patient"


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """Everything known about a stream before its first sample.

    Attributes
    ----------
    name : str
        As the device or file calls itself, made safe to show.
    kind : str
        ``demo``, ``lsl``, ``serial``, ``tcp``, ``brainflow`` or ``file``.
    fs_hz : float
        Nominal sampling rate [Hz].
    channels : tuple of Channel
        The EMG channels, one per column of ``Block.samples``. Unit ``uV``, or ``counts`` where no scale is known.
    aux_channels : tuple of Channel
        Trigger, accelerometer, force: one per column of ``Block.aux``.
    address : str
        How to open it again, as on the command line (``lsl:EMG``, ``demo:``, ``file:path``).
    host, device, source_id : str
        Where it comes from, what it is, and its lasting identity.
    n_samples : int or None
        The length, where it is known beforehand (a file).
    properties : dict
        More facts for the record (filters, gains, firmware), as plain text.
    """

    name: str
    kind: str
    fs_hz: float
    channels: tuple[Channel, ...]
    aux_channels: tuple[Channel, ...] = ()
    address: str = ""
    host: str = ""
    device: str = ""
    source_id: str = ""
    n_samples: int | None = None
    properties: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.fs_hz) and MIN_RATE_HZ <= self.fs_hz <= MAX_RATE_HZ):
            raise FormatError(
                f"{self.name or 'The stream'} says its sampling rate is {self.fs_hz:g} Hz; "
                f"fascview reads {MIN_RATE_HZ:g} to {MAX_RATE_HZ:g} Hz."
            )
        if not 1 <= len(self.channels) <= MAX_CHANNELS:
            raise FormatError(
                f"{self.name or 'The stream'} has {len(self.channels)} EMG channels; "
                f"fascview reads 1 to {MAX_CHANNELS}."
            )

    @property
    def made_up(self) -> bool:
        """Whether the samples are those of the synthetic patient, also when they come as a stream."""
        return self.kind == "demo" or self.device.endswith(SYNTHETIC)

    @property
    def n_channels(self) -> int:
        """Number of EMG channels."""
        return len(self.channels)

    @property
    def muscles(self) -> tuple[Muscle, ...]:
        """The muscles in the order their first channels appear; never empty."""
        return tuple(dict.fromkeys(c.muscle for c in self.channels))

    @property
    def muscle_of_channel(self) -> NDArray[np.intp]:
        """For each EMG channel the index of its muscle, shape ``(n_channels,)``."""
        order = {m: i for i, m in enumerate(self.muscles)}
        return np.array([order[c.muscle] for c in self.channels], dtype=np.intp)

    def with_muscles(self, labels: tuple[str, ...]) -> StreamInfo:
        """Return the same stream with one muscle label given per channel."""
        if len(labels) != len(self.channels):
            raise UsageError(
                f"{len(labels)} muscles were given for {len(self.channels)} channels; give one per channel."
            )
        channels = tuple(replace(c, muscle=Muscle.from_label(m)) for c, m in zip(self.channels, labels, strict=True))
        return replace(self, channels=channels)


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive samples.

    Attributes
    ----------
    start : int
        Absolute index of the first row. The index is the only clock in the data: lost samples advance it.
    samples : ndarray, shape (n_samples, n_channels), float32, read-only
        Microvolt, as received. A row of NaN is a lost sample.
    aux : ndarray, shape (n_samples, n_aux), float32, read-only, or None
        Auxiliary channels in their own units.
    stamp_s : float or None
        Time of the last row on the source's clock (LSL: the sender's clock corrected to this machine) [s].
    """

    start: int
    samples: FloatArray
    aux: FloatArray | None = None
    stamp_s: float | None = None

    def __post_init__(self) -> None:
        if self.samples.ndim != 2:
            raise ValueError("samples must have the shape (n_samples, n_channels)")
        self.samples.flags.writeable = False
        if self.aux is not None:
            self.aux.flags.writeable = False

    @property
    def stop(self) -> int:
        """Index after the last row."""
        return self.start + len(self.samples)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.samples)


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """Something a source tells beside its samples: a marker, a state, a clock jump.

    ``kind`` is one word (``state``, ``marker``, ``clock``, ``gap``), ``text`` a phrase for people.
    """

    sample: int
    kind: str
    text: str


@runtime_checkable
class Source(Protocol):
    """Anything samples come from. One thread uses it at a time; ``close`` may be called from any thread, twice."""

    def open(self) -> StreamInfo:
        """Connect and start. Raises SourceError (or FormatError) with a sentence for the user."""
        ...

    def read(self, timeout_s: float = 0.1) -> Block | None:
        """Return what has arrived, or None when nothing came within ``timeout_s``.

        Blocks are contiguous in time: a lost stretch shows as ``start`` ahead of the previous ``stop``, or NaN rows.
        Raises SourceLostError when the source went away.
        """
        ...

    def events(self) -> list[SourceEvent]:
        """Return and forget what the source had to tell since the last call."""
        ...

    @property
    def ended(self) -> bool:
        """True once a finite source has given its last block."""
        ...

    def close(self) -> None:
        """Release everything, also while ``read`` is waiting in another thread."""
        ...
