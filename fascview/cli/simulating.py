"""``fascview simulate``: the synthetic patient or a file as a stream or a device that other programs can read."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from fascview.cli.joining import add_reach
from fascview.cli.stopping import stop_on_signal
from fascview.errors import UsageError


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "simulate",
        help="publish the demo patient or a file as a stream or a device",
        description="Behaves as an LSL outlet, or as a device on a pseudo-terminal or TCP port, until Ctrl+C.",
    )
    parser.add_argument("kind", metavar="KIND", help="lsl, or a device such as cyton; a wrong one lists them all")
    parser.add_argument("--source", default="demo:", metavar="SOURCE", help="what is published (default demo:)")
    stream = parser.add_argument_group("lsl")
    stream.add_argument("--name", default="", help="name of the stream (default: that of the source)")
    stream.add_argument("--type", default="EMG", help="type of the stream (default EMG)")
    stream.add_argument("--source-id", default="", metavar="ID", help="lasting identity of the stream")
    stream.add_argument("--truth", action="store_true", help="also publish the demo patient's true events as markers")
    device = parser.add_argument_group("devices")
    device.add_argument("--port", metavar="PORT", help="a path to make the pseudo-terminal known under, or HOST:PORT")
    device.add_argument(
        "--fault", action="append", default=[], metavar="F", help="such as drop=0.01 or unplug=5+3 (at 5 s for 3 s)"
    )
    add_reach(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Publish until Ctrl+C, or the end of the source."""
    from fascview_drivers.registry import open_source

    def ready(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    source = open_source(options.source)
    with stop_on_signal() as stop:
        if options.kind == "lsl":
            from fascview_drivers.lsl.outlet import run_outlet

            run_outlet(
                source,
                name=options.name,
                type=options.type,
                source_id=options.source_id,
                truth=options.truth,
                stop=stop,
                ready=ready,
            )
        else:
            from fascview_drivers.simulate import KINDS, run_simulator

            if options.kind not in KINDS:
                raise UsageError(f"{options.kind} cannot be simulated; there are lsl, {', '.join(KINDS)}.")

            run_simulator(options.kind, source, port=options.port, faults=options.fault, stop=stop, ready=ready)
    return 0
