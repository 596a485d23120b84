"""The example of docs/adding-a-driver.md, run as it stands there."""

from __future__ import annotations

import os
import re
import sys
import threading
import tty
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fascview_drivers import registry
from fascview_drivers.options import options_of

DOC = Path(__file__).resolve().parents[3] / "docs" / "adding-a-driver.md"


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put the page's files into a package, and return all parts by name."""
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    found = dict(blocks)
    folder = tmp_path / "tally"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Tally."""\n')
    for name in ("protocol.py", "source.py"):
        (folder / name).write_text(found[name])
    monkeypatch.syspath_prepend(str(tmp_path))
    yield found
    for name in [n for n in sys.modules if n == "tally" or n.startswith("tally.")]:
        del sys.modules[name]


def test_its_test_passes(parts: dict[str, str]) -> None:
    from tally import protocol  # type: ignore[import-not-found]

    from fascview_drivers.framing import FrameParser

    scope: dict[str, Any] = {"np": np, "protocol": protocol, "FrameParser": FrameParser}
    exec(parts["test"], scope)
    scope["test_at_any_cut_every_intact_frame_comes_once"]()


def test_it_opens_through_the_registry(parts: dict[str, str], monkeypatch: pytest.MonkeyPatch, collect: Any) -> None:
    line = eval(parts["registry"], {"Driver": registry.Driver})  # noqa: S307 - the page is ours
    monkeypatch.setattr(registry, "DRIVERS", (*registry.DRIVERS, line))
    scope: dict[str, Any] = {}
    exec(parts["test"], scope)
    master, slave = os.openpty()
    tty.setraw(slave)
    stop = threading.Event()

    def talk() -> None:
        number = 0
        while not stop.wait(0.01):
            os.write(master, b"".join(scope["frame"](i, i % 1000, -(i % 1000)) for i in range(number, number + 5)))
            number += 5

    thread = threading.Thread(target=talk)
    thread.start()
    source = registry.open_source(f"serial:tally@{os.ttyname(slave)}")
    try:
        assert [o.name for o in options_of("tally")] == ["baud"]
        assert source.open().n_channels == 2
        _, samples = collect(source, 100)
        assert (samples[:, 0] == -samples[:, 1]).all()
        assert (np.diff(samples[:, 0]) % 500 == 0.5).all()
    finally:
        source.close()
        stop.set()
        thread.join()
        os.close(master)
        os.close(slave)
