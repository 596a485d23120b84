"""Other settings beside the events: what both find, and what only one of them."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fascview.settings import DetectorSettings
from fascview_ui.models.review import ReviewState
from fascview_ui.models.review_events import reason_word
from fascview_ui.models.words import DASH, number
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button, Stepper
from fascview_ui.views.strips import ElidedLabel

#: False events per minute and muscle on noise alone.
RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
ROW_PX = 520
RULES = ("ecg", "artefact", "stimulus", "crosstalk")


class RedetectPanel(QFrame):
    """Nothing changes until it is kept."""

    wanted = Signal(object)  #: DetectorSettings
    stopped = Signal()
    discarded = Signal()
    kept = Signal()

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._state = state
        self._at = RATES.index(DetectorSettings().false_per_min)
        self._rules = dict.fromkeys(RULES, True)
        self._title = QLabel(self.tr("Re-detect beside the events"))
        self._title.setProperty("kind", "strong")
        self.discard = Button(theme, self.tr("Discard"))
        self.keep = Button(theme, self.tr("Keep as new labels"), role="primary")
        self.rate = Stepper(
            theme, self.tr("False events per minute"), self.tr("Fewer false events"), self.tr("More sensitive"), 52
        )
        self.rate.set_steps([(i, self._rate_word(r)) for i, r in enumerate(RATES)])
        self._caption = QLabel(self.tr("False/min"))
        self._caption.setToolTip(self.tr("False events per minute and muscle accepted on noise alone"))
        self._caption.setProperty("kind", "second")
        self.voluntary = QComboBox()
        self.voluntary.setAccessibleName(self.tr("Voluntary activity"))
        self.voluntary.addItem(self.tr("Voluntary left out"), True)
        self.voluntary.addItem(self.tr("Voluntary counted"), False)
        self.voluntary.setMinimumWidth(172)
        self.rules = Button(theme, icon="list", name=self.tr("More rules"))
        self.rules.setToolTip(self.tr("More rules"))
        self.go = Button(theme, self.tr("Re-detect"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the re-detection"))
        self.stop = Button(theme, self.tr("Stop"), icon="stop")
        self._said = QLabel()
        self._said.setProperty("kind", "caption")
        self._against = ElidedLabel("caption")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.discard)
        head.addWidget(self.keep)
        row, self._second = QHBoxLayout(), QHBoxLayout()
        for line in (row, self._second):
            line.setSpacing(8)
        for widget in (self._caption, self.rate, self.voluntary, self.rules):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.go)
        self._row = row
        self._running = QWidget()
        running = QHBoxLayout(self._running)
        running.setContentsMargins(0, 0, 0, 0)
        running.addWidget(self._said)
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop)
        self._figures = QWidget()
        grid = QGridLayout(self._figures)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        self.values: dict[str, QLabel] = {}
        names = {
            "both": self.tr("in both"),
            "stored": self.tr("▼ only stored"),
            "new": self.tr("△ only new"),
            "share": self.tr("agreement"),
        }
        for at, (key, words) in enumerate(names.items()):
            name, value = QLabel(words), QLabel(DASH)
            name.setProperty("kind", "caption")
            value.setFont(font(20, 600))
            value.setProperty("kind", "clock")
            value.setAccessibleName(words)
            grid.addWidget(name, 0, at)
            grid.addWidget(value, 1, at)
            self.values[key] = value
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(row)
        column.addLayout(self._second)
        column.addWidget(self._against)
        self._either = QStackedWidget()  # of one size: nothing moves while it works
        self._either.addWidget(self._figures)
        self._either.addWidget(self._running)
        column.addWidget(self._either)
        column.addStretch(1)
        self.rate.stepped.connect(lambda by: self._step(self._at + by))
        self.rate.picked.connect(self._step)
        self.rules.clicked.connect(self._open_rules)
        self.go.clicked.connect(lambda: self.wanted.emit(self.settings()))
        self.stop.clicked.connect(self.stopped)
        self.discard.clicked.connect(self.discarded)
        self.keep.clicked.connect(self.kept)
        state.changed.connect(self.refresh)
        self._step(self._at)
        self.refresh()

    def set_compact(self, compact: bool) -> None:
        """Take two rows in a small window."""
        self._title.setVisible(not compact)  # its tab says it, and long words need the room
        # With longer words than the English ones a row is too narrow for all of this.
        wide = sum(w.sizeHint().width() + 8 for w in (self._caption, self.rate, self.voluntary, self.rules, self.go))
        if compact or wide > ROW_PX:
            self._second.addWidget(self.voluntary, 1)
            self._second.addWidget(self.rules)
        else:
            self._row.insertWidget(2, self.voluntary)
            self._row.insertWidget(3, self.rules)

    def _rate_word(self, rate: float) -> str:
        return number(rate, 2 if rate < 0.1 else 1)

    def _step(self, at: int) -> None:
        self._at = min(max(at, 0), len(RATES) - 1)
        self.rate.set_value(self._at, self._rate_word(RATES[self._at]))

    def settings(self) -> DetectorSettings:
        """Return what is asked for."""
        rules = {f"reject_{name}": on for name, on in self._rules.items()}
        return DetectorSettings(
            false_per_min=RATES[self._at], reject_voluntary=bool(self.voluntary.currentData()), **rules
        )

    def _open_rules(self) -> None:
        words = {
            "ecg": self.tr("Leave out heart beats"),
            "artefact": self.tr("Leave out artefacts"),
            "stimulus": self.tr("Leave out stimuli"),
            "crosstalk": self.tr("Count an event in one muscle only"),
        }
        menu = QMenu(self)
        for name, on in self._rules.items():
            action = QAction(words[name], menu, checkable=True, checked=on)
            action.toggled.connect(lambda value, n=name: self._rules.__setitem__(n, value))
            menu.addAction(action)
        menu.popup(self.rules.mapToGlobal(self.rules.rect().bottomLeft()))

    def refresh(self) -> None:
        """Show what was found."""
        review = self._state.review
        running = review is not None and review.redetecting
        other = None if review is None else review.redetected
        ready = review is not None and review.labels is not None and not review.counting
        self._either.setCurrentWidget(self._running if running else self._figures)
        self._said.setText(self.tr("Going over the recording"))
        self.go.setEnabled(ready and not running)
        for button in (self.discard, self.keep):
            button.setEnabled(other is not None and not running)
        live = review is not None and not review.found_now
        self._against.set_words(
            self.tr("A new pass over the file, against the counted events of the stored list")
            if live
            else self.tr("A new pass over the file, against the counted events of the pass shown")
        )
        self._against.setToolTip(
            self.tr(
                "A stored list can differ from a pass with the same settings: live, the detector had begun before the "
                "recording, could have other settings, and labels by hand stay."
            )
        )
        if other is None:
            told = dict.fromkeys(self.values, DASH)
        else:
            found = other.agreement
            share = found.share
            told = {
                "both": number(len(found.both)),
                "stored": number(len(found.only_first)),
                "new": number(len(found.only_second)),
                "share": self.tr("{0} %").format(number(100 * share, 1)) if math.isfinite(share) else DASH,
            }
            if other.why:
                self._against.set_words(self._lost(other.why))
        for key, text in told.items():
            self.values[key].setText(text)

    def _lost(self, why: dict[str, int]) -> str:
        """Say what became of the events that only the list has: finding more, a pass also finds more that it leaves."""
        parts = [
            self.tr("{0} {1}").format(number(n), reason_word(word) if word else self.tr("not found"))
            for word, n in why.items()
        ]
        return self.tr("Only stored, in the new pass: {0}").format(", ".join(parts))

    def tell(self) -> None:
        """Show how far it is."""
        if self._state.review is not None and self._running.isVisible():
            self.bar.setValue(round(100 * self._state.review.progress))
