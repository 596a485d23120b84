"""Sound to a file."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np

from fascview.audio.raindrop import RATE_HZ
from fascview.errors import StorageError
from fascview.stream import FloatArray


class WavSink:
    """Writes frames to a 16-bit stereo WAV file at 48 kHz.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.n_frames = 0
        try:
            self._bytes = self.path.open("wb")
        except OSError as error:
            raise StorageError(f"{self.path} cannot be written ({error.strerror}); choose another file.") from error
        self._file = wave.open(self._bytes, "wb")  # noqa: SIM115 - kept open until close()
        self._file.setnchannels(2)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE_HZ)

    def write(self, frames: FloatArray) -> None:
        """Append frames, shape ``(n, 2)``, within -1 to 1."""
        whole = np.rint(np.clip(frames, -1.0, 1.0) * 32_767.0).astype("<i2")
        try:
            self._file.writeframesraw(whole.tobytes())
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be written any further ({error.strerror}); what it holds so far is safe."
            ) from error
        self.n_frames += len(frames)

    def status(self) -> str:
        """Say where the sound goes."""
        return f"writing {self.path.name}"

    def tend(self) -> None:
        """Nothing to look after."""

    def close(self) -> None:
        """Finish the file; may be called twice."""
        self._file.close()
        self._bytes.close()
