"""The window: pages, strips and banners, and what opens and closes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAccessible, QCloseEvent, QDragEnterEvent, QDropEvent, QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from fascview.engine.worker import Worker
from fascview_ui import dressing, language, pages, shortcuts
from fascview_ui.arrival import Arrival
from fascview_ui.clock import Clock
from fascview_ui.commands import Commands
from fascview_ui.dialogs.leaving import ask_to_stop
from fascview_ui.icons import pixmap
from fascview_ui.lobby import Lobby
from fascview_ui.models.opening import Opening, path_of
from fascview_ui.models.recent import RecentList
from fascview_ui.models.settings_store import Store
from fascview_ui.models.streams import StreamTable
from fascview_ui.models.surroundings import Questions, Surroundings
from fascview_ui.shell import dropped, place
from fascview_ui.theme import MOST_COLOURS, NAMES, Theme, load
from fascview_ui.views.banners import Action, BannerStack, BannerText
from fascview_ui.views.focus_ring import FocusRing
from fascview_ui.views.start import StartPage
from fascview_ui.views.strips import Footer, TopStrip

LOOK_AFTER_MS = 200
if TYPE_CHECKING:
    from fascview_ui.models.montage import MontageBook
    from fascview_ui.models.opening import Opener
    from fascview_ui.models.watch import Watch
    from fascview_ui.workspace import Workspace

COMPACT_WIDTH, COMPACT_HEIGHT = 1400, 820


class MainWindow(QMainWindow):
    """The window of fascview.

    Parameters
    ----------
    store : Store
        What is remembered.
    opener : callable
        Makes an engine of an address; called in a worker.
    look_around : bool
        Whether to search for streams while the start page is open.
    alone : bool
        Whether it is a window of its own; otherwise a bare window holds it (see ``shell``).
    """

    def __init__(self, store: Store, opener: Opener, look_around: bool = True, alone: bool = True) -> None:
        super().__init__()
        self.store = store
        self._opener = opener
        self._look_around = look_around
        self.theme: Theme = load(store.text("window/theme", "dark", NAMES))
        self.page = "start"
        self.watch: Watch | None = None
        self.address = ""
        self.language = language.current()
        self._colours: tuple[int, ...] = ()
        self._ended = False
        self._begin_with: tuple[str | None, str | None] | None = None
        self._work: Workspace | None = None
        self._montages: MontageBook | None = None
        self._opening: Opening | None = None
        self._closers: list[Worker] = []
        self.arrival = Arrival(self)
        dressing.ink(self, self.theme)
        self.recent = RecentList(lambda: store.text("recent/list", ""), lambda t: store.put("recent/list", t))
        self.streams = StreamTable()
        self.surroundings = Surroundings(Questions(store.folder(), tuple(e.path for e in self.recent.entries)))
        self.clock = Clock(self)
        self._build()
        # After the widgets are made: dressing each as it comes costs more than twice as much.
        dressing.dress(self.theme, self.store.cache())
        self.commands = Commands(self)
        self.actions_by_name = shortcuts.make_actions(self, self.commands.run)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.top.menu.clicked.connect(self._open_menu)
        self.lobby = Lobby(self)
        self.top.themes.set_value(self.theme.name)
        if alone and place(self, store):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.clock.lights.connect(self._poll)
        self.clock.start()
        self.go("start")

    # ---- building

    def _build(self) -> None:
        theme = self.theme
        QApplication.setWindowIcon(QIcon(pixmap("fascview", theme.text, 64)))
        self.setAcceptDrops(True)
        self.top = TopStrip(theme, pages.tabs())
        self.banners = BannerStack(theme)
        self.start = StartPage(theme, self.streams)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.footer = Footer()
        centre = QWidget()
        centre.setObjectName("page")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.banners)
        column.addWidget(self.pages, 1)
        column.addWidget(self.footer)
        self._column = column
        self.setCentralWidget(centre)
        self.ring = FocusRing(self, theme)
        self.banners.announced.connect(self.announce)

    def set_theme(self, name: str) -> None:
        """Change the theme; everything follows at once."""
        self.theme = load(name).coloured(self._colours)
        self.store.put("window/theme", self.theme.name)
        dressing.dress(self.theme, self.store.cache())
        dressing.tell(self, self.theme)
        self.top.themes.set_value(self.theme.name)

    def set_muscle_colours(self, numbers: tuple[int, ...]) -> None:
        """Give the muscles of the open source their colours; none: in their order."""
        self._colours = () if numbers == tuple(range(len(numbers))) and len(numbers) <= MOST_COLOURS else numbers
        theme = load(self.theme.name).coloured(self._colours)
        if theme != self.theme:
            self.theme = theme
            dressing.tell(self, theme)

    def fill_menu(self) -> None:
        """Put all commands into the menu; when it is opened first."""
        if self.menu.isEmpty():
            shortcuts.fill_menu(self.menu, self.actions_by_name, self.page)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Show where the keyboard is, once Tab is used; the ring sees later ones itself."""
        if self.focusWidget() is None:
            self.ring.keyboard_used()
        return super().focusNextPrevChild(forward)

    def _open_menu(self) -> None:
        button = self.top.menu
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    @property
    def montages(self) -> MontageBook:
        """The muscles of devices, as given by a person."""
        if self._montages is None:
            from fascview_ui.models.montage import MontageBook

            self._montages = MontageBook(self.store.text("montage/book", ""))
        return self._montages

    @property
    def has_work(self) -> bool:
        """Whether the monitor and all that belongs to it has been built."""
        return self._work is not None

    @property
    def work(self) -> Workspace:
        """The monitor and all that belongs to it; built when it is first asked for."""
        if self._work is None:
            from fascview_ui.workspace import Workspace

            self._work = Workspace(self)
            self._fit()
        return self._work

    def add_page(self, page: QWidget) -> None:
        """Put another page behind the start page."""
        self.pages.addWidget(page)

    def add_strips(self, *strips: QWidget) -> None:
        """Put strips between the pages and the footer."""
        for strip in strips:
            self._column.insertWidget(self._column.count() - 1, strip)

    # ---- pages

    def begin_when_painted(self, address: str | None, path: str | None) -> None:
        """Begin once the window has been painted; loading what the monitor needs takes longer than that."""
        self._begin_with = (address, path)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin after the first of these."""
        super().paintEvent(event)
        if self._begin_with is not None:
            asked, self._begin_with = self._begin_with, None
            QTimer.singleShot(0, lambda: self.begin(*asked))

    def begin(self, address: str | None, path: str | None) -> None:
        """Do what the command line asked for."""
        if path is not None:
            self.open_path(path)
        elif address is not None:
            self.open_address(address)
        if self.store.broken:
            self.lobby.settings_broken()

    def ok(self, banner: str) -> Action:
        """Return the button that takes a banner away."""
        return Action(self.tr("OK"), lambda: self.banners.clear(banner))

    def go(self, page: str) -> None:
        """Show a page."""
        self.page = page
        work = self._work if page == "start" else self.work
        monitor = page == pages.MONITOR
        self.pages.setCurrentWidget(self.start if work is None else work.turn_to(page) or self.start)
        self.top.set_bedside(monitor and work is not None and work.at_bedside)
        self.top.set_page(page)
        shortcuts.enable(self.actions_by_name, page)
        self.clock.run_frames(page != "start")
        self.surroundings.questions = Questions(self.store.folder(), tuple(e.path for e in self.recent.entries))
        if page != "start":
            self.surroundings.stop_soon()
        elif self._look_around:
            QTimer.singleShot(LOOK_AFTER_MS, self._look)
        self.lobby.show()
        self._fit()

    def _look(self) -> None:
        # Not before the window is painted: what looks around imports much.
        if self.page == "start" and self.watch is None and self._opening is None and not self._ended:
            self.surroundings.start()
            self.arrival.load()

    @property
    def compact(self) -> bool:
        """True where the window is too small for everything at once."""
        return self.width() < COMPACT_WIDTH or self.height() < COMPACT_HEIGHT

    def _fit(self) -> None:
        compact = self.compact
        self.top.set_compact(compact)
        self.start.set_compact(compact)
        if self._work is not None:
            self._work.set_compact(compact)
        self.banners.set_margins(8 if compact else 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the layout that fits."""
        super().resizeEvent(event)
        self._fit()

    # ---- sources

    def open_path(self, path: str, speed: float | None = None) -> None:
        """Review a recording; with ``speed`` it is played at once. What is live goes on behind it."""
        self.arrival.open(path, speed)

    def open_address(self, address: str) -> None:
        """Watch a source; what was watched before is closed."""
        if address.startswith("file:"):
            self.open_path(*path_of(address))
            return
        if not self.may_leave():
            return
        self.close_source()
        self.banners.clear("open")
        self.address = address
        self._opening = Opening(address, self._opener, self.montages.known)
        self._opening.start()
        self.lobby.connecting(address)

    def _poll(self) -> None:
        self.arrival.poll()
        opening = self._opening
        if opening is not None and opening.done:
            self._opening = None
            self.banners.clear("opening")
            if opening.port is None:
                self.lobby.refuse(self.tr("{0} could not be opened").format(opening.address), opening.problem)
                self.lobby.show()
            else:
                from fascview_ui.models.watch import Watch

                self.watch = Watch(opening.port, self)
                self.work.presenter.attach(self.watch)
        if self.watch is not None:
            self.watch.look()
        self._closers = [c for c in self._closers if c.alive]

    def cancel_opening(self) -> None:
        """Give up opening."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
            self.banners.clear("opening")
            self.lobby.show()

    def close_source(self) -> None:
        """Let go of the source; its threads end on their own time."""
        self.cancel_opening()
        if self.watch is not None:
            self.work.set_bedside(False)
            port = self.watch.port
            self.work.presenter.detach()
            self.watch.deleteLater()
            self.watch = None
            self.lobby.show()
            self.close_in_background(port.stop)

    def close_in_background(self, stop: Callable[[], None]) -> None:
        """Let a worker wait for what ends on its own time."""
        self._closers.append(Worker("close", lambda _stop: stop()))
        self._closers[-1].start()

    def may_leave(self) -> bool:
        """Return whether the source may be closed; asks while recording, and the safe answer is the default."""
        recording = self._work.presenter.recording if self._work is not None else None
        if recording is None or not recording.active:
            return True
        if not ask_to_stop(self):
            return False
        recording.stop_now()
        return True

    # ---- telling

    def announce(self, words: str) -> None:
        """Say something to a screen reader."""
        from PySide6.QtGui import QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def show_fault(self, details: str) -> None:
        """Tell of a fault inside the program; recording and counting run in their own threads and go on."""
        title = self.tr("Something inside fascview failed.")
        safe = self.tr("Recording and counting go on. If the window misbehaves, stop the recording and start again.")
        copy = Action(self.tr("Copy details"), lambda: self.lobby.copy(details), icon="copy")
        self.banners.post("fault", BannerText("fault", title, safe, (copy, self.ok("fault"))))

    def say_problem(self, sentence: str) -> None:
        """Show a sentence about what could not be done."""
        self.banners.post("problem", BannerText("caution", sentence, "", (self.ok("problem"),)))

    def forget(self) -> None:
        """Put all settings back to their defaults."""
        self.store.reset()
        self.recent.clear()
        self.set_theme("dark")
        if self._work is not None:
            self._work.restore()

    # ---- files dropped, and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file or folder dropped."""
        if path := dropped(event):
            event.acceptProposedAction()
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while recording; else remember everything and go."""
        if not self.may_leave():
            event.ignore()
            return
        self._remember()
        self.clock.stop()
        self.close_source()
        for page in self._work.pages_made() if self._work is not None else ():
            page.finished()
        event.accept()

    def _remember(self) -> None:
        store = self.store
        if not self.window().isFullScreen():
            store.put("window/geometry", QByteArray(self.window().saveGeometry()))
        if self._work is not None:
            self._work.remember()
        store.sync()

    def finish(self) -> None:
        """Wait for the threads; called when the event loop has ended."""
        self._ended = True
        if self._opening is not None:
            self._opening.join()
        self.surroundings.stop()
        self.arrival.join()
        for closer in self._closers:
            closer.join(6.0)
