"""The window: pages, strips and banners, and what opens and closes them."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QAccessible, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QMessageBox,
    QScrollBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fascview.engine.worker import Worker
from fascview_ui import shortcuts
from fascview_ui.clock import Clock
from fascview_ui.commands import Commands
from fascview_ui.icons import icon, pixmap
from fascview_ui.models.opening import Opener, Opening
from fascview_ui.models.recent import RecentList
from fascview_ui.models.settings_store import Store
from fascview_ui.models.streams import StreamTable
from fascview_ui.models.surroundings import Questions, Surroundings
from fascview_ui.models.traces import TraceModel
from fascview_ui.models.watch import Watch
from fascview_ui.presenter import Presenter
from fascview_ui.stylesheet import stylesheet
from fascview_ui.theme import NAMES, Theme, font, load, palette
from fascview_ui.views.banners import Action, BannerStack, BannerText
from fascview_ui.views.bedside import BedsidePage, BedsideStrip
from fascview_ui.views.controls import ControlStrip
from fascview_ui.views.focus_ring import FocusRing
from fascview_ui.views.monitor import MonitorPage
from fascview_ui.views.start import StartPage
from fascview_ui.views.strips import Footer, TopStrip
from fascview_ui.views.transport import Transport

LOOK_AFTER_MS = 200
COMPACT_WIDTH = 1400
COMPACT_HEIGHT = 820


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
    """

    def __init__(self, store: Store, opener: Opener, look_around: bool = True) -> None:
        super().__init__()
        self.store = store
        self._opener = opener
        self._look_around = look_around
        self.theme: Theme = load(store.text("window/theme", "dark", NAMES))
        self.page = "start"
        self.at_bedside = False
        self.watch: Watch | None = None
        self.address = ""
        self._was_maximized = False
        self._ended = False
        self._opening: Opening | None = None
        self._closers: list[Worker] = []
        self._dress()
        self.model = TraceModel(self)
        self.recent = RecentList(lambda: store.text("recent/list", ""), lambda t: store.put("recent/list", t))
        self.streams = StreamTable()
        self.surroundings = Surroundings(Questions(store.folder(), tuple(e.path for e in self.recent.entries)))
        self.clock = Clock(self)
        self._build()
        self.commands = Commands(self)
        self.actions_by_name = shortcuts.make_actions(self, self.commands.run)
        self.menu = QMenu(self)
        shortcuts.fill_menu(self.menu, self.actions_by_name, "start")
        self.top.menu.clicked.connect(self._open_menu)
        self.presenter = Presenter(self)
        self._restore()
        self.clock.lights.connect(self._poll)
        self.clock.start()
        self.go("start")

    # ---- building

    def _build(self) -> None:
        theme = self.theme
        self.setWindowTitle("fascview")
        self.setWindowIcon(icon("fascview", theme.text, size=48))
        self.setMinimumSize(1024, 560)
        self.setAcceptDrops(True)
        self.top = TopStrip(theme, (("monitor", self.tr("Monitor")),))
        self.banners = BannerStack(theme)
        self.start = StartPage(theme, self.streams)
        self.monitor = MonitorPage(theme, self.model)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.monitor)
        self.bedside = BedsidePage(theme, self.model)
        self.pages.addWidget(self.bedside)
        self.transport = Transport(theme)
        self.controls = ControlStrip(theme)
        self.touch = BedsideStrip(theme)
        self.footer = Footer()
        centre = QWidget()
        centre.setObjectName("page")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.banners)
        column.addWidget(self.pages, 1)
        column.addWidget(self.transport)
        column.addWidget(self.controls)
        column.addWidget(self.touch)
        column.addWidget(self.footer)
        self.setCentralWidget(centre)
        self.ring = FocusRing(self, theme)
        self.banners.announced.connect(self.announce)
        self.banners.announced.connect(lambda _: self.order_tabs())

    def _dress(self) -> None:
        """Colour everything by the theme."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            arrow = self._arrow_file()
            application.setFont(font(13))
            application.setPalette(palette(self.theme))
            application.setStyleSheet(stylesheet(self.theme, arrow))

    def _arrow_file(self) -> str:
        # A style sheet takes the drawing of a list's arrow only from a file.
        file = self.store.cache() / f"arrow-{self.theme.name}.png"
        if not file.exists():
            pixmap("down", self.theme.text, 14, 2.0).save(str(file))
        return str(file)

    def set_theme(self, name: str) -> None:
        """Change the theme; everything follows at once."""
        self.theme = load(name)
        self.store.put("window/theme", self.theme.name)
        self._dress()
        for widget in self.findChildren(QWidget):
            change = getattr(widget, "set_theme", None)
            # Sparklines take their colour too; their card tells them.
            if change is not None and widget.objectName() != "sparkline":
                change(self.theme)
        self.top.themes.set_value(self.theme.name)

    def _restore(self) -> None:
        store = self.store
        geometry = store.bytes("window/geometry")
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self._first_size()
        self.model.set_sensitivity(store.number("screen/uv_per_div", 50.0, 1.0, 10_000.0))
        self.model.set_sweep(store.number("screen/sweep_s", 10.0, 0.01, 120.0))
        mode = store.text("screen/mode", "sweep", ("sweep", "scroll"))
        self.model.set_mode("scroll" if mode == "scroll" else "sweep")
        self.top.themes.set_value(self.theme.name)
        self.controls.volume.setValue(round(store.number("sound/volume", 0.5, 0.0, 1.0) * 100))
        self.controls.mute.setChecked(store.flag("sound/muted", False))

    def _first_size(self) -> None:
        screen = self.screen().availableGeometry()
        self.resize(min(1920, screen.width()), min(1080, screen.height()))

    def _open_menu(self) -> None:
        button = self.top.menu
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # ---- pages

    def begin(self, address: str | None, path: str | None) -> None:
        """Do what the command line asked for."""
        if path is not None:
            self.open_path(path)
        elif address is not None:
            self.open_address(address)
        if self.store.broken:
            text = self.tr("Some settings made no sense and are back at their defaults. Recordings are not touched.")
            self.banners.post("settings", BannerText("notice", text, "", (self.ok("settings"),)))

    def ok(self, banner: str) -> Action:
        """Return the button that takes a banner away."""
        return Action(self.tr("OK"), lambda: self.banners.clear(banner))

    def go(self, page: str) -> None:
        """Show a page."""
        self.page = page
        monitor = page == "monitor"
        bedside = monitor and self.at_bedside
        self.pages.setCurrentWidget(self.bedside if bedside else self.monitor if monitor else self.start)
        self.controls.setVisible(monitor and not bedside)
        self.touch.setVisible(bedside)
        self.top.set_bedside(bedside)
        self.top.set_page(page)
        shortcuts.enable(self.actions_by_name, page)
        self.clock.run_frames(monitor)
        self.surroundings.questions = Questions(self.store.folder(), tuple(e.path for e in self.recent.entries))
        if monitor:
            self.surroundings.stop_soon()
        elif self._look_around:
            QTimer.singleShot(LOOK_AFTER_MS, self._look)
        self.presenter.page_changed()
        self._fit()

    def _look(self) -> None:
        # Not before the window is painted: what looks around imports much.
        if self.page == "start" and self.watch is None and self._opening is None and not self._ended:
            self.surroundings.start()

    def set_bedside(self, bedside: bool) -> None:
        """Fill the screen with figures and one trace per muscle, or go back to the monitor."""
        if bedside == self.at_bedside or self.watch is None or self.watch.feed is None:
            self.actions_by_name["bedside"].setChecked(self.at_bedside)
            return
        self.at_bedside = bedside
        self.actions_by_name["bedside"].setChecked(bedside)
        if bedside:
            self._was_maximized = self.isMaximized()
            self.model.set_primary_only(self.watch.feed.primary_channels())
            self.showFullScreen()
        else:
            self.model.set_primary_only(None)
            self.model.set_hidden(())
            if self._was_maximized:
                self.showMaximized()
            else:
                self.showNormal()
        self.go("monitor")
        if bedside:
            self.bedside.hide_others()
            self.watch.tell()

    @property
    def compact(self) -> bool:
        """True where the window is too small for everything at once."""
        return self.width() < COMPACT_WIDTH or self.height() < COMPACT_HEIGHT

    def _fit(self) -> None:
        compact = self.compact
        for widget in (self.top, self.start, self.monitor, self.controls, self.transport, self.touch):
            widget.set_compact(compact)
        self.banners.set_margins(8 if compact else 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the layout that fits."""
        super().resizeEvent(event)
        self._fit()

    def order_tabs(self) -> None:
        """Let Tab walk as people read: strip, banners, traces, cards from top to bottom, what is below, strip."""
        parts: list[QWidget] = [self.top, self.banners, self.start, self.monitor.traces]
        parts += self.monitor.cards.cards
        parts += [*self.monitor.lower_views(), self.bedside, self.transport, self.controls, self.touch]
        chain: list[QWidget] = []
        for part in parts:
            inside = [part, *part.findChildren(QWidget)]
            # Qt keeps children in the order they were made, which is the order they are laid out in.
            chain += [w for w in inside if self._in_chain(w)]
        for before, after in itertools.pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _in_chain(self, widget: QWidget) -> bool:
        reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return reachable and widget.window() is self and not isinstance(widget, QScrollBar)

    # ---- sources

    def open_path(self, path: str) -> None:
        """Play a recording."""
        if self._opening is None and Path(path).exists():
            self.open_address(f"file:{Path(path).absolute()}")
        else:
            text = self.tr("{0} is not there.").format(path)
            self.banners.post("open", BannerText("fault", text, self.tr("Choose another."), (self.ok("open"),)))

    def open_address(self, address: str) -> None:
        """Watch a source; what was watched before is closed."""
        if not self.may_leave():
            return
        self.close_source()
        self.banners.clear("open")
        self.address = address
        self._opening = Opening(address, self._opener)
        self._opening.start()
        self.presenter.connecting(address)

    def _poll(self) -> None:
        opening = self._opening
        if opening is not None and opening.done:
            self._opening = None
            self.banners.clear("opening")
            if opening.port is None:
                title = self.tr("{0} could not be opened").format(opening.address)
                self.banners.post("open", BannerText("fault", title, opening.problem, (self.ok("open"),)))
                self.presenter.page_changed()
            else:
                self.watch = Watch(opening.port, self)
                self.presenter.attach(self.watch)
        if self.watch is not None:
            self.watch.look()
        self._closers = [c for c in self._closers if c.alive]

    def cancel_opening(self) -> None:
        """Give up an attempt to open."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
            self.banners.clear("opening")
            self.presenter.page_changed()

    def close_source(self) -> None:
        """Let go of the source; its threads end on their own time."""
        self.cancel_opening()
        if self.watch is not None:
            self.set_bedside(False)
            port = self.watch.port
            self.presenter.detach()
            self.watch.deleteLater()
            self.watch = None
            closer = Worker("close", lambda _stop: port.stop())
            closer.start()
            self._closers.append(closer)

    def may_leave(self) -> bool:
        """Return whether the source may be closed; asks while recording, and the safe answer is the default."""
        recording = self.presenter.recording
        if recording is None or not recording.active:
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Recording"))
        box.setText(self.tr("A recording is running."))
        box.setInformativeText(self.tr("Everything up to now is on disk. Closing stops and saves the recording."))
        keep = box.addButton(self.tr("Keep recording"), QMessageBox.ButtonRole.RejectRole)
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        if box.clickedButton() is not stop:
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
        copy = Action(self.tr("Copy details"), lambda: QApplication.clipboard().setText(details), icon="copy")
        self.banners.post("fault", BannerText("fault", title, safe, (copy, self.ok("fault"))))

    def say_problem(self, sentence: str) -> None:
        """Show a sentence about what could not be done."""
        self.banners.post("problem", BannerText("caution", sentence, "", (self.ok("problem"),)))

    def forget(self) -> None:
        """Put all settings back to their defaults."""
        self.store.reset()
        self.recent.clear()
        self.set_theme("dark")
        self._restore()

    # ---- files dropped, and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls() and any(u.isLocalFile() for u in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file or folder dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.acceptProposedAction()
                self.open_path(url.toLocalFile())
                return

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while recording; else remember everything and go."""
        if not self.may_leave():
            event.ignore()
            return
        self._remember()
        self.clock.stop()
        self.close_source()
        event.accept()

    def _remember(self) -> None:
        store, model = self.store, self.model
        if not self.isFullScreen():
            store.put("window/geometry", QByteArray(self.saveGeometry()))
        store.put("screen/uv_per_div", model.sensitivity_uv)
        store.put("screen/sweep_s", model.sweep_s)
        store.put("screen/mode", model.mode)
        store.put("sound/volume", self.controls.volume.value() / 100.0)
        store.put("sound/muted", self.controls.mute.isChecked())
        store.sync()

    def finish(self) -> None:
        """Wait for the threads; called when the event loop has ended."""
        self._ended = True
        if self._opening is not None:
            self._opening.join()
        self.surroundings.stop()
        for closer in self._closers:
            closer.join(6.0)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
