"""Where the program keeps what belongs to no recording: folders of the user, private to them."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a service without a home
        return Path(tempfile.gettempdir())


def _base(variable: str, mac: str, other: str) -> Path:
    if told := os.environ.get(variable):
        return Path(told)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    return _home() / (mac if sys.platform == "darwin" else other)


def cache_folder() -> Path:
    """Return the folder for what can be made again; it may not exist yet."""
    return _base("XDG_CACHE_HOME", "Library/Caches", ".cache") / "fascview"


def data_folder() -> Path:
    """Return the folder for what the user told; it may not exist yet."""
    return _base("XDG_DATA_HOME", "Library/Application Support", ".local/share") / "fascview"
