"""Playing a recording: play and pause, where it stands, how fast, from event to event."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from fascview_ui.models.words import long_clock, number
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button, Segments
from fascview_ui.views.strips import Strip, rule

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
STEPS = 10_000


class Transport(Strip):
    """The strip of playback."""

    play_clicked = Signal()
    sought = Signal(float)  #: share of the recording
    speed_chosen = Signal(float)
    previous_event = Signal()
    next_event = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self.setFixedHeight(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self._row = row
        self.previous = Button(theme, icon="previous", name=self.tr("Previous event"))
        self.play = Button(theme, self.tr("Pause"), icon="pause", key=self.tr("Space"), role="primary")
        self.following = Button(theme, icon="next", name=self.tr("Next event"))
        self.previous.setToolTip(self.tr("Previous event (Shift+E)"))
        self.following.setToolTip(self.tr("Next event (E)"))
        self._clock = QLabel("00:00:00")
        self._clock.setFont(font(20, 600))
        self._clock.setProperty("kind", "clock")
        self._length = QLabel()
        self._length.setProperty("kind", "caption")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._clock)
        words.addWidget(self._length)
        words.addStretch()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setProperty("kind", "seek")
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(self.tr("Place in the recording"))
        self.speed = Segments(
            theme, [(str(s), f"{number(s, 0 if s >= 1 else 2 if s == 0.25 else 1)}×") for s in SPEEDS], self.tr("Speed")
        )
        self.speed.set_value("1.0")
        for widget in (self.previous, self.play, self.following):
            row.addWidget(widget)
        row.addLayout(words)
        row.addWidget(self.slider, 1)
        row.addWidget(rule())
        self._caption = QLabel(self.tr("Speed"))
        self._caption.setProperty("kind", "second")
        row.addWidget(self._caption)
        row.addWidget(self.speed)
        self.play.clicked.connect(self.play_clicked)
        self.previous.clicked.connect(self.previous_event)
        self.following.clicked.connect(self.next_event)
        self.slider.sliderMoved.connect(lambda v: self.sought.emit(v / STEPS))
        self.slider.actionTriggered.connect(self._stepped)
        self.speed.chosen.connect(lambda s: self.speed_chosen.emit(float(s)))

    def _stepped(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:
            self.sought.emit(self.slider.sliderPosition() / STEPS)

    def set_place(self, seconds: float, length_s: float, paused: bool) -> None:
        """Show where playback stands."""
        self._clock.setText(long_clock(seconds))
        self._length.setText(self.tr("of {0}").format(long_clock(length_s)))
        if not self.slider.isSliderDown() and length_s > 0:
            self.slider.blockSignals(True)
            self.slider.setValue(round(seconds / length_s * STEPS))
            self.slider.blockSignals(False)
        self.play.set_words(self.tr("Play") if paused else self.tr("Pause"))
        self.play.set_icon_name("play" if paused else "pause")

    def set_compact(self, compact: bool) -> None:
        """Keep to what fits the small window."""
        self._caption.setVisible(not compact)
        for value in ("0.1", "0.25", "16.0"):
            self.speed.button(value).setVisible(not compact)
