"""Puts what a person said of a device onto the views: order, colours, channels not shown, arrays, derivation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fascview.dsp.derive import DERIVATIONS, Derivation
from fascview.settings import FilterSettings
from fascview.stream import StreamInfo
from fascview_ui.models import words
from fascview_ui.models.montage import Montage
from fascview_ui.views.banners import BannerText

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow
    from fascview_ui.workspace import Workspace


class Arranging:
    """The montage of the open source, as far as the eye is concerned."""

    def __init__(self, window: MainWindow, work: Workspace) -> None:
        self._window, self._work = window, work
        self._info: StreamInfo | None = None
        self.montage: Montage | None = None
        work.controls.derivation_chosen.connect(self.set_derivation)

    # ---- a source

    def opened(self, info: StreamInfo, filters: FilterSettings) -> FilterSettings:
        """Take over a stream and its montage; return the filters with the derivation that fits."""
        self._info = info
        self.montage = montage = self._window.montages.get(info)
        labels = [m.label for m in info.muscles]
        model = self._work.model
        model.set_off(montage.off)
        model.set_order([labels.index(m) for m in montage.muscles if m in labels])
        self._window.set_muscle_colours(tuple(montage.colour(m) for m in labels))
        kept = self._window.store.text("screen/derivation", "monopolar", DERIVATIONS)
        kind = kept if kept in self.possible() else "monopolar"
        self._work.controls.set_derivations(self.possible(), kind)
        self._name(kind)
        return replace(filters, derivation=kind, lines=montage.lines())

    def _made(self, kind: str) -> Derivation | None:
        if self._info is None or self.montage is None:
            return None
        return Derivation(kind, self._info.muscle_of_channel, self.montage.lines(), sorted(self.montage.bad))

    def possible(self) -> tuple[str, ...]:
        """Return the derivations that show something of this stream."""
        found = ["monopolar"]
        muscles = [] if self._info is None else self._info.muscle_of_channel.tolist()
        several = len(muscles) > len(set(muscles))
        for kind in DERIVATIONS[1:]:
            made = self._made(kind)
            if made is not None and several and made.shown.any():
                found.append(kind)
        return tuple(found)

    def _name(self, kind: str) -> None:
        """Name the traces by what is shown in them."""
        made = self._made(kind)
        if made is None or self._info is None:
            self._work.model.set_names(())
            return
        model = self._work.model
        numbers = [""] * self._info.n_channels
        for muscle in range(len(self._info.muscles)):
            for i, channel in enumerate(model.channels_of(muscle)):
                numbers[channel] = str(i + 1)
        shown = made.shown
        names = (n if on else words.DASH for n, on in zip(made.names(numbers), shown, strict=True))
        model.set_names(() if kind == "monopolar" else tuple(names))

    # ---- switching

    def set_derivation(self, kind: str) -> None:
        """Show the channels otherwise; what is stored and counted is not touched, and that is said."""
        window, commands = self._window, self._work.commands
        if self.montage is None or window.watch is None or kind not in self.possible():
            return
        commands.filters = replace(commands.filters, derivation=kind, lines=self.montage.lines())
        window.watch.port.set_filters(commands.filters)
        window.store.put("screen/derivation", kind)
        self._work.controls.set_derivations(self.possible(), kind)
        self._name(kind)
        feed = window.watch.feed
        if self._work.at_bedside and feed is not None:
            self._work.model.set_primary_only(self.visible(feed.primary_channels()))
        for traces in (self._work.monitor.traces, self._work.bedside.traces):
            traces.redraw()
        self._work.presenter.footer()
        if kind == "monopolar":
            window.banners.clear("derivation")
            return
        title = window.tr("Montage on screen: {0}").format(words.derivation(kind))
        detail = window.tr("Display only. Counting, sound and recording keep the channels as received.")
        if not any(a.channels for a in self.montage.arrays) and kind in ("single", "double"):
            detail += " " + window.tr("No array is known: neighbours are taken in the order of the channels.")
        window.banners.post("derivation", BannerText("notice", title, detail, (window.ok("derivation"),)))

    def visible(self, channels: Sequence[int]) -> tuple[int, ...]:
        """Return for each muscle the given channel, or the nearest one of which something is shown now."""
        made = self._made(self._work.commands.filters.derivation)
        if made is None or self.montage is None:
            return tuple(channels)
        shown = [c for c in range(made.n_channels) if made.shown[c] and c not in self.montage.off]
        found = []
        for muscle, channel in enumerate(channels):
            own = [c for c in self._work.model.channels_of(muscle) if c in shown]
            found.append(min(own, key=lambda c: abs(c - channel)) if own else channel)
        return tuple(found)

    def next_derivation(self) -> None:
        """Show the next derivation that is possible."""
        possible = self.possible()
        now = self._work.commands.filters.derivation
        at = possible.index(now) if now in possible else 0
        self.set_derivation(possible[(at + 1) % len(possible)])
