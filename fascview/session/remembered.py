"""The muscles somebody named for a file that names none, remembered for that file wherever it is moved."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from fascview.errors import FascviewError
from fascview.session.bounded import Bytes, safe_json
from fascview.session.folder import RECORDING, write_whole
from fascview.session.places import data_folder
from fascview.stream import MAX_CHANNELS, plain_text

_LOOKED_AT = 64 << 10


def fingerprint(path: Path) -> str | None:
    """Return a hash of a recording's size and beginning, by which it is known wherever it is moved."""
    try:
        file = Bytes(path / RECORDING if path.is_dir() else path)
    except FascviewError:
        return None
    try:
        return hashlib.sha256(file.size.to_bytes(8, "little") + file.read(0, _LOOKED_AT)).hexdigest()[:32]
    except FascviewError:
        return None
    finally:
        file.close()


def _place(path: Path, folder: Path | None) -> Path | None:
    """Return where it is remembered."""
    digest = fingerprint(path)
    return None if digest is None else (folder or data_folder() / "muscles") / f"{digest}.json"


def remember_muscles(path: Path, muscles: Sequence[str], folder: Path | None = None) -> bool:
    """Remember one muscle label per channel for this file; False where that cannot be kept."""
    place = _place(path, folder)
    if place is None:
        return False
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place, json.dumps({"muscles": [plain_text(m) for m in muscles]}, ensure_ascii=False).encode())
    except OSError:
        return False
    return True


def remembered_muscles(path: Path, folder: Path | None = None) -> tuple[str, ...]:
    """Return what was remembered for this file, one label per channel; nothing where nothing was."""
    place = _place(path, folder)
    if place is None or not place.is_file():
        return ()
    with contextlib.suppress(FascviewError):
        file = Bytes(place)
        try:
            document = safe_json(file.read(0, 1 << 20), place.name)
        finally:
            file.close()
        labels = document.get("muscles") if isinstance(document, dict) else None
        if isinstance(labels, list) and 1 <= len(labels) <= MAX_CHANNELS and all(isinstance(x, str) for x in labels):
            return tuple(plain_text(x) for x in labels)
    return ()


def forget_muscles(path: Path, folder: Path | None = None) -> None:
    """Forget what was remembered for this file."""
    place = _place(path, folder)
    if place is not None:
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)
