"""How far LSL looks: this computer only, the local link, the site, or named computers.

liblsl reads its configuration once, at the first call of a process, so the choice must be made before. It travels in
the environment variable ``FASCVIEW_LSL_REACH``, which programs started from here inherit. A configuration of the user's
own (``LSLAPICFG``, or an ``lsl_api.cfg`` where liblsl looks for one) is respected unless the variable is set.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from fascview.errors import SourceError, UsageError
from fascview.stream import plain_text

VARIABLE = "FASCVIEW_LSL_REACH"
SCOPES = ("machine", "link", "site")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,253}")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where streams are looked for.

    Attributes
    ----------
    scope : str
        ``machine`` (this computer only), ``link`` (the local network, the default) or ``site`` (routed multicast too).
    peers : tuple of str
        Computers that are asked directly, without multicast, by name or address.
    session : str
        Streams of another LSL session are not seen.
    """

    scope: str = "link"
    peers: tuple[str, ...] = ()
    session: str = "default"

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise UsageError(f"The reach of LSL is “{plain_text(self.scope)}”; it must be one of {', '.join(SCOPES)}.")
        for peer in self.peers:
            if not _HOST.fullmatch(peer):
                raise UsageError(f"“{plain_text(peer)}” is not the name or address of a computer.")
        if not re.fullmatch(r"[\w.-]{1,64}", self.session):
            raise UsageError(f"“{plain_text(self.session)}” is not a session name; use letters, digits, - and _.")

    @classmethod
    def parse(cls, text: str) -> Reach:
        """Read ``machine``, ``link``, ``site``, or any of these followed by computers: ``machine,cart2,10.0.0.7``.

        Computers alone mean these and this one; ``session=NAME`` among them another LSL session; an empty text means
        the default.
        """
        words = [word.strip() for word in text.split(",") if word.strip()]
        named = [word.partition("=")[2] for word in words if word.startswith("session=")]
        session = named[-1] if named else "default"
        words = [word for word in words if not word.startswith("session=")]
        if words and words[0].lower() in SCOPES:
            return cls(words[0].lower(), tuple(words[1:]), session)
        return cls("machine", tuple(words), session) if words else cls(session=session)

    @property
    def text(self) -> str:
        """The same as ``parse`` reads it."""
        session = () if self.session == "default" else (f"session={self.session}",)
        return ",".join((self.scope, *self.peers, *session))

    @property
    def sentence(self) -> str:
        """The reach in words for the window."""
        words = {"machine": "This computer", "link": "The local network", "site": "The whole site"}[self.scope]
        if self.peers:
            words += f" and {len(self.peers)} named " + ("computer" if len(self.peers) == 1 else "computers")
        return words if self.scope != "machine" else f"{words}, no multicast"

    def config(self) -> str:
        """Return the text of an ``lsl_api.cfg``. This computer is always asked directly: multicast may be blocked."""
        peers = ", ".join(dict.fromkeys(("127.0.0.1", *self.peers)))
        machine_only = self.scope == "machine"
        lines = [
            "[ports]",
            f"IPv6 = {'disable' if machine_only else 'allow'}",
            "[multicast]",
            f"ResolveScope = {self.scope}",
            "[lab]",
            f"KnownPeers = {{{peers}}}",
            f"SessionID = {self.session}",
            "[log]",
            "level = -3",  # what goes wrong is told by this program, in words
        ]
        return "\n".join(lines) + "\n"


def current() -> Reach:
    """Return the reach the environment asks for."""
    return Reach.parse(os.environ.get(VARIABLE, ""))


def choose(reach: Reach) -> bool:
    """Make ``reach`` that of this process and of the ones it starts.

    Returns whether it can hold at once: liblsl keeps the reach it was first used with, so where LSL is in use already
    another one holds when the program is started again.
    """
    os.environ[VARIABLE] = reach.text
    return "pylsl" not in sys.modules


def has_own_config() -> bool:
    """Tell whether the user has configured LSL for other programs too."""
    if "LSLAPICFG" in os.environ:
        return True
    places = (Path("lsl_api.cfg"), Path.home() / "lsl_api" / "lsl_api.cfg", Path("/etc/lsl_api/lsl_api.cfg"))
    return any(place.is_file() for place in places)


def follows_own_config() -> bool:
    """Tell whether LSL looks as a configuration of the user's own says, because nothing was chosen here."""
    return VARIABLE not in os.environ and has_own_config()


def load() -> ModuleType:
    """Import pylsl with the reach applied.

    Raises
    ------
    SourceError
        When pylsl or the library it needs is missing.
    """
    try:
        pylsl = importlib.import_module("pylsl")
    except (ImportError, RuntimeError, OSError) as error:
        raise SourceError(
            f"LSL cannot be used here: {plain_text(error, 200)}. The demo and saved recordings work without it."
        ) from error
    if not follows_own_config():
        try:
            pylsl.set_config_content(current().config())
        except NotImplementedError:  # before liblsl 1.17.7: its own defaults hold
            return pylsl
    return pylsl
