"""Exporting recordings: BDF+, EDF+, BIDS, XDF, tables."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from fascview.errors import StorageError, UsageError
from fascview.session.export.plan import (
    Cancelled,
    ExportCancelledError,
    ExportOptions,
    Progress,
    excerpt,
    identifying,
)
from fascview.session.recording import Recording

__all__ = ["FORMATS", "ExportCancelledError", "ExportOptions", "export", "identifying"]

#: What can be chosen, and the suffix a file dialog offers ("" for a folder). The first is the default.
FORMATS = {"bdf": ".bdf", "edf": ".edf", "bids": "", "xdf": ".xdf", "tsv": ".tsv"}


def export(
    recording: Recording,
    to: str,
    path: str | PathLike[str],
    *,
    start: int | None = None,
    stop: int | None = None,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    overwrite: bool = False,
) -> Path:
    """Export a recording, or a stretch of it; return what was made.

    Parameters
    ----------
    recording : Recording
        Is only read.
    to : str
        One of ``FORMATS``.
    path : path
        The file; for ``bids`` the folder of the dataset.
    start, stop : int, optional
        First sample and the one after the last.
    options : ExportOptions, optional
        Labels, and what of the identifying facts goes along (by default nothing).
    progress : callable, optional
        Told the fraction done, 0 to 1.
    cancelled : callable, optional
        Asked now and then; when it says True nothing is left behind.
    overwrite : bool
        Whether an existing file may be replaced. A BIDS dataset is only added to.

    Raises
    ------
    UsageError
        Where the choice makes no sense.
    StorageError
        Where the disk does not take it.
    ExportCancelledError
        Where it was stopped.
    """
    if to not in FORMATS:
        raise UsageError(f"{to} is no format fascview exports to; choose {', '.join(FORMATS)}.")
    target = Path(path)
    part = excerpt(recording, start, stop, options or ExportOptions())
    if to == "bids":
        from fascview.session.export.bids import export_bids

        return export_bids(part, target, progress, cancelled)
    if target.is_dir():
        raise StorageError(f"{target} is a folder; choose a file name.")
    if target.exists() and not overwrite:
        raise StorageError(f"{target.name} exists already and was left as it is; choose another name.")
    if target.exists() and recording.path.exists() and target.resolve() == recording.path.resolve():
        raise StorageError("A recording is never exported over itself; choose another name.")
    if to == "tsv":
        from fascview.session.export.tsv import export_tsv

        return export_tsv(part, target)
    if to == "xdf":
        from fascview.session.export.xdf import export_xdf

        return export_xdf(part, target, progress, cancelled)
    from fascview.session.export.edf import export_edf

    return export_edf(part, target, 24 if to == "bdf" else 16, progress, cancelled)
