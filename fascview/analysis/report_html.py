"""The report as one printable page: HTML with everything inside, no script and nothing loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from fascview.analysis.svg import HATCH, clock, interval_histogram, potential, rain, rate_bar

# The muscle colours of the light theme: 4.5:1 on white.
COLORS = ("#006AA6", "#955A00", "#00785A", "#A2407D", "#6F6200", "#B24400", "#3F55C0", "#4A555F")
STYLE = """
:root{font:13px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;color:#12191F;
font-variant-numeric:tabular-nums}*{box-sizing:border-box}body{margin:0;background:#E8ECEF}
main{max-width:900px;margin:24px auto;background:#fff;padding:32px 40px;border-radius:6px}
header{display:flex;justify-content:space-between;align-items:baseline;
border-bottom:2px solid #12191F;padding-bottom:8px}
h1{font-size:22px;margin:0}h2{font-size:16px;margin:28px 0 8px}h3{font-size:16px;margin:0}
.notice{font-weight:600}.facts{display:flex;flex-wrap:wrap;gap:4px 24px;margin:12px 0;color:#46525C}
.facts b{color:#12191F;font-weight:600}section.muscle{border-top:1px solid #C9D1D8;padding:14px 0 10px 14px;
border-left:4px solid var(--c);margin-top:12px;break-inside:avoid}
.top{display:grid;grid-template-columns:190px 1fr;gap:18px}.rate{font-size:40px;font-weight:600;line-height:1.1}
.rate small{font-size:14px;font-weight:400;color:#46525C}.state{display:inline-block;border:1px solid #AEB9C2;
border-radius:4px;padding:0 8px;font-size:12px;margin-left:8px}.soft{color:#46525C;font-size:12px}
.two{display:grid;grid-template-columns:1fr 1.5fr;gap:0 36px}
.plots{display:grid;grid-template-columns:1fr 1fr 1.53fr;gap:18px;margin-top:8px}
svg{width:100%;height:auto;display:block}
figure{margin:0}figcaption{font-size:11px;color:#5C6872}table{border-collapse:collapse;width:100%;font-size:12px}
th{text-align:left;font-weight:600;color:#46525C}th,td{padding:3px 10px 3px 0;border-bottom:1px solid #DAE1E6;
vertical-align:top}td.n,th.n{text-align:right}.scroll{overflow-x:auto}dl{display:grid;grid-template-columns:auto 1fr;
gap:1px 10px;margin:0;font-size:12px}dt{color:#5C6872}dd{margin:0}footer{margin-top:28px;border-top:1px solid #C9D1D8;
padding-top:8px;color:#46525C;font-size:12px}.good{color:#00704E}.fair{color:#855400}.poor,.no{color:#B3261E}
@media(max-width:720px){main{padding:20px 16px;margin:0}.top,.plots,.two{grid-template-columns:1fr}}
@page{size:A4;margin:12mm}@media print{body{background:#fff}main{margin:0;padding:0;max-width:none;zoom:0.68}
.plots{grid-template-columns:auto auto 1fr}.plots svg{height:104px;width:auto}h2{margin-top:18px;break-after:avoid}
.two{break-inside:avoid}section.muscle{padding:8px 0 6px 14px;margin-top:8px}}
"""


def told(value: float | None, digits: int = 0, unit: str = "") -> str:
    """Return a number for people, an en dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def several(n: int, what: str) -> str:
    """Return a number and its noun."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def rate_text(value: float | None) -> str:
    """Return a rate: one decimal under ten."""
    return told(value, 1 if value is not None and 0.0 < value < 10.0 else 0)


def html(model: Mapping[str, Any]) -> str:
    """Return the page for a model made by ``fascview.analysis.report.build_report``."""
    muscles = model["muscles"]
    colors = [COLORS[i % len(COLORS)] for i in range(len(muscles))]
    rates = [
        (m["label"], m["rate_per_min"], m["rate_low_per_min"], m["rate_high_per_min"], c)
        for m, c in zip(muscles, colors, strict=True)
    ]
    source = model["source"]
    facts = {
        **model["heading"],
        "Length": clock(model["duration_s"]),
        "Signal": f"{several(source['n_channels'], 'channel')}, {source['fs_hz']:g} Hz",
        "Judged by a person": several(model["judged_by_a_person"], "event"),
    }
    body = [
        f'<header><h1>Fasciculations in surface EMG</h1><span class="notice">{escape(model["notice"])}</span></header>',
        '<div class="facts">'
        + "".join(f"<span>{escape(k)} <b>{escape(v)}</b></span>" for k, v in facts.items())
        + "</div>",
        *(f"<p class=soft>{escape(w)}</p>" for w in model["warnings"]),
        "<h2>Rate per analysable minute, with 95 % interval</h2>",
        rate_bar(rates, "Rate of each muscle with its interval"),
        *(_muscle(m, c, model["duration_s"]) for m, c in zip(muscles, colors, strict=True)),
        f'<div class="two"><div>{_distribution(model["distribution"])}</div>'
        f"<div>{_synchrony(model['synchrony'])}</div></div>",
        _channels(muscles),
        _notes(model["notes"]),
        _gaps(model["gaps"]),
        f'<footer><span class="notice">{escape(model["notice"])}</span> Rates count accepted events per analysable '
        "minute: recorded time less voluntary activity, artefact and lost samples. Intervals are exact Poisson 95 %, "
        "widened where events cluster. A shape group is not a motor unit. This page describes a recording and no more."
        "</footer>",
    ]
    hatch = (
        '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="hatch" width="4" '
        f'height="4" patternUnits="userSpaceOnUse"><path d="M0 4L4 0" stroke="{HATCH}" stroke-width="0.8"/></pattern>'
        "</defs></svg>"
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Fasciculations in surface EMG</title><style>{STYLE}</style></head>"
        f"<body>{hatch}<main>{''.join(body)}</main></body></html>\n"
    )


def _muscle(m: Mapping[str, Any], color: str, duration_s: float) -> str:
    plot, name = m["plot"], m["label"]
    interval = (
        f"95 %: {rate_text(m['rate_low_per_min'])} to {rate_text(m['rate_high_per_min'])}"
        if m["rate_per_min"] is not None
        else "no rate can be told"
    )
    v, i, p, s = m["vpp_uv"], m["interval"], m["pairs"], m["shape"]
    left = [
        ("Vpp", size_text(v, "95th percentile")),
        ("Interval", interval_text(i, m["fano_10_s"])),
        (
            "Pairs",
            f"{several(p['doublets'], 'doublet')}, {several(p['repeats'], 'repeat discharge')}, "
            f"{p['f_wave_like']} of them F-wave-like",
        ),
        ("Potential", potential_text(s)),
        ("Groups", groups_text(m)),
        ("Noise", f"{told(m['noise_uv'], 1)} µV, smallest detectable Vpp {told(m['smallest_vpp_uv'])} µV"),
        ("Not analysed", held_text(m)),
    ]
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(t)}</dd>" for k, t in left if t)
    figures = (
        (
            potential(
                plot["waves_uv"],
                plot["median_wave_uv"],
                plot["before_ms"],
                plot["after_ms"],
                color,
                f"Potentials of {name}",
                bold=plot["group"] is not None,
            ),
            _potential_caption(plot),
        ),
        (interval_histogram(plot["times_s"], plot["held_s"], color, f"Intervals of {name}"), "Intervals"),
        (
            rain(plot["times_s"], plot["vpp_uv"], plot["held_s"], duration_s, color, f"Events of {name} over time"),
            "Events over time, height by Vpp; hatched is not analysable",
        ),
    )
    plots = "".join(f"<figure>{svg}<figcaption>{escape(text)}</figcaption></figure>" for svg, text in figures)
    head = f'{escape(name)}<span class="state">{escape(m["state"])}</span>'
    return (
        f'<section class="muscle" style="--c:{color}"><h3>{head}</h3>'
        f'<div class="top"><div><div class="rate">{rate_text(m["rate_per_min"])} <small>/min</small></div>'
        f'<div class="soft">{interval}<br>{m["count"]} in {clock(m["analysable_s"])} analysable</div></div>'
        f'<dl>{rows}</dl></div><div class="plots">{plots}</div></section>'
    )


def _potential_caption(plot: Mapping[str, Any]) -> str:
    where = f" on {plot['channel']}" if plot["channel"] else ""
    return ("Potentials" if plot["group"] is None else "Largest shape group, median bold,") + where


def size_text(v: Mapping[str, Any], highest: str) -> str:
    """Return what is told of the Vpp; ``highest`` names the 95th percentile."""
    if v["median"] is None:
        return "none counted"
    return f"median {told(v['median'])} µV, quartiles {told(v['q1'])} to {told(v['q3'])}, {highest} {told(v['p95'])}"


def interval_text(i: Mapping[str, Any], fano: float | None) -> str:
    """Return what is told of the times between potentials."""
    if i["median_s"] is None:
        return "fewer than two in a row"
    steps = f"median {told(i['median_s'], 2)} s, CV {told(i['cv'], 2)}, CV2 {told(i['cv2'], 2)}"
    return f"{steps}, Fano {told(fano, 2)}"


def potential_text(shape: Mapping[str, Any]) -> str:
    """Return what is told of the shape of the potentials."""
    if not shape["n"]:
        return "too small to measure its shape (Vpp under 15 times the noise)"
    return (
        f"duration {told(shape['duration_ms'], 1)} ms, thickness {told(shape['thickness_ms'], 1)} ms, "
        f"{told(shape['complex_percent'])} % surface-complex, of {shape['n']} large enough"
    )


def groups_text(m: Mapping[str, Any]) -> str:
    """Return what is told of the shape groups of a muscle."""
    groups = m["groups"]
    if not groups:
        return ""
    first = groups[0]
    text = f"{several(len(groups), 'shape group')}, the largest of {first['n']}"
    if first["ccc"] is not None:
        text += f" (CCC {told(first['ccc'], 2)}, CAD {told(first['cad_percent'])} %)"
    if first["isolated_percent"] is not None:
        text += f", {told(first['isolated_percent'])} % isolated"
    if m["w2_percent"] is not None:
        text += f"; W2 {told(m['w2_percent'])} %"
    return text + (f"; {len(m['combined'])} combined" if m["combined"] else "")


def held_text(m: Mapping[str, Any]) -> str:
    """Return how much was not analysed, and why."""
    if not m["held_s"]:
        return "nothing"
    reasons = ", ".join(f"{reason} {clock(seconds)}" for reason, seconds in m["held_by_reason_s"].items())
    return f"{clock(m['held_s'])}" + (f" ({reasons}; reasons may overlap)" if reasons else "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the first column is text, the others are numbers."""
    kind = ("", *[' class="n"'] * (len(head) - 1))
    top = "".join(f"<th{k}>{escape(t)}</th>" for k, t in zip(kind, head, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{k}>{escape(t)}</td>" for k, t in zip(kind, r, strict=True)) + "</tr>" for r in rows
    )
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _distribution(d: Mapping[str, Any]) -> str:
    rows = [[s["label"], f"{s['active']} of {s['recorded']}"] for s in (d["total"], *d["shares"])]
    untold = (
        f"<p class=soft>Not watched long enough to tell: {escape(', '.join(d['untold']))}.</p>" if d["untold"] else ""
    )
    sentence = f"<p class=soft>{escape(d['sentence'])}</p>" if d["groups"]["recorded"] else ""
    return "<h2>Distribution</h2>" + _table(("Muscles", "with fasciculations"), rows) + sentence + untold


def _synchrony(pairs: Sequence[Mapping[str, Any]]) -> str:
    if not pairs:
        return ""
    rows = [
        [
            f"{p['first']} and {p['second']}" + (" (one limb)" if p["same_limb"] else ""),
            str(p["observed"]),
            told(p["expected"], 1),
            told(p["z"], 1),
            told(p["z_shifted"], 1),
        ]
        for p in pairs
    ]
    return "<h2>Synchrony within 25 ms</h2>" + _table(("Muscles", "pairs", "by chance", "z", "z shifted in time"), rows)


def _channels(muscles: Sequence[Mapping[str, Any]]) -> str:
    """Return one row per muscle, worst values first of all, and the names of the channels to look at."""
    rows, doubtful = [], []
    for m in muscles:
        channels = m["channels"]
        words = [c["word"] for c in channels]
        noise = [c["sigma_uv"] for c in channels if c["word"] != "no signal"]
        rows.append(
            [
                m["label"],
                *(str(words.count(word)) for word in ("good", "fair", "poor", "no signal")),
                f"{told(min(noise), 1)} to {told(max(noise), 1)}" if noise else "–",
                *(
                    told(max((c[name] for c in channels if c[name] is not None), default=None), 1)
                    for name in ("mains_percent", "below_20_hz_percent", "clipped_percent", "lost_percent")
                ),
            ]
        )
        for word in ("poor", "no signal"):
            named = [c["name"] for c in channels if c["word"] == word]
            if len(named) == len(channels) > 2:
                doubtful.append(f"all {len(named)} of {m['label']} ({word})")
            else:
                doubtful += [f"{name} ({word})" for name in named]
    head = (
        "Muscle",
        "good",
        "fair",
        "poor",
        "no signal",
        "noise µV",
        "mains %",
        "below 20 Hz %",
        "clipped %",
        "lost %",
    )
    look = f"<p class=soft>Channels to look at: {escape(', '.join(doubtful[:60]))}.</p>" if doubtful else ""
    note = (
        "<p class=soft>Channels by the detector's noise alone: good up to 5 µV, fair up to 10 µV; the check of the "
        "array measures otherwise, by limits of its own. Percentages are of the worst channel.</p>"
    )
    return "<h2>Signal quality</h2>" + _table(head, rows) + note + look


def _notes(notes: Sequence[Mapping[str, Any]]) -> str:
    if not notes:
        return ""
    rows = "".join(f"<dt>{clock(n['at_s'])}</dt><dd>{escape(n['text'])}</dd>" for n in notes[:40])
    more = f"<p class=soft>and {len(notes) - 40} more</p>" if len(notes) > 40 else ""
    return f"<h2>Notes</h2><dl>{rows}</dl>{more}"


def _gaps(gaps: Sequence[Mapping[str, Any]]) -> str:
    if not gaps:
        return "<h2>Gaps</h2><p class=soft>No sample is missing.</p>"
    rows = [[clock(g["start_s"]), f"{g['stop_s'] - g['start_s']:.3f} s", g["reason"]] for g in gaps[:40]]
    more = f"<p class=soft>and {len(gaps) - 40} more</p>" if len(gaps) > 40 else ""
    return "<h2>Gaps</h2>" + _table(("At", "lost", "why"), rows) + more
