"""Below the page: play, where it stands, how fast, and where to jump."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fascview_ui.models.review import SPEEDS, ReviewState
from fascview_ui.models.words import moment, number
from fascview_ui.theme import Theme, font
from fascview_ui.views.buttons import Button, Segments
from fascview_ui.views.place_slider import PlaceSlider
from fascview_ui.views.strips import Strip, rule
from fascview_ui.views.traces.time_axis import nice_step

STEPS = 100_000


class ReviewTransport(Strip):
    """Buttons name the command they run."""

    run = Signal(str)
    speed_chosen = Signal(float)
    volume_changed = Signal(float)

    def __init__(self, theme: Theme, state: ReviewState, parent: QWidget | None = None) -> None:
        super().__init__("top", parent)
        self._theme = theme
        self._state = state
        self._shown_samples = 0
        row = QHBoxLayout(self)
        row.setSpacing(8)
        self._row = row
        self.previous = self._button("", "previous", "", "previous_event", self.tr("Previous event (Shift+E)"))
        self.play = self._button(self.tr("Play"), "play", self.tr("Space"), "pause", self.tr("Play or pause (Space)"))
        self.play.setProperty("role", "primary")
        self.following = self._button("", "next", "", "next_event", self.tr("Next event (E)"))
        self._clock = QLabel(moment(0))
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
        self.slider = PlaceSlider()
        self.slider.setProperty("kind", "seek")
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(self.tr("Place in the recording"))
        self.speed = Segments(theme, [(str(s), speed_word(s)) for s in SPEEDS], self.tr("Speed"))
        self.speed.set_value("1.0")
        self._captions = [QLabel(self.tr("Speed")), QLabel(self.tr("Jump to"))]
        for caption in self._captions:
            caption.setProperty("kind", "second")
        self.to_event = self._button(self.tr("Event"), "", "E", "next_event", self.tr("Next event (E)"))
        self.to_difference = self._button(
            self.tr("Difference"), "", "Y", "next_difference", self.tr("Next event that is in one list only (Y)")
        )
        self.to_gap = self._button(self.tr("Gap"), "", "G", "next_gap", self.tr("Next lost stretch (G)"))
        self.to_note = self._button(self.tr("Note"), "", "T", "next_note", self.tr("Next note (T)"))
        self.mute = Button(theme, icon="volume", name=self.tr("Mute all sound"))
        self.mute.setCheckable(True)
        self.mute.setToolTip(self.tr("Mute all sound (Ctrl+M)"))
        self.mute.toggled.connect(lambda on: self.mute.set_icon_name("mute" if on else "volume"))
        self.heard = Button(theme, icon="headphones", name=self.tr("Muscles heard"))
        self.heard.setToolTip(self.tr("Muscles heard (Alt+M mutes the selected one, Alt+S plays it alone)"))
        self.volume = PlaceSlider()
        self.volume.setRange(0, 100)
        self.volume.setFixedWidth(96)
        self.volume.setAccessibleName(self.tr("Volume"))
        parts: list[QWidget] = [self.previous, self.play, self.following]
        for part in parts:
            row.addWidget(part)
        row.addSpacing(6)
        row.addLayout(words)
        row.addSpacing(6)
        row.addWidget(self.slider, 1)
        self._rules = [rule(), rule()]
        parts = [self._rules[0], self._captions[0], self.speed, self._rules[1], self._captions[1]]
        parts += [self.to_event, self.to_difference, self.to_gap, self.to_note, self.heard, self.mute, self.volume]
        for part in parts:
            row.addWidget(part)
        self.slider.valueChanged.connect(self._moved)
        self.speed.chosen.connect(lambda s: self.speed_chosen.emit(float(s)))
        self.volume.valueChanged.connect(lambda v: self.volume_changed.emit(v / 100.0))
        state.cursor_moved.connect(lambda _: self._place())
        state.playing_changed.connect(self._playing)
        state.opened.connect(self._opened)
        state.changed.connect(self._changed)
        self.set_compact(False)

    def _button(self, text: str, icon: str, key: str, command: str, tip: str) -> Button:
        button = Button(self._theme, text, icon=icon, key=key, name=tip.rsplit(" (", 1)[0] if not text else "")
        button.setToolTip(tip)
        button.clicked.connect(lambda: self.run.emit(command))
        return button

    def _opened(self) -> None:
        self._long()
        self._place()

    def _long(self) -> None:
        """Show how long it is."""
        state = self._state
        length_s = state.n_samples / state.fs_hz
        self._length.setText(self.tr("of {0}").format(moment(length_s)))
        step = nice_step(length_s, 10)
        marks = [k * step / length_s for k in range(int(length_s / step) + 1)] if length_s > 0 else []
        self.slider.set_marks(marks, self._theme.text3)

    def set_theme(self, theme: Theme) -> None:
        """Paint with other colours."""
        self._theme = theme

    def _changed(self) -> None:
        review = self._state.review
        recording = self._state.recording
        self.to_difference.setEnabled(review is not None and review.redetected is not None)
        self.to_gap.setEnabled(recording is not None and bool(recording.gaps))
        self.to_note.setEnabled(bool(self._state.notes()))
        if review is not None and recording is not None and self._shown_samples != recording.n_samples:
            self._shown_samples = recording.n_samples
            self._long()

    def _moved(self, value: int) -> None:
        self._state.go(round(value / STEPS * max(0, self._state.n_samples - 1)), centre=True)

    def _place(self) -> None:
        state = self._state
        self._clock.setText(moment(state.cursor / state.fs_hz))
        if not self.slider.isSliderDown() and state.n_samples > 1:
            self.slider.blockSignals(True)
            self.slider.setValue(round(state.cursor / (state.n_samples - 1) * STEPS))
            self.slider.blockSignals(False)

    def tell_sound(self, silent: str) -> None:
        """Show that there is nothing to hear with, and why; all else goes on."""
        self.mute.set_icon_name("mute" if silent or self.mute.isChecked() else "volume")
        self.mute.setToolTip(silent or self.tr("Mute all sound (Ctrl+M)"))

    def tell_heard(self, muted: bool, solo: bool) -> None:
        """Show and say that not all muscles are heard."""
        some = self.tr("Only the selected muscle is heard") if solo else self.tr("Some muscles are muted")
        every = self.tr("Muscles heard (Alt+M mutes the selected one, Alt+S plays it alone)")
        self.heard.setToolTip(some if muted or solo else every)
        self.heard.setAccessibleName(some if muted or solo else self.tr("Muscles heard"))
        self.heard.set_icon_name("mute" if muted and not solo else "headphones")

    def _playing(self) -> None:
        playing = self._state.playing
        self.play.set_words(self.tr("Pause") if playing else self.tr("Play"))
        self.play.set_icon_name("pause" if playing else "play")

    def set_compact(self, compact: bool) -> None:
        """Keep to what fits the small window."""
        self.setFixedHeight(52 if compact else 72)
        self._row.setContentsMargins(*((8, 0, 8, 0) if compact else (16, 0, 16, 0)))
        for widget in (*self._captions, *self._rules, self.volume, self.heard, self.to_difference):
            widget.setVisible(not compact)
        for value in ("0.1", "0.25", "2.0", "16.0"):
            self.speed.button(value).setVisible(not compact)


def speed_word(speed: float) -> str:
    """Return a pace, such as ``0.25×``."""
    return f"{number(speed, 0 if speed >= 1 else 2 if speed == 0.25 else 1)}×"
