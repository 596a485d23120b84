"""Reading what strangers wrote: every size is checked before anything is allocated."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from xml.etree import ElementTree as ET

from fascview.errors import FormatError, StorageError

MAX_XML = 1 << 20
MAX_JSON = 16 << 20
MAX_XML_DEPTH = 64
MAX_JSON_DEPTH = 64


class Bytes:
    """A file opened for reading by offset from several threads.

    Not memory mapped: a disk that is pulled out under a map ends the program, under a read it is an error.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if path.is_dir():
                raise FormatError(f"{path.name} is a folder that is not a recording; choose a recording.")
            self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - closed by close()
        except FileNotFoundError:
            raise FormatError(f"{path} is not there; check the path.") from None
        except PermissionError:
            raise FormatError(f"{path.name} may not be read; ask its owner for permission.") from None
        except (OSError, ValueError) as e:
            raise FormatError(f"{path.name[:80]} cannot be opened ({_reason(e)}); check the path.") from None
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes in the file now; it may grow."""
        return os.fstat(self._file.fileno()).st_size

    def read(self, offset: int, n: int) -> bytes:
        """Return up to ``n`` bytes from ``offset``.

        Raises
        ------
        StorageError
            When the disk does not give them.
        """
        try:
            with self._lock:
                self._file.seek(offset)
                data = self._file.read(n) or b""
                while 0 < len(data) < n:
                    more = self._file.read(n - len(data))
                    if not more:
                        break
                    data += more
                return data
        except (OSError, ValueError) as e:
            raise StorageError(
                f"{self.path.name} can no longer be read ({_reason(e)}); check its disk and open it again."
            ) from None

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._file.close()


def _reason(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


class _Limited:
    """An ElementTree target that refuses document types and deep nesting."""

    def __init__(self) -> None:
        self._builder = ET.TreeBuilder()
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_XML_DEPTH:
            raise FormatError("nested too deeply")
        self._builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(tag)

    def data(self, text: str) -> None:
        self._builder.data(text)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise FormatError("a document type")

    def close(self) -> ET.Element:
        return self._builder.close()


def safe_xml(data: bytes, what: str) -> ET.Element:
    """Parse XML of at most 1 MiB without document type, entities or deep nesting.

    Raises
    ------
    FormatError
        Naming ``what`` was damaged.
    """
    if len(data) > MAX_XML:
        raise FormatError(f"{what} is larger than 1 MiB; the file is damaged or made to harm and was not read.")
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        raise FormatError(f"{what} carries a document type, which fascview does not read; the file was not opened.")
    try:
        parser = ET.XMLParser(target=_Limited())
        parser.feed(data.rstrip(b"\0"))
        root = parser.close()
    except (ET.ParseError, FormatError, ValueError, LookupError):
        raise FormatError(f"{what} is damaged; the file was not opened.") from None
    if not isinstance(root, ET.Element):
        raise FormatError(f"{what} is damaged; the file was not opened.")
    return root


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


def safe_json(data: bytes | str, what: str) -> object:
    """Parse JSON of at most 16 MiB: no NaN or Infinity, no deep nesting.

    Raises
    ------
    FormatError
        Naming ``what`` was damaged.
    """
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    depth = deepest = 0
    if len(text) <= MAX_JSON:
        for c in text if text.count("[") + text.count("{") > MAX_JSON_DEPTH else "":
            depth += (c in "[{") - (c in "]}")
            deepest = max(deepest, depth)
    if len(text) > MAX_JSON or deepest > MAX_JSON_DEPTH:
        raise FormatError(f"{what} is larger or deeper than any fascview writes; it was not read.")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise FormatError(f"{what} is damaged and was not read.") from None
