"""``fascview simulate``: the synthetic patient or a file as a stream or device that other programs can read."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from fascview.cli.stopping import stop_on_signal


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("simulate", help="publish the demo patient or a file as a stream or device")
    parser.add_argument("kind", metavar="KIND", help="lsl, or the name of a device")
    parser.add_argument("--source", default="demo:", metavar="SOURCE", help="what is published (default demo:)")
    parser.add_argument("--name", default="fascview demo", help="name of the stream (lsl)")
    parser.add_argument("--type", default="EMG", help="type of the stream (lsl)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Publish until Ctrl+C, or the end of the source."""
    from fascview_drivers.lsl.outlet import run_outlet

    from fascview.errors import UsageError
    from fascview_drivers.registry import open_source

    if options.kind != "lsl":
        raise UsageError(f"fascview cannot simulate {options.kind!r}; it can simulate: lsl.")
    source = open_source(options.source)
    with stop_on_signal() as stop:
        run_outlet(
            source,
            name=options.name,
            type=options.type,
            stop=stop,
            ready=lambda text: print(text, file=sys.stderr, flush=True),
        )
    return 0
