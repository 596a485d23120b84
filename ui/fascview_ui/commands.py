"""What the commands of the start page and of the window itself do. One method per name in ``shortcuts``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from fascview.errors import FascviewError
from fascview_ui.outside import Outside
from fascview_ui.theme import NAMES

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


COMMANDS_OF_WINDOW = frozenset(
    (
        "demo",
        "open",
        "open_folder",
        "amplifier",
        "lsl",
        "detections",
        "beside",
        "impedance",
        "home",
        "session",
        "theme",
        "reset_settings",
        "language",
        "guide",
        "shortcuts",
        "about",
        "quit",
    )
)


def around_session(path: Path) -> Path:
    """Return the folder a recording lies in; of what is inside a session folder, the one that is in."""
    return path.parent.parent if (path.parent / "session.json").is_file() else path.parent


def whole_session(path: str) -> str:
    """Return the session folder where the recording in it was chosen; else what was chosen."""
    file = Path(path)
    inside = (file.parent / "session.json").is_file() and (file.suffix == ".xdf" or file.name == "session.json")
    return str(file.parent) if inside else path


class Commands:
    """Runs commands on a window; those of the monitor are looked up there."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.outside = Outside(window)
        top, start = window.top, window.start
        top.themes.chosen.connect(window.set_theme)
        top.guide.clicked.connect(self.guide)
        top.page_chosen.connect(self._page)
        start.demo.connect(self.demo)
        start.open_file.connect(self.open)
        start.amplifier.connect(self.amplifier)
        start.open_address.connect(self._open_found)
        start.open_path.connect(window.open_path)
        start.search.connect(window.surroundings.look_now)
        start.clear_recent.connect(self._clear_recent)

    def find(self, name: str) -> Callable[[], None]:
        """Return what the command ``name`` does."""
        if name in COMMANDS_OF_WINDOW:
            return getattr(self, name)  # type: ignore[no-any-return]
        work = self._window.work
        if name.startswith("check_"):
            return getattr(work.other("array").commands, name)  # type: ignore[no-any-return]
        front = None if work.front is None else work.front.commands
        for place in (front, work.commands, work.commands.events):
            if hasattr(place, name):
                return getattr(place, name)  # type: ignore[no-any-return]
        return getattr(work.other("review").commands, name)  # type: ignore[no-any-return]

    def run(self, name: str) -> None:
        """Run the command ``name``; a sentence for the user becomes a banner."""
        try:
            self.find(name)()
        except FascviewError as error:
            self._window.say_problem(str(error))

    def demo(self) -> None:
        """Show the made-up patient."""
        self._window.open_address("demo:")

    def open(self) -> None:
        """Choose a recording."""
        kinds = self._window.tr(
            "Recordings (*.xdf *.bdf *.edf *.otb+ *.mat *.vhdr *.rhd *.rhs *.json *.txt *.csv);;All files (*)"
        )
        title = self._window.tr("Open a recording")
        path, _ = QFileDialog.getOpenFileName(self._window, title, self._last_folder(), kinds)
        if path:
            self._window.open_path(whole_session(path))

    def open_folder(self) -> None:
        """Choose a session folder."""
        title = self._window.tr("Open a session folder")
        path = QFileDialog.getExistingDirectory(self._window, title, self._last_folder())
        if path:
            self._window.open_path(path)

    def _last_folder(self) -> str:
        entries = self._window.recent.entries
        return str(around_session(Path(entries[0].path))) if entries else str(self._window.store.folder())

    def amplifier(self) -> None:
        """Choose a device and its port."""
        self._ask_device("")

    def _ask_device(self, port: str) -> None:
        from fascview_ui.dialogs.amplifier import AmplifierDialog

        AmplifierDialog(self._window, port).show()

    def _open_found(self, address: str) -> None:
        _, _, rest = address.partition(":")
        device, _, place = rest.partition("@")
        if device == "?":  # the port is known, the device on it is not
            self._ask_device(place)
        else:
            self._window.open_address(address)

    def lsl(self) -> None:
        """Say how far LSL looks, and whether detections go out."""
        from fascview_ui.dialogs.lsl import LslDialog

        LslDialog(self._window, self.outside).show()

    def detections(self) -> None:
        """Let detections go out as LSL markers, or no longer."""
        self.outside.set_detections(not self.outside.detections)

    def beside(self) -> None:
        """Choose what is recorded beside the EMG."""
        from fascview_ui.dialogs.beside import BesideDialog

        BesideDialog(self._window, self.outside).show()

    def impedance(self) -> None:
        """Measure the impedance of every electrode, where the amplifier can."""
        self.outside.measure_impedance()

    def home(self) -> None:
        """Close the source and show the start page."""
        front = self._window.work.front
        if front is not None and hasattr(front.commands, "home"):
            front.commands.home()
        elif self._window.may_leave():
            self._window.close_source()
            self._window.go("start")

    def reconnect(self) -> None:
        """Open the same source again."""
        self._window.open_address(self._window.address)

    def _page(self, page: str) -> None:
        self._window.go(page if self._window.watch is not None or page == "review" else "start")

    def _clear_recent(self) -> None:
        self._window.recent.clear()
        self._window.lobby.show()

    def session(self) -> None:
        """Say what the next recording is called and where it goes."""
        from fascview_ui.dialogs.session import SessionDialog

        SessionDialog(self._window).show()

    def theme(self) -> None:
        """Take the next theme."""
        self._window.set_theme(NAMES[(NAMES.index(self._window.theme.name) + 1) % len(NAMES)])

    def reset_settings(self) -> None:
        """Forget all settings, after asking."""
        from fascview_ui.dialogs.asking import Question

        window = self._window
        words = window.tr("Forget all settings and the list of recent sessions? Recordings stay where they are.")
        title, yes, no = window.tr("Reset settings"), window.tr("Forget them"), window.tr("Keep them")
        Question(window, title, words, yes, no, window.forget).show()

    def language(self) -> None:
        """Choose the language of the window."""
        from fascview_ui.dialogs.language import LanguageDialog

        LanguageDialog(self._window).show()

    def guide(self) -> None:
        """Show the guide."""
        from fascview_ui.dialogs.guide import GuideDialog

        GuideDialog(self._window).show()

    def shortcuts(self) -> None:
        """Show all keys."""
        from fascview_ui.dialogs.keys import KeysDialog

        KeysDialog(self._window).show()

    def about(self) -> None:
        """Show what this program is."""
        from fascview_ui.dialogs.about import AboutDialog

        AboutDialog(self._window).show()

    def quit(self) -> None:
        """Close the window."""
        self._window.window().close()
