#!/usr/bin/env python3
"""Set fascview up in an environment of its own, then start it.

    python3 start.py demo     set up, and open the window on the demo patient
    python3 start.py test     set up, and run all checks and tests
    python3 start.py ...      set up, and run "fascview ..." (nothing: the window on its start page)

Needs Python 3.11 or newer with pip. Everything goes into the folder .venv beside this file; remove it to undo.
"""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
TELL_EVERY_S = 3.0
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# What Qt and the sound library load and a bare Debian or Ubuntu lacks: library -> package.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


class SetUpError(Exception):
    """Something is missing that this program cannot provide; the message says what to do."""


def run(*command: str, quiet: bool = False) -> int:
    """Run a command; return its exit code."""
    output = subprocess.DEVNULL if quiet else None
    return subprocess.call(command, cwd=ROOT, stdout=output, stderr=output)


def run_telling(*command: str) -> int:
    """Run a command that takes minutes, telling every few seconds what it says it is doing; return its exit code."""
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace")
    newest = [""]

    def listen() -> None:
        for line in child.stdout or ():
            if line.strip() and not line.startswith("Requirement already"):
                newest[0] = line.strip()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    began, told = time.monotonic(), ""
    while True:
        try:
            code = child.wait(TELL_EVERY_S)
            listener.join(1)
            return code
        except subprocess.TimeoutExpired:
            seconds = f"{time.monotonic() - began:4.0f} s  "
            told = newest[0] if newest[0] != told else f"still {told[:1].lower()}{told[1:]}" if told else "starting"
            print(seconds + told[:100], file=sys.stderr, flush=True)
            told = newest[0]


def hand_over(command: list[str]) -> int:
    """Run the program itself; signals are its own business, and its exit code is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the program too, which ends properly
    # In the child the signal must not stay ignored.
    prepare = None if os.name == "nt" else lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(command, preexec_fn=prepare)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def missing_packages() -> list[str]:
    """Return the Debian packages whose library cannot be loaded."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def install_libraries() -> None:
    """On Linux, install the system libraries that are missing, or say how."""
    packages = missing_packages() if sys.platform == "linux" else []
    if not packages:
        return
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") and hasattr(os, "geteuid"):
        root = os.geteuid() == 0
        sudo = [] if root else ["sudo", "-n"]
        if root or (shutil.which("sudo") and run("sudo", "-n", "true", quiet=True) == 0):
            print("Installing system libraries: " + " ".join(packages), file=sys.stderr, flush=True)
            run_telling(*sudo, "apt-get", "update", "-q")
            run_telling(*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *line.split())
            packages = missing_packages()
            if not packages:
                return
    raise SetUpError(f"The window needs system libraries that are missing here. On Debian or Ubuntu type: sudo {line}")


def install(extras: str) -> None:
    """Make the environment and install fascview with its dependencies into it, once per state of pyproject.toml."""
    stamp = ENVIRONMENT / f"installed-{extras or 'plain'}"
    state = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == state:
        return
    print("Setting up fascview in .venv; the first time this takes a few minutes.", file=sys.stderr, flush=True)
    print("1 of 2: making the environment", file=sys.stderr, flush=True)
    pip = [str(PYTHON), "-m", "pip"]
    if not PYTHON.exists() or run(*pip, "--version", quiet=True):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        try:
            venv.create(ENVIRONMENT, with_pip=True)
        except (subprocess.CalledProcessError, OSError, SystemExit):  # Debian splits ensurepip off
            venv.create(ENVIRONMENT, with_pip=False, clear=True)
            pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if run(*pip, "--version", quiet=True):
        raise SetUpError(
            "Python's package client pip is missing here. On Debian or Ubuntu type: sudo apt-get install python3-pip"
        )
    target = f".[{extras}]" if extras else "."
    print("2 of 2: fetching and installing the packages, about 300 MB", file=sys.stderr, flush=True)
    quietly = ("--disable-pip-version-check", "--progress-bar", "off")
    if run_telling(*pip, "install", *quietly, "--editable", target):
        raise SetUpError("The packages fascview needs could not be installed; pip's own message above says why.")
    stamp.write_text(state)


def check() -> int:
    """Run the style, type and layer checks, then all tests; return the worst exit code."""
    module = [str(PYTHON), "-m"]
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scripts = PYTHON.parent
    worst = 0
    for command in (
        [*module, "ruff", "check", "."],
        [*module, "ruff", "format", "--check", "."],
        [*module, "mypy"],
        [str(scripts / "lint-imports")],
        [*module, "pytest", "-q", "-n", "2", "--dist", "worksteal"],
    ):
        print("--- " + " ".join(Path(c).name if Path(c).is_absolute() else c for c in command), flush=True)
        worst = max(worst, abs(run(*command)))
    return min(worst, 1)


def main(arguments: list[str]) -> int:
    """Set up and run; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is started with
        raise SetUpError(f"fascview needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    testing = arguments[:1] == ["test"]
    install_libraries()
    install("test,dev" if testing else "")
    if testing:
        return check()
    return hand_over([str(PYTHON), "-m", "fascview", *arguments])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
