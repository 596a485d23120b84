"""Keeps the start page in step with what is around, and says what is being opened."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from fascview_ui.models import words
from fascview_ui.models.details import command_in, scrubbed
from fascview_ui.views.banners import Action, BannerText

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class Lobby:
    """What the window says while nothing is watched."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.clock.text.connect(self._text)
        window.clock.lights.connect(self._listen)

    def connecting(self, address: str) -> None:
        """Say that a source is being opened."""
        window = self._window
        window.top.set_state(words.state_words("CONNECTING"), words.address_name(address), "")
        cancel = Action(window.tr("Cancel"), window.cancel_opening)
        title = window.tr("Opening {0}").format(words.address_name(address))
        window.banners.post("opening", BannerText("notice", title, "", (cancel,)))

    def _listen(self) -> None:
        """Say what a device makes known while its dialogue goes on: slow boards are asked for seconds."""
        window = self._window
        watch = window.watch
        asking = watch is not None and watch.state.name == "CONNECTING"
        told = [i.text for i in watch.port.incidents() if i.kind == "state"] if watch and asking else []
        if not told or "no data" not in told[-1]:
            window.banners.clear("waiting")
            return
        cancel = Action(window.tr("Cancel"), window.close_source)
        title = window.tr("Opening {0}").format(words.address_name(window.address))
        why = told[-1].partition(": ")[2]
        window.banners.post("waiting", BannerText("notice", title, f"{why[:1].upper()}{why[1:]}.", (cancel,)))

    def settings_broken(self) -> None:
        """Say that some settings could not be used."""
        window = self._window
        text = window.tr("Some settings made no sense and are back at their defaults. Recordings are not touched.")
        window.banners.post("settings", BannerText("notice", text, "", (window.ok("settings"),)))

    def refuse(self, title: str, why: str) -> None:
        """Say that something could not be opened, and why."""
        window = self._window
        command = command_in(why)
        actions = [Action(window.tr("Copy command"), lambda: self.copy(command), icon="copy")] if command else []
        window.banners.post("open", BannerText("fault", title, why, (*actions, window.ok("open"))))
        self.show()

    def copy(self, text: str) -> None:
        """Put a text onto the clipboard, without what tells of a person."""
        store = self._window.store
        secrets = (store.text("recording/pseudonym", ""), str(store.folder()))
        QApplication.clipboard().setText(scrubbed(text, secrets))

    def show(self) -> None:
        """Say what the start page says, where that is open."""
        window = self._window
        if window.watch is None and window.page == "start":
            window.top.set_stored(False)
            window.top.set_state(words.state_words("NO_SOURCE"), "", "")
            window.footer.set_words("", words.version())
            self._around()

    def _text(self) -> None:
        if self._window.watch is None:
            self._around()

    def _around(self) -> None:
        window = self._window
        view = window.surroundings.view
        window.streams.set_found(view.found, window.store.text("source/last", ""))
        window.start.set_streams(len(view.found), time.monotonic() - view.looked_s, view.problem)
        window.start.set_facts(*words.facts(view))
        window.start.recent.set_entries(window.recent.entries, view.missing)
