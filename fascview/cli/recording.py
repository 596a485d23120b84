"""``fascview record``: a source to a session folder, without a window."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fascview.cli.joining import add_joined, add_reach, check_beside, makers
from fascview.cli.stopping import stop_on_signal
from fascview.errors import SourceLostError, StorageError, UsageError

if TYPE_CHECKING:
    from fascview.engine.status import Incident, State


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("record", help="record a source into a session folder")
    parser.add_argument("source", metavar="SOURCE", help="demo:, lsl:NAME, serial:DEVICE@PORT, tcp:...")
    parser.add_argument("--out", required=True, metavar="DIR", help="the folder the session folder is made in")
    parser.add_argument(
        "--spare", metavar="DIR", help="go on there, without a lost sample, when the disk of --out refuses"
    )
    parser.add_argument("--duration", type=float, metavar="S", help="stop by itself after S seconds of signal")
    parser.add_argument("--pseudonym", default="anon", help="whose recording, never a name (default anon)")
    parser.add_argument("--task", default="rest", help="what is done (default rest)")
    add_joined(parser)
    add_reach(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Record; print the session folder."""
    if options.duration is not None and not options.duration > 0:
        raise UsageError("The duration must be more than 0 s.")
    parent = Path(options.out)
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {parent} cannot be made ({error.strerror}); choose another with --out."
        ) from None

    from fascview.cli.disk import DiskWatch
    from fascview.engine.engine import Engine
    from fascview_drivers.registry import open_source

    check_beside(options)
    engine = Engine(open_source(options.source), **makers())
    with stop_on_signal() as stop:
        engine.start()
        try:
            progress = Progress()
            info = engine.wait_ready(meanwhile=lambda: progress.tell(engine.incidents(), engine.state()))
            engine.set_beside(options.beside)
            engine.send_detections(options.detections)
            folder = engine.start_recording(parent, options.pseudonym, options.task, duration_s=options.duration)
            disk = DiskWatch(engine.continue_recording, None if options.spare is None else Path(options.spare))
            print(f"Recording {info.name}, {info.n_channels} channels, {info.fs_hz:g} Hz", file=sys.stderr)
            while not stop.wait(0.05) and not engine.recording_done:
                recording = engine.status().recording
                progress.show(recording.elapsed_s)
                disk.look(recording)
                progress.tell(engine.incidents(), engine.state())
            engine.stop_recording()
            status = engine.status()
        finally:
            engine.stop()
    print(folder)
    print(f"{status.lost_samples} samples lost", file=sys.stderr)
    if status.problem:
        raise SourceLostError(f"{status.problem} What was recorded is safe in {folder}.")
    return 0


class Progress:
    """Tells the time recorded, once a second, to a person at a terminal, and whatever happens to anybody."""

    def __init__(self) -> None:
        self._shown_at_s = 0.0
        self._silent = False
        self._told: Incident | None = None

    def show(self, elapsed_s: float) -> None:
        """Show ``elapsed_s``, if it is time to."""
        now = time.monotonic()
        if sys.stderr.isatty() and now - self._shown_at_s > 1.0:
            self._shown_at_s = now
            print(f"\r{elapsed_s:.0f} s", end="", file=sys.stderr, flush=True)

    def tell(self, incidents: Sequence[Incident], state: State) -> None:
        """Say what happened since the last call, and when nothing arrives any more."""
        told = self._told
        fresh = [i for i in incidents[-20:] if told is None or i.wall_s > told.wall_s]
        for incident in fresh:
            self._told = incident
            if incident.kind != "fault" and incident.text and not _only_a_step(incident.text):
                print(incident.text, file=sys.stderr, flush=True)
        silent = state.name == "NO_DATA"
        if silent and not self._silent:
            sentence = "No data arrive; what came is safe. Waiting for more; Ctrl+C ends the recording."
            print(sentence, file=sys.stderr, flush=True)
        self._silent = silent


def _only_a_step(text: str) -> bool:
    """Whether a text tells of an ordinary step towards a source; that it is there and silent is no such step."""
    return text.startswith(("searching: ", "connecting: ")) and not text.startswith("connecting: connected")
