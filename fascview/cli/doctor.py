"""``fascview doctor``: what of this computer works for fascview, each tried rather than assumed."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "scipy", "PySide6-Essentials", "pylsl", "pyserial", "edfio", "miniaudio")
EXTRAS = {"brainflow": "any BrainFlow board", "neo": "what Neo reads"}
GIGABYTE = 1e9
LOW_DISK_GB = 5.0
SLOW_DISK_S = 0.25
BUSY_SHARE = 0.5
TRIED_CHANNELS, TRIED_MUSCLES, TRIED_FS_HZ, TRIED_S = 64, 4, 2000.0, 4.0
MARKS = {"ok": "ok  ", "note": "note", "fault": "FAIL"}


@dataclass(frozen=True)
class Finding:
    """One thing that was tried: ``state`` is ``ok``, ``note`` (works, but) or ``fault``; ``remedy`` says what to do."""

    what: str
    state: str
    words: str
    remedy: str = ""


def add(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("doctor", help="what of this computer works for fascview")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Try everything and tell; 1 where something that fascview needs does not work."""
    findings = list(examine())
    failed = any(f.state == "fault" for f in findings)
    if options.json:
        json.dump({"pass": not failed, "findings": [asdict(f) for f in findings]}, sys.stdout, indent=1)
        print()
        return int(failed)
    wide = max(len(f.what) for f in findings)
    for f in findings:
        print(f"{MARKS[f.state]}  {f.what:{wide}}  {f.words}")
        if f.remedy:
            print(f"{'':6}{'':{wide}}  {f.remedy}")
    return int(failed)


def examine() -> Iterator[Finding]:
    """Try one thing after the other. What fails in an unforeseen way is a fault of that thing, not of the others."""
    tries: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("Python", _python),
        ("Packages", _packages),
        ("Optional packages", _extras),
        ("Display", _display),
        ("Settings", _settings),
        ("Recording folder", _folder),
        ("Memory", _memory),
        ("Processor", _processor),
        ("Lab Streaming Layer", _lsl),
        ("Serial ports", _serial),
        ("Sound", _sound),
        ("Sleep", _sleep),
    )
    for what, attempt in tries:
        try:
            yield attempt()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            yield Finding(what, "fault", f"could not be tried ({type(error).__name__}: {error})", _again())


def _again() -> str:
    return "Set fascview up anew: python3 start.py --help."


def _python() -> Finding:
    words = f"{platform.python_version()} on {platform.system()} {platform.release()}, {platform.machine()}"
    return Finding("Python", "ok", words)


def _packages() -> Finding:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Packages", "fault", f"{', '.join(missing)} missing", _again())
    return Finding("Packages", "ok", ", ".join(found))


def _extras() -> Finding:
    words = []
    for name, use in EXTRAS.items():
        try:
            words.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            words.append(f"{name} is not here ({use}: pip install fascview[{name}])")
    return Finding("Optional packages", "ok", "; ".join(words))


def _display() -> Finding:
    from fascview_ui.app import has_display

    if not has_display():
        remedy = "The window needs one; record, detect, check, report and export work without."
        return Finding("Display", "note", "none", remedy)
    importlib.import_module("fascview_ui.shell")  # loads Qt and with it the system's libraries
    return Finding("Display", "ok", f"{os.environ.get('DISPLAY') or 'there is one'}, and Qt loads")


def _settings() -> Finding:
    from fascview_ui.models.settings_store import Store

    store = Store()
    store.folder()
    if store.broken:
        return Finding("Settings", "note", "not readable; the defaults hold", "They are written anew by the window.")
    return Finding("Settings", "ok", "readable")


def _folder() -> Finding:
    from fascview_ui.models.settings_store import Store
    from fascview_ui.models.surroundings import disk_free

    folder = Store().folder()
    there = next((p for p in (folder, *folder.parents) if p.exists()), Path.home())
    try:
        with tempfile.NamedTemporaryFile(dir=there) as file:
            took = []
            for _ in range(8):
                began = time.monotonic()
                file.write(bytes(1 << 20))
                file.flush()
                os.fsync(file.fileno())
                took.append(time.monotonic() - began)
    except OSError as error:
        words = f"{folder} cannot be written ({error.strerror})"
        return Finding("Recording folder", "fault", words, "Choose another folder in the window: Record > Session.")
    free_gb = disk_free(folder) / GIGABYTE
    words = f"{folder}, {free_gb:.0f} GB free, a megabyte is safe after {1000 * max(took):.0f} ms"
    if free_gb < LOW_DISK_GB:
        return Finding("Recording folder", "note", words, "64 channels at 2 kHz take 2 GB an hour; free some space.")
    if max(took) > SLOW_DISK_S:
        return Finding("Recording folder", "note", words, "That is slow; nothing is lost, but record to another disk.")
    return Finding("Recording folder", "ok", words)


