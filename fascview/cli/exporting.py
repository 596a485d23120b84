"""``fascview export`` and ``fascview recover``: what becomes of a recording afterwards."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from fascview.cli.stopping import stop_on_signal
from fascview.errors import UsageError


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    export = commands.add_parser("export", help="write a recording in another format")
    export.add_argument("path", metavar="PATH", help="what is exported")
    export.add_argument("--to", required=True, metavar="FORMAT", help="bdf, edf, bids, xdf or tsv")
    export.add_argument("--out", required=True, metavar="PATH", help="the file, or for bids the folder of the dataset")
    export.add_argument("--start", type=float, metavar="S", help="begin there [s]")
    export.add_argument("--stop", type=float, metavar="S", help="end there [s]")
    export.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    export.set_defaults(run=_export)

    recover = commands.add_parser("recover", help="finish a session whose program ended before it")
    recover.add_argument("path", metavar="PATH", help="the session folder; it is never changed")
    recover.add_argument("--json", action="store_true", help="tell what came back as one JSON object")
    recover.set_defaults(run=_recover)


def _export(options: argparse.Namespace) -> int:
    import fascview
    from fascview.session.export import export

    with fascview.open(options.path) as recording, stop_on_signal() as stop:
        made = export(
            recording,
            options.to,
            options.out,
            start=_sample(options.start, recording.fs_hz),
            stop=_sample(options.stop, recording.fs_hz),
            cancelled=stop.is_set,
            overwrite=options.overwrite,
        )
    print(made)
    return 0


def _sample(time_s: float | None, fs_hz: float) -> int | None:
    if time_s is None:
        return None
    if not 0 <= time_s < 1e9:
        raise UsageError(f"{time_s:g} s is no time within a recording.")
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
