"""``python -m fascview`` and the command ``fascview``."""

from __future__ import annotations

import os
import sys

#: What numpy and Qt read when they are imported, which is later. A person who sets one of these decides otherwise.
ENVIRONMENT = {
    # The matrices are small and come sixty times a second: a pool of threads would only spin between them, at three
    # times the CPU.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    # A ring that fills takes new memory all the time; in huge pages that means pauses of milliseconds, on virtual
    # machines four times the CPU.
    "NUMPY_MADVISE_HUGEPAGE": "0",
    # Qt would share out every translucent fill of a tall strip to a pool of threads: five wake-ups for each frame.
    "QT_NO_GUI_THREADPOOL": "1",
}


def set_up_environment() -> None:
    """Set what numpy and Qt read when they are imported; to be called before."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def main() -> int:
    """Run the command line; return the exit code."""
    set_up_environment()
    from fascview.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
