"""The screen stays on while a recording runs: a desktop of our own is asked, on a session bus of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DESKTOP = """
import dbus, dbus.service, sys
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib
DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
class Saver(dbus.service.Object):
    @dbus.service.method("org.freedesktop.ScreenSaver", in_signature="ss", out_signature="u", sender_keyword="who")
    def Inhibit(self, program, why, who=None):
        print("held", program, flush=True)
        bus.watch_name_owner(who, lambda owner: owner or print("free", flush=True))
        return 7
saver = Saver(bus, "/org/freedesktop/ScreenSaver")
name = dbus.service.BusName("org.freedesktop.ScreenSaver", bus)
print("ready", flush=True)
GLib.MainLoop().run()
"""
PROGRAM = """
import subprocess, sys
from PySide6.QtCore import QCoreApplication, QObject, Signal
from fascview_ui.screen_saver import ScreenSaver
class Recording(QObject):
    started, saved, failed = Signal(str), Signal(str, float), Signal(str)
    active = True
app = QCoreApplication(sys.argv)
recording = Recording()
without = ScreenSaver(recording)
recording.started.emit("a")
print("without a desktop:", without.held)
desktop = subprocess.Popen(["/usr/bin/python3", "-c", sys.argv[1]], stdout=subprocess.PIPE, text=True)
print(desktop.stdout.readline().strip())
recording.started.emit("b")
print(without.held, desktop.stdout.readline().strip())
recording.failed.emit("the disk is full")
print(without.held)
recording.saved.emit("b", 1.0)
print(without.held, desktop.stdout.readline().strip())
desktop.kill(); desktop.wait()
"""


def test_the_desktop_is_asked_and_released():
    if not sys.platform.startswith("linux") or shutil.which("dbus-run-session") is None:
        pytest.skip("needs a session bus")
    if subprocess.run(["/usr/bin/python3", "-c", "import dbus, gi"], capture_output=True, check=False).returncode:
        pytest.skip("needs python3-dbus and python3-gi to play the desktop")
    root = Path(__file__).resolve().parents[2]
    path = ":".join(str(root / f) for f in (".", "drivers", "ui", "resources"))
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PROGRAM, DESKTOP],
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "HOME": "/tmp"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:5] == [
        "without a desktop: False",
        "ready",
        "True held fascview",
        "True",
        "False free",
    ]
