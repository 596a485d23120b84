"""What is heard while a recording is played: how loud, and which muscles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from fascview_ui.review.jumps import Jumps

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.review.page import ReviewPage


class Sounds(Jumps):
    """The commands of the sound; muted muscles are those of the recording that is open."""

    def __init__(self, window: MainWindow, page: ReviewPage) -> None:
        super().__init__(window, page)
        self._muted: set[int] = set()
        self._solo = False  # hear the selected muscle only, whichever that is

    def hear_all(self) -> None:
        """Mute no muscle any more, as for another recording."""
        self._muted.clear()
        self._solo = False
        self.sound_changed()

    def sound_changed(self) -> None:
        """Let loudness and muscles follow the controls."""
        transport, review, selected = self._page.views.transport, self._state.review, self._state.traces.selected
        volume = 0.0 if transport.mute.isChecked() else transport.volume.value() / 100.0
        solo = frozenset({selected}) if self._solo and selected >= 0 else frozenset[int]()
        if review is not None and review.player is not None:
            review.player.set_sound(volume, frozenset(self._muted), solo)
        transport.tell_heard(bool(self._muted), self._solo)
        if self._window.page == "review" and self._window.watch is not None:
            self._window.watch.port.set_volume(0.0)  # one sound at a time

    def mute(self) -> None:
        """Silence, or let it be heard again."""
        self._page.views.transport.mute.toggle()

    def louder(self) -> None:
        """Raise the volume by a tenth."""
        self._page.views.transport.volume.setValue(self._page.views.transport.volume.value() + 10)

    def softer(self) -> None:
        """Lower the volume by a tenth."""
        self._page.views.transport.volume.setValue(self._page.views.transport.volume.value() - 10)

    # ---- muscles

    def _name(self, muscle: int) -> str:
        data = self._state.data
        label = "" if data is None else data.info.muscles[muscle].label
        return label or self._window.tr("Channels")

    def mute_muscle(self) -> None:
        """Mute the selected muscle, or hear it again."""
        muscle = self._state.traces.selected
        if self._open and muscle >= 0:
            self._set_muted(muscle, muscle not in self._muted)

    def _set_muted(self, muscle: int, muted: bool) -> None:
        (self._muted.add if muted else self._muted.discard)(muscle)
        self.sound_changed()
        tr = self._window.tr
        self._say((tr("{0} is muted") if muted else tr("{0} is heard")).format(self._name(muscle)))

    def solo_muscle(self) -> None:
        """Hear the selected muscle only, or all again."""
        if self._open:
            self._solo = not self._solo
            self.sound_changed()
            tr = self._window.tr
            self._say(tr("Only the selected muscle is heard") if self._solo else tr("All muscles are heard"))

    def _say(self, words: str) -> None:
        self._window.announce(words)
        self._window.footer.say(words)

    def choose_heard(self) -> None:
        """Offer the muscles that can be heard."""
        button = self._page.views.transport.heard
        if not self._open:
            return
        menu = QMenu(button)
        only = QAction(self._window.tr("Only the selected muscle (Alt+S)"), menu, checkable=True, checked=self._solo)
        only.triggered.connect(lambda _=False: self.solo_muscle())
        menu.addAction(only)
        menu.addSeparator()
        for muscle in self._state.traces.order:
            action = QAction(self._name(muscle), menu, checkable=True, checked=muscle not in self._muted)
            action.toggled.connect(lambda on, m=muscle: self._set_muted(m, not on))
            menu.addAction(action)
        menu.popup(button.mapToGlobal(button.rect().topLeft()))
