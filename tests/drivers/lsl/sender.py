"""An LSL sender in a process of its own, made with pylsl alone. Started by the tests; reads commands from its input.

Sample ``i`` is due at ``i / fs`` on the LSL clock, so a sender that is started again goes on with the same numbering.
Channel 0 carries ``i`` modulo 2**20, channel ``c`` carries ``(i * (c + 1)) mod 4096``.
"""

from __future__ import annotations

import argparse
import select
import sys
import time

import numpy as np
import pylsl


def values(index: np.ndarray, n_channels: int) -> np.ndarray:
    """Return the samples of these indices, shape ``(n, n_channels)``."""
    out = (index[:, None] * (np.arange(n_channels) + 1)) % 4096
    if n_channels:
        out[:, 0] = index % 2**20
    return np.asarray(out, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="Test")
    parser.add_argument("--type", default="EMG")
    parser.add_argument("--source-id", default="")
    parser.add_argument("--fs", type=float, default=1000.0)
    parser.add_argument("--channels", type=int, default=4)
    parser.add_argument("--chunk", type=int, default=16)
    parser.add_argument("--format", default="float32")
    parser.add_argument("--unit", default="microvolts")
    options = parser.parse_args()
    info = pylsl.StreamInfo(
        options.name, options.type, options.channels, options.fs, options.format, source_id=options.source_id
    )
    if options.unit:
        channels = info.desc().append_child("channels")
        for number in range(options.channels):
            channel = channels.append_child("channel")
            channel.append_child_value("label", f"BB R {number + 1}")
            channel.append_child_value("unit", options.unit)
            channel.append_child_value("type", "EMG")
    outlet = pylsl.StreamOutlet(info, 0, 360)
    print("ready", flush=True)
    if options.fs <= 0 or options.format == "string":
        sys.stdin.readline()
        return
    at = int(pylsl.local_clock() * options.fs)
    leap_s, stuck, poison = 0.0, 0.0, ""
    while True:
        wait_s = (at + options.chunk) / options.fs - pylsl.local_clock()
        if select.select([sys.stdin], [], [], max(0.0, wait_s))[0]:
            word, _, value = sys.stdin.readline().strip().partition(" ")
            if word == "skip":
                time.sleep(int(value) / options.fs)
                at += int(value)
            elif word == "leap":
                leap_s = float(value)
            elif word == "freeze":
                stuck = pylsl.local_clock()
            elif word == "poison":
                poison = value
            elif not word or word == "quit":
                return
            continue
        index = np.arange(at, at + options.chunk)
        samples = values(index, options.channels)
        if poison and options.channels > 1:
            samples[:, 1] = float(poison)
        stamps = index / options.fs + leap_s
        if stuck:
            stamps[:] = stuck
        if options.chunk == 1:
            outlet.push_sample(samples[0], float(stamps[0]))
        else:
            outlet.push_chunk(samples, list(stamps))
        at += options.chunk


if __name__ == "__main__":
    main()
