"""Every text the window hands to ``tr`` or ``translate``, found in its sources.

``python -m tests.ui.strings de`` prints those that have no translation yet.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "ui" / "fascview_ui"
FUNCTIONS = ("tr", "_tr", "translate")


def texts() -> dict[str, str]:
    """Return every text with the file it stands in."""
    found: dict[str, str] = {}
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in FUNCTIONS or not node.args:
                continue
            said = node.args[-1] if name == "translate" or len(node.args) == 2 else node.args[0]
            for text in constants(said):
                found.setdefault(text, file.name)
    return found


def constants(node: ast.expr) -> list[str]:
    """Return the texts an argument may be: a constant, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return []


def main(language: str) -> None:
    """Print what is missing."""
    sys.path.insert(0, str(ROOT.parent))
    sys.path.insert(0, str(ROOT.parents[1] / "resources"))
    from fascview_ui.language import read

    known = read(language)
    for text, file in texts().items():
        if text not in known.values() and text not in {t for _, t in known}:
            print(f"{file}\t{text!r}")


if __name__ == "__main__":
    main(sys.argv[1])
