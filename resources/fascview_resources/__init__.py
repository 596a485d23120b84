"""Files that come with the program: icons, fonts, themes, montages, sounds."""

from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

_ROOT: Traversable = files(__package__)


def text(name: str) -> str:
    """Return the text of the resource ``name``, such as ``themes/dark.toml``."""
    return _ROOT.joinpath(name).read_text(encoding="utf-8")


def path(name: str) -> Path:
    """Return the resource ``name`` as a file on disk."""
    with as_file(_ROOT.joinpath(name)) as file:
        return file
