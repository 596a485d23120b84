"""An LSL stream of 64 channels at 2 kHz in chunks of 32, read by us and by mne-lsl's StreamLSL: latency and CPU.

Both read the same sender, in turns, each time in a process of its own; of the turns the median counts, so that what
else the machine does touches both alike. Latency is the time from the stamp the sender gives a chunk when it pushes it
to the moment the reader has it in its hands and in its store of the last seconds; CPU is process time. Both keep as
many seconds: ``FASCVIEW_BENCHMARK_KEPT_S``, by default the 10 s that a screen shows. StreamLSL moves all of them for
each chunk, so the fewer, the better for it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FS_HZ, CHANNELS, CHUNK = 2000.0, 64, 32
SECONDS, TURNS = 4.0, 3
KEPT_S = float(os.environ.get("FASCVIEW_BENCHMARK_KEPT_S", "10"))
ROOT = Path(__file__).resolve().parents[1]


def _send() -> None:
    import numpy as np
    import pylsl

    info = pylsl.StreamInfo("Benchmark", "EMG", CHANNELS, FS_HZ, "float32", "fascview-benchmark")
    info.set_channel_units("microvolts")
    outlet = pylsl.StreamOutlet(info)
    print("ready", flush=True)
    samples = np.random.default_rng(1).standard_normal((CHUNK, CHANNELS)).astype(np.float32)
    began_s = pylsl.local_clock()
    chunks = 0
    while True:
        chunks += 1
        time.sleep(max(0.0, began_s + chunks * CHUNK / FS_HZ - pylsl.local_clock()))
        outlet.push_chunk(samples, pylsl.local_clock())


def _measure(latencies_s: list[float], cpu_s: float, wall_s: float) -> None:
    import numpy as np

    p50, p95 = np.quantile(latencies_s, (0.5, 0.95)) * 1000
    print(json.dumps({"p50_ms": p50, "p95_ms": p95, "cpu": cpu_s / wall_s, "n": len(latencies_s)}))


def _ours() -> None:
    import pylsl

    from fascview.ring import Ring
    from fascview_drivers import open_source

    source = open_source("lsl:Benchmark")
    source.open()
    ring = Ring(int(KEPT_S * FS_HZ), CHANNELS)
    _read(source, ring, 2.0, [])
    latencies_s: list[float] = []
    cpu_s, began_s = time.process_time(), time.monotonic()
    _read(source, ring, SECONDS, latencies_s, pylsl.local_clock)
    _measure(latencies_s, time.process_time() - cpu_s, time.monotonic() - began_s)
    source.close()


def _read(source: Any, ring: Any, seconds: float, latencies_s: list[float], clock: Any = time.monotonic) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        block = source.read(0.1)
        if block is not None:
            ring.append(block.start, block.samples)
            latencies_s.append(clock() - block.stamp_s)


def _theirs() -> None:
    import mne_lsl.lsl
    from mne_lsl.stream import StreamLSL

    stream = StreamLSL(KEPT_S, name="Benchmark")
    stream.connect(acquisition_delay=0.001, processing_flags=["clocksync"])
    latencies_s: list[float] = []
    time.sleep(2.0)
    cpu_s, began_s = time.process_time(), time.monotonic()
    while time.monotonic() - began_s < SECONDS:
        new = stream.n_new_samples
        if new:
            _, stamps = stream.get_data(winsize=min(new / FS_HZ, KEPT_S))
            latencies_s.append(mne_lsl.lsl.local_clock() - stamps[-1])
        time.sleep(0.001)
    cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - began_s
    stream.disconnect()
    _measure(latencies_s, cpu_s, wall_s)


def _child(what: str) -> subprocess.Popen[str]:
    paths = [str(ROOT / folder) for folder in ("", "drivers", "ui", "resources")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "FASCVIEW_LSL_REACH": "machine"}
    return subprocess.Popen(
        [sys.executable, __file__, what], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )


def run() -> dict[str, dict[str, Any]]:
    """Measure both and return the ratios."""
    sender = _child("_send")
    try:
        if sender.stdout is None or sender.stdout.readline().strip() != "ready":
            raise SystemExit("the sender of the benchmark did not start")
        results: dict[str, list[dict[str, float]]] = {"_ours": [], "_theirs": []}
        for _ in range(TURNS):
            for who, turns in results.items():
                output, _ = _child(who).communicate(timeout=120)
                turns.append(json.loads(output.strip().splitlines()[-1]))
                print(who, turns[-1], file=sys.stderr)
    finally:
        sender.kill()
        sender.wait()
    ours, theirs = (
        {what: statistics.median(turn[what] for turn in turns) for what in ("p50_ms", "cpu")}
        for turns in results.values()
    )
    return {
        "lsl_latency_p50_vs_streamlsl": _row(ours["p50_ms"] / theirs["p50_ms"], 0.2, "ratio"),
        "lsl_cpu_vs_streamlsl": _row(ours["cpu"] / theirs["cpu"], 0.1, "ratio"),
        "lsl_latency_p50": _row(ours["p50_ms"], 1.0, "ms"),
        "lsl_cpu": _row(100 * ours["cpu"], None, "% of a core"),
    }


def _row(figure: float, goal: float | None, unit: str) -> dict[str, Any]:
    return {"figure": figure, "goal": goal, "better": "lower", "unit": unit}


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in ("_send", "_ours", "_theirs"):
        globals()[sys.argv[1]]()
    else:
        print(json.dumps(run(), indent=1))
