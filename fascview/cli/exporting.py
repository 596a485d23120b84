"""``fascview export`` and ``fascview recover``: what becomes of a recording afterwards."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fascview.cli.stopping import stop_on_signal
from fascview.errors import UsageError

if TYPE_CHECKING:
    from fascview.session.export import ExportOptions


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    export = commands.add_parser("export", help="write a recording in another format")
    export.add_argument("path", metavar="PATH", help="what is exported")
    export.add_argument(
        "--to", metavar="FORMAT", help="bdf, edf, bids, xdf or tsv; by the suffix of --out where not given"
    )
    export.add_argument("--out", required=True, metavar="PATH", help="the file, or for bids the folder of the dataset")
    export.add_argument("--start", metavar="TIME", help="begin there: seconds, min:s or h:min:s")
    export.add_argument("--stop", metavar="TIME", help="end there")
    export.add_argument("--subject", default="anon", metavar="LABEL", help="pseudonym: letters and digits")
    export.add_argument("--session", default="", metavar="LABEL", help="session of a BIDS dataset")
    export.add_argument("--task", default="rest", metavar="LABEL", help="what was done; rest where not given")
    export.add_argument(
        "--run", dest="run_label", default="", metavar="LABEL", help="run of a BIDS dataset; the next where not given"
    )
    export.add_argument("--age", type=float, metavar="YEARS", help="told as 89 from 89 on")
    export.add_argument("--mains", type=float, default=50.0, metavar="HZ", help="50 or 60; 0 where not known")
    export.add_argument("--accepted-only", action="store_true", help="leave out events that were rejected")
    export.add_argument("--keep-date", action="store_true", help="let date and time of the recording go along")
    export.add_argument("--keep-notes", action="store_true", help="let notes and markers go along")
    export.add_argument("--overwrite", action="store_true", help="replace a file that is there; never a BIDS run")
    export.set_defaults(run=_export)

    recover = commands.add_parser("recover", help="finish a session whose program ended before it")
    recover.add_argument("path", metavar="PATH", help="the session folder; it is never changed")
    recover.add_argument("--json", action="store_true", help="tell what came back as one JSON object")
    recover.set_defaults(run=_recover)


def _export(options: argparse.Namespace) -> int:
    import fascview
    from fascview.session.export import ExportOptions, export, identifying

    to = _format(options.to, Path(options.out))
    chosen = ExportOptions(
        subject=options.subject,
        session=options.session,
        run=options.run_label,
        task=options.task,
        keep_date=options.keep_date,
        keep_notes=options.keep_notes,
        age_years=options.age,
        mains_hz=options.mains,
        rejected=not options.accepted_only,
    )
    _check_free(Path(options.out), to, options.overwrite)
    _check_folder(Path(options.out), to)
    with fascview.open(options.path) as recording, stop_on_signal() as stop:
        _tell_identifying(identifying(recording), chosen)
        made = export(
            recording,
            to,
            options.out,
            start=_sample(options.start, recording.fs_hz),
            stop=_sample(options.stop, recording.fs_hz),
            options=chosen,
            cancelled=stop.is_set,
            overwrite=options.overwrite,
        )
    print(made)
    return 0


def _format(to: str | None, out: Path) -> str:
    """Return the format, told or by the suffix of the file."""
    from fascview.session.export import FORMATS

    by_suffix = {suffix: name for name, suffix in FORMATS.items()}
    found = to or by_suffix.get(out.suffix.lower(), "")
    if not found:
        raise UsageError(f"What {out.name} should be is not clear; give --to {', '.join(FORMATS)}.")
    if found not in FORMATS:
        raise UsageError(f"{found} is no format fascview exports to; choose {', '.join(FORMATS)}.")
    return found


def _check_free(out: Path, to: str, overwrite: bool) -> None:
    if overwrite or to == "bids":
        return
    for path in (out, out.with_name(out.stem + "_summary.tsv")) if to == "tsv" else (out,):
        if path.exists():
            raise UsageError(
                f"{path.name} exists already and was left as it is; choose another name, or give --overwrite to "
                "replace it."
            )


def _check_folder(out: Path, to: str) -> None:
    """Refuse a folder that does not exist before anything is read; one that goes meanwhile is a fault of its own."""
    folder = out.absolute().parent
    if to != "bids" and not folder.is_dir():
        raise UsageError(
            f"There is no folder {folder}, so nothing was written; make it first, or choose another place with --out."
        )


def _tell_identifying(found: list[tuple[str, str]], chosen: ExportOptions) -> None:
    """Say on stderr what could tell who was recorded, and that it stays behind."""
    kept = {"date and time": chosen.keep_date}
    for what, content in found:
        goes = kept.get(what, "notes" in what and chosen.keep_notes)
        print(f"{'Goes along' if goes else 'Left out'}: {what} ({content})", file=sys.stderr)


def _sample(text: str | None, fs_hz: float) -> int | None:
    if text is None:
        return None
    parts = text.split(":")
    try:
        numbers = [float(p) for p in parts]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= 3 or not all(0 <= n < 1e9 for n in numbers) or any(n >= 60 for n in numbers[1:]):
        raise UsageError(f"{text} is no time within a recording; give seconds, min:s or h:min:s.")
    time_s = 0.0
    for n in numbers:
        time_s = 60 * time_s + n
    return round(time_s * fs_hz)


def _recover(options: argparse.Namespace) -> int:
    from fascview.session.recover import recover

    report = recover(options.path)
    if options.json:
        json.dump(asdict(report), sys.stdout)
        print()
    else:
        print(report.folder)
    print(report, file=sys.stderr)
    return 0
