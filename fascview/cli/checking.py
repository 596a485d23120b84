"""``fascview check``: is this array fit for a recording? Headless, for technicians and programs."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fascview.errors import FormatError, SourceLostError, StorageError, UsageError

if TYPE_CHECKING:
    from fascview.check.layout import Layout
    from fascview.check.limits import Limits
    from fascview.check.result import CheckResult
    from fascview.stream import StreamInfo

DURATION_S, WAIT_S = 20.0, 10.0
FAILED = 3
SCHEMES = ("demo:", "lsl:", "serial:", "tcp:", "brainflow:", "file:")


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="check the electrodes of a source or a recording",
        description="Checks an array at rest. Exit code 0: pass; 3: fail; 2: bad use or bad input.",
    )
    parser.add_argument("what", metavar="SOURCE|PATH", help="demo:, lsl:NAME, serial:..., tcp:..., or a recording")
    parser.add_argument("--json", action="store_true", help="one JSON object: pass, channels, findings, and figures")
    parser.add_argument(
        "--out", metavar="FILE", help="write there instead of to stdout; .json, .tsv or .pdf by its name"
    )
    parser.add_argument(
        "--duration", type=float, metavar="S", help="seconds to check (default 20 s, a file: all of it)"
    )
    parser.add_argument("--limits", metavar="FILE", help="other limits, TOML or JSON: name = number")
    parser.add_argument(
        "--layout", metavar="NAME", help="layout of the electrodes, such as 8x8; needed for swapped leads"
    )
    parser.add_argument("--calibration", metavar="UV", type=float, help="a square wave or sine of this Vpp is applied")
    parser.add_argument("--test-signal", action="store_true", help="use the device's own calibration signal")
    parser.add_argument("--impedance", action="store_true", help="have the device measure its electrodes before")
    parser.add_argument("--fs", type=float, metavar="HZ", help="sampling rate of a file that does not say it")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check; print what was found; return 0 for pass and 3 for fail."""
    from fascview.check.layout import find_layout
    from fascview.check.limits import Limits, load_limits

    if options.duration is not None and not (math.isfinite(options.duration) and options.duration > 0):
        raise UsageError("The duration must be more than 0 s.")
    if options.calibration is not None and not (math.isfinite(options.calibration) and options.calibration > 0):
        raise UsageError("The Vpp of the calibration signal must be more than 0 uV.")
    limits = Limits() if options.limits is None else load_limits(Path(options.limits))
    layout = None if options.layout is None else find_layout(options.layout)
    if (options.impedance or options.test_signal) and not options.what.startswith(SCHEMES):
        raise UsageError("A recording can do nothing itself; leave --impedance and --test-signal out.")
    if options.test_signal and options.calibration is not None:
        raise UsageError("The device's own signal has a known size; leave --calibration out.")
    if options.what.startswith(SCHEMES):
        info, result = _check_source(options, limits, layout)
    else:
        info, result = _check_file(options, limits, layout)
    _write(options, info, result)
    failed, near, fine = result.counts()
    verdict = "PASS" if result.passed else "FAIL"
    print(f"{verdict}: {fine} pass, {near} warn, {failed} fail", file=sys.stderr)
    return 0 if result.passed else FAILED


def _check_file(options: argparse.Namespace, limits: Limits, layout: Layout | None) -> tuple[StreamInfo, CheckResult]:
    import fascview
    from fascview.check.running import check_recording

    if not Path(options.what).exists():
        raise FormatError(f"There is no file or folder {options.what}, and it is no source such as demo: or lsl:NAME.")
    with fascview.open(options.what, fs_hz=options.fs) as recording:
        for warning in recording.warnings:
            print(warning, file=sys.stderr)
        n = recording.n_samples
        if options.duration is not None:
            n = min(n, round(options.duration * recording.fs_hz))
        result = check_recording(recording.read, n, recording.info, limits, layout, options.calibration)
        return recording.info, result


def _check_source(options: argparse.Namespace, limits: Limits, layout: Layout | None) -> tuple[StreamInfo, CheckResult]:
    from fascview.check.impedance import with_impedance
    from fascview.check.running import Gathering, check_samples, impedances
    from fascview.cli.electrodes import give_signal, measure_electrodes
    from fascview.cli.stopping import stop_on_signal
    from fascview_drivers.registry import open_source

    duration_s = options.duration or DURATION_S
    source = open_source(options.what)
    with stop_on_signal() as stop:
        try:
            info = source.open()
            if options.impedance:
                measure_electrodes(source, info, stop)
            if options.test_signal:
                options.calibration = give_signal(source, info, stop)
            gathering = Gathering(info, duration_s)
            silent_since_s = time.monotonic()
            while not gathering.full and not source.ended and not stop.is_set():
                block = source.read(0.1)
                now_s = time.monotonic()
                if block is not None and len(block):
                    gathering.add(block, now_s)
                    silent_since_s = now_s
                elif now_s - silent_since_s > WAIT_S:
                    raise SourceLostError(
                        f"{info.name} has sent nothing for {WAIT_S:g} s; nothing was changed. Check it and try again."
                    )
        finally:
            source.close()
    samples = gathering.samples()
    result = check_samples(samples, info, limits, layout, options.calibration, gathering.measured_fs_hz)
    kohm = impedances(info)
    return info, result if kohm is None else with_impedance(result, kohm)


def _write(options: argparse.Namespace, info: StreamInfo, result: CheckResult) -> None:
    from fascview.check.sheet import Sheet, as_text, write_sheet

    sheet = Sheet(result, info.name, info.address or str(options.what), time.time())
    if options.out is not None:
        write_sheet(sheet, Path(options.out), json_wanted=options.json)
        print(options.out)
    elif options.json:
        json.dump(sheet.as_json(), sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        try:
            sys.stdout.write(as_text(sheet))
        except UnicodeEncodeError:
            raise StorageError("The terminal cannot show these words; use --json or --out FILE.") from None
