"""Opening any recording: what it is is told by its content, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from fascview.errors import FormatError, StorageError
from fascview.session.bounded import Bytes
from fascview.session.folder import RECORDING
from fascview.session.recording import Recording

#: What a file dialog offers.
SUFFIXES = (".xdf", ".bdf", ".edf", ".txt", ".csv", ".tsv")


def open_recording(
    path: str | PathLike[str],
    fs_hz: float | None = None,
    muscles: Sequence[str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Recording:
    """Open a session folder, XDF, EDF, BDF or text file.

    Parameters
    ----------
    path : path
        File or folder.
    fs_hz : float, optional
        Sampling rate [Hz], for a file that does not tell it.
    muscles : sequence of str, optional
        One muscle label per channel, in place of those the file tells.
    progress : callable, optional
        Told the fraction read, 0 to 1.

    Raises
    ------
    FormatError
        With one sentence saying why it cannot be read.
    """
    where = Path(path)
    try:
        recording = _open(where, fs_hz, progress)
    except (StorageError, OSError, ValueError, OverflowError, MemoryError, RecursionError) as e:
        # A reader that trips over its input has met a damaged file, whatever it stumbled on.
        raise FormatError(
            f"{where.name[:80]} is damaged or of no kind fascview reads ({type(e).__name__}); it was not changed."
        ) from None
    if muscles is not None:
        try:
            recording.with_muscles(muscles)
        except BaseException:
            recording.close()
            raise
    return recording


def _open(path: Path, fs_hz: float | None, progress: Callable[[float], None] | None) -> Recording:
    from fascview.session.xdf_open import open_session, open_xdf

    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        return open_session(path, progress)
    file = Bytes(path)
    try:
        size, head = file.size, file.read(0, 256)
    finally:
        file.close()
    if size == 0:
        raise FormatError(f"{path.name[:80]} is empty; nothing can be read from it.")
    if head[:4] == b"XDF:":
        if path.name == RECORDING and (path.parent / "session.json").is_file():
            return open_session(path.parent, progress)
        return open_xdf(path, fs_hz, progress)
    if head[:8] == b"0       " or head[:8] == b"\xffBIOSEMI":
        from fascview.session.edf_read import open_edf

        return open_edf(path)
    from fascview.session.text_read import open_text

    return open_text(path, fs_hz)
