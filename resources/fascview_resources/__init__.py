"""Files that come with the program: icons, fonts, themes, montages, sounds."""

from pathlib import Path

# Fonts and sounds must be files on disk anyway, so nothing is gained by reading from archives.
_ROOT = Path(__file__).resolve().parent


def text(name: str) -> str:
    """Return the text of the resource ``name``, such as ``themes/dark.toml``."""
    return _ROOT.joinpath(name).read_text(encoding="utf-8")


def path(name: str) -> Path:
    """Return the resource ``name`` as a file on disk."""
    return _ROOT / name
