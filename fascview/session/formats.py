"""Opening any recording: what it is is told by its content, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from fascview.errors import FormatError, StorageError
from fascview.session.bounded import Bytes
from fascview.session.corrections import Corrections
from fascview.session.folder import RECORDING
from fascview.session.recording import Recording
from fascview.session.remembered import remembered_muscles

#: What a file dialog offers.
OWN = (".xdf", ".bdf", ".edf", ".otb+", ".mat", ".txt", ".csv", ".tsv")
SUFFIXES = (*OWN, ".vhdr", ".rhd", ".rhs", ".meta", ".abf", ".trc")


def open_recording(
    path: str | PathLike[str],
    fs_hz: float | None = None,
    muscles: Sequence[str] | None = None,
    progress: Callable[[float], None] | None = None,
    at_once: bool = False,
) -> Recording:
    """Open a session or BIDS folder, an XDF, EDF, BDF, OTB+, OT BioLab+ MATLAB or text file.

    Parameters
    ----------
    path : path
        File or folder.
    fs_hz : float, optional
        Sampling rate [Hz], for a file that does not tell it.
    muscles : sequence of str, optional
        One muscle label per channel, in place of those the file tells; otherwise those remembered for this file.
    progress : callable, optional
        Told the fraction read, 0 to 1.
    at_once : bool
        Return a long recording as soon as its beginning can be shown; ``Recording.follow`` then takes in the rest,
        piece by piece, and ``Recording.known`` tells how much there is.

    Raises
    ------
    FormatError
        With one sentence saying why it cannot be read.
    """
    where = Path(path)
    try:
        recording = _open(where, fs_hz, progress, at_once)
    except (StorageError, OSError, ValueError, OverflowError, MemoryError, RecursionError) as e:
        # A reader that trips over its input has met a damaged file, whatever it stumbled on.
        raise FormatError(
            f"{where.name[:80]} is damaged or of no kind fascview reads ({type(e).__name__}); it was not changed."
        ) from None
    if muscles is None:
        told = remembered_muscles(where)
        muscles = told if len(told) == recording.info.n_channels else None
    if muscles is not None:
        try:
            recording.with_muscles(muscles)
        except BaseException:
            recording.close()
            raise
    corrections = Corrections(where)
    corrections.apply(recording)
    if (refresh := recording.refresh) is not None:

        def again() -> bool:
            changed = refresh()
            if changed:
                corrections.apply(recording)
            return changed

        recording.refresh = again
    return recording


def _is_tar(path: Path) -> bool:
    file = Bytes(path)
    try:
        return file.read(257, 5) == b"ustar"
    finally:
        file.close()


def _open(
    path: Path, fs_hz: float | None, progress: Callable[[float], None] | None, at_once: bool = False
) -> Recording:
    from fascview.session.session_open import open_session, part_paths

    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        if part_paths(path):
            return open_session(path, progress, at_once=at_once)
        from fascview.session.bids_read import signal_files

        if found := signal_files(path):
            recording = _open(found[0], fs_hz, progress, at_once)
            if len(found) > 1:
                recording.warnings.append(f"The dataset holds {len(found)} recordings; this is {found[0].name}.")
            return recording
        from fascview.session.neo_read import open_neo, reader_of

        return open_neo(path) if reader_of(path) else open_session(path, progress)
    if path.suffix.lower() not in OWN:
        from fascview.session.neo_read import READERS, open_neo

        if path.suffix.lower() in READERS and path.is_file():
            return open_neo(path)
    file = Bytes(path)
    try:
        size, head = file.size, file.read(0, 256)
    finally:
        file.close()
    if size == 0:
        raise FormatError(f"{path.name[:80]} is empty; nothing can be read from it.")
    if head[:4] == b"XDF:":
        if path.name == RECORDING and (path.parent / "session.json").is_file():
            return open_session(path.parent, progress, at_once=at_once)
        from fascview.session.xdf_open import open_xdf

        return open_xdf(path, fs_hz, progress, at_once)
    if head[:8] == b"0       " or head[:8] == b"\xffBIOSEMI":
        from fascview.session.bids_read import apply_sidecars, is_bids
        from fascview.session.edf_read import open_edf

        bids = is_bids(path)  # the tables beside it have to be laid over its annotations
        recording = open_edf(path, at_once and not bids)
        return apply_sidecars(recording, path) if bids else recording
    if head[:6] == b"MATLAB":
        from fascview.session.mat_read import open_mat

        return open_mat(path, fs_hz)
    if path.suffix.lower() == ".otb+" or _is_tar(path):
        from fascview.session.otb_read import open_otb

        return open_otb(path)
    from fascview.session.text_read import open_text

    return open_text(path, fs_hz)
