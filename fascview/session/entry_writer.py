"""What is written into a session beside samples and events, each at the sample it belongs to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fascview.stream import plain_text


class EntryWriter(ABC):
    """Notes, marks, verdicts, settings and states as entries of the event stream."""

    @property
    @abstractmethod
    def next_sample(self) -> int:
        """Absolute index after the last sample taken."""

    @abstractmethod
    def close(self) -> Path:
        """Write the end and return the folder."""

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        self.close()

    @abstractmethod
    def write_entry(self, what: str, sample: int, **facts: object) -> None:
        """Append any entry of the event stream."""

    def write_verdict(self, row: NDArray[np.void] | np.void, verdict: str) -> None:
        """Append a person's verdict of an event; an empty one takes it back. The program's own verdict is kept."""
        one = np.atleast_1d(np.asarray(row))[0]
        self.write_entry("verdict", int(one["sample"]), id=int(one["id"]), verdict=plain_text(verdict))

    def write_note(self, sample: int, text: str, what: str = "note") -> None:
        """Append what somebody wrote (``note``) or marked (``mark``) at ``sample``."""
        self.write_entry(what, sample, text=plain_text(text, 2000))

    def write_setting(self, name: str, value: object, sample: int | None = None) -> None:
        """Append a change of a setting, for the record."""
        self.write_entry("setting", self.next_sample if sample is None else sample, name=plain_text(name), value=value)

    def write_state(self, sample: int, kind: str, text: str) -> None:
        """Append what the source told of itself (see ``SourceEvent``)."""
        self.write_entry("state", sample, kind=plain_text(kind), text=plain_text(text, 500))
