"""A person's verdicts with undo and redo. The engine keeps them beside the machine's; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass

from fascview_ui.models.port import Port


@dataclass(frozen=True, slots=True)
class Judgement:
    """One verdict and what stood before it."""

    event: int
    before: str
    after: str


class Judging:
    """The verdicts given in this session, in order."""

    def __init__(self) -> None:
        self._done: list[Judgement] = []
        self._undone: list[Judgement] = []

    @property
    def can_undo(self) -> bool:
        """True when there is a verdict to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True when a verdict was taken back."""
        return bool(self._undone)

    def judge(self, port: Port, event: int, verdict: str) -> None:
        """Give a verdict on an event."""
        before = port.verdict(event)
        if before != verdict:
            port.judge(event, verdict)
            self._done.append(Judgement(event, before, verdict))
            self._undone.clear()

    def undo(self, port: Port) -> int | None:
        """Take the last verdict back; return its event."""
        return self._apply(port, self._done, self._undone, back=True)

    def redo(self, port: Port) -> int | None:
        """Give the verdict last taken back; return its event."""
        return self._apply(port, self._undone, self._done, back=False)

    def forget(self) -> None:
        """Begin anew with another source."""
        self._done.clear()
        self._undone.clear()

    @staticmethod
    def _apply(port: Port, source: list[Judgement], target: list[Judgement], back: bool) -> int | None:
        if not source:
            return None
        judgement = source.pop()
        port.judge(judgement.event, judgement.before if back else judgement.after)
        target.append(judgement)
        return judgement.event
