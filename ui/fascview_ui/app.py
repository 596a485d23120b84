"""The composition root: puts the window, the drivers and the engine together."""

from __future__ import annotations

import os
import socket
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fascview.engine.outgoing import Outgoing
    from fascview.stream import StreamInfo
    from fascview_ui.main_window import MainWindow
    from fascview_ui.models.montage import Known
    from fascview_ui.models.port import Port
    from fascview_ui.models.settings_store import Store

NO_DISPLAY = (
    "fascview needs a display for its window, and there is none here; "
    "“fascview record” and “fascview detect” work without one."
)


def has_display() -> bool:
    """Return whether a window can be shown; asked before Qt is, because Qt ends the program when it cannot."""
    if not sys.platform.startswith("linux"):
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal", "vnc", "linuxfb", "eglfs"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or answers(os.environ.get("DISPLAY", ""))


def answers(display: str) -> bool:
    """Return whether an X server listens at ``display``, such as ``:0`` or ``host:10.0``."""
    host, colon, screen = display.rpartition(":")
    number = screen.split(".")[0]
    if not colon or not number.isdigit():
        return False
    places: list[tuple[socket.AddressFamily, str | tuple[str, int]]] = []
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        places = [(socket.AF_UNIX, "\0" + path), (socket.AF_UNIX, path)]
    places.append((socket.AF_INET, (host or "localhost", 6000 + int(number))))
    for family, place in places:
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(2.0)
            try:
                connection.connect(place)
            except OSError:
                continue
            return True
    return False


def open_port(address: str, montages: Known) -> Port:
    """Return an engine on the source of ``address``, not started. Imports what that needs: call it in a worker.

    ``montages`` name the muscles of devices that a person has described (see ``models.montage``).
    """
    from fascview.audio.facade import loudspeaker
    from fascview.engine.engine import Engine
    from fascview_drivers.beside import open_beside
    from fascview_drivers.registry import open_source
    from fascview_ui.models.montage import Relabelled

    return Engine(
        Relabelled(open_source(address), montages), sound=loudspeaker, detections=_detections, beside=open_beside
    )


def _detections(info: StreamInfo) -> Outgoing:
    """Publish detections; LSL is imported only then."""
    from fascview_drivers.lsl.detections import DetectionOutlet

    return DetectionOutlet(info)


def run(
    address: str | None = None,
    path: str | None = None,
    settings_file: Path | None = None,
    *,
    beside: tuple[str, ...] = (),
    detections: bool = False,
) -> int:
    """Show the window until it is closed; return the exit code.

    Parameters
    ----------
    address : str, optional
        A source to watch at once.
    path : str, optional
        A recording to play at once.
    settings_file : Path, optional
        Where to keep settings instead of the user's own place.
    beside : tuple of str
        Addresses of what is recorded beside the source.
    detections : bool
        Whether accepted events go out as LSL markers.
    """
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 1
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from fascview_ui import language
    from fascview_ui.models.settings_store import Store
    from fascview_ui.outside import take_reach
    from fascview_ui.shell import Shell
    from fascview_ui.theme import load

    known = QApplication.instance()
    application = known if isinstance(known, QApplication) else QApplication(["fascview"])
    application.setApplicationName("fascview")
    application.setApplicationDisplayName("fascview")
    application.setDesktopFileName("fascview")
    if QLocale().language() == QLocale.Language.C:  # a bare system: numbers as the words are, in English
        QLocale.setDefault(QLocale(QLocale.Language.English))
    store = Store(settings_file)
    take_reach(store)
    windows: list[MainWindow] = []

    def furnish() -> MainWindow:
        language.install(application, language.wanted(store.text("window/language", "system", language.CHOICES)))
        windows.append(_main_window(store))
        windows[0].commands.outside.begin(beside, detections)
        windows[0].begin_when_painted(address, path)
        return windows[0]

    shell = Shell(store, load(store.text("window/theme", "dark")).window, furnish)
    shell.appear()
    code = application.exec()
    for window in windows:
        window.finish()
    return code


def _main_window(store: Store) -> MainWindow:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.theme import register_fonts

    register_fonts()
    window = MainWindow(store, open_port, alone=False)
    catch_all(window)
    return window


def catch_all(window: MainWindow) -> None:
    """Let no fault end the program or print a traceback: it becomes a banner with its details at hand."""

    def hook(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.window().close()
            return
        window.show_fault("".join(traceback.format_exception(kind, fault, trace)))

    sys.excepthook = hook
