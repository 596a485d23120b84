"""A window without a screen, and an engine that is not one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # windows that come and go would take the keyboard from a person

from fascview_ui.main_window import MainWindow
from fascview_ui.models.settings_store import Store
from fascview_ui.theme import register_fonts
from tests.ui.fake_port import FakePort

Make = Callable[..., MainWindow]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Settings of their own."""
    made = Store(tmp_path / "settings.ini")
    made.put("recording/folder", str(tmp_path / "recordings"))
    return made


@pytest.fixture
def port() -> FakePort:
    """Two muscles with two channels each, half a minute of noise."""
    return FakePort()


@pytest.fixture
def window(qtbot, store: Store, port: FakePort) -> Iterator[MainWindow]:
    """The window on its start page; whatever it opens is ``port``."""
    register_fonts()
    made = MainWindow(store, lambda *_: port, look_around=False)
    made.resize(1920, 1080)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.clock.stop()
    made.close_source()
    made.finish()
    made.setParent(None)
    made.deleteLater()


@pytest.fixture
def watching(window: MainWindow, qtbot) -> MainWindow:
    """The window with the fake source open."""
    window.open_address("demo:")
    qtbot.waitUntil(lambda: window.page == "monitor", timeout=5000)
    return window
