"""How far the Lab Streaming Layer looks, and whether detections go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from fascview.errors import UsageError
from fascview_drivers.lsl.reach import SCOPES, Reach, follows_own_config
from fascview_ui.dialogs.frame import Frame
from fascview_ui.views.buttons import Button

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.outside import Outside


class LslDialog(Frame):
    """Changes are kept at once; what holds only after a restart says so."""

    def __init__(self, window: MainWindow, outside: Outside) -> None:
        super().__init__(window, window.tr("Lab Streaming Layer"), 660, 420)
        self._window, self._outside = window, outside
        reach = outside.reach
        self.scope = QComboBox()
        words = (self.tr("This computer only"), self.tr("The local network"), self.tr("The whole site"))
        for scope, text in zip(SCOPES, words, strict=True):
            self.scope.addItem(text, scope)
        self.scope.setCurrentIndex(SCOPES.index(reach.scope))
        self.scope.setAccessibleName(self.tr("Where streams are looked for"))
        self.peers = QLineEdit(", ".join(reach.peers))
        self.peers.setPlaceholderText(self.tr("names or addresses, separated by commas"))
        self.peers.setAccessibleName(self.tr("Computers asked by name"))
        self.session = QLineEdit(reach.session)
        self.session.setAccessibleName(self.tr("LSL session"))
        self.said = QLabel()
        self.detections = QCheckBox(self.tr("Send accepted events as LSL markers"))
        self.detections.setChecked(outside.detections)
        about = QLabel(
            self.tr(
                "One stream of markers for the source: what it is, its muscle, Vpp and time, as soon as it is decided. "
                "An event taken back follows as “retracted”. Off in playback."
            )
        )
        for caption in (self.said, about):
            caption.setProperty("kind", "caption")
            caption.setWordWrap(True)
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addRow(self.tr("Look in"), self.scope)
        rows.addRow(self.tr("Computers by name"), self.peers)
        rows.addRow(self.tr("LSL session"), self.session)
        rows.addRow("", self.said)
        rows.addRow(self.tr("Detections"), self.detections)
        rows.addRow("", about)
        self.add(form)
        self.restart = Button(self.theme, self.tr("Start fascview again"), icon="refresh")
        self.restart.clicked.connect(outside.restart)
        self.add_button(self.restart)
        self.scope.currentIndexChanged.connect(lambda _: self._take())
        self.peers.editingFinished.connect(self._take)
        self.session.editingFinished.connect(self._take)
        self.detections.toggled.connect(outside.set_detections)
        self._show()
        self.scope.setFocus()

    def _take(self) -> None:
        peers = tuple(word for word in self.peers.text().replace(",", " ").split() if word)
        try:
            reach = Reach(SCOPES[self.scope.currentIndex()], peers, self.session.text().strip() or "default")
        except UsageError as error:
            self.said.setText(str(error))
            return
        if reach != self._outside.reach:
            self._outside.set_reach(reach)
        self._show()

    def _show(self) -> None:
        again = self._outside.restart_needed
        self.restart.setVisible(again)
        if again:
            self.said.setText(
                self.tr("LSL takes this once: it holds when fascview is started again. Until then it looks as before.")
            )
        else:
            own = self.tr("as the LSL configuration of this computer says, until something is chosen here")
            self.said.setText(
                self.tr("Now: {0}.").format(own if follows_own_config() else self._outside.reach.sentence)
            )
