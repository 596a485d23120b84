"""``python -m fascview`` and the command ``fascview``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; return the exit code."""
    from fascview.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
