"""Options that several commands share: what is recorded beside, whether detections go out, how far LSL looks."""

from __future__ import annotations

import argparse
from typing import Any


def add_reach(parser: argparse.ArgumentParser) -> None:
    """Add how far LSL looks."""
    parser.add_argument(
        "--lsl-reach",
        metavar="REACH",
        default=argparse.SUPPRESS,
        help="how far LSL looks: machine, link (local network), site, or computers by name, separated by commas",
    )


def apply_reach(options: argparse.Namespace) -> None:
    """Take the reach that was given, before LSL is used for the first time.

    Raises
    ------
    UsageError
        If it makes no sense.
    """
    text = getattr(options, "lsl_reach", None)
    if text is not None:
        from fascview_drivers.lsl.reach import Reach, choose

        choose(Reach.parse(text))


def add_joined(parser: argparse.ArgumentParser) -> None:
    """Add what goes in beside the EMG and what goes out."""
    parser.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="SOURCE",
        help="record this beside the EMG: lsl:NAME (markers, triggers, force) or any other source; may be repeated",
    )
    parser.add_argument(
        "--detections",
        action="store_true",
        help="send accepted events as LSL markers, for a camera or a stimulator (off by default)",
    )


def check_beside(options: argparse.Namespace) -> None:
    """Look at the addresses beside before anything is opened.

    Raises
    ------
    UsageError
        If one makes no sense.
    """
    from fascview_drivers.beside import open_beside

    for address in options.beside:
        open_beside(address)


def makers() -> dict[str, Any]:
    """Return what an engine needs to record beside and to send detections; imported when it is used."""

    def detections(info: Any) -> Any:
        from fascview_drivers.lsl.detections import DetectionOutlet

        return DetectionOutlet(info)

    def beside(address: str) -> Any:
        from fascview_drivers.beside import open_beside

        return open_beside(address)

    return {"detections": detections, "beside": beside}
