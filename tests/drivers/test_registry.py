"""The registry: one line per driver, imported when chosen, one sentence for what it does not know."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from fascview.errors import FascviewError, SourceError, UsageError
from fascview.stream import Source
from fascview_drivers import DRIVERS, discover, open_source
from fascview_drivers.registry import FINDERS, Found

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda d: f"{d.kind}-{d.name}")
def test_every_line_of_the_registry_is_a_driver(driver: object) -> None:
    module = importlib.import_module(driver.module)  # type: ignore[attr-defined]
    assert callable(module.make_source)


def test_no_two_drivers_share_a_name() -> None:
    assert len({(d.kind, d.name) for d in DRIVERS}) == len(DRIVERS)


def heavy_after(code: str) -> str:
    """Run code in a fresh interpreter; return which large libraries it imported."""
    heavy = "{'pylsl', 'serial', 'scipy', 'PySide6', 'brainflow'}"
    code = f"import sys; sys.path[:0] = ['.', 'drivers']; {code}; print(*({heavy} & set(sys.modules)))"
    return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True, timeout=60).strip()


def test_naming_the_drivers_imports_none_of_them() -> None:
    assert heavy_after("import fascview_drivers") == ""


def test_the_demo_needs_neither_scipy_nor_lsl() -> None:
    code = "from fascview_drivers import open_source; s = open_source('demo:?speed=inf'); s.open(); s.read()"
    assert heavy_after(code) == ""


@pytest.mark.parametrize("address", ["demo:", "lsl:", "lsl:EMG"])
def test_a_source_is_made_but_not_opened(address: str) -> None:
    source = open_source(address)
    assert isinstance(source, Source)
    source.close()


@pytest.mark.parametrize(
    "address", ["serial:nobody@COM1", "tcp:nobody@host:1", "nonsense", "lsl:x?wrong=1", "lsl:x?unit=kV"]
)
def test_what_is_not_known_gives_one_sentence(address: str) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        open_source(address)


def test_a_file_that_is_not_there_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FascviewError, match=r"nothing\.bdf"):
        open_source(f"file:{tmp_path / 'nothing.bdf'}").open()


def test_reading_before_opening_gives_one_sentence() -> None:
    for address in ("demo:", "lsl:EMG"):
        with pytest.raises(SourceError, match="not open"):
            open_source(address).read(0.0)


def test_looking_around_returns_plain_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    for finder in FINDERS:
        assert callable(importlib.import_module(finder).lookout)
    monkeypatch.setattr(
        "fascview_drivers.registry.FINDERS", ("fascview_drivers.lsl.discovery", "fascview_drivers.not_there")
    )
    found = discover(0.0)
    assert all(isinstance(entry, Found) for entry in found)
