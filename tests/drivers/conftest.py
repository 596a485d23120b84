"""LSL of the tests talks to nobody else: its own session on this computer, set before liblsl is first used."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fascview_drivers.lsl.reach import Reach

_SESSION = f"fascview-test-{os.getpid()}"
_FILE = Path(tempfile.gettempdir()) / f"{_SESSION}.cfg"
_QUICK = "[tuning]\nTimeProbeInterval = 0.004\n"  # the first offset of a clock takes eight probes
_FILE.write_text(Reach("machine", session=_SESSION).config() + _QUICK, encoding="utf-8")
os.environ["LSLAPICFG"] = str(_FILE)
os.environ.pop("FASCVIEW_LSL_REACH", None)


def pytest_unconfigure() -> None:
    _FILE.unlink(missing_ok=True)
