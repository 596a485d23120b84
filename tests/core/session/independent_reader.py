"""A reader of session folders written from docs/session-format.md alone; it imports nothing of the program."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree


def chunks(data: bytes):
    """Yield ``(begin, tag, stream, content, end)`` of every whole chunk."""
    assert data[:4] == b"XDF:"
    at = 4
    while at < len(data):
        n = data[at]
        end = at + 1 + n + int.from_bytes(data[at + 1 : at + 1 + n], "little")
        if n not in (1, 4, 8) or end > len(data):
            return
        tag = int.from_bytes(data[at + 1 + n : at + 3 + n], "little")
        numbered = tag in (2, 3, 4, 6)
        stream = int.from_bytes(data[at + 3 + n : at + 7 + n], "little") if numbered else 0
        yield at, tag, stream, data[at + 3 + n + 4 * numbered : end], end
        at = end


def counted(data: bytes, at: int) -> tuple[int, int]:
    """Return a number with its own length before it, and where it ends."""
    n = data[at]
    assert n in (1, 4)
    return int.from_bytes(data[at + 1 : at + 1 + n], "little"), at + 1 + n


def read_part(path: Path) -> dict:
    """Read one XDF file: rows by index, entries, integrity rows, clock offsets, footers, where chunks lie."""
    data, streams = path.read_bytes(), {}
    found = {
        "rows": {},
        "aux": {},
        "entries": [],
        "sums": [],
        "offsets": [],
        "footers": {},
        "chunks": [],
        "size": len(data),
    }
    found["data"] = data
    for begin, tag, number, content, end in chunks(data):
        if tag == 2:
            info = ElementTree.fromstring(content)
            facts = {e.tag: e.text or "" for e in info.findall("desc/fascview/*")}
            streams[number] = info.findtext("name"), float(info.findtext("nominal_srate")), facts
            found.setdefault("info", {})[number] = info
        elif tag == 3:
            name, fs_hz, facts = streams[number]
            count, at = counted(content, 0)
            stamp = first = None
            for _ in range(count):
                if content[at] == 8:
                    stamp, at = struct.unpack_from("<d", content, at + 1)[0], at + 9
                else:
                    assert content[at] == 0
                    stamp, at = stamp + 1 / fs_hz, at + 1
                first = stamp if first is None else first
                if name == "fascview.events":
                    size, at = counted(content, at)
                    found["entries"].append((stamp, json.loads(content[at : at + size])))
                    at += size
                elif name == "fascview.integrity":
                    found["sums"].append((begin, stamp, struct.unpack_from("<4q", content, at)))
                    at += 32
                else:
                    width = int(found["info"][number].findtext("channel_count"))
                    index = round((stamp - float(facts["time_of_sample_0"])) * fs_hz)
                    found["rows" if number == 1 else "aux"][index] = struct.unpack_from(f"<{width}f", content, at)
                    at += 4 * width
            assert at == len(content)
            found["chunks"].append((number, count, begin, end - begin, first))
        elif tag == 4:
            found["offsets"].append((number, *struct.unpack("<dd", content)))
        elif tag == 5:
            assert content.hex() == "43a546dccbf5410fb30ed5467383cbe4"
        elif tag == 6:
            found["footers"][number] = ElementTree.fromstring(content)
    return found


def check_sums(part: dict) -> int:
    """Return how far the integrity rows vouch for the file; fail where one is wrong or leaves a hole."""
    upto = 0
    for begin, _, (first, stop, crc, _) in part["sums"]:
        assert (first, stop) == (upto, begin)
        assert zlib.crc32(part["data"][first:stop]) == crc
        upto = stop
    return upto


def read_index(path: Path) -> list[tuple]:
    """Return ``(stream, samples, offset, bytes, stamp)`` of the chunks, and check what the file says of itself."""
    data = path.read_bytes()
    size, n, crc = struct.unpack_from("<QQQ", data, 16)
    assert data[:16] == b"fascview index 1"
    assert size == path.with_suffix(".xdf").stat().st_size
    assert zlib.crc32(data[40:]) == crc
    return [struct.unpack_from("<IIQQd", data, 40 + 32 * i) for i in range(n)]


def check_folder(folder: Path) -> dict:
    """Check audit trail and manifest; return the manifest."""
    before = ""
    for n, line in enumerate((folder / "audit.jsonl").read_bytes().splitlines()):
        entry = json.loads(line)
        assert (entry["n"], entry["before"]) == (n, before)
        before = hashlib.sha256(line).hexdigest()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["complete"] is True
    for file in manifest["files"]:
        data = (folder / file["name"]).read_bytes()
        assert len(data) == file["bytes"]
        assert file["sha256"] in (None, hashlib.sha256(data).hexdigest())
    return manifest
