"""Starting, with and without a screen."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from fascview_ui import app

CODE = "from fascview_ui.app import run; raise SystemExit(run())"


def start(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    environment |= {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **changes}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_one_sentence_and_exit_code_1():
    done = start(CODE)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "display" in done.stderr


def test_the_first_picture_needs_no_numpy(tmp_path):
    """What the monitor needs is loaded after the window stands."""
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]);"
        "from fascview_ui.main_window import MainWindow; from fascview_ui.models.settings_store import Store;"
        f"from pathlib import Path; w = MainWindow(Store(Path({str(tmp_path / 's.ini')!r})), None, look_around=False);"
        "w.show(); a.processEvents();"
        "print(sorted({'numpy', 'scipy', 'pylsl', 'miniaudio', 'serial', 'pyqtgraph'} & set(sys.modules)))"
    )
    done = start(code, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"DISPLAY": ":77"}, False),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_a_screen_is_known_before_qt_is_asked(monkeypatch, environment, there):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(app, "answers", lambda display: display == ":0")
    assert app.has_display() is there


def test_a_display_answers_only_where_somebody_listens():
    with socket.socket() as server:
        server.bind(("localhost", 0))
        server.listen()
        number = server.getsockname()[1] - 6000
        assert app.answers(f"localhost:{number}.0")
    assert not app.answers(f"localhost:{number}.0")
    assert not any(app.answers(d) for d in ("", "nonsense", ":", ":x", ":12345"))
