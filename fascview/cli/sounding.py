"""``fascview sound``: a recording as it is heard, to a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fascview.errors import UsageError

if TYPE_CHECKING:
    from fascview.session.recording import Recording

PIECE_S = 1.0


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("sound", help="write a recording as it is heard to a WAV file")
    parser.add_argument("path", metavar="PATH", help="a session folder, or an XDF, EDF, BDF or text file")
    parser.add_argument("--out", required=True, metavar="FILE.wav", help="where to write: stereo, 48 kHz, 16 bit")
    parser.add_argument("--only", metavar="A,B,...", help="sound these muscles only")
    parser.add_argument("--volume", type=float, default=0.7, metavar="V", help="0 to 1 (default 0.7)")
    parser.add_argument("--fs", type=float, metavar="HZ", help="sampling rate of a file that does not say it")
    parser.add_argument("--muscles", metavar="A,B,...", help="one muscle name per channel, separated by commas")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Detect, sound, and write."""
    import fascview
    from fascview.cli.detecting import muscle_names

    out = Path(options.out)
    if out.suffix.lower() != ".wav":
        raise UsageError(f"Sound is written as .wav; {out.name} ends otherwise.")
    muscles = None if options.muscles is None else muscle_names(options.muscles)
    with fascview.open(options.path, fs_hz=options.fs, muscles=muscles) as recording:
        for warning in recording.warnings:
            print(warning, file=sys.stderr)
        n_drops = write_sound(recording, out, options.volume, options.only)
    print(out)
    print(f"{recording.duration_s:.1f} s, {n_drops} drops", file=sys.stderr)
    return 0


def write_sound(recording: Recording, out: Path, volume: float, only: str | None = None) -> int:
    """Write the sound of a recording and return how many events have a drop in it.

    Stored events go before those of a new detection. Lost samples are silence, so times in the file are those of the
    recording, later by the constant delays of the sound.
    """
    import numpy as np

    import fascview
    from fascview.audio.facade import audio_of
    from fascview.audio.sonify import SoundSettings
    from fascview.audio.wav import WavSink
    from fascview.engine.display import DisplayFilter
    from fascview.settings import FilterSettings

    labels = [m.label for m in recording.info.muscles]
    solo = frozenset(_index(labels, name) for name in only.split(",")) if only else frozenset()
    settings = SoundSettings(volume=volume, solo=solo)
    events = recording.events
    if not len(events):
        events = fascview.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel).events
    counted = {"accepted", "fasciculation", "doublet", "combined"}
    heard = [
        recording.verdicts[i] in counted if (i := int(row["id"])) in recording.verdicts else row["status"] == "accepted"
        for row in events
    ]
    events = np.sort(events[np.array(heard, bool)], order="sample")
    events["status"] = "accepted"
    audio = audio_of(recording.info, WavSink(out), whole_gaps=True)
    try:
        audio.set(settings)
        shown_as = DisplayFilter(recording.fs_hz, recording.info.n_channels, FilterSettings())
        audio.push(0, np.zeros((0, recording.info.n_channels), np.float32))
        step = max(1, round(PIECE_S * recording.fs_hz))
        for start in range(0, recording.n_samples, step):
            # Told before their samples come, so that each drop falls in its moment.
            first, last = np.searchsorted(events["sample"], (start, start + step))
            audio.events(events[first:last])
            audio.push(start, shown_as(recording.read(start, start + step)))
    finally:
        audio.close()
    return sum(1 for row in events if settings.hears(int(row["muscle"])))


def _index(labels: list[str], name: str) -> int:
    wanted = name.strip().lower()
    for index, label in enumerate(labels):
        if label.lower() == wanted:
            return index
    raise UsageError(f"There is no muscle {name.strip()!r}; there are {', '.join(labels)}.")
