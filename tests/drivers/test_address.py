"""Addresses: what they mean, and one clear sentence for everything else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fascview.errors import UsageError
from fascview_drivers.address import SCHEMES, parse


@pytest.mark.parametrize(
    ("text", "scheme", "device", "target", "options"),
    [
        ("demo:", "demo", "demo", "", {}),
        ("demo", "demo", "demo", "", {}),
        ("demo:?seed=4&muscles=Deltoid%20R,B", "demo", "demo", "", {"seed": "4", "muscles": "Deltoid R,B"}),
        ("lsl:EMG", "lsl", "lsl", "EMG", {}),
        ("lsl:My EMG, left", "lsl", "lsl", "My EMG, left", {}),
        ("lsl:What?", "lsl", "lsl", "What?", {}),
        ("lsl:type=EMG,name=a,b=c,host=x", "lsl", "lsl", "a,b=c", {"type": "EMG", "host": "x"}),
        ("lsl:source_id=a:b", "lsl", "lsl", "", {"source_id": "a:b"}),
        ("lsl:EMG?stall_s=2", "lsl", "lsl", "EMG", {"stall_s": "2"}),
        ("serial:Cyton@/dev/ttyUSB0?gain=24", "serial", "cyton", "/dev/ttyUSB0", {"gain": "24"}),
        ("serial:cyton@COM3", "serial", "cyton", "COM3", {}),
        ("tcp:quattrocento@169.254.1.10:23456", "tcp", "quattrocento", "169.254.1.10:23456", {}),
        ("tcp:muovi@", "tcp", "muovi", "", {}),
        (r"file:C:\rec\a.bdf", "file", "file", r"C:\rec\a.bdf", {}),
        ("file:/tmp/100%25 what?.bdf?speed=2", "file", "file", "/tmp/100%25 what?.bdf", {"speed": "2"}),
        ("FILE:Messung µV.xdf", "file", "file", "Messung µV.xdf", {}),
    ],
)
def test_an_address_is_understood(text: str, scheme: str, device: str, target: str, options: dict[str, str]) -> None:
    parsed = parse(text)
    assert (parsed.scheme, parsed.device, parsed.target, parsed.options) == (scheme, device, target, options)


@pytest.mark.parametrize(
    "text",
    ["", ":", "emg", "http://x", "serial:cyton", "serial:@COM3", "serial:cyton@", "tcp:muovi", "demo:four",
     "file:", "demo:?seed=1&seed=2", "file:a\0b", "/home/x/a.bdf"],
)  # fmt: skip
def test_nonsense_gives_one_sentence(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    sentence, scheme = "", "demo"
    try:
        scheme = parse(text).scheme
    except UsageError as error:
        sentence = str(error)
    assert "\n" not in sentence
    assert scheme in SCHEMES


@pytest.mark.parametrize(
    ("target", "host", "port"),
    [("10.0.0.1:23", "10.0.0.1", 23), (":99", "", 99), ("", "", 7), ("box", "box", 7), ("[::1]:5", "::1", 5),
     ("::1", "::1", 7)],
)  # fmt: skip
def test_host_and_port(target: str, host: str, port: int) -> None:
    assert parse(f"tcp:muovi@{target}").host_port(7) == (host, port)


def test_a_port_that_is_none() -> None:
    for target in ("a:b", "a:70000", "a:-1"):
        with pytest.raises(UsageError, match="port"):
            parse(f"tcp:muovi@{target}").host_port(7)


def test_options_are_typed_and_bounded() -> None:
    parsed = parse("demo:?seed=4&speed=inf&pops=off&layout=Grid&half=0.5")
    assert parsed.integer("seed", 1, 0, 10) == 4
    assert parsed.integer("absent", 3, 0, 10) == 3
    assert parsed.number("speed", 1.0, 0.1, math.inf) == math.inf
    assert parsed.flag("pops", True) is False
    assert parsed.choice("layout", "line", ("line", "grid")) == "grid"
    for wrong in (
        lambda: parsed.integer("half", 1, 0, 10),
        lambda: parsed.integer("seed", 1, 5, 10),
        lambda: parsed.number("pops", 1.0, 0, 1),
        lambda: parsed.flag("seed", True),
        lambda: parsed.choice("layout", "line", ("line",)),
        lambda: parsed.refuse_unknown(("seed",)),
        lambda: parse("demo:?seed=nan").number("seed", 1.0, 0, 1),
    ):
        with pytest.raises(UsageError, match=r"\.$"):
            wrong()
