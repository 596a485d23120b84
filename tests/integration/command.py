"""Runs the command line as a user does: another process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: the project's folders on its path, and Latin letters out."""
    folders = [str(ROOT / f) for f in (".", "drivers", "ui", "resources")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(folders), "PYTHONIOENCODING": "utf-8"}
    return env | {"QT_QPA_PLATFORM": "offscreen"} | more


def fascview(*arguments: str, timeout_s: float = 60.0, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``fascview`` and return what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "fascview", *arguments],
        env=environment(**env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout_s,
        check=False,
    )


def start(*arguments: str, **env: str) -> subprocess.Popen[str]:
    """Start ``fascview`` and return the running process."""
    return subprocess.Popen(
        [sys.executable, "-m", "fascview", *arguments],
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
