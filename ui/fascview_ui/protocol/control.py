"""Joins a protocol to the window: keys, bar, selection, announcements, notes; and remembers the one that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from fascview.errors import FormatError
from fascview_ui.models import words
from fascview_ui.models.protocol import Protocol, as_toml, parse, template
from fascview_ui.models.protocol_run import ProtocolRun, Standing
from fascview_ui.shortcuts import key_text
from fascview_ui.views.protocol_bar import BarText, ProtocolBar

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace

FOOTSWITCH_KEY = "F8"
FOOTSWITCH_DOES = ("protocol_step", "mark", "pause", "accept")
BAR_PAGES = ("monitor",)


class ProtocolControl:
    """The run of the window and what it does to everything else."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        self._window, self._work = window, work
        self.run = ProtocolRun(self._note, work)
        self.bar = ProtocolBar(window.theme)
        self.bar.next.clicked.connect(lambda: window.commands.run("protocol_step"))
        self.bar.back.clicked.connect(self.run.back)
        self.bar.finish.clicked.connect(self.run.end)
        self.run.changed.connect(self._show)
        self.run.stepped.connect(self._stepped)
        self.run.reached.connect(self._reached)
        window.clock.text.connect(self.run.tick)
        work.model.data_changed.connect(lambda: self.run.attach(work.model.data))
        self.run.choose(self._remembered())
        self.set_footswitch(window.store.text("footswitch/key", FOOTSWITCH_KEY))

    @property
    def language(self) -> str:
        """The language of the window, as templates know it."""
        return self._window.language

    def _remembered(self) -> Protocol:
        kept = self._window.store.text("protocol/text", "")
        try:
            return parse(kept, "settings", self.language) if kept else template("als-survey", self.language)
        except FormatError:
            return template("als-survey", self.language)

    def choose(self, protocol: Protocol) -> None:
        """Take a protocol and remember it."""
        self.run.choose(protocol)
        self._window.store.put("protocol/text", as_toml(protocol) if protocol.steps else "")

    # ---- keys

    def step(self) -> None:
        """Begin, or go on to the next muscle."""
        running = self.run.running
        self.run.forward()
        if not running and not self.run.running and self._window.watch is not None:
            window = self._window
            window.say_problem(
                window.tr("No muscle of this protocol is in the montage; name the muscles, or choose one to record on.")
            )

    def footswitch(self) -> None:
        """Do what the footswitch is set to."""
        does = self._window.store.text("footswitch/does", FOOTSWITCH_DOES[0], FOOTSWITCH_DOES)
        self._window.commands.run(does)

    def set_footswitch(self, key: str) -> bool:
        """Give the footswitch a key; return False where another command has it or it is none."""
        window = self._window
        wanted = QKeySequence(key)
        action = window.actions_by_name["footswitch"]
        taken = [a for a in window.actions_by_name.values() if a is not action and wanted in a.shortcuts()]
        if wanted.isEmpty() or taken:
            return False
        action.setShortcuts([wanted])
        action.setToolTip(f"{action.text()} ({key_text(key)})")
        window.store.put("footswitch/key", wanted.toString())
        return True

    @property
    def footswitch_key(self) -> str:
        """The key of the footswitch."""
        found = self._window.actions_by_name["footswitch"].shortcut()
        return found.toString()

    # ---- what follows from it

    def _note(self, sample: int, text: str) -> None:
        watch = self._window.watch
        if watch is not None:
            watch.port.mark(sample, text)

    def _stepped(self, muscle: int) -> None:
        window, now = self._window, self.run.current
        if muscle >= 0:
            self._work.model.select(muscle)
        self.place()
        self._work.bedside.set_four(self.run.four())
        if now is None:
            done = sum(s.state == "done" for s in self.run.standings)
            window.announce(window.tr("Protocol ended, {0} of {1} muscles done").format(done, len(self.run.standings)))
        else:
            window.announce(f"{now.step.muscle.label}. {now.step.rest}")

    def _reached(self, _at: int) -> None:
        window, after = self._window, self.run.following
        if after is None:
            window.announce(window.tr("Time reached. This was the last muscle."))
        else:
            window.announce(window.tr("Time reached. Next: {0}").format(after.step.muscle.label))

    def place(self) -> None:
        """Show or hide the bar on the page in front."""
        self.bar.setVisible(self.run.running and self._window.page in BAR_PAGES)
        self.bar.set_touch(self._work.at_bedside)
        self._work.touch.set_protocol(not self.bar.isHidden())

    def _show(self) -> None:
        now = self.run.current
        if now is not None:
            self.bar.set_text(self.text(now))

    def text(self, now: Standing) -> BarText:
        """Return what the bar says of the present muscle."""
        tr, rate, after = self._window.tr, now.rate, self.run.following
        seen, wanted = words.clock(rate.analysable_s), words.clock(now.step.dwell_s)
        clock = tr("{0} of {1}").format(seen, wanted)
        if now.share >= 1.0:
            clock = tr("{0}, enough").format(seen)
        return BarText(
            place=tr("Protocol, {0} of {1}").format(self.run.at + 1, len(self.run.standings)),
            muscle=now.step.muscle.label,
            clock=clock,
            share=now.share,
            found=found_words(now),
            rest=now.step.rest,
            posture=now.step.posture,
            following="" if after is None else tr("Next: {0}.").format(after.step.muscle.label),
        )


def found_words(standing: Standing) -> str:
    """Return count, rate and interval of a step as the window writes them."""
    rate = standing.rate
    if standing.state in ("to come", "passed over"):
        return ""
    if rate.per_min != rate.per_min:
        return words.number(rate.n)
    low, high = words.number(rate.low_per_min, 1), words.number(rate.high_per_min, 1)
    per_min = words.number(rate.per_min, 1)
    return words.translate("Protocol", "{0}, {1}/min ({2} to {3})").format(words.number(rate.n), per_min, low, high)
