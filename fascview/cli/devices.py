"""``fascview devices``: what can be connected to right now."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from fascview.cli.joining import add_reach


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("devices", help="list the sources found now")
    parser.add_argument("--json", action="store_true", help="as one JSON array")
    parser.add_argument("--wait", type=float, default=2.0, metavar="S", help="how long to look (default 2 s)")
    add_reach(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List the sources."""
    from fascview_drivers.registry import discover

    found = discover(options.wait)
    if options.json:
        json.dump([asdict(f) for f in found], sys.stdout, indent=1)
        print()
        return 0
    for f in found:
        rate = f"{f.fs_hz:g} Hz" if f.fs_hz else "rate not told"
        channels = f"{f.channels} channels" if f.channels else "channels not told"
        print("\t".join((f.address, f.name, f.kind, f.host, channels, rate, f.unit or "no unit", f.note)).rstrip())
    return 0
