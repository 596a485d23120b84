"""German: every text has it, no place for a value is lost, nothing is cut, and files stay as they are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from fascview_ui import language
from fascview_ui.array import check_words
from fascview_ui.dialogs.review_export import ExportDialog
from fascview_ui.models import words
from fascview_ui.models.protocol_run import in_words
from fascview_ui.models.recent import RecentList
from fascview_ui.theme import font, load
from fascview_ui.views.body.view import BodyView
from tests.ui import stored
from tests.ui.fake_port import muscle_status
from tests.ui.strings import texts

KNOWN = language.read("de")
PLACE = re.compile(r"\{\d+\}")


@pytest.fixture
def german(qapp):
    """The program in German, and English again afterwards."""
    before = QLocale()
    language.install(qapp, "de")
    yield language.current()
    for catalogue in qapp.findChildren(language.Catalogue):
        qapp.removeTranslator(catalogue)
        catalogue.setParent(None)
    QLocale.setDefault(before)


def test_nearly_every_text_has_its_german():
    known = {source for _, source in KNOWN}
    missing = [t for t in texts() if t not in known and any(c.isalpha() for c in t)]
    assert len(missing) <= 0.04 * len(texts()), missing


def test_every_place_for_a_value_is_kept():
    for (_, source), said in KNOWN.items():
        assert Counter(PLACE.findall(source)) == Counter(PLACE.findall(said)), source
        assert source.startswith(" ") == said.startswith(" "), source
        assert (source.endswith("...")) == (said.endswith("...")), source


def test_every_sentence_of_the_array_check_has_its_german():
    known = {source for _, source in KNOWN}
    assert [s for s in check_words.sources() if s not in known] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Clean the skin under 4, 17 again: noise.", "Haut unter 4, 17 erneut reinigen: Rauschen."),
        (
            "Re-gel 13, 14: bridged. Press 40 down: loose.",
            "13, 14 neu mit Gel versehen: überbrückt. 40 andrücken: lose.",
        ),
        ("12.0 of 16 channels, 2,048.0 Hz, 0 lost", "12.0 von 16 Kanälen, 2,048.0 Hz, 0 verloren"),
        ("90°, mirrored", "90°, gespiegelt"),
        ("A sentence nobody knows.", "A sentence nobody knows."),
    ],
)
def test_the_array_check_is_told_in_german(german, said, shown):
    assert check_words.told(said) == shown


def test_in_english_the_array_check_is_told_as_it_comes(qapp):
    assert check_words.told("Press 40 down: loose.") == "Press 40 down: loose."


def test_nothing_calls_a_finding_by_a_diagnosis():
    for said in KNOWN.values():
        assert "Diagnose" not in said or "keine Diagnose" in said or "nicht zur Diagnose" in said


@pytest.mark.parametrize(("choice", "found"), [("de", "de"), ("en", "en")])
def test_a_choice_goes_over_the_system(choice, found):
    assert language.wanted(choice) == found


@pytest.mark.parametrize(
    ("names", "found"), [(["de-DE"], "de"), (["de-AT", "en-US"], "de"), (["fr-FR", "de"], "en"), (["en-GB"], "en")]
)
def test_without_a_choice_the_system_decides(monkeypatch, names, found):
    class Locale:
        def uiLanguages(self):
            return names

    monkeypatch.setattr(language.QLocale, "system", staticmethod(lambda: Locale()))
    assert language.wanted("system") == found


def test_a_text_goes_by_its_context_first(german):
    assert german == "de"
    assert QCoreApplication.translate("BodyView", "Back") == "Hinten"
    assert QCoreApplication.translate("ProtocolPage", "Back") == "Zurück"
    assert QCoreApplication.translate("Nowhere", "not a text of ours") == "not a text of ours"


def test_the_window_speaks_german(german, watching):
    assert watching.language == "de"
    assert watching.work.controls.mark.text() == "Marke"
    assert watching.work.monitor.cards.cards[0].text.clock_note == "auswertbar, genug"
    assert words.state_words("NO_DATA").word == "KEINE DATEN"
    assert watching.actions_by_name["record"].text() == "Aufnehmen oder beenden"
    template = watching.work.protocol.run.protocol
    assert template.name == "ALS-Übersicht"


def test_numbers_follow_the_language_and_files_do_not(german, port):
    assert words.number(3.14, 1) == "3,1"
    card = words.card(muscle_status("Deltoid R", noise_uv=3.14), "Deltoid", "R")
    assert card.noise == "3,1"
    from fascview.analysis.rates import Rate
    from fascview.stream import Muscle
    from fascview_ui.models.protocol import Step
    from fascview_ui.models.protocol_run import Standing

    standing = Standing(Step(Muscle("Deltoid", "R"), 90.0), 0, "done", 0, 1, Rate.of(7, 90.0))
    assert "4.7/min" in in_words(standing)


@pytest.mark.parametrize(("width", "height"), [(1024, 600), (1920, 1080)])
def test_german_fits(german, watching, width, height):
    watching.resize(width, height)
    QApplication.processEvents()
    assert (watching.width(), watching.height()) == (width, height)
    for strip in (watching.top, watching.work.controls, watching.footer):
        assert strip.minimumSizeHint().width() <= width
    for button in watching.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width() - 1, button.text()


def whole(panel: QWidget) -> bool:
    """Tell whether no button that is shown is cut."""
    shown = [b for b in panel.findChildren(QPushButton) if b.isVisible()]
    return all(b.width() >= b.minimumSizeHint().width() - 1 for b in shown)


@pytest.mark.parametrize(("width", "height"), [(1024, 600), (1920, 1080)])
def test_the_review_page_fits_in_german(german, window, qtbot, tmp_path, width, height):
    window.resize(width, height)
    window.open_path(str(stored.make_session(tmp_path / "recordings")))
    page = window.work.review
    qtbot.waitUntil(lambda: page.state.data is not None and not page.state.review.counting, timeout=20_000)
    panel = page.views.list
    for count in ("25", "1.234"):
        panel.tabs.button("events").set_words(f"Ereignisse {count}")
        panel._place_combos(True)
        qtbot.waitUntil(lambda: whole(panel), timeout=2000)
        for combo in (panel.muscle, panel.kind):
            assert combo.width() >= combo.fontMetrics().horizontalAdvance(combo.itemText(0)) + 36
        header = panel.table.horizontalHeader()
        for column in range(header.count()):
            words = str(panel.model.headerData(column, Qt.Orientation.Horizontal))
            if not header.isSectionHidden(column):
                assert header.sectionSize(column) >= header.fontMetrics().horizontalAdvance(words) + 8, words
    page.leave()


def test_what_could_identify_is_told_in_german(german, window, qtbot, tmp_path):
    window.open_path(str(stored.make_session(tmp_path / "recordings")))
    page = window.work.review
    qtbot.waitUntil(lambda: page.state.data is not None and not page.state.review.counting, timeout=20_000)
    said = ExportDialog(window, page)._found.text()
    assert all(w in said for w in ("Datum und Uhrzeit: ", "Dateiname: ", "in freien Worten: "))
    assert not any(w in said for w in ("date and time", "file name", "free text", "device"))
    page.leave()


def test_recent_sessions_speak_the_language_of_whoever_looks(qapp, request):
    kept = []
    RecentList(lambda: "", kept.append).add(Path("a"), "a", "1:00", n_channels=16, n_events=1)
    (entry,) = RecentList(lambda: kept[0], kept.append).entries
    assert words.recent(entry) == "1:00, 16 channels, 1 event"
    request.getfixturevalue("german")
    assert words.recent(entry) == "1:00, 16 Kanäle, 1 Ereignis"
    odd = '[{"path": "a", "n_channels": true, "n_events": "x"}, {"path": "b", "n_channels": -3, "n_events": 1e99}]'
    assert [words.recent(e) for e in RecentList(lambda: odd, kept.append).entries] == ["", ""]


def test_a_number_and_its_unit_are_not_parted():
    assert [t for t in texts() if re.search(r"\d [kM]Hz", t)] == []


def test_the_legend_of_the_body_has_room_for_german(german, qapp):
    view = BodyView(load("dark"))
    view.resize(424, 280)
    metrics = QFontMetricsF(font(12))
    assert view._room()[2]  # beside
    assert all(29 + metrics.horizontalAdvance(w) <= view._legend_px for w in view._legend_words())
    assert "nicht aufgenommen" in view._legend_words()


def test_the_choice_is_kept(watching):
    from fascview_ui.dialogs.language import LanguageDialog

    dialog = LanguageDialog(watching)
    dialog.choice.setCurrentIndex(dialog.choice.findData("de"))
    dialog.keep()
    assert watching.store.text("window/language", "system", language.CHOICES) == "de"
