"""Details of a fault that may be given away: without names of people, folders and recordings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

#: What may hold a pseudonym or a date: the name of a session folder or of a recording.
_RECORDING = re.compile(
    r"[^\s\"'/\\\\]*(?:sub-|\d{8}-\d{6})[^\s\"'/\\\\]*|[^\s\"'/\\\\]+\.(?:xdf|bdf|edf|mat|otb\+?|tsv)\b", re.I
)
_COMMAND = re.compile("run “([^”]+)”")


def scrubbed(text: str, secrets: Iterable[str] = ()) -> str:
    """Return ``text`` without the home folder, names of recordings and each of ``secrets``."""
    for secret in sorted((s for s in secrets if len(s) > 2 and s != "anon"), key=len, reverse=True):
        text = text.replace(secret, "...")
    text = text.replace(str(Path.home()), "~") if len(str(Path.home())) > 2 else text
    return _RECORDING.sub("...", text)


def command_in(sentence: str) -> str:
    """Return the command a sentence offers to run, empty for none."""
    found = _COMMAND.search(sentence)
    return found.group(1) if found else ""
