"""A short guide, with the drawings the window itself uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser

from fascview_ui.dialogs.frame import Frame
from fascview_ui.icons import pixmap
from fascview_ui.theme import Theme
from fascview_ui.views.mark_legend import SHAPES, mark_picture, mark_word
from fascview_ui.views.traces.colours import from_theme

if TYPE_CHECKING:
    from fascview_ui.main_window import MainWindow


class GuideDialog(Frame):
    """How to get from nothing to a count, on one page."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, window.tr("Guide"), 760, 760)
        view = QTextBrowser()
        view.setOpenLinks(False)
        view.setAccessibleName(self.tr("Guide"))
        _add_drawings(view.document(), self.theme)
        view.setHtml(self._html())
        self.add(view)

    def _html(self) -> str:
        sections = (
            (
                "play",
                self.tr("Without an amplifier"),
                self.tr(
                    "Press D on the start page. The made-up patient has several muscles, noise, mains, heartbeats and "
                    "movement; everything about it is marked DEMO."
                ),
            ),
            (
                "broadcast",
                self.tr("With an amplifier"),
                self.tr(
                    "Start its LSL outlet. It appears under Streams found with host, rate and unit; Watch shows it. "
                    "Watching does not record. Nothing is chosen for you when two streams share a name."
                ),
            ),
            (
                "dot",
                self.tr("Is it live?"),
                self.tr(
                    "The word at the top says LIVE, DEMO, PLAYBACK, PAUSED or NO DATA. The three lamps tell how old "
                    "the newest sample is that came in, was drawn, was written."
                ),
            ),
            (
                "rest",
                self.tr("What a card says"),
                self.tr(
                    "The large figure is the rate per analysable minute over the last 60 s, below it the range in "
                    "which the true rate lies with 95 %. Voluntary activity, artefacts and lost samples are taken "
                    "out of the time. “Not observed” is only said after 90 s of analysable time; before that a "
                    "bar shows how much is still needed."
                ),
            ),
            (
                "volume",
                self.tr("Sound"),
                self.tr(
                    "You hear the EMG and one drop per fasciculation. Ctrl+M mutes; the headphones on a card play "
                    "one muscle alone."
                ),
            ),
            (
                "record",
                self.tr("Recording"),
                self.tr(
                    "R starts and stops. A stop can be taken back for ten seconds, and until then nothing is lost. "
                    "What is stored is what came from the amplifier; filters and sensitivity change the screen only."
                ),
            ),
            (
                "list",
                self.tr("Protocol"),
                self.tr(
                    "P shows the list of muscles, Shift+P or the footswitch begins, N goes on to the next one. The "
                    "strip says what the person is told and how much analysable time is still wanted; results become "
                    "notes of the session."
                ),
            ),
            (
                "grid",
                self.tr("Channels, arrays, body"),
                self.tr(
                    "Ctrl+Shift+M names the muscles and marks bad channels; V shows differential traces on the screen "
                    "only; B shows the body with its muscles by rate. A right click on a trace sets its sensitivity."
                ),
            ),
            (
                "pause",
                self.tr("Looking back"),
                self.tr(
                    "Space freezes the traces while capture, counting and recording go on. PgUp and PgDn turn pages, E "
                    "goes to the next event, L goes back to live."
                ),
            ),
            (
                "check",
                self.tr("Your word"),
                self.tr(
                    "A accepts, X rejects and C reclassifies the framed event: the one you clicked, else the newest "
                    "of the selected muscle that is decided. The footer says which it was; Ctrl+Z takes it back. Your "
                    "verdict and the program's are both kept."
                ),
            ),
            (
                "flag",
                self.tr("Marks"),
                self.tr("M marks the moment, Shift+M with a note. Please write no names."),
            ),
            (
                "archive",
                self.tr("Review"),
                self.tr(
                    "Open a recording (Ctrl+O) and it is counted once as a whole; violet says that it is stored. E, G "
                    "and T go to the next event, gap and note, with Shift to the one before; Space plays. Labels are "
                    "kept beside the recording. Re-detect shows what other settings find; Y walks the differences."
                ),
            ),
        )
        rows = "".join(
            f"<p><img src='icon:{icon}' width='18' height='18'>&nbsp;&nbsp;<b>{head}</b><br>{body}</p>"
            for icon, head, body in sections
        )
        marks = "".join(
            f"<tr><td width='30'><img src='mark:{shape}' width='20' height='20'></td><td>{mark_word(shape)}</td></tr>"
            for shape in SHAPES
        )
        rows += f"<p><b>{self.tr('What the marks mean')}</b></p><table cellpadding='2'>{marks}</table>"
        legal = self.tr(
            "Research use only, not for diagnosis. fascview describes; it never calls a finding benign or malignant."
        )
        return f"<body style='font-size:14px;line-height:140%'>{rows}<hr><p>{legal}</p></body>"


def _add_drawings(document: QTextDocument, theme: Theme) -> None:
    for shape in SHAPES:
        picture = mark_picture(shape, from_theme(theme))
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"mark:{shape}"), picture)
    for name in ("play", "broadcast", "dot", "rest", "volume", "record", "pause", "check", "flag", "archive"):
        drawing = pixmap(name, theme.text, 18, 2.0)
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"icon:{name}"), drawing)
