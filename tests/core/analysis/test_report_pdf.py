"""The report on paper: nothing is lost however long it gets, and nothing is written off the page."""

from __future__ import annotations

import copy
import re
import zlib

import pytest

from fascview.analysis.report_files import write_report
from fascview.analysis.report_pdf import pdf, wrapped
from fascview.paper import HEIGHT, MARGIN, WIDTH

CHANNEL = {
    "name": "ch", "word": "good", "sigma_uv": 3.1, "mains_percent": 1.0, "below_20_hz_percent": 2.0,
    "clipped_percent": 0.0, "lost_percent": None,
}  # fmt: skip
MUSCLE = {
    "label": "Deltoid R", "state": "observed", "count": 30, "analysable_s": 200.0, "held_s": 20.0,
    "held_by_reason_s": {"voluntary": 12.0, "ecg": 8.0}, "rate_per_min": 9.0, "rate_low_per_min": 6.0,
    "rate_high_per_min": 13.0, "fano_10_s": None, "noise_uv": 3.0, "smallest_vpp_uv": 24.0, "w2_percent": None,
    "vpp_uv": {"median": 80.0, "q1": 60.0, "q3": 100.0, "p95": 150.0},
    "interval": {"median_s": 2.0, "cv": 1.0, "cv2": None},
    "pairs": {"doublets": 1, "repeats": 2, "f_wave_like": 0}, "combined": [],
    "shape": {"n": 3, "duration_ms": 12.0, "thickness_ms": 3.0, "complex_percent": 0.0},
    "groups": [{"n": 9, "ccc": 0.9, "cad_percent": 12.0, "isolated_percent": 50.0}],
    "channels": [CHANNEL] * 4,
    "plot": {
        "times_s": [1.0, 2.5, 9.0], "vpp_uv": [50.0, None, 90.0], "held_s": [[20.0, 40.0]], "group": 0,
        "waves_uv": [[0.0, 5.0, None, -5.0]] * 3, "median_wave_uv": [0.0, 4.0, 1.0, -4.0], "channel": "ch 1",
        "before_ms": 20.0, "after_ms": 30.0,
    },
}  # fmt: skip


def model(n_muscles: int = 4, n_notes: int = 2, n_gaps: int = 1) -> dict:
    muscles = [{**copy.deepcopy(MUSCLE), "label": f"Muscle number {i} R"} for i in range(n_muscles)]
    share = {"label": "all", "active": n_muscles, "recorded": n_muscles}
    return {
        "notice": "Research use only, not for diagnosis.", "heading": {"Recording": "a (b) \\ c"}, "warnings": [],
        "source": {"name": "x", "device": "y", "fs_hz": 2000.0, "n_channels": 4}, "duration_s": 220.0,
        "judged_by_a_person": 0, "muscles": muscles,
        "distribution": {"total": share, "shares": [], "groups": {"recorded": 0}, "sentence": "", "untold": []},
        "synchrony": [], "notes": [{"at_s": float(i), "text": f"note {i} of many"} for i in range(n_notes)],
        "gaps": [{"start_s": 1.0 * i, "stop_s": i + 0.5, "reason": "lost samples"} for i in range(n_gaps)],
    }  # fmt: skip


def pages(data: bytes) -> list[str]:
    return [zlib.decompress(s).decode("cp1252") for s in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)]


@pytest.mark.parametrize(("n_muscles", "n_notes", "n_gaps"), [(1, 0, 0), (4, 3, 1), (24, 200, 120)])
def test_whatever_its_length_nothing_is_lost_and_nothing_falls_off_the_page(n_muscles, n_notes, n_gaps):
    made = pages(pdf(model(n_muscles, n_notes, n_gaps)))
    text = "\n".join(made)
    for i in range(n_muscles):
        assert f"(Muscle number {i} R)" in text
    for i in range(n_notes):
        assert f"(note {i} of many)" in text
    assert text.count("(lost samples)") == n_gaps
    for at, page in enumerate(made):
        assert f"Page {at + 1} of {len(made)}" in page
        for x, y in re.findall(r"rg (-?[\d.]+) (-?[\d.]+) Td", page):
            assert 0 <= float(x) < WIDTH - 10
            assert MARGIN - 20 <= float(y) <= HEIGHT - MARGIN + 1
        for y, height in re.findall(r"(-?[\d.]+) [\d.]+ (-?[\d.]+) re", page):
            assert float(y) >= 0
            assert float(height) >= 0
    assert len(made) >= n_muscles * 180 // HEIGHT


def test_a_muscle_is_never_torn_apart():
    for page in pages(pdf(model(9))):
        names = re.findall(r"/F2 12 Tf .*?\((Muscle number \d+ R)\) Tj", page)
        assert page.count("(Intervals)") == len(names)


def test_a_table_that_goes_on_has_its_head_again():
    made = pages(pdf(model(1, 300)))
    with_notes = [p for p in made if "of many" in p]
    assert len(with_notes) > 3
    assert all("(Text)" in p for p in with_notes)


def test_the_file_is_a_document_with_a_true_table_of_contents(tmp_path):
    path = tmp_path / "r.pdf"
    write_report(model(), path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-1.4")
    assert data.rstrip().endswith(b"%%EOF")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data), 1):
        assert data[int(place) :].startswith(b"%d 0 obj" % number)


def test_words_are_cut_at_spaces_and_only_longer_ones_within():
    assert wrapped("a bb ccc", 9 * 0.5 * 5) == ["a bb ccc"]
    assert " ".join(wrapped("one two three four five", 60)) == "one two three four five"
    assert "".join(wrapped("x" * 100, 90)) == "x" * 100
