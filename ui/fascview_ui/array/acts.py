"""What the commands of the array check do, and what its page says beside the array."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fascview.check.guided import CONTRACTION, REST, SHEET, TAPS, GuidedRun
from fascview.check.impedance import impedance_words, trend
from fascview.errors import FascviewError
from fascview_ui.array.check_words import told, verdict
from fascview_ui.views.banners import Action, BannerText

if TYPE_CHECKING:
    from fascview_ui.array.page import ArrayPage
    from fascview_ui.main_window import MainWindow
    from fascview_ui.views.array.check_side import CheckSide
    from fascview_ui.views.buttons import Button


class ArrayActs(QObject):
    """One method per command of the page (see ``shortcuts``)."""

    def __init__(self, window: MainWindow, page: ArrayPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page

    # ---- steps

    def check_next(self) -> None:
        """Begin what waits, or go on."""
        self._page.control.next()

    def check_skip(self) -> None:
        """Leave out the electrode or the step."""
        self._page.control.skip()

    def check_skip_step(self) -> None:
        """Leave out the step."""
        self._page.control.skip_step()

    def check_back(self) -> None:
        """Take back the last electrode, or go back one step."""
        self._page.control.back()

    def check_repeat(self) -> None:
        """Repeat the step."""
        self._page.control.repeat()

    def check_again(self) -> None:
        """Repeat the whole check from the rest on; what was found before is what it is compared with."""
        self._page.control.repeat(REST)

    def check_electrode(self) -> None:
        """Measure the selected electrode again; without a selection the worst one."""
        page = self._page
        channel = page.chosen if page.chosen >= 0 else page.table.order[0] if page.table.order else -1
        if channel >= 0:
            page.choose(channel)
            page.control.repeat_electrode(channel)

    # ---- array

    def choose_layout(self, name: str) -> None:
        """Take a layout of the library."""
        run = self._page.control.run
        if run is not None and run.layout.name != name:
            try:
                self._page.control.layout_named(name)
            except FascviewError as error:
                self._window.say_problem(str(error))

    def turn(self) -> None:
        """Turn the array by 90 degrees."""
        run = self._page.control.run
        if run is not None:
            self._page.control.set_layout(run.layout.rotated())

    def mirror(self) -> None:
        """Mirror the array."""
        run = self._page.control.run
        if run is not None:
            self._page.control.set_layout(run.layout.mirror())

    def check_limits(self) -> None:
        """Show the limits, to be changed."""
        from fascview_ui.dialogs.limits import LimitsDialog

        LimitsDialog(self._window, self._page.control.limits, self._page.control.set_limits).show()

    # ---- what comes of it

    def check_export(self) -> None:
        """Write the sheet as PDF and TSV."""
        try:
            made = self._page.control.export()
        except FascviewError as error:
            self._window.say_problem(str(error))
            return
        if made:
            window = self._window
            title = window.tr("Sheet written: {0}").format(" and ".join(p.name for p in made))
            window.banners.post("check", BannerText("good", title, str(made[0].parent), (window.ok("check"),)))

    def tell_saved(self, path: str) -> None:
        """Tell where the sheet is."""
        window = self._window
        title = window.tr("Result sheet saved")
        export = Action(window.tr("PDF and TSV"), self.check_export, window.tr("Ctrl Shift S"))
        window.banners.post("check", BannerText("good", title, path, (export, window.ok("check"))))
        window.announce(title)

    def check_bad(self) -> None:
        """Put the channels that failed into the montage as bad; they are stored and no longer counted."""
        window, control = self._window, self._page.control
        failing, feed = control.failing(), control.feed
        if not failing or feed is None:
            return
        montage = window.montages.get(feed.info)
        window.montages.put(feed.info, replace(montage, bad=montage.bad | set(failing)))
        window.store.put("montage/book", window.montages.as_text())
        names = ", ".join(feed.info.channels[c].name for c in failing[:8])
        watch = window.watch
        recording = watch is not None and watch.status.recording.active
        if not recording:
            window.commands.reconnect()
        title = window.tr("Bad in the montage: {0}").format(names)
        detail = window.tr("They are stored, but not counted, from the next recording on.") if recording else ""
        detail = detail or window.tr(
            "They are stored, but not counted. Channels and muscles (Ctrl+Shift+M) takes it back."
        )
        window.banners.post("check", BannerText("notice", title, detail, (window.ok("check"),)))

    # ---- beside the array

    def say_side(self, side: CheckSide, swap: Button, retap: Button, one: Button) -> None:
        """Fill what stands beside the array."""
        run, page = self._page.control.run, self._page
        if run is None:
            return
        if run.current == TAPS:
            self._side_of_taps(run, side, swap, retap, one)
            return
        swap.hide()
        retap.hide()
        result = page.control.result
        chosen = page.chosen
        lines = self._facts(run)
        name = run.info.channels[chosen].name if 0 <= chosen < run.info.n_channels else ""
        if result is not None and name:
            channel = result.channels[chosen]
            one.setVisible(channel.level != "pass")
            said = "; ".join(told(f.text) for f in channel.findings[: 2 if page.compact else None])
            tone = {"fail": "fault", "warn": "caution", "pass": "good"}[channel.level]
            place = run.layout.label(chosen)
            side.box.say(tone, f"{name}: {verdict(result, chosen)}", said if channel.findings else "")
            side.say(f"{name} {place}".strip(), self.tr("with its neighbours, the last second"), lines)
            return
        side.box.say("caution", "", "")
        if result is not None and run.step.remedy and run.step.state in ("fail", "warn"):
            one.hide()
            tone = "fault" if run.step.state == "fail" else "caution"
            side.box.say(tone, told(run.step.text), told(run.step.remedy))
        heading = name or self.tr("Live")
        side.say(heading, self.tr("arrows walk over the electrodes; a click selects one"), lines)

    def _facts(self, run: GuidedRun) -> list[tuple[str, str, str]]:
        """Return what is known so far, as icon, tone and words."""
        found: list[tuple[str, str, str]] = []
        speed = run.conduction
        if run.current >= CONTRACTION and math.isfinite(speed.velocity_m_s):
            words = self.tr("Conduction {0} ± {1} m/s, {2}, {3} potentials").format(
                f"{speed.velocity_m_s:.2f}", f"{speed.error_m_s:.2f}", speed.line, speed.n_potentials
            )
            found.append(("check", "good", words))
            if math.isfinite(speed.zone):
                place = f"{speed.zone + 1:.1f}"
                found.append(("info", "text2", self.tr("Innervation zone at electrode {0} of the line").format(place)))
        if run.wiring is not None:
            n = len(run.taps)
            found.append(("check", "good", self.tr("{0} of {1} taps where expected").format(run.wiring.expected, n)))
        found += self._impedance(run)
        found += self._trend()
        path = self._page.control.sheet_path
        if run.current == SHEET and path is not None:
            found.append(("save", "text2", str(path)))
        return found

    def _impedance(self, run: GuidedRun) -> list[tuple[str, str, str]]:
        """Return how the impedance of the selected electrode has done over all times it was measured."""
        known = trend(self._page.control.impedances, self._page.chosen)
        if not known or not run.impedances:
            if not run.impedances:
                return []
            state, said = impedance_words(run.impedances[-1].kohm, run.limits)
            tone = {"fail": "fault", "warn": "caution", "pass": "good"}[state]
            return [("check" if state == "pass" else "warning", tone, self.tr("Impedance: {0}").format(told(said)))]
        high = known[-1] > run.limits.impedance_kohm
        said = self.tr("Impedance {0} kΩ").format(" → ".join(f"{k:.0f}" for k in known[-6:]))
        said += self.tr(", limit {0}").format(f"{run.limits.impedance_kohm:g}")
        return [("warning", "fault", said) if high else ("check", "good", said)]

    def _trend(self) -> list[tuple[str, str, str]]:
        """Return how the contact of the selected electrode has done, from its trend."""
        feed, chosen = self._page.control.feed, self._page.chosen
        contact = None if feed is None else getattr(feed.port, "contact", None)
        points = [] if contact is None else list(contact.points)
        if feed is None or contact is None or not points or not 0 <= chosen < feed.info.n_channels:
            return []
        values = [float(p.noise_uv[chosen]) for p in points if math.isfinite(p.noise_uv[chosen])]
        if not values:
            return []
        minutes = (points[-1].sample - points[0].sample) / feed.info.fs_hz / 60.0
        words = self.tr("Contact: noise {0} µV now, {1} to {2} in the last {3} min").format(
            f"{values[-1]:.1f}", f"{min(values):.1f}", f"{max(values):.1f}", f"{max(minutes, 0.2):.1f}"
        )
        return [("warning", "caution", words) if chosen in contact.worse else ("check", "good", words)]

    def _side_of_taps(self, run: GuidedRun, side: CheckSide, swap: Button, retap: Button, one: Button) -> None:
        one.hide()
        if run.last_tap is not None:
            electrode, tap = run.last_tap
            caption = self.tr("Tap on {0} is strongest on {1}, {2} times the next").format(
                run.layout.label(electrode), tap.channel + 1, f"{tap.times_next:.1f}"
            )
        else:
            caption = self.tr("None heard yet")
        wrong = [(e, t.channel) for e, t in run.taps.items() if t.channel != e]
        wiring = run.wiring
        swap.setVisible(wiring is not None)
        retap.setVisible(wiring is not None)
        if wiring is not None and wiring.swaps:
            one_, other = wiring.swaps[0]
            title = self.tr("{0} and {1} look swapped").format(one_ + 1, other + 1)
            fits = self.tr("All others fit the map.") if len(wiring.moved) == 2 else told(run.step.remedy)
            side.box.say("caution", title, fits)
        elif wiring is not None and wiring.moved:
            side.box.say(
                "caution", told(run.step.remedy), self.tr("The map that fits the taps can be used from now on.")
            )
        elif wiring is not None and run.step.state == "warn":
            side.box.say("caution", told(run.step.remedy), self.tr("The map can be turned to fit."))
        elif wrong and wiring is None:
            e, heard = wrong[-1]
            title = self.tr("{0} came in on {1}").format(e + 1, heard + 1)
            side.box.say("caution", title, self.tr("Go on; the map is judged at the end, Backspace taps it again."))
        else:
            side.box.say("caution", "", "")
        left = self.tr("About {0} s to go").format(math.ceil(run.seconds_left))
        fits = self.tr("{0} of {1} taps where expected").format(len(run.taps) - len(wrong), len(run.taps))
        lines = [("check", "good", fits)] if run.taps else []
        if wiring is not None:
            lines.insert(0, ("check", "good", self.tr("Orientation: {0}").format(told(wiring.layout.turn_text))))
        elif not run.step.done:
            lines.append(("clock", "text2", left))
        side.say(self.tr("Last tap heard"), caption, lines)
