"""The folders of one recording: where a full disk made it go on elsewhere, it is opened as one.

A later folder says in ``session.json`` which folder it ``continues``, the earlier one in its manifest where it is
``continued_in``; both are base names. Folders of one recording lie beside each other, or where this program remembers
having put them.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from fascview.errors import FascviewError
from fascview.session.bounded import MAX_JSON, Bytes, safe_json
from fascview.session.folder import MANIFEST, RECORDING, SESSION, write_whole
from fascview.session.places import data_folder

RECOVERED = "_recovered"
MAX_PARTS = 1000


def read_json(path: Path) -> object:
    """Return a JSON file of a session.

    Raises
    ------
    FormatError
        Where it is missing, damaged or too large.
    """
    file = Bytes(path)
    try:
        return safe_json(file.read(0, MAX_JSON + 1), path.name)
    finally:
        file.close()


def remember_places(before: Path, after: Path, folder: Path | None = None) -> None:
    """Remember that a recording went on from one folder in another; where that fails they are looked for."""
    where = folder or data_folder() / "parts"
    with contextlib.suppress(OSError):
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = {"path": str(before.absolute()), "continued_in": after.name}
        write_whole(where / f"{before.name}.json", json.dumps(known).encode())
        write_whole(where / f"{after.name}.json", json.dumps({"path": str(after.absolute())}).encode())


def _remembered(name: str, folder: Path | None) -> Path | None:
    told = _told((folder or data_folder() / "parts") / f"{name}.json", "path")
    return Path(told) if told else None


def _told(path: Path, key: str) -> str:
    with contextlib.suppress(FascviewError):
        document = read_json(path)
        value = document.get(key) if isinstance(document, dict) else None
        if isinstance(value, str):
            return value
    return ""


def _is_base_name(name: str) -> bool:
    return bool(name) and len(name) < 256 and name not in (".", "..") and not set(name) & set("/\\:\0")


def plain_name(path: Path) -> str:
    """Return the name a session folder had while it was recorded; a recovered copy has the name of the original."""
    return path.name.removesuffix(RECOVERED)


def _is_session(path: Path) -> bool:
    try:
        return path.is_dir() and not path.is_symlink() and (path / RECORDING).is_file()
    except OSError:
        return False


def _identity(path: Path) -> tuple[object, ...]:
    """Return what all folders of one recording have in common: the moment it began, on both clocks."""
    with contextlib.suppress(FascviewError):
        document = read_json(path / SESSION)
        if isinstance(document, dict):
            return tuple(document.get(key) for key in ("started_wall_s", "started_monotonic_s"))
    return ()


def _find(beside: Path, name: str, folder: Path | None) -> Path | None:
    """Return the folder of that name and the same recording, its recovered copy first: that one is finished."""
    if not _is_base_name(name):
        return None
    parents = [beside.parent]
    if (known := _remembered(name, folder)) is not None:
        parents.append(known.parent)
    for parent in parents:
        for candidate in (parent / (name + RECOVERED), parent / name):
            if _is_session(candidate) and _identity(candidate) == _identity(beside):
                return candidate
    return None


def _next_of(path: Path, folder: Path | None) -> tuple[Path | None, str]:
    """Return the folder that continues ``path`` and its name; the name alone where it is not there."""
    told = _told(path / MANIFEST, "continued_in")
    # A folder that was not closed does not know; what is remembered does, or the one that follows.
    name = told or _told((folder or data_folder() / "parts") / f"{plain_name(path)}.json", "continued_in")
    found = _find(path, name, folder)
    if found is not None and _told(found / SESSION, "continues") == plain_name(path):
        return found, name
    for candidate in sorted(path.parent.glob("*_part*"))[:MAX_PARTS]:
        if _is_session(candidate) and _told(candidate / SESSION, "continues") == plain_name(path):
            return _find(path, plain_name(candidate), folder), candidate.name
    return None, told


def joined_folders(path: Path, folder: Path | None = None) -> tuple[list[Path], list[str]]:
    """Return all folders of the recording that ``path`` is part of, in order, and what is missing, one sentence each.

    Parameters
    ----------
    path : Path
        Any of its folders.
    folder : Path, optional
        Where it is remembered where folders lie; the user's own where not given.
    """
    found, missing = [path], list[str]()
    while len(found) < MAX_PARTS and (name := _told(found[0] / SESSION, "continues")):
        before = _find(found[0], name, folder)
        if before is None or before in found:
            missing.append(f"This recording began in {name[:80]}, which is not here; what follows is shown.")
            break
        found.insert(0, before)
    while len(found) < MAX_PARTS:
        after, name = _next_of(found[-1], folder)
        if after is None or after in found:
            if name:
                missing.append(f"This recording goes on in {name[:80]}, which is not here.")
            break
        found.append(after)
    return found, missing
