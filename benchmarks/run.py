"""Run the benchmarks and print their figures.

    python benchmarks/run.py [NAME ...] [--json]

Each module of this folder with a function ``run() -> dict`` is a benchmark. Figures are ratios measured in one run on
one machine wherever they can be: ``{name: {figure, goal, better, unit}}``, better being higher or lower.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

sys.path.insert(0, str(ROOT))
from fascview.__main__ import set_up_environment  # noqa: E402

set_up_environment()  # as the program itself runs
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def names() -> list[str]:
    """Return the names of all benchmarks."""
    files = (p for p in HERE.glob("*.py") if p.stem != "run" and not p.stem.startswith("_"))
    return sorted(p.stem for p in files if "\ndef run(" in p.read_text(encoding="utf-8"))


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which (default all): {', '.join(names())}")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    for folder in (ROOT, ROOT / "drivers", ROOT / "ui", ROOT / "resources", HERE):
        sys.path.insert(0, str(folder))
    results: dict[str, Any] = {}
    for name in options.names or names():
        if name not in names():
            parser.error(f"there is no benchmark {name}; there are {', '.join(names())}")
        print(f"{name} ...", file=sys.stderr, flush=True)
        results |= importlib.import_module(name).run()
    if options.json:
        json.dump(results, sys.stdout, indent=1)
        print()
        return 0
    for name, r in results.items():
        sign = ">=" if r["better"] == "higher" else "<="
        goal = "" if r["goal"] is None else f"goal {sign} {r['goal']:g}"
        print(f"{name:60s} {r['figure']:12.4g} {r['unit']:12s} {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
