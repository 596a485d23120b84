"""Commands that open the window: ``demo``, ``monitor SOURCE``, ``open PATH``, and none at all."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fascview.cli.joining import add_joined, add_reach, check_beside
from fascview.errors import FormatError


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    demo = commands.add_parser("demo", help="open the window on the synthetic patient")
    demo.add_argument("--seed", type=int, default=4, help="which patient (default 4)")
    demo.set_defaults(run=lambda options: _window(address=f"demo:?seed={options.seed}"))

    monitor = commands.add_parser("monitor", help="open the window on a live source")
    monitor.add_argument("source", metavar="SOURCE", help="demo:, lsl:NAME, serial:DEVICE@PORT, tcp:..., file:PATH")
    add_joined(monitor)
    add_reach(monitor)
    monitor.set_defaults(run=_monitor)

    open_ = commands.add_parser("open", help="open the window on a recording")
    open_.add_argument("path", metavar="PATH", help="a session folder, or an XDF, EDF, BDF or text file")
    open_.set_defaults(run=_open)


def start_page(options: argparse.Namespace) -> int:
    """Open the window on its start page."""
    del options
    return _window()


def _monitor(options: argparse.Namespace) -> int:
    from fascview_drivers.address import parse

    parse(options.source)
    check_beside(options)
    return _window(address=options.source, beside=tuple(options.beside), detections=options.detections)


def _open(options: argparse.Namespace) -> int:
    path = Path(options.path)
    if not path.exists():
        raise FormatError(f"There is no file or folder {path}.")
    return _window(path=path)


def _window(
    address: str | None = None, path: Path | None = None, beside: tuple[str, ...] = (), detections: bool = False
) -> int:
    from fascview_ui.app import run

    return run(address, None if path is None else str(path), beside=beside, detections=detections)
