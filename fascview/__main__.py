"""``python -m fascview`` and the command ``fascview``."""

from __future__ import annotations

import os
import sys

# The matrices are small and come sixty times a second: a pool of threads would only spin between them, at three times
# the CPU. A person who sets one of these decides otherwise.
SINGLE_THREADED = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main() -> int:
    """Run the command line; return the exit code."""
    for name in SINGLE_THREADED:
        os.environ.setdefault(name, "1")  # read when numpy is imported, which is later
    from fascview.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