def _memory() -> Finding:
    try:
        bytes_ = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return Finding("Memory", "ok", "this system does not tell")
    gigabytes = bytes_ / GIGABYTE
    if gigabytes < 3.5:
        return Finding("Memory", "note", f"{gigabytes:.1f} GB", "The window takes up to 1.5 GB; close other programs.")
    return Finding("Memory", "ok", f"{gigabytes:.1f} GB")


def _processor() -> Finding:
    """Count in made noise, in the blocks in which a live stream comes."""
    import numpy as np

    from fascview.detection.detector import Detector
    from fascview.settings import DetectorSettings
    from fascview.stream import Block

    n, step = round(TRIED_S * TRIED_FS_HZ), 32
    noise = np.random.default_rng(0).normal(0.0, 4.0, (n, TRIED_CHANNELS)).astype(np.float32)
    muscles = np.arange(TRIED_CHANNELS) * TRIED_MUSCLES // TRIED_CHANNELS
    detector = Detector(TRIED_FS_HZ, muscles, DetectorSettings())
    began = time.process_time()
    for start in range(0, n, step):
        detector.push(Block(start, noise[start : start + step]))
    share = (time.process_time() - began) / TRIED_S
    words = f"{os.cpu_count()} cores; counting in {TRIED_CHANNELS} channels at 2 kHz takes {100 * share:.0f} % of one"
    if share > BUSY_SHARE:
        return Finding("Processor", "note", words, "That leaves little for the window; use fewer channels.")
    return Finding("Processor", "ok", words)


def _lsl() -> Finding:
    """Send a stream to this computer and find it again."""
    from fascview_drivers.lsl import reach

    pylsl = reach.load()
    name = f"fascview-doctor-{os.getpid()}"
    outlet = pylsl.StreamOutlet(pylsl.StreamInfo(name, "test", 1, 0, "float32", name))
    began = time.monotonic()
    found = pylsl.resolve_byprop("name", name, 1, 4.0)
    took_s = time.monotonic() - began
    del outlet
    version = pylsl.library_version()
    words = f"liblsl {version // 100}.{version % 100}"
    if not found:
        remedy = "Streams will not be found. Let a firewall pass UDP port 16571 and TCP and UDP 16572 to 16604."
        return Finding("Lab Streaming Layer", "note", f"{words}, but a stream of this computer is not found", remedy)
    return Finding("Lab Streaming Layer", "ok", f"{words}, a stream of this computer is found in {took_s:.1f} s")


def _serial() -> Finding:
    from fascview_drivers.transport import lookout

    ports = lookout()
    found = ports.found()
    ports.close()
    if not found:
        return Finding("Serial ports", "ok", "no device is plugged in")
    words = ", ".join(f"{p.host} ({p.name})" for p in found)
    refused = [p.note for p in found if p.note]
    return Finding("Serial ports", "note" if refused else "ok", words, " ".join(refused))


def _sound() -> Finding:
    from fascview_ui.models.surroundings import sound_device

    name = sound_device()
    if not name:
        return Finding("Sound", "note", "no device", "All else works; fascview sound writes what would be heard.")
    return Finding("Sound", "ok", name)


def _sleep() -> Finding:
    from fascview.engine.awake import CHECK_AFTER_S, Awake

    said: list[str] = []
    awake = Awake(lambda _kind, sentence: said.append(sentence))
    awake.begin()
    until = time.monotonic() + 2 * CHECK_AFTER_S
    while time.monotonic() < until and not said:
        time.sleep(0.05)
        awake.check()
    awake.end()
    if said:
        return Finding("Sleep", "note", said[0])
    return Finding("Sleep", "ok", "is held off while recording")
