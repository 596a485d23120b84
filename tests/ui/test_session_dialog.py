"""Pseudonyms only: what cannot be used is refused, what gives a person away is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from fascview_ui.dialogs.session import SessionDialog
from fascview_ui.models import pseudonym


@pytest.mark.parametrize("text", ["anon", "sub-0417", "P12", "control-3", "0417", "ses-2", "A1B2"])
def test_a_pseudonym_is_taken_without_a_word(text):
    assert pseudonym.fault(text) == ""
    assert pseudonym.doubt(text) == ""


@pytest.mark.parametrize("text", ["", "a b", "ä", "../x", "-a", "_a", "a/b", "x" * 33, "a\n", "a.b", "a:b", "a_b"])
def test_what_no_folder_can_be_called_is_refused(text):
    assert pseudonym.fault(text) != ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mueller", "name"),
        ("sub-Anna", "name"),
        ("19551224", "date"),
        ("24-12-1955", "date"),
        ("p1-1955-12-24", "date"),
    ],
)
def test_what_gives_a_person_away_is_said(text, kind):
    assert pseudonym.fault(text) == ""
    assert pseudonym.doubt(text) == kind


def test_what_is_kept_names_the_next_recording(watching, port, tmp_path):
    dialog = SessionDialog(watching)
    dialog.pseudonym.setText("a b")
    assert not dialog.keep.isEnabled()
    dialog.pseudonym.setText("Mueller")
    assert "name" in dialog.said
    assert dialog.keep.isEnabled()
    dialog.pseudonym.setText("sub-0417")
    dialog.task.setText("cough")
    dialog.folder.setText("relative")
    assert not dialog.keep.isEnabled()
    dialog.folder.setText(str(tmp_path / "there"))
    dialog.keep.click()
    watching.commands.run("record")
    name, folder = port.calls[-1]
    assert name == "start_recording"
    assert Path(str(folder)).parent == tmp_path / "there"
    assert watching.store.text("recording/pseudonym", "") == "sub-0417"
    watching.work.presenter.recording.stop_now()


def test_a_broken_setting_cannot_name_a_folder(watching, port):
    watching.store.put("recording/pseudonym", "../../etc")
    watching.commands.run("record")
    assert port.named == ("anon", "rest")
    watching.work.presenter.recording.stop_now()
