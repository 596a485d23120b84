"""``fascview report``: what was found in a recording, on one page."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fascview import __version__

if TYPE_CHECKING:
    from fascview.session.recording import Recording


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("report", help="write what was found in a recording on one page")
    parser.add_argument("path", metavar="PATH", help="a session folder, or an XDF, EDF, BDF or text file")
    parser.add_argument("--out", required=True, metavar="FILE", help=".html to read, .pdf to print, .tsv or .json")
    parser.add_argument("--fs", type=float, metavar="HZ", help="sampling rate of a file that does not say it")
    parser.add_argument("--muscles", metavar="A,B,...", help="one muscle name per channel, separated by commas")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, detect, and write the report."""
    import fascview
    from fascview.analysis.report_files import check_name, write_report
    from fascview.cli.detecting import muscle_names

    check_name(Path(options.out))  # before minutes are spent
    muscles = None if options.muscles is None else muscle_names(options.muscles)
    with fascview.open(options.path, fs_hz=options.fs, muscles=muscles) as recording:
        for warning in recording.warnings:
            print(warning, file=sys.stderr)
        model = report_of(recording)
    write_report(model, Path(options.out))
    print(options.out)
    return 0


def report_of(recording: Recording) -> dict[str, Any]:
    """Return the report of an opened recording.

    Stored events, with a person's verdicts, go before those of a new detection; what is not analysable is found anew.
    """
    import fascview
    from fascview.analysis.report import build_report

    found = fascview.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    stored = len(recording.events) > 0
    heading = {"Recording": recording.path.name}
    if recording.started_wall_s:
        heading["Started"] = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(recording.started_wall_s))
    if recording.info.device or recording.info.name:
        heading["Device"] = recording.info.device or recording.info.name
    heading["Events"] = "as recorded" if stored else "found anew"
    heading["Program"] = f"fascview {__version__}"
    return build_report(
        recording,
        recording.events if stored else found.events,
        found.intervals,
        found.noise_uv,
        recording.verdicts if stored else {},
        heading,
        recording.warnings,
    )
