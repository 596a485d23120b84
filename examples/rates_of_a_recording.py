"""Count fasciculations per muscle and analysable minute in a recording.

python examples/rates_of_a_recording.py PATH
"""

import sys

import numpy as np

import fascview


def main(path: str) -> None:
    """Print one line per muscle."""
    with fascview.open(path) as recording:
        found = fascview.detect(recording.samples_uv, recording.fs_hz, recording.muscles_per_channel)
    for index, muscle in enumerate(found.muscles):
        rows = found.fasciculations[found.fasciculations["muscle"] == index]
        minutes = found.analysable_s(index) / 60
        rate = f"{len(rows) / minutes:.1f} per min" if minutes else "no rate"
        size = f", median Vpp {np.median(rows['vpp_uv']):.0f} uV" if len(rows) else ""
        print(f"{muscle}: {len(rows)} in {60 * minutes:.0f} analysable seconds, {rate}{size}")


if __name__ == "__main__":
    main(sys.argv[1])
