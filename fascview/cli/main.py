"""Reads the command line, runs one command, and turns every error into one line and an exit code.

Data go to stdout, messages and progress to stderr. Exit code 0: done; 2: bad use or bad input; 1: a fault;
3: a check that failed.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from fascview import __version__
from fascview.cli import (
    checking,
    detecting,
    devices,
    doctor,
    exporting,
    recording,
    reporting,
    simulating,
    sounding,
    window,
)
from fascview.cli.joining import add_reach, apply_reach
from fascview.errors import FascviewError, FormatError, UsageError

NOTICE = "Research use only, not for diagnosis."


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Name an option that there is not before asking for one that is missing: it may be the same, misspelt."""
        known = self._option_string_actions
        if self._subparsers is None:
            for word in itertools.takewhile(lambda a: a != "--", args or ()):
                name = word.partition("=")[0]
                if name.startswith("--") and not any(option.startswith(name) for option in known):
                    near = self._near(name)
                    self.error(f"There is no option {name}{f'; did you mean {near}?' if near else '.'}")
        return super().parse_known_args(args, namespace)

    def _near(self, name: str) -> str:
        """Return the option most like ``name``; --help only for what is nearly that, since all commands have it."""
        if difflib.get_close_matches(name, ["--help"], 1, 0.8):
            return "--help"
        own = [option for option in self._option_string_actions if option.startswith("--") and option != "--help"]
        return next(iter(difflib.get_close_matches(name, own, 1, 0.5)), "")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Name the command most like the one that there is not, instead of all of them."""
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            near = difflib.get_close_matches(str(value), list(action.choices), 1, 0.5)
            said = f"did you mean {near[0]}?" if near else f"there are {', '.join(action.choices)}."
            self.error(f"There is no command {value}; {said}")
        super()._check_value(action, value)

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raise instead of printing the whole usage."""
        end = "" if message.endswith((".", "?")) else "."
        raise UsageError(f"{message[:1].upper()}{message[1:]}{end} See {self.prog} --help.")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="fascview",
        description=f"Records and shows surface EMG in real time and finds fasciculations as they happen. {NOTICE}",
    )
    parser.add_argument("--version", action="version", version=f"fascview {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log details to stderr")
    add_reach(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for module in (
        window,
        devices,
        simulating,
        recording,
        checking,
        detecting,
        reporting,
        exporting,
        sounding,
        doctor,
    ):
        module.add(commands)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Run ``fascview`` with ``arguments``; return the exit code."""
    try:
        options = build_parser().parse_args(arguments)
        logging.basicConfig(
            level=logging.INFO if options.verbose else logging.CRITICAL, format="%(levelname)s %(name)s: %(message)s"
        )
        apply_reach(options)
        if options.command is None:
            return window.start_page(options)
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except (UsageError, FormatError) as error:
        return _say(error, 2)
    except FascviewError as error:
        return _say(error, 1)
    except BrokenPipeError:
        # Whoever read us has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _say("Stopped.", 1)
    except Exception as error:
        logging.getLogger(__name__).exception("command failed")
        what = f"{type(error).__name__}: {error}"
        return _say(f"Inside fascview something failed ({what}). Run with --verbose for more.", 1)


def _say(message: object, code: int) -> int:
    print(f"fascview: {message}", file=sys.stderr)
    return code
