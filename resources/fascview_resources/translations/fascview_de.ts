<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>fascview</name>
    <message>
        <source>{0} is muted</source>
        <translation>{0} ist stumm</translation>
    </message>
    <message>
        <source>{0} is heard</source>
        <translation>{0} ist zu hören</translation>
    </message>
    <message>
        <source>Only the selected muscle is heard</source>
        <translation>Nur der gewählte Muskel ist zu hören</translation>
    </message>
    <message>
        <source>All muscles are heard</source>
        <translation>Alle Muskeln sind zu hören</translation>
    </message>
    <message>
        <source>Only the selected muscle (Alt+S)</source>
        <translation>Nur der gewählte Muskel (Alt+S)</translation>
    </message>
    <message>
        <source>Muscles heard</source>
        <translation>Hörbare Muskeln</translation>
    </message>
    <message>
        <source>Muscles heard (Alt+M mutes the selected one, Alt+S plays it alone)</source>
        <translation>Hörbare Muskeln (Alt+M schaltet den gewählten stumm, Alt+S spielt nur ihn)</translation>
    </message>
    <message>
        <source>Some muscles are muted</source>
        <translation>Einige Muskeln sind stumm</translation>
    </message>
    <message>
        <source>Mute the selected muscle, or hear it again</source>
        <translation>Gewählten Muskel stumm schalten oder wieder hören</translation>
    </message>
    <message>
        <source>Hear the selected muscle only, or all again</source>
        <translation>Nur den gewählten Muskel hören oder wieder alle</translation>
    </message>
    <message>
        <source>in voluntary activity</source>
        <translation>in Willküraktivität</translation>
    </message>
    <message>
        <source>in semi-rhythmic activity</source>
        <translation>in halbrhythmischer Aktivität</translation>
    </message>
    <message>
        <source>in movement</source>
        <translation>in Bewegung</translation>
    </message>
    <message>
        <source>in an artefact</source>
        <translation>in einem Artefakt</translation>
    </message>
    <message>
        <source>in a heart beat</source>
        <translation>in einem Herzschlag</translation>
    </message>
    <message>
        <source>in a stimulus</source>
        <translation>in einem Reiz</translation>
    </message>
    <message>
        <source>counted in another muscle</source>
        <translation>in einem anderen Muskel gezählt</translation>
    </message>
    <message>
        <source>in noise</source>
        <translation>im Rauschen</translation>
    </message>
    <message>
        <source>in lost samples</source>
        <translation>in verlorenen Werten</translation>
    </message>
    <message>
        <source>while it settles</source>
        <translation>im Einschwingen</translation>
    </message>
    <message>
        <source>{0} {1}</source>
        <translation>{0} {1}</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>Only stored, in the new pass: {0}</source>
        <translation>Nur gespeichert, im neuen Durchgang: {0}</translation>
    </message>
    <message>
        <source>Vpp ratio (95 %)</source>
        <translation>Vpp-Verhältnis (95 %)</translation>
    </message>
    <message>
        <source>The pseudonyms differ ({0}, {1}): these may be two persons.</source>
        <translation>Die Pseudonyme sind verschieden ({0}, {1}): Es können zwei Personen sein.</translation>
    </message>
    <message>
        <source>Rates are per analysable minute with exact 95 % limits, widened where events cluster. The ratio is of the second over the first, with its 95 % limits; ≠ 1 marks an interval that does not hold 1. Vpp is the median with its quartiles, and its ratio that of the medians with its 95 % limits. This describes; it is no diagnosis.</source>
        <translation>Raten gelten je auswertbarer Minute, mit exakten 95-%-Grenzen, weiter, wo Ereignisse sich häufen. Das Verhältnis ist das der zweiten zur ersten mit seinen 95-%-Grenzen; ≠ 1 steht, wo das Intervall 1 nicht enthält. Vpp ist der Median mit seinen Quartilen, sein Verhältnis das der Mediane mit 95-%-Grenzen. Das beschreibt; es ist keine Diagnose.</translation>
    </message>
    <message>
        <source>NOTHING OPEN</source>
        <translation>NICHTS OFFEN</translation>
    </message>
    <message>
        <source>The recording has ended; all of it is here.</source>
        <translation>Die Aufnahme ist beendet; sie ist ganz da.</translation>
    </message>
    <message>
        <source>Being recorded - following</source>
        <translation>Wird aufgenommen - läuft mit</translation>
    </message>
    <message>
        <source>Being recorded - End follows it</source>
        <translation>Wird aufgenommen - Ende läuft mit</translation>
    </message>
    <message>
        <source>This session is still being recorded; wait until it is finished.</source>
        <translation>Diese Sitzung wird noch aufgenommen; bitte warten, bis sie fertig ist.</translation>
    </message>
    <message>
        <source>provisional; known up to {0}</source>
        <translation>vorläufig; bekannt bis {0}</translation>
    </message>
    <message>
        <source>A stored list can differ from a fresh pass over the file: live, the detector had begun before the recording, could have other settings, and labels by hand stay.</source>
        <translation>Eine gespeicherte Liste kann von einem neuen Durchgang abweichen: Live hatte der Detektor schon vor der Aufnahme begonnen, konnte andere Einstellungen haben, und Urteile von Hand bleiben.</translation>
    </message>
    <message>
        <source>list as stored</source>
        <translation>Liste wie gespeichert</translation>
    </message>
    <message>
        <source>Counted {0} of {1}; </source>
        <translation>Gezählt {0} von {1}; </translation>
    </message>
    <message>
        <source>list of the recorder; it can be judged when it is finished</source>
        <translation>Liste der Aufnahme; beurteilen, wenn sie fertig ist</translation>
    </message>
    <message>
        <source>as far as the pass has come</source>
        <translation>so weit der Durchgang ist</translation>
    </message>
    <message>
        <source>found by a pass over the whole file</source>
        <translation>im Durchgang durch die ganze Datei gefunden</translation>
    </message>
    <message>
        <source>reading the file, {0} %</source>
        <translation>Datei wird gelesen, {0} %</translation>
    </message>
    <message>
        <source>A stored list can differ from a pass with the same settings: live, the detector had begun before the recording, could have other settings, and labels by hand stay.</source>
        <translation>Eine gespeicherte Liste kann von einem Durchgang mit denselben Einstellungen abweichen: Live hatte der Detektor schon vor der Aufnahme begonnen, konnte andere Einstellungen haben, und Urteile von Hand bleiben.</translation>
    </message>
    <message>
        <source>A new pass over the file, against the counted events of the stored list</source>
        <translation>Neuer Durchgang, verglichen mit der gespeicherten Liste</translation>
    </message>
    <message>
        <source>A new pass over the file, against the counted events of the pass shown</source>
        <translation>Neuer Durchgang, verglichen mit dem gezeigten</translation>
    </message>
    <message>
        <source> (the hollow one after it is not decided yet)</source>
        <translation> (das hohle danach ist noch nicht entschieden)</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>({0})</source>
        <translation>({0})</translation>
    </message>
    <message>
        <source>, {0} left</source>
        <translation>, noch {0}</translation>
    </message>
    <message>
        <source>, {0} of 16 channels at 2 kHz</source>
        <translation>, {0} mit 16 Kanälen bei 2 kHz</translation>
    </message>
    <message>
        <source>, {0} rows</source>
        <translation>, {0} Zeilen</translation>
    </message>
    <message>
        <source>.pdf to print, .html to read, .tsv for a table, .json for everything.</source>
        <translation>.pdf zum Drucken, .html zum Lesen, .tsv für eine Tabelle, .json für alles.</translation>
    </message>
    <message>
        <source>/min</source>
        <translation>/min</translation>
    </message>
    <message>
        <source>1 channel</source>
        <translation>1 Kanal</translation>
    </message>
    <message>
        <source>1 found</source>
        <translation>1 gefunden</translation>
    </message>
    <message>
        <source>1 muscle</source>
        <translation>1 Muskel</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>60 s up to {0}</source>
        <translation>60 s bis {0}</translation>
    </message>
    <message>
        <source>95 %: {0} to {1}</source>
        <translation>95 %: {0} bis {1}</translation>
    </message>
    <message>
        <source>&lt;20 Hz %</source>
        <translation>&lt;20 Hz %</translation>
    </message>
    <message>
        <source>A accepts, X rejects and C reclassifies the framed event: the one you clicked, else the newest of the selected muscle that is decided. The footer says which it was; Ctrl+Z takes it back. Your verdict and the program's are both kept.</source>
        <translation>A bestätigt, X verwirft und C ordnet das gerahmte Ereignis anders ein: das angeklickte, sonst das jüngste entschiedene des gewählten Muskels. Die Fußzeile sagt, welches es war; Strg+Z nimmt es zurück. Ihr Urteil und das des Programms bleiben beide erhalten.</translation>
    </message>
    <message>
        <source>A made-up patient, always marked DEMO</source>
        <translation>Ein erfundener Patient, immer mit DEMO gekennzeichnet</translation>
    </message>
    <message>
        <source>A recording is running.</source>
        <translation>Eine Aufnahme läuft.</translation>
    </message>
    <message>
        <source>A recording is running; stop it first. A session keeps the muscles it began with.</source>
        <translation>Eine Aufnahme läuft; bitte erst beenden. Eine Sitzung behält die Muskeln, mit denen sie begann.</translation>
    </message>
    <message>
        <source>A tenth of a page back</source>
        <translation>Eine Zehntelseite zurück</translation>
    </message>
    <message>
        <source>A tenth of a page on</source>
        <translation>Eine Zehntelseite weiter</translation>
    </message>
    <message>
        <source>About fascview</source>
        <translation>Über fascview</translation>
    </message>
    <message>
        <source>About {0} s to go</source>
        <translation>Noch etwa {0} s</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Accept the event</source>
        <translation>Ereignis bestätigen</translation>
    </message>
    <message>
        <source>Accept the event in front</source>
        <translation>Vorderes Ereignis bestätigen</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>Acquire</source>
        <translation>Erfassen</translation>
    </message>
    <message>
        <source>Acquiring</source>
        <translation>Erfassen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Address of another source</source>
        <translation>Adresse einer weiteren Quelle</translation>
    </message>
    <message>
        <source>agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>All channels</source>
        <translation>Alle Kanäle</translation>
    </message>
    <message>
        <source>all channels</source>
        <translation>alle Kanäle</translation>
    </message>
    <message>
        <source>All commands and their keys</source>
        <translation>Alle Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>All events</source>
        <translation>Alle Ereignisse</translation>
    </message>
    <message>
        <source>All muscles</source>
        <translation>Alle Muskeln</translation>
    </message>
    <message>
        <source>All others fit the map.</source>
        <translation>Alle anderen passen zum Plan.</translation>
    </message>
    <message>
        <source>along the rows</source>
        <translation>die Zeilen entlang</translation>
    </message>
    <message>
        <source>Amplifier or serial port</source>
        <translation>Verstärker oder serielle Schnittstelle</translation>
    </message>
    <message>
        <source>Amplifier or serial port...</source>
        <translation>Verstärker oder serielle Schnittstelle...</translation>
    </message>
    <message>
        <source>analysable, held</source>
        <translation>auswertbar, gehalten</translation>
    </message>
    <message>
        <source>analysable, held for {0} s</source>
        <translation>auswertbar, gehalten seit {0} s</translation>
    </message>
    <message>
        <source>analysable, sufficient</source>
        <translation>auswertbar, genug</translation>
    </message>
    <message>
        <source>analysable, {0} s more needed</source>
        <translation>auswertbar, {0} s fehlen noch</translation>
    </message>
    <message>
        <source>Analysed</source>
        <translation>Ausgewertet</translation>
    </message>
    <message>
        <source>another, such as lsl:type=Markers or serial:csv@/dev/ttyUSB1</source>
        <translation>eine andere, etwa lsl:type=Markers oder serial:csv@/dev/ttyUSB1</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>are passed over</source>
        <translation>werden übergangen</translation>
    </message>
    <message>
        <source>are recorded on {0}</source>
        <translation>werden auf {0} aufgenommen</translation>
    </message>
    <message>
        <source>array</source>
        <translation>Array</translation>
    </message>
    <message>
        <source>Array</source>
        <translation>Array</translation>
    </message>
    <message>
        <source>Array check</source>
        <translation>Arrayprüfung</translation>
    </message>
    <message>
        <source>Array check, or back to the monitor</source>
        <translation>Arrayprüfung, oder zurück zum Monitor</translation>
    </message>
    <message>
        <source>Array of the selected channels</source>
        <translation>Array der gewählten Kanäle</translation>
    </message>
    <message>
        <source>ArrayCheck</source>
        <translation>Arrayprüfung</translation>
    </message>
    <message>
        <source>arrows walk over the electrodes; a click selects one</source>
        <translation>Pfeiltasten gehen über die Elektroden; ein Klick wählt eine</translation>
    </message>
    <message>
        <source>Artefact</source>
        <translation>Artefakt</translation>
    </message>
    <message>
        <source>artefact</source>
        <translation>Artefakt</translation>
    </message>
    <message>
        <source>ARTEFACT</source>
        <translation>ARTEFAKT</translation>
    </message>
    <message>
        <source>ARTEFACT, not counted</source>
        <translation>ARTEFAKT, nicht gezählt</translation>
    </message>
    <message>
        <source>as the LSL configuration of this computer says, until something is chosen here</source>
        <translation>wie es die LSL-Konfiguration dieses Rechners sagt, bis hier etwas gewählt ist</translation>
    </message>
    <message>
        <source>As the system: {0}</source>
        <translation>Wie das System: {0}</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>At most {0} events are labelled at once; list fewer of them first.</source>
        <translation>Höchstens {0} Ereignisse werden auf einmal beurteilt; bitte erst weniger listen.</translation>
    </message>
    <message>
        <source>At most {0} letters.</source>
        <translation>Höchstens {0} Zeichen.</translation>
    </message>
    <message>
        <source>At rest</source>
        <translation>In Ruhe</translation>
    </message>
    <message>
        <source>At the cursor</source>
        <translation>Am Cursor</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>am Ende</translation>
    </message>
    <message>
        <source>At {0} Hz there is nothing above half of that; the filter stays as it was.</source>
        <translation>Bei {0} Hz gibt es oberhalb der Hälfte davon nichts; das Filter bleibt, wie es war.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back one</source>
        <translation>Eins zurück</translation>
    </message>
    <message>
        <source>Back one (Backspace)</source>
        <translation>Eins zurück (Rücktaste)</translation>
    </message>
    <message>
        <source>Back one electrode or step</source>
        <translation>Eine Elektrode oder einen Schritt zurück</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Zurück zu live</translation>
    </message>
    <message>
        <source>Back to live, or to the cursor</source>
        <translation>Zurück zu live oder zum Cursor</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Schlecht</translation>
    </message>
    <message>
        <source>Bad in the montage: {0}</source>
        <translation>In der Montage schlecht: {0}</translation>
    </message>
    <message>
        <source>bad, not counted</source>
        <translation>schlecht, nicht gezählt</translation>
    </message>
    <message>
        <source>Bar to measure</source>
        <translation>Balken zum Messen</translation>
    </message>
    <message>
        <source>BDF+ (24 bit)</source>
        <translation>BDF+ (24 Bit)</translation>
    </message>
    <message>
        <source>Bedside</source>
        <translation>Am Bett</translation>
    </message>
    <message>
        <source>Bedside, full screen</source>
        <translation>Am Bett, ganzer Bildschirm</translation>
    </message>
    <message>
        <source>Before the first patient</source>
        <translation>Vor dem ersten Patienten</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Begin the protocol, or next muscle</source>
        <translation>Protokoll beginnen, oder nächster Muskel</translation>
    </message>
    <message>
        <source>Begin, next muscle</source>
        <translation>Beginnen, nächster Muskel</translation>
    </message>
    <message>
        <source>Beside the events</source>
        <translation>Neben den Ereignissen</translation>
    </message>
    <message>
        <source>BIDS dataset</source>
        <translation>BIDS-Datensatz</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Körper</translation>
    </message>
    <message>
        <source>Body, muscles by rate</source>
        <translation>Körper, Muskeln nach Rate</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>bulbar</source>
        <translation>bulbär</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Canceller off</source>
        <translation>Netz nicht gefiltert</translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation>kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Capture, counting and recording go on.</source>
        <translation>Erfassung, Zählung und Aufnahme gehen weiter.</translation>
    </message>
    <message>
        <source>Capture, counting and recording go on. Cards and rain stay live.</source>
        <translation>Erfassung, Zählung und Aufnahme gehen weiter. Karten und Regen bleiben live.</translation>
    </message>
    <message>
        <source>Capture, counting and recording go on. Cards stay live, the rain is around the page.</source>
        <translation>Erfassung, Zählung und Aufnahme gehen weiter. Karten bleiben live, der Regen zeigt die Zeit um die Seite.</translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation>bei {0}</translation>
    </message>
    <message>
        <source>cervical</source>
        <translation>zervikal</translation>
    </message>
    <message>
        <source>Ch.</source>
        <translation>Kan.</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Channels and muscles</source>
        <translation>Kanäle und Muskeln</translation>
    </message>
    <message>
        <source>Channels and muscles...</source>
        <translation>Kanäle und Muskeln...</translation>
    </message>
    <message>
        <source>Channels and their muscles</source>
        <translation>Kanäle und ihre Muskeln</translation>
    </message>
    <message>
        <source>Channels further down</source>
        <translation>Kanäle weiter unten</translation>
    </message>
    <message>
        <source>Channels without a muscle are counted together as one. Names are remembered per device.</source>
        <translation>Kanäle ohne Muskel werden zusammen als einer gezählt. Namen werden je Gerät gemerkt.</translation>
    </message>
    <message>
        <source>Channels, arrays, body</source>
        <translation>Kanäle, Arrays, Körper</translation>
    </message>
    <message>
        <source>Channels, the worst on top</source>
        <translation>Kanäle, die schlechtesten oben</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Choose a file or folder first.</source>
        <translation>Bitte erst eine Datei oder einen Ordner wählen.</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>Eine andere wählen</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>Andere Quelle wählen</translation>
    </message>
    <message>
        <source>Choose another.</source>
        <translation>Bitte eine andere wählen.</translation>
    </message>
    <message>
        <source>Choose folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose the device and its port</source>
        <translation>Gerät und Schnittstelle wählen</translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Choose the other session...</source>
        <translation>Andere Sitzung wählen...</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Wählen...</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>clipped</source>
        <translation>übersteuert</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close the source, back to the start page</source>
        <translation>Quelle schließen, zurück zur Startseite</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Colour of the muscle</source>
        <translation>Farbe des Muskels</translation>
    </message>
    <message>
        <source>Colour {0}</source>
        <translation>Farbe {0}</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Combined</source>
        <translation>Kombiniert</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>common average</source>
        <translation>gemeinsames Mittel</translation>
    </message>
    <message>
        <source>common median</source>
        <translation>gemeinsamer Median</translation>
    </message>
    <message>
        <source>Compare sessions</source>
        <translation>Sitzungen vergleichen</translation>
    </message>
    <message>
        <source>Compare sessions...</source>
        <translation>Sitzungen vergleichen...</translation>
    </message>
    <message>
        <source>Compare two sessions of one person (Ctrl+K)</source>
        <translation>Zwei Sitzungen einer Person vergleichen (Strg+K)</translation>
    </message>
    <message>
        <source>Computers asked by name</source>
        <translation>Namentlich gefragte Rechner</translation>
    </message>
    <message>
        <source>Computers by name</source>
        <translation>Rechner mit Namen</translation>
    </message>
    <message>
        <source>Conduction {0} ± {1} m/s, {2}, {3} potentials</source>
        <translation>Leitung {0} ± {1} m/s, {2}, {3} Potentiale</translation>
    </message>
    <message>
        <source>CONNECTING</source>
        <translation>VERBINDET</translation>
    </message>
    <message>
        <source>Contact: noise {0} µV now, {1} to {2} in the last {3} min</source>
        <translation>Kontakt: Rauschen jetzt {0} µV, {1} bis {2} in den letzten {3} min</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Could identify</source>
        <translation>Könnte verraten</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Count an event in one muscle only</source>
        <translation>Ein Ereignis nur in einem Muskel zählen</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Gezählt</translation>
    </message>
    <message>
        <source>Counters reset</source>
        <translation>Zähler zurückgesetzt</translation>
    </message>
    <message>
        <source>Counting begins anew when this is applied.</source>
        <translation>Die Zählung beginnt neu, wenn dies angewendet wird.</translation>
    </message>
    <message>
        <source>Counting is held.</source>
        <translation>Die Zählung ruht.</translation>
    </message>
    <message>
        <source>counting, {0} %</source>
        <translation>zählt, {0} %</translation>
    </message>
    <message>
        <source>Counts, rates and the analysable time begin again. Recorded events stay recorded.</source>
        <translation>Anzahl, Rate und auswertbare Zeit beginnen neu. Aufgenommene Ereignisse bleiben aufgenommen.</translation>
    </message>
    <message>
        <source>Crosstalk</source>
        <translation>Übersprechen</translation>
    </message>
    <message>
        <source>Ctrl Shift S</source>
        <translation>Strg Umschalt S</translation>
    </message>
    <message>
        <source>Ctrl Z</source>
        <translation>Strg Z</translation>
    </message>
    <message>
        <source>Ctrl+Shift+M names the muscles and marks bad channels; V shows differential traces on the screen only; B shows the body with its muscles by rate. A right click on a trace sets its sensitivity.</source>
        <translation>Strg+Umschalt+M benennt die Muskeln und markiert schlechte Kanäle; V zeigt differentielle Spuren nur auf dem Bildschirm; B zeigt den Körper mit seinen Muskeln nach Rate. Ein Rechtsklick auf eine Spur stellt ihre Empfindlichkeit ein.</translation>
    </message>
    <message>
        <source>cursor</source>
        <translation>Cursor</translation>
    </message>
    <message>
        <source>Cursor</source>
        <translation>Cursor</translation>
    </message>
    <message>
        <source>cut at each lane</source>
        <translation>an jeder Bahn abgeschnitten</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Data folder has {0} free</source>
        <translation>Datenordner hat {0} frei</translation>
    </message>
    <message>
        <source>Date and time of the recording</source>
        <translation>Datum und Uhrzeit der Aufnahme</translation>
    </message>
    <message>
        <source>DC mV</source>
        <translation>DC mV</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>Delay line</source>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>DEMO</translation>
    </message>
    <message>
        <source>Demo signal</source>
        <translation>Demosignal</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>Erkennungen</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Direction of the fibres</source>
        <translation>Richtung der Fasern</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Disk space for {0}</source>
        <translation>Platz für {0}</translation>
    </message>
    <message>
        <source>Display only. Counting, sound and recording keep the channels as received.</source>
        <translation>Nur auf dem Bildschirm. Zählung, Ton und Aufnahme behalten die Kanäle, wie sie kommen.</translation>
    </message>
    <message>
        <source>Distance of the electrodes</source>
        <translation>Abstand der Elektroden</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>double differential</source>
        <translation>doppelt differentiell</translation>
    </message>
    <message>
        <source>Doublet</source>
        <translation>Dublette</translation>
    </message>
    <message>
        <source>doublet</source>
        <translation>Dublette</translation>
    </message>
    <message>
        <source>down one column, up the next</source>
        <translation>eine Spalte hinab, die nächste hinauf</translation>
    </message>
    <message>
        <source>down the columns</source>
        <translation>die Spalten hinab</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>Zeichnen</translation>
    </message>
    <message>
        <source>Drop a file or a session folder anywhere</source>
        <translation>Eine Datei oder einen Sitzungsordner irgendwo ablegen</translation>
    </message>
    <message>
        <source>Each keeps its own clock, with the offset to this computer's. Texts are also shown as notes. The EMG is never held up by them.</source>
        <translation>Jede Quelle behält ihre eigene Uhr, mit dem Abstand zu der dieses Rechners. Texte erscheinen auch als Notizen. Das EMG wird davon nie aufgehalten.</translation>
    </message>
    <message>
        <source>Each takes about three seconds. What is missed is marked as a gap, also in a recording.</source>
        <translation>Jede dauert etwa drei Sekunden. Was fehlt, wird als Lücke vermerkt, auch in einer Aufnahme.</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>EKG</translation>
    </message>
    <message>
        <source>ecg</source>
        <translation>EKG</translation>
    </message>
    <message>
        <source>ECG, not counted</source>
        <translation>EKG, nicht gezählt</translation>
    </message>
    <message>
        <source>EDF+ (16 bit)</source>
        <translation>EDF+ (16 Bit)</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>ändern</translation>
    </message>
    <message>
        <source>Electrodes</source>
        <translation>Elektroden</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>End the protocol</source>
        <translation>Protokoll beenden</translation>
    </message>
    <message>
        <source>End the protocol (Ctrl+Shift+P)</source>
        <translation>Protokoll beenden (Strg+Umschalt+P)</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Event at {0}: {1}</source>
        <translation>Ereignis bei {0}: {1}</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Events listed</source>
        <translation>Gelistete Ereignisse</translation>
    </message>
    <message>
        <source>Events of the five minutes before the cursor</source>
        <translation>Ereignisse der fünf Minuten vor dem Cursor</translation>
    </message>
    <message>
        <source>Events per muscle over time</source>
        <translation>Ereignisse je Muskel über die Zeit</translation>
    </message>
    <message>
        <source>events per {0} s, grey the height of the signal; hatched is lost, tinted is not counted</source>
        <translation>Ereignisse je {0} s, grau die Höhe des Signals; schraffiert ist verloren, getönt nicht gezählt</translation>
    </message>
    <message>
        <source>Events that do not count as well</source>
        <translation>Auch Ereignisse, die nicht zählen</translation>
    </message>
    <message>
        <source>Events {0}</source>
        <translation>Ereignisse {0}</translation>
    </message>
    <message>
        <source>Events, rate per minute (95 %)</source>
        <translation>Ereignisse, Rate je Minute (95 %)</translation>
    </message>
    <message>
        <source>Everything up to now is on disk. Closing stops and saves the recording.</source>
        <translation>Alles bis jetzt ist auf der Platte. Schließen beendet und sichert die Aufnahme.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Export (Ctrl+E)</source>
        <translation>Exportieren (Strg+E)</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Exportieren...</translation>
    </message>
    <message>
        <source>Exported: {0}</source>
        <translation>Exportiert: {0}</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>durchgefallen</translation>
    </message>
    <message>
        <source>False events per minute</source>
        <translation>Falsche Ereignisse je Minute</translation>
    </message>
    <message>
        <source>False events per minute and muscle accepted on noise alone</source>
        <translation>Falsche Ereignisse je Minute und Muskel, die bei reinem Rauschen hingenommen werden</translation>
    </message>
    <message>
        <source>False/min</source>
        <translation>Falsche/min</translation>
    </message>
    <message>
        <source>Fasciculation</source>
        <translation>Faszikulation</translation>
    </message>
    <message>
        <source>fasciculation</source>
        <translation>Faszikulation</translation>
    </message>
    <message>
        <source>fascview describes what it measures. It never calls a finding benign or malignant.</source>
        <translation>fascview beschreibt, was es misst. Es nennt nie einen Befund gut- oder bösartig.</translation>
    </message>
    <message>
        <source>fascview, page of a recording</source>
        <translation>fascview, Seite einer Aufnahme</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Faster (Ctrl +)</source>
        <translation>Schneller (Strg +)</translation>
    </message>
    <message>
        <source>Fewer false events</source>
        <translation>Weniger falsche Ereignisse</translation>
    </message>
    <message>
        <source>Fibres</source>
        <translation>Fasern</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>File...</source>
        <translation>Datei...</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter on screen</source>
        <translation>Filter auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Filtered on screen.</source>
        <translation>Auf dem Bildschirm gefiltert.</translation>
    </message>
    <message>
        <source>finding what can be counted, {0} %</source>
        <translation>sucht, was gezählt werden kann, {0} %</translation>
    </message>
    <message>
        <source>Finds and counts fasciculations in surface EMG while you record.</source>
        <translation>Findet und zählt Faszikulationen im Oberflächen-EMG, während Sie aufnehmen.</translation>
    </message>
    <message>
        <source>First, per min (95 %)</source>
        <translation>Erste, je min (95 %)</translation>
    </message>
    <message>
        <source>First: {0}.  Second: {1}.</source>
        <translation>Erste: {0}.  Zweite: {1}.</translation>
    </message>
    <message>
        <source>Fit all channels into the window</source>
        <translation>Alle Kanäle ins Fenster zwängen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder for recordings</source>
        <translation>Ordner für Aufnahmen</translation>
    </message>
    <message>
        <source>Folder of the dataset</source>
        <translation>Ordner des Datensatzes</translation>
    </message>
    <message>
        <source>Footswitch</source>
        <translation>Fußschalter</translation>
    </message>
    <message>
        <source>Footswitch or Enter next, S skip, Shift S skip the step, Backspace back</source>
        <translation>Fußschalter oder Eingabe: weiter, S überspringt, Umschalt+S überspringt den Schritt, Rücktaste zurück</translation>
    </message>
    <message>
        <source>Forget all settings and the list of recent sessions? Recordings stay where they are.</source>
        <translation>Alle Einstellungen und die Liste der letzten Sitzungen vergessen? Aufnahmen bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Forget this list; the recordings stay where they are</source>
        <translation>Diese Liste vergessen; die Aufnahmen bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Freeze the traces, or play and pause</source>
        <translation>Spuren anhalten, oder abspielen und anhalten</translation>
    </message>
    <message>
        <source>Front</source>
        <translation>Vorn</translation>
    </message>
    <message>
        <source>Further down</source>
        <translation>Weiter nach unten</translation>
    </message>
    <message>
        <source>Further up</source>
        <translation>Weiter nach oben</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <source>Gaps {0}</source>
        <translation>Lücken {0}</translation>
    </message>
    <message>
        <source>give</source>
        <translation>geben</translation>
    </message>
    <message>
        <source>Give a pseudonym, such as sub-0417.</source>
        <translation>Ein Pseudonym eingeben, etwa sub-0417.</translation>
    </message>
    <message>
        <source>Give this step a muscle.</source>
        <translation>Diesem Schritt einen Muskel geben.</translation>
    </message>
    <message>
        <source>Give to the selected</source>
        <translation>Den gewählten geben</translation>
    </message>
    <message>
        <source>Given again</source>
        <translation>Wieder gegeben</translation>
    </message>
    <message>
        <source>Go on recording in</source>
        <translation>Weiter aufnehmen in</translation>
    </message>
    <message>
        <source>Go on; the map is judged at the end, Backspace taps it again.</source>
        <translation>Weiter; der Plan wird am Ende beurteilt, Rücktaste klopft noch einmal.</translation>
    </message>
    <message>
        <source>Goes along</source>
        <translation>Geht mit</translation>
    </message>
    <message>
        <source>Going over the recording</source>
        <translation>Die Aufnahme wird durchgegangen</translation>
    </message>
    <message>
        <source>Going over {0}</source>
        <translation>{0} wird durchgegangen</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Group of like shapes</source>
        <translation>Gruppe gleicher Formen</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Health of the program</source>
        <translation>Zustand des Programms</translation>
    </message>
    <message>
        <source>Hear this muscle only</source>
        <translation>Nur diesen Muskel hören</translation>
    </message>
    <message>
        <source>height is Vpp, 15 to 300 µV; hatched is not analysable</source>
        <translation>Höhe ist Vpp, 15 bis 300 µV; schraffiert ist nicht auswertbar</translation>
    </message>
    <message>
        <source>held</source>
        <translation>gehalten</translation>
    </message>
    <message>
        <source>held for {0} s</source>
        <translation>gehalten seit {0} s</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Hold a ruler to the blue bar and enter its length. Scales in mm are true then, on this screen.</source>
        <translation>Ein Lineal an den blauen Balken halten und seine Länge eingeben. Danach stimmen Maßstäbe in mm auf diesem Bildschirm.</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>HOST:PORT of the device; leave it empty for the device's usual ones.</source>
        <translation>HOST:PORT des Geräts; leer für die üblichen des Geräts.</translation>
    </message>
    <message>
        <source>How potentials are drawn</source>
        <translation>Wie Potentiale gezeichnet werden</translation>
    </message>
    <message>
        <source>in both</source>
        <translation>in beiden</translation>
    </message>
    <message>
        <source>in {0}</source>
        <translation>in {0}</translation>
    </message>
    <message>
        <source>Innervation zone at electrode {0} of the line</source>
        <translation>Innervationszone an Elektrode {0} der Reihe</translation>
    </message>
    <message>
        <source>Insufficient</source>
        <translation>Zu wenig Zeit</translation>
    </message>
    <message>
        <source>Is it live?</source>
        <translation>Ist es live?</translation>
    </message>
    <message>
        <source>It could not be opened</source>
        <translation>Es konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Jump to</source>
        <translation>Springen zu</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Keep as new labels</source>
        <translation>Als neue Urteile behalten</translation>
    </message>
    <message>
        <source>Keep recording</source>
        <translation>Weiter aufnehmen</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Key of the footswitch</source>
        <translation>Taste des Fußschalters</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>kΩ</source>
        <translation>kΩ</translation>
    </message>
    <message>
        <source>Lab Streaming Layer</source>
        <translation>Lab Streaming Layer</translation>
    </message>
    <message>
        <source>Lab Streaming Layer...</source>
        <translation>Lab Streaming Layer...</translation>
    </message>
    <message>
        <source>Language, Sprache...</source>
        <translation>Sprache, Language...</translation>
    </message>
    <message>
        <source>Larger traces</source>
        <translation>Größere Spuren</translation>
    </message>
    <message>
        <source>Larger traces (+)</source>
        <translation>Größere Spuren (+)</translation>
    </message>
    <message>
        <source>Larger traces of the selected muscle</source>
        <translation>Größere Spuren des gewählten Muskels</translation>
    </message>
    <message>
        <source>Last 10 s</source>
        <translation>Letzte 10 s</translation>
    </message>
    <message>
        <source>Last check</source>
        <translation>Letzte Prüfung</translation>
    </message>
    <message>
        <source>Last tap heard</source>
        <translation>Letztes Klopfen gehört</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>last {0} of {1}</source>
        <translation>letzte {0} von {1}</translation>
    </message>
    <message>
        <source>lasts</source>
        <translation>dauert</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Latest potentials of the selected muscle</source>
        <translation>Letzte Potentiale des gewählten Muskels</translation>
    </message>
    <message>
        <source>Lay out</source>
        <translation>Anordnen</translation>
    </message>
    <message>
        <source>lead off</source>
        <translation>Elektrode ab</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Leave bedside</source>
        <translation>Bett verlassen</translation>
    </message>
    <message>
        <source>Leave out artefacts</source>
        <translation>Artefakte auslassen</translation>
    </message>
    <message>
        <source>Leave out heart beats</source>
        <translation>Herzschläge auslassen</translation>
    </message>
    <message>
        <source>Leave out stimuli</source>
        <translation>Stimuli auslassen</translation>
    </message>
    <message>
        <source>Leave the check</source>
        <translation>Prüfung verlassen</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>date and time</source>
        <translation>Datum und Uhrzeit</translation>
    </message>
    <message>
        <source>file name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>1 note of free text</source>
        <translation>1 Notiz in freien Worten</translation>
    </message>
    <message>
        <source>{0} notes of free text</source>
        <translation>{0} Notizen in freien Worten</translation>
    </message>
    <message>
        <source>Left out unless you tick it below; file name and device are always left out.</source>
        <translation>Bleibt weg, wenn unten nicht angekreuzt; Dateiname und Gerät bleiben immer weg.</translation>
    </message>
    <message>
        <source>Length of the blue bar</source>
        <translation>Länge des blauen Balkens</translation>
    </message>
    <message>
        <source>Letters, figures and - only, beginning with a letter or a figure.</source>
        <translation>Nur Buchstaben, Ziffern und -, am Anfang ein Buchstabe oder eine Ziffer.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Limits (*.toml *.json)</source>
        <translation>Grenzen (*.toml *.json)</translation>
    </message>
    <message>
        <source>Limits (*.toml)</source>
        <translation>Grenzen (*.toml)</translation>
    </message>
    <message>
        <source>Limits of the array check</source>
        <translation>Grenzen der Arrayprüfung</translation>
    </message>
    <message>
        <source>Limits...</source>
        <translation>Grenzen...</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>load</source>
        <translation>laden</translation>
    </message>
    <message>
        <source>Load a montage</source>
        <translation>Montage laden</translation>
    </message>
    <message>
        <source>Load a protocol</source>
        <translation>Protokoll laden</translation>
    </message>
    <message>
        <source>Load limits</source>
        <translation>Grenzen laden</translation>
    </message>
    <message>
        <source>Load...</source>
        <translation>Laden...</translation>
    </message>
    <message>
        <source>Longer sweep</source>
        <translation>Längerer Durchlauf</translation>
    </message>
    <message>
        <source>Longest pause of the window {0}</source>
        <translation>Längste Pause des Fensters {0}</translation>
    </message>
    <message>
        <source>Look in</source>
        <translation>Suchen in</translation>
    </message>
    <message>
        <source>Looking back</source>
        <translation>Zurückblicken</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Lost {0} in {1} gaps</source>
        <translation>Verloren {0} in {1} Lücken</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>Lauter</translation>
    </message>
    <message>
        <source>LSL session</source>
        <translation>LSL-Sitzung</translation>
    </message>
    <message>
        <source>LSL takes this once: it holds when fascview is started again. Until then it looks as before.</source>
        <translation>LSL nimmt das nur einmal an: es gilt, wenn fascview neu gestartet ist. Bis dahin wird wie bisher gesucht.</translation>
    </message>
    <message>
        <source>lumbosacral</source>
        <translation>lumbosakral</translation>
    </message>
    <message>
        <source>M marks the moment, Shift+M with a note. Please write no names.</source>
        <translation>M markiert den Augenblick, Umschalt+M mit einer Notiz. Bitte keine Namen schreiben.</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Maschine</translation>
    </message>
    <message>
        <source>Made of:</source>
        <translation>Gemacht aus:</translation>
    </message>
    <message>
        <source>made-up patient</source>
        <translation>erfundener Patient</translation>
    </message>
    <message>
        <source>Mains %</source>
        <translation>Netz %</translation>
    </message>
    <message>
        <source>mains cancelled</source>
        <translation>Netz unterdrückt</translation>
    </message>
    <message>
        <source>Mains canceller on screen</source>
        <translation>Netzunterdrückung auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Mark bad in montage</source>
        <translation>In der Montage als schlecht markieren</translation>
    </message>
    <message>
        <source>Mark failing channels bad in the montage</source>
        <translation>Durchgefallene Kanäle in der Montage als schlecht markieren</translation>
    </message>
    <message>
        <source>Mark now</source>
        <translation>Jetzt markieren</translation>
    </message>
    <message>
        <source>Keep what was just received, up to half an hour</source>
        <translation>Soeben Empfangenes behalten, bis zu einer halben Stunde</translation>
    </message>
    <message>
        <source>Mark with a note...</source>
        <translation>Mit einer Notiz markieren...</translation>
    </message>
    <message>
        <source>Mark {0} bad</source>
        <translation>{0} als schlecht markieren</translation>
    </message>
    <message>
        <source>Mark {0} bad in montage</source>
        <translation>{0} in der Montage als schlecht markieren</translation>
    </message>
    <message>
        <source>Marked at {0}: {1}</source>
        <translation>Markiert bei {0}: {1}</translation>
    </message>
    <message>
        <source>Shift M writes what happened.</source>
        <translation>Umschalt M schreibt dazu, was war.</translation>
    </message>
    <message>
        <source>Mark this moment (M); with words by Shift M or a right click</source>
        <translation>Diesen Augenblick markieren (M); mit Worten durch Umschalt M oder Rechtsklick</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Noch einmal messen</translation>
    </message>
    <message>
        <source>Measure the electrodes (impedance)</source>
        <translation>Elektroden messen (Impedanz)</translation>
    </message>
    <message>
        <source>Measure the selected electrode again</source>
        <translation>Gewählte Elektrode noch einmal messen</translation>
    </message>
    <message>
        <source>Measure this electrode again (Ctrl+Shift+E)</source>
        <translation>Diese Elektrode noch einmal messen (Strg+Umschalt+E)</translation>
    </message>
    <message>
        <source>measured {0}</source>
        <translation>gemessen {0}</translation>
    </message>
    <message>
        <source>Measuring the electrodes; the stream stands meanwhile</source>
        <translation>Die Elektroden werden gemessen; der Strom steht derweil</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>Mirror left to right</source>
        <translation>Links und rechts spiegeln</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>gemischt</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>monopolar</source>
        <translation>monopolar</translation>
    </message>
    <message>
        <source>Montage</source>
        <translation>Montage</translation>
    </message>
    <message>
        <source>Montage (*.toml)</source>
        <translation>Montage (*.toml)</translation>
    </message>
    <message>
        <source>Montage on screen</source>
        <translation>Montage auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Montage on screen (V); what is stored and counted is not touched</source>
        <translation>Montage auf dem Bildschirm (V); gespeichert und gezählt wird wie zuvor</translation>
    </message>
    <message>
        <source>Montage on screen: {0}</source>
        <translation>Montage auf dem Bildschirm: {0}</translation>
    </message>
    <message>
        <source>More rules</source>
        <translation>Weitere Regeln</translation>
    </message>
    <message>
        <source>More sensitive</source>
        <translation>Empfindlicher</translation>
    </message>
    <message>
        <source>MOVEMENT</source>
        <translation>BEWEGUNG</translation>
    </message>
    <message>
        <source>MOVEMENT, not counted</source>
        <translation>BEWEGUNG, nicht gezählt</translation>
    </message>
    <message>
        <source>Muscle</source>
        <translation>Muskel</translation>
    </message>
    <message>
        <source>Muscle before once more</source>
        <translation>Vorigen Muskel noch einmal</translation>
    </message>
    <message>
        <source>Muscle before once more (Shift+N)</source>
        <translation>Vorigen Muskel noch einmal (Umschalt+N)</translation>
    </message>
    <message>
        <source>Muscle for the selected channels</source>
        <translation>Muskel für die gewählten Kanäle</translation>
    </message>
    <message>
        <source>Muscle, in English, German or Latin</source>
        <translation>Muskel, englisch, deutsch oder lateinisch</translation>
    </message>
    <message>
        <source>Muscles listed</source>
        <translation>Gelistete Muskeln</translation>
    </message>
    <message>
        <source>Muscles not in the montage</source>
        <translation>Muskeln, die nicht in der Montage sind,</translation>
    </message>
    <message>
        <source>Muscles that are not in the montage are recorded on</source>
        <translation>Muskeln, die nicht in der Montage sind, werden aufgenommen auf</translation>
    </message>
    <message>
        <source>Muscles, from top to bottom</source>
        <translation>Muskeln, von oben nach unten</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Mute all sound</source>
        <translation>Allen Ton stummschalten</translation>
    </message>
    <message>
        <source>Mute all sound (Ctrl+M)</source>
        <translation>Allen Ton stummschalten (Strg+M)</translation>
    </message>
    <message>
        <source>Mute this muscle</source>
        <translation>Diesen Muskel stummschalten</translation>
    </message>
    <message>
        <source>Mute {0}</source>
        <translation>{0} stummschalten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the recording, date and notes</source>
        <translation>Name der Aufnahme, Datum und Notizen</translation>
    </message>
    <message>
        <source>Name the muscles</source>
        <translation>Muskeln benennen</translation>
    </message>
    <message>
        <source>names or addresses, separated by commas</source>
        <translation>Namen oder Adressen, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>New muscle</source>
        <translation>Neuer Muskel</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächste</translation>
    </message>
    <message>
        <source>Next difference</source>
        <translation>Nächster Unterschied</translation>
    </message>
    <message>
        <source>Next event</source>
        <translation>Nächstes Ereignis</translation>
    </message>
    <message>
        <source>Next event (E)</source>
        <translation>Nächstes Ereignis (E)</translation>
    </message>
    <message>
        <source>Next event that is in one list only (Y)</source>
        <translation>Nächstes Ereignis, das nur in einer Liste steht (Y)</translation>
    </message>
    <message>
        <source>Next gap</source>
        <translation>Nächste Lücke</translation>
    </message>
    <message>
        <source>Next lost stretch (G)</source>
        <translation>Nächste verlorene Strecke (G)</translation>
    </message>
    <message>
        <source>Next montage on screen</source>
        <translation>Nächste Montage auf dem Bildschirm</translation>
    </message>
    <message>
        <source>Next muscle</source>
        <translation>Nächster Muskel</translation>
    </message>
    <message>
        <source>Next note</source>
        <translation>Nächste Notiz</translation>
    </message>
    <message>
        <source>Next note (T)</source>
        <translation>Nächste Notiz (T)</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Next theme</source>
        <translation>Nächstes Farbschema</translation>
    </message>
    <message>
        <source>Next: {0}.</source>
        <translation>Nächster: {0}.</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>No array is known: neighbours are taken in the order of the channels.</source>
        <translation>Es ist kein Array bekannt: Nachbarn sind die Kanäle in ihrer Reihenfolge.</translation>
    </message>
    <message>
        <source>No bad channels</source>
        <translation>Keine schlechten Kanäle</translation>
    </message>
    <message>
        <source>No data</source>
        <translation>Keine Daten</translation>
    </message>
    <message>
        <source>NO DATA</source>
        <translation>KEINE DATEN</translation>
    </message>
    <message>
        <source>NO DATA for {0}</source>
        <translation>KEINE DATEN seit {0}</translation>
    </message>
    <message>
        <source>No data from {0} for {1} s</source>
        <translation>Keine Daten von {0} seit {1} s</translation>
    </message>
    <message>
        <source>No difference before this</source>
        <translation>Kein Unterschied davor</translation>
    </message>
    <message>
        <source>No event is selected; click one, or press E.</source>
        <translation>Kein Ereignis gewählt; eines anklicken oder E drücken.</translation>
    </message>
    <message>
        <source>No event of this muscle yet</source>
        <translation>Noch kein Ereignis dieses Muskels</translation>
    </message>
    <message>
        <source>No figures yet</source>
        <translation>Noch keine Zahlen</translation>
    </message>
    <message>
        <source>no fixed rate</source>
        <translation>keine feste Rate</translation>
    </message>
    <message>
        <source>No further difference</source>
        <translation>Kein weiterer Unterschied</translation>
    </message>
    <message>
        <source>No further event</source>
        <translation>Kein weiteres Ereignis</translation>
    </message>
    <message>
        <source>No further gap</source>
        <translation>Keine weitere Lücke</translation>
    </message>
    <message>
        <source>No further note</source>
        <translation>Keine weitere Notiz</translation>
    </message>
    <message>
        <source>No gap before this</source>
        <translation>Keine Lücke davor</translation>
    </message>
    <message>
        <source>no gaps</source>
        <translation>keine Lücken</translation>
    </message>
    <message>
        <source>no muscle</source>
        <translation>kein Muskel</translation>
    </message>
    <message>
        <source>No muscle of this protocol is in the montage; name the muscles, or choose one to record on.</source>
        <translation>Kein Muskel dieses Protokolls ist in der Montage; die Muskeln benennen oder einen zum Aufnehmen wählen.</translation>
    </message>
    <message>
        <source>No names, no dates of birth.</source>
        <translation>Keine Namen, keine Geburtsdaten.</translation>
    </message>
    <message>
        <source>No note before this</source>
        <translation>Keine Notiz davor</translation>
    </message>
    <message>
        <source>No other stream is here yet; it appears by itself.</source>
        <translation>Noch ist kein anderer Strom da; er erscheint von selbst.</translation>
    </message>
    <message>
        <source>no rate</source>
        <translation>keine Rate</translation>
    </message>
    <message>
        <source>No recording is open</source>
        <translation>Keine Aufnahme offen</translation>
    </message>
    <message>
        <source>no scale known: counts only</source>
        <translation>keine Skala bekannt: nur Zählwerte</translation>
    </message>
    <message>
        <source>No serial port was found; plug the device in, or write the port's name.</source>
        <translation>Keine serielle Schnittstelle gefunden; Gerät einstecken oder den Namen der Schnittstelle eingeben.</translation>
    </message>
    <message>
        <source>no signal</source>
        <translation>kein Signal</translation>
    </message>
    <message>
        <source>NO SIGNAL</source>
        <translation>KEIN SIGNAL</translation>
    </message>
    <message>
        <source>NO SIGNAL, not counted</source>
        <translation>KEIN SIGNAL, nicht gezählt</translation>
    </message>
    <message>
        <source>No sound device; everything else works</source>
        <translation>Kein Tongerät; alles andere geht</translation>
    </message>
    <message>
        <source>NO SOURCE</source>
        <translation>KEINE QUELLE</translation>
    </message>
    <message>
        <source>No stream yet. Start the LSL outlet of your amplifier on this computer or on the same network; it appears here by itself.</source>
        <translation>Noch kein Strom. Den LSL-Ausgang des Verstärkers auf diesem Rechner oder im selben Netz starten; er erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Noise µV</source>
        <translation>Rauschen µV</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>none for {0} s</source>
        <translation>keine seit {0} s</translation>
    </message>
    <message>
        <source>None heard yet</source>
        <translation>Noch keiner gehört</translation>
    </message>
    <message>
        <source>not analysable</source>
        <translation>nicht auswertbar</translation>
    </message>
    <message>
        <source>Not counted</source>
        <translation>Nicht gezählt</translation>
    </message>
    <message>
        <source>Not counted: {0}</source>
        <translation>Nicht gezählt: {0}</translation>
    </message>
    <message>
        <source>not found: {0}</source>
        <translation>nicht gefunden: {0}</translation>
    </message>
    <message>
        <source>not in the montage</source>
        <translation>nicht in der Montage</translation>
    </message>
    <message>
        <source>not in this session</source>
        <translation>nicht in dieser Sitzung</translation>
    </message>
    <message>
        <source>Not observed</source>
        <translation>Nicht beobachtet</translation>
    </message>
    <message>
        <source>not observed</source>
        <translation>nicht beobachtet</translation>
    </message>
    <message>
        <source>not on the figure: {0}</source>
        <translation>nicht auf der Figur: {0}</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>nicht aufgenommen</translation>
    </message>
    <message>
        <source>Not recording: what is found is kept until the source is closed.</source>
        <translation>Keine Aufnahme: was gefunden wird, bleibt, bis die Quelle geschlossen wird.</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>Not reviewed</source>
        <translation>Nicht durchgesehen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note at the cursor (please no names):</source>
        <translation>Notiz am Cursor (bitte keine Namen):</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Notes {0}</source>
        <translation>Notizen {0}</translation>
    </message>
    <message>
        <source>Notes, as they were typed</source>
        <translation>Notizen, wie sie getippt wurden</translation>
    </message>
    <message>
        <source>Nothing comes from {0}, which is recorded beside</source>
        <translation>Nichts kommt von {0}, das daneben aufgenommen wird</translation>
    </message>
    <message>
        <source>Nothing is chosen for you when two streams share a name. Watching does not record.</source>
        <translation>Nichts wird für Sie gewählt, wenn zwei Ströme gleich heißen. Ansehen nimmt nicht auf.</translation>
    </message>
    <message>
        <source>Nothing is lost until then.</source>
        <translation>Bis dahin geht nichts verloren.</translation>
    </message>
    <message>
        <source>Nothing recorded or opened yet.</source>
        <translation>Noch nichts aufgenommen oder geöffnet.</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>Now: {0}.</source>
        <translation>Jetzt: {0}.</translation>
    </message>
    <message>
        <source>of {0}</source>
        <translation>von {0}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Off in playback: this is a recording already</source>
        <translation>Aus bei der Wiedergabe: dies ist schon eine Aufnahme</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>On screen: {0}, filtered.</source>
        <translation>Auf dem Bildschirm: {0}, gefiltert.</translation>
    </message>
    <message>
        <source>On screen: {0}.</source>
        <translation>Auf dem Bildschirm: {0}.</translation>
    </message>
    <message>
        <source>One stream of markers for the source: what it is, its muscle, Vpp and time, as soon as it is decided. An event taken back follows as “retracted”. Off in playback.</source>
        <translation>Ein Strom von Markern je Quelle: was es ist, sein Muskel, Vpp und Zeit, sobald es entschieden ist. Ein zurückgenommenes folgt als „retracted“. Aus bei der Wiedergabe.</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>Aufnahme öffnen</translation>
    </message>
    <message>
        <source>Open a recording (Ctrl+O) and it is counted once as a whole; violet says that it is stored. E, G and T go to the next event, gap and note, with Shift to the one before; Space plays. Labels are kept beside the recording. Re-detect shows what other settings find; Y walks the differences.</source>
        <translation>Eine Aufnahme öffnen (Strg+O), und sie wird einmal als Ganzes gezählt; Violett sagt, dass sie gespeichert ist. E, G und T gehen zum nächsten Ereignis, zur nächsten Lücke und Notiz, mit Umschalt zur vorigen; die Leertaste spielt ab. Urteile liegen neben der Aufnahme. Neu erkennen zeigt, was andere Einstellungen finden; Y geht durch die Unterschiede.</translation>
    </message>
    <message>
        <source>Open a recording...</source>
        <translation>Aufnahme öffnen...</translation>
    </message>
    <message>
        <source>Open a session folder</source>
        <translation>Sitzungsordner öffnen</translation>
    </message>
    <message>
        <source>Open a session folder...</source>
        <translation>Sitzungsordner öffnen...</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>{0} öffnen</translation>
    </message>
    <message>
        <source>Opening {0}</source>
        <translation>{0} wird geöffnet</translation>
    </message>
    <message>
        <source>order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Order of the channels</source>
        <translation>Reihenfolge der Kanäle</translation>
    </message>
    <message>
        <source>Order of the muscles</source>
        <translation>Reihenfolge der Muskeln</translation>
    </message>
    <message>
        <source>Orientation: {0}</source>
        <translation>Ausrichtung: {0}</translation>
    </message>
    <message>
        <source>Other channels</source>
        <translation>Andere Kanäle</translation>
    </message>
    <message>
        <source>over {0}</source>
        <translation>über {0}</translation>
    </message>
    <message>
        <source>Own protocol</source>
        <translation>Eigenes Protokoll</translation>
    </message>
    <message>
        <source>P shows the list of muscles, Shift+P or the footswitch begins, N goes on to the next one. The strip says what the person is told and how much analysable time is still wanted; results become notes of the session.</source>
        <translation>P zeigt die Liste der Muskeln, Umschalt+P oder der Fußschalter beginnt, N geht zum nächsten. Der Streifen sagt, was der Person gesagt wird und wie viel auswertbare Zeit noch fehlt; Ergebnisse werden Notizen der Sitzung.</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Page back</source>
        <translation>Seite zurück</translation>
    </message>
    <message>
        <source>Page on</source>
        <translation>Seite weiter</translation>
    </message>
    <message>
        <source>Page {0} s</source>
        <translation>Seite {0} s</translation>
    </message>
    <message>
        <source>Panel on the right</source>
        <translation>Feld rechts</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>passed over</source>
        <translation>übergangen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>ANGEHALTEN</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>PDF and TSV</source>
        <translation>PDF und TSV</translation>
    </message>
    <message>
        <source>PDF file</source>
        <translation>PDF-Datei</translation>
    </message>
    <message>
        <source>peaks kept per pixel</source>
        <translation>Spitzen je Pixel erhalten</translation>
    </message>
    <message>
        <source>per minute, last 60 s</source>
        <translation>je Minute, letzte 60 s</translation>
    </message>
    <message>
        <source>PgDn</source>
        <translation>Bild ab</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>Bild auf</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>Place in the recording</source>
        <translation>Stelle in der Aufnahme</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play faster</source>
        <translation>Schneller abspielen</translation>
    </message>
    <message>
        <source>Play it</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>Abspielen oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>Play slower</source>
        <translation>Langsamer abspielen</translation>
    </message>
    <message>
        <source>PLAYBACK</source>
        <translation>WIEDERGABE</translation>
    </message>
    <message>
        <source>Port or network address</source>
        <translation>Schnittstelle oder Netzadresse</translation>
    </message>
    <message>
        <source>Posture, electrodes</source>
        <translation>Lage, Elektroden</translation>
    </message>
    <message>
        <source>Potential</source>
        <translation>Potential</translation>
    </message>
    <message>
        <source>Press D on the start page. The made-up patient has several muscles, noise, mains, heartbeats and movement; everything about it is marked DEMO.</source>
        <translation>Auf der Startseite D drücken. Der erfundene Patient hat mehrere Muskeln, Rauschen, Netzbrummen, Herzschläge und Bewegung; alles ist mit DEMO gekennzeichnet.</translation>
    </message>
    <message>
        <source>Previous difference</source>
        <translation>Voriger Unterschied</translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation>Voriges Ereignis</translation>
    </message>
    <message>
        <source>Previous event (Shift+E)</source>
        <translation>Voriges Ereignis (Umschalt+E)</translation>
    </message>
    <message>
        <source>Previous gap</source>
        <translation>Vorige Lücke</translation>
    </message>
    <message>
        <source>Previous muscle</source>
        <translation>Voriger Muskel</translation>
    </message>
    <message>
        <source>Previous note</source>
        <translation>Vorige Notiz</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Print this view</source>
        <translation>Diese Ansicht drucken</translation>
    </message>
    <message>
        <source>Print this view (Ctrl+P)</source>
        <translation>Diese Ansicht drucken (Strg+P)</translation>
    </message>
    <message>
        <source>Print this view...</source>
        <translation>Diese Ansicht drucken...</translation>
    </message>
    <message>
        <source>Print view</source>
        <translation>Ansicht drucken</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Drucker</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Störung</translation>
    </message>
    <message>
        <source>Processor {0} % of a core</source>
        <translation>Prozessor {0} % eines Kerns</translation>
    </message>
    <message>
        <source>Progress of the comparison</source>
        <translation>Fortschritt des Vergleichs</translation>
    </message>
    <message>
        <source>Progress of the counting</source>
        <translation>Fortschritt der Zählung</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Progress of the opening</source>
        <translation>Fortschritt des Öffnens</translation>
    </message>
    <message>
        <source>Progress of the re-detection</source>
        <translation>Fortschritt der neuen Erkennung</translation>
    </message>
    <message>
        <source>Progress of the report</source>
        <translation>Fortschritt des Berichts</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Protocol (*.toml)</source>
        <translation>Protokoll (*.toml)</translation>
    </message>
    <message>
        <source>Protocol ended, {0} of {1} muscles done</source>
        <translation>Protokoll beendet, {0} von {1} Muskeln fertig</translation>
    </message>
    <message>
        <source>Protocol, or back to the monitor</source>
        <translation>Protokoll, oder zurück zum Monitor</translation>
    </message>
    <message>
        <source>Protocol, {0} of {1}</source>
        <translation>Protokoll, {0} von {1}</translation>
    </message>
    <message>
        <source>Pseudonym</source>
        <translation>Pseudonym</translation>
    </message>
    <message>
        <source>Pseudonyms only. No names in files or folders.</source>
        <translation>Nur Pseudonyme. Keine Namen in Dateien oder Ordnern.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>R starts and stops. A stop can be taken back for ten seconds, and until then nothing is lost. What is stored is what came from the amplifier; filters and sensitivity change the screen only.</source>
        <translation>R beginnt und beendet. Ein Ende lässt sich zehn Sekunden lang zurücknehmen, bis dahin geht nichts verloren. Gespeichert wird, was vom Verstärker kam; Filter und Empfindlichkeit ändern nur den Bildschirm.</translation>
    </message>
    <message>
        <source>Rain</source>
        <translation>Regen</translation>
    </message>
    <message>
        <source>Rain over</source>
        <translation>Regen über</translation>
    </message>
    <message>
        <source>Raster</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Rate over the last 60 s, counting since {0}</source>
        <translation>Rate der letzten 60 s, gezählt seit {0}</translation>
    </message>
    <message>
        <source>Rate over the last 60 s, sparkline 5 min</source>
        <translation>Rate der letzten 60 s, Verlauf 5 min</translation>
    </message>
    <message>
        <source>Rate over the last five minutes</source>
        <translation>Rate der letzten fünf Minuten</translation>
    </message>
    <message>
        <source>Rates are per analysable minute with exact 95 % limits, widened where events cluster. The ratio is of the second over the first, with its 95 % limits; ≠ 1 marks an interval that does not hold 1. Vpp is the median with its quartiles. This describes; it is no diagnosis.</source>
        <translation>Raten je auswertbarer Minute mit exakten 95-%-Grenzen, weiter, wo Ereignisse sich häufen. Das Verhältnis ist die zweite zur ersten, mit seinen 95-%-Grenzen; ≠ 1 markiert einen Bereich ohne die 1. Vpp ist der Median mit seinen Quartilen. Dies beschreibt; es ist keine Diagnose.</translation>
    </message>
    <message>
        <source>Rates of both sessions by muscle</source>
        <translation>Raten beider Sitzungen je Muskel</translation>
    </message>
    <message>
        <source>Re-detect</source>
        <translation>Neu erkennen</translation>
    </message>
    <message>
        <source>Re-detect beside the events</source>
        <translation>Neben den Ereignissen neu erkennen</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>REC</source>
        <translation>REC</translation>
    </message>
    <message>
        <source>Recent sessions</source>
        <translation>Letzte Sitzungen</translation>
    </message>
    <message>
        <source>Reclassify</source>
        <translation>Anders einordnen</translation>
    </message>
    <message>
        <source>Reclassify the event...</source>
        <translation>Ereignis anders einordnen...</translation>
    </message>
    <message>
        <source>Reconnect</source>
        <translation>Neu verbinden</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Record (R)</source>
        <translation>Aufnehmen (R)</translation>
    </message>
    <message>
        <source>Record beside the EMG</source>
        <translation>Neben dem EMG aufnehmen</translation>
    </message>
    <message>
        <source>Record beside the EMG...</source>
        <translation>Neben dem EMG aufnehmen...</translation>
    </message>
    <message>
        <source>Record beside...</source>
        <translation>Daneben aufnehmen...</translation>
    </message>
    <message>
        <source>Record, or stop</source>
        <translation>Aufnehmen oder beenden</translation>
    </message>
    <message>
        <source>recorded beside</source>
        <translation>wird daneben aufgenommen</translation>
    </message>
    <message>
        <source>Recorded on</source>
        <translation>Aufgenommen auf</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Recording and counting go on. If the window misbehaves, stop the recording and start again.</source>
        <translation>Aufnahme und Zählung gehen weiter. Wenn das Fenster sich falsch verhält, die Aufnahme beenden und neu starten.</translation>
    </message>
    <message>
        <source>Recording details</source>
        <translation>Angaben zur Aufnahme</translation>
    </message>
    <message>
        <source>Recording details...</source>
        <translation>Angaben zur Aufnahme...</translation>
    </message>
    <message>
        <source>Recording for {0}</source>
        <translation>Aufnahme seit {0}</translation>
    </message>
    <message>
        <source>Recording goes on behind Review</source>
        <translation>Die Aufnahme geht hinter der Durchsicht weiter</translation>
    </message>
    <message>
        <source>Recording is off in Review</source>
        <translation>In der Durchsicht wird nicht aufgenommen</translation>
    </message>
    <message>
        <source>Recording stopped and saved: {0}, {1}</source>
        <translation>Aufnahme beendet und gesichert: {0}, {1}</translation>
    </message>
    <message>
        <source>Recording stops in {0} s</source>
        <translation>Aufnahme endet in {0} s</translation>
    </message>
    <message>
        <source>Kept: the last {0} in {1}</source>
        <translation>Behalten: die letzten {0} in {1}</translation>
    </message>
    <message>
        <source>Recordings (*.xdf *.bdf *.edf *.otb+ *.mat *.vhdr *.rhd *.rhs *.json *.txt *.csv);;All files (*)</source>
        <translation>Aufnahmen (*.xdf *.bdf *.edf *.otb+ *.mat *.vhdr *.rhd *.rhs *.json *.txt *.csv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Records and shows multi-channel surface EMG in real time and finds fasciculations at once.</source>
        <translation>Nimmt Oberflächen-EMG mit vielen Kanälen auf, zeigt es in Echtzeit und findet Faszikulationen sofort.</translation>
    </message>
    <message>
        <source>Red frame: fails. Mains and what lies below 20 Hz count from 10 µV on.</source>
        <translation>Roter Rahmen: durchgefallen. Netz und was unter 20 Hz liegt, zählen ab 10 µV.</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Shift+Z)</source>
        <translation>Wiederherstellen (Strg+Umschalt+Z)</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Reject the event</source>
        <translation>Ereignis verwerfen</translation>
    </message>
    <message>
        <source>Reject the event in front</source>
        <translation>Vorderes Ereignis verwerfen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the array</source>
        <translation>Array entfernen</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Repeat the step</source>
        <translation>Schritt wiederholen</translation>
    </message>
    <message>
        <source>Repeat the step (Shift+R)</source>
        <translation>Schritt wiederholen (Umschalt+R)</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Report...</source>
        <translation>Bericht...</translation>
    </message>
    <message>
        <source>Research use only, not for diagnosis</source>
        <translation>Nur für die Forschung, nicht zur Diagnose</translation>
    </message>
    <message>
        <source>Research use only, not for diagnosis.</source>
        <translation>Nur für die Forschung, nicht zur Diagnose.</translation>
    </message>
    <message>
        <source>Research use only, not for diagnosis. fascview describes what it measures. It never calls a finding benign or malignant.</source>
        <translation>Nur für die Forschung, nicht zur Diagnose. fascview beschreibt, was es misst. Es nennt nie einen Befund gut- oder bösartig.</translation>
    </message>
    <message>
        <source>Research use only, not for diagnosis. fascview describes; it never calls a finding benign or malignant.</source>
        <translation>Nur für die Forschung, nicht zur Diagnose. fascview beschreibt; es nennt nie einen Befund gut- oder bösartig.</translation>
    </message>
    <message>
        <source>Reset settings</source>
        <translation>Einstellungen zurücksetzen</translation>
    </message>
    <message>
        <source>Reset settings...</source>
        <translation>Einstellungen zurücksetzen...</translation>
    </message>
    <message>
        <source>Reset the counters</source>
        <translation>Zähler zurücksetzen</translation>
    </message>
    <message>
        <source>Result sheet saved</source>
        <translation>Prüfblatt gespeichert</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsicht</translation>
    </message>
    <message>
        <source>Reviewed by you</source>
        <translation>Von Ihnen durchgesehen</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Running on battery, {0} %</source>
        <translation>Läuft mit Akku, {0} %</translation>
    </message>
    <message>
        <source>Said to the person</source>
        <translation>Der Person gesagt</translation>
    </message>
    <message>
        <source>same name more than once: look at the host</source>
        <translation>gleicher Name mehrmals: auf den Rechner achten</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Abtastwert</translation>
    </message>
    <message>
        <source>SATURATED</source>
        <translation>ÜBERSTEUERT</translation>
    </message>
    <message>
        <source>SATURATED, not counted</source>
        <translation>ÜBERSTEUERT, nicht gezählt</translation>
    </message>
    <message>
        <source>Save again</source>
        <translation>Noch einmal speichern</translation>
    </message>
    <message>
        <source>Save as a table...</source>
        <translation>Als Tabelle speichern...</translation>
    </message>
    <message>
        <source>Save limits</source>
        <translation>Grenzen speichern</translation>
    </message>
    <message>
        <source>Save the counts</source>
        <translation>Zählung speichern</translation>
    </message>
    <message>
        <source>Save the counts as a table...</source>
        <translation>Zählung als Tabelle speichern...</translation>
    </message>
    <message>
        <source>Save the montage</source>
        <translation>Montage speichern</translation>
    </message>
    <message>
        <source>Save the protocol</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Save the view as</source>
        <translation>Ansicht speichern als</translation>
    </message>
    <message>
        <source>Save...</source>
        <translation>Speichern...</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved with the session</source>
        <translation>Mit der Sitzung gespeichert</translation>
    </message>
    <message>
        <source>Saved: {0}</source>
        <translation>Gespeichert: {0}</translation>
    </message>
    <message>
        <source>Screen calibration</source>
        <translation>Bildschirm eichen</translation>
    </message>
    <message>
        <source>Screen calibration...</source>
        <translation>Bildschirm eichen...</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>Laufband</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>searching</source>
        <translation>sucht</translation>
    </message>
    <message>
        <source>Second / first (95 %)</source>
        <translation>Zweite / erste (95 %)</translation>
    </message>
    <message>
        <source>Second, per min (95 %)</source>
        <translation>Zweite, je min (95 %)</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Select the muscle above</source>
        <translation>Muskel darüber wählen</translation>
    </message>
    <message>
        <source>Select the muscle below</source>
        <translation>Muskel darunter wählen</translation>
    </message>
    <message>
        <source>Send accepted events as LSL markers</source>
        <translation>Bestätigte Ereignisse als LSL-Marker senden</translation>
    </message>
    <message>
        <source>Send detections as LSL markers</source>
        <translation>Erkennungen als LSL-Marker senden</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Empfindlichkeit</translation>
    </message>
    <message>
        <source>Sensitivity of all</source>
        <translation>Empfindlichkeit aller</translation>
    </message>
    <message>
        <source>Sensitivity of {0}</source>
        <translation>Empfindlichkeit von {0}</translation>
    </message>
    <message>
        <source>Sensitivity of {0}, channel {1}</source>
        <translation>Empfindlichkeit von {0}, Kanal {1}</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Session folder...</source>
        <translation>Sitzungsordner...</translation>
    </message>
    <message>
        <source>Share of the wanted time</source>
        <translation>Anteil der gewünschten Zeit</translation>
    </message>
    <message>
        <source>Sheet written: {0}</source>
        <translation>Blatt geschrieben: {0}</translation>
    </message>
    <message>
        <source>Shorter sweep</source>
        <translation>Kürzerer Durchlauf</translation>
    </message>
    <message>
        <source>Show all channels</source>
        <translation>Alle Kanäle zeigen</translation>
    </message>
    <message>
        <source>Show below</source>
        <translation>Unten zeigen</translation>
    </message>
    <message>
        <source>Show one channel</source>
        <translation>Einen Kanal zeigen</translation>
    </message>
    <message>
        <source>Show {0}</source>
        <translation>{0} zeigen</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Gezeigt</translation>
    </message>
    <message>
        <source>Shown at the cursor</source>
        <translation>Am Cursor gezeigt</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Since the last check, {0}</source>
        <translation>Seit der letzten Prüfung, {0}</translation>
    </message>
    <message>
        <source>single differential</source>
        <translation>einfach differentiell</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Skip the electrode or the step</source>
        <translation>Elektrode oder Schritt überspringen</translation>
    </message>
    <message>
        <source>Skip the step</source>
        <translation>Schritt überspringen</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Slower (Ctrl −)</source>
        <translation>Langsamer (Strg −)</translation>
    </message>
    <message>
        <source>Smaller traces</source>
        <translation>Kleinere Spuren</translation>
    </message>
    <message>
        <source>Smaller traces (−)</source>
        <translation>Kleinere Spuren (−)</translation>
    </message>
    <message>
        <source>Smaller traces of the selected muscle</source>
        <translation>Kleinere Spuren des gewählten Muskels</translation>
    </message>
    <message>
        <source>smallest</source>
        <translation>kleinste</translation>
    </message>
    <message>
        <source>smallest Vpp</source>
        <translation>kleinste Vpp</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>Leiser</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>Solo</translation>
    </message>
    <message>
        <source>Solo {0}</source>
        <translation>Nur {0} hören</translation>
    </message>
    <message>
        <source>Some settings made no sense and are back at their defaults. Recordings are not touched.</source>
        <translation>Einige Einstellungen ergaben keinen Sinn und stehen wieder auf der Vorgabe. Aufnahmen sind nicht berührt.</translation>
    </message>
    <message>
        <source>Something inside fascview failed.</source>
        <translation>In fascview ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Sound: {0}</source>
        <translation>Ton: {0}</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Space freezes the traces while capture, counting and recording go on. PgUp and PgDn turn pages, E goes to the next event, L goes back to live.</source>
        <translation>Die Leertaste hält die Spuren an, während Aufnahme und Zählung weitergehen. Bild auf und Bild ab blättern, E geht zum nächsten Ereignis, L zurück zu live.</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Start fascview again</source>
        <translation>fascview neu starten</translation>
    </message>
    <message>
        <source>Start its LSL outlet. It appears under Streams found with host, rate and unit; Watch shows it. Watching does not record. Nothing is chosen for you when two streams share a name.</source>
        <translation>Seinen LSL-Ausgang starten. Er erscheint unter Gefundene Ströme mit Rechner, Rate und Einheit; Ansehen zeigt ihn. Ansehen nimmt nicht auf. Nichts wird für Sie gewählt, wenn zwei Ströme gleich heißen.</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Steps of the protocol</source>
        <translation>Schritte des Protokolls</translation>
    </message>
    <message>
        <source>Stimulus</source>
        <translation>Stimulus</translation>
    </message>
    <message>
        <source>stimulus</source>
        <translation>Stimulus</translation>
    </message>
    <message>
        <source>STIMULUS</source>
        <translation>STIMULUS</translation>
    </message>
    <message>
        <source>STIMULUS, not counted</source>
        <translation>STIMULUS, nicht gezählt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>Beenden und schließen</translation>
    </message>
    <message>
        <source>Stop counting</source>
        <translation>Zählung abbrechen</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>STOPPING</source>
        <translation>ENDET</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Wird beendet...</translation>
    </message>
    <message>
        <source>STORED</source>
        <translation>GESPEICHERT</translation>
    </message>
    <message>
        <source>Stored data are as received.</source>
        <translation>Gespeichert wird, wie empfangen.</translation>
    </message>
    <message>
        <source>Streams found</source>
        <translation>Gefundene Ströme</translation>
    </message>
    <message>
        <source>Streams that can be recorded beside</source>
        <translation>Ströme, die daneben aufgenommen werden können</translation>
    </message>
    <message>
        <source>sufficient</source>
        <translation>genug</translation>
    </message>
    <message>
        <source>Superimposed</source>
        <translation>Überlagert</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Durchlauf</translation>
    </message>
    <message>
        <source>Sweep or scroll</source>
        <translation>Durchlauf oder Laufband</translation>
    </message>
    <message>
        <source>Table (*.tsv)</source>
        <translation>Tabelle (*.tsv)</translation>
    </message>
    <message>
        <source>Tables of events and sums (TSV)</source>
        <translation>Tabellen der Ereignisse und Summen (TSV)</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Zurückgenommen</translation>
    </message>
    <message>
        <source>Tap again</source>
        <translation>Noch einmal klopfen</translation>
    </message>
    <message>
        <source>Tap on {0} is strongest on {1}, {2} times the next</source>
        <translation>Klopfen auf {0} ist am stärksten auf {1}, {2}-mal das nächste</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>The blue bar measures</source>
        <translation>Der blaue Balken misst</translation>
    </message>
    <message>
        <source>The channels of this array lie on several muscles.</source>
        <translation>Die Kanäle dieses Arrays liegen auf mehreren Muskeln.</translation>
    </message>
    <message>
        <source>The electrodes are measured; the stream goes on</source>
        <translation>Die Elektroden sind gemessen; der Strom geht weiter</translation>
    </message>
    <message>
        <source>The EMG goes on, and so does looking for it.</source>
        <translation>Das EMG geht weiter, und die Suche danach auch.</translation>
    </message>
    <message>
        <source>The file is unchanged.</source>
        <translation>Die Datei bleibt unverändert.</translation>
    </message>
    <message>
        <source>The language changes when fascview is started again. Files are the same in every language.</source>
        <translation>Die Sprache wechselt beim nächsten Start von fascview. Dateien sind in jeder Sprache gleich.</translation>
    </message>
    <message>
        <source>The large figure is the rate per analysable minute over the last 60 s, below it the range in which the true rate lies with 95 %. Voluntary activity, artefacts and lost samples are taken out of the time. “Not observed” is only said after 90 s of analysable time; before that a bar shows how much is still needed.</source>
        <translation>Die große Zahl ist die Rate je auswertbarer Minute über die letzten 60 s, darunter der Bereich, in dem die wahre Rate mit 95 % liegt. Willküraktivität, Artefakte und verlorene Werte sind aus der Zeit herausgenommen. „Nicht beobachtet“ heißt es erst nach 90 s auswertbarer Zeit; vorher zeigt ein Balken, wie viel noch fehlt.</translation>
    </message>
    <message>
        <source>The local network</source>
        <translation>Das lokale Netz</translation>
    </message>
    <message>
        <source>The map can be turned to fit.</source>
        <translation>Der Plan lässt sich passend drehen.</translation>
    </message>
    <message>
        <source>The map now says what the taps showed.</source>
        <translation>Der Plan sagt jetzt, was das Klopfen zeigte.</translation>
    </message>
    <message>
        <source>The map that fits the taps can be used from now on.</source>
        <translation>Der Plan, der zum Klopfen passt, kann ab jetzt gelten.</translation>
    </message>
    <message>
        <source>The name of the board, as BrainFlow calls it.</source>
        <translation>Der Name der Karte, wie BrainFlow sie nennt.</translation>
    </message>
    <message>
        <source>The other session</source>
        <translation>Die andere Sitzung</translation>
    </message>
    <message>
        <source>The page is printed as it is shown, on white. The name of the file stands on it.</source>
        <translation>Die Seite wird gedruckt, wie sie gezeigt ist, auf Weiß. Der Name der Datei steht darauf.</translation>
    </message>
    <message>
        <source>The port the device is on.</source>
        <translation>Die Schnittstelle, an der das Gerät hängt.</translation>
    </message>
    <message>
        <source>The printer does not answer; save a PDF instead.</source>
        <translation>Der Drucker antwortet nicht; stattdessen ein PDF speichern.</translation>
    </message>
    <message>
        <source>The re-detected events are the labels now</source>
        <translation>Die neu erkannten Ereignisse gelten jetzt</translation>
    </message>
    <message>
        <source>The time must lie between 5 s and 1 h.</source>
        <translation>Die Zeit muss zwischen 5 s und 1 h liegen.</translation>
    </message>
    <message>
        <source>The whole recording</source>
        <translation>Die ganze Aufnahme</translation>
    </message>
    <message>
        <source>The whole site</source>
        <translation>Das ganze Haus</translation>
    </message>
    <message>
        <source>The word at the top says LIVE, DEMO, PLAYBACK, PAUSED or NO DATA. The three lamps tell how old the newest sample is that came in, was drawn, was written.</source>
        <translation>Das Wort oben sagt LIVE, DEMO, WIEDERGABE, ANGEHALTEN oder KEINE DATEN. Die drei Lampen sagen, wie alt der jüngste Abtastwert ist, der ankam, gezeichnet und geschrieben wurde.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>These could tell who was recorded</source>
        <translation>Diese könnten verraten, wer aufgenommen wurde</translation>
    </message>
    <message>
        <source>They are stored, but not counted, from the next recording on.</source>
        <translation>Ab der nächsten Aufnahme werden sie gespeichert, aber nicht gezählt.</translation>
    </message>
    <message>
        <source>They are stored, but not counted. Channels and muscles (Ctrl+Shift+M) takes it back.</source>
        <translation>Sie werden gespeichert, aber nicht gezählt. Kanäle und Muskeln (Strg+Umschalt+M) nimmt es zurück.</translation>
    </message>
    <message>
        <source>This channel has no muscle yet.</source>
        <translation>Dieser Kanal hat noch keinen Muskel.</translation>
    </message>
    <message>
        <source>This channel lies on two arrays.</source>
        <translation>Dieser Kanal liegt auf zwei Arrays.</translation>
    </message>
    <message>
        <source>This computer only</source>
        <translation>Nur dieser Rechner</translation>
    </message>
    <message>
        <source>This looks like a date. Please use nothing that gives the person away.</source>
        <translation>Das sieht wie ein Datum aus. Bitte nichts nehmen, was die Person verrät.</translation>
    </message>
    <message>
        <source>This may be a name. Please use nothing that gives the person away.</source>
        <translation>Das könnte ein Name sein. Bitte nichts nehmen, was die Person verrät.</translation>
    </message>
    <message>
        <source>This muscle and side stands here twice.</source>
        <translation>Muskel und Seite stehen hier zweimal.</translation>
    </message>
    <message>
        <source>This muscle has no decided event yet; hollow marks wait for their decision.</source>
        <translation>Dieser Muskel hat noch kein entschiedenes Ereignis; hohle Marken warten auf ihre Entscheidung.</translation>
    </message>
    <message>
        <source>This muscle is written in another way further up.</source>
        <translation>Dieser Muskel ist weiter oben anders geschrieben.</translation>
    </message>
    <message>
        <source>This page, {0} to {1}</source>
        <translation>Diese Seite, {0} bis {1}</translation>
    </message>
    <message>
        <source>This source does not name its muscles</source>
        <translation>Diese Quelle nennt ihre Muskeln nicht</translation>
    </message>
    <message>
        <source>thoracic</source>
        <translation>thorakal</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time base</source>
        <translation>Zeitbasis</translation>
    </message>
    <message>
        <source>Time reached. Next: {0}</source>
        <translation>Zeit erreicht. Nächster: {0}</translation>
    </message>
    <message>
        <source>Time reached. This was the last muscle.</source>
        <translation>Zeit erreicht. Dies war der letzte Muskel.</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>kommt noch</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the monitor</source>
        <translation>Zum Monitor</translation>
    </message>
    <message>
        <source>To the newest</source>
        <translation>Zum Neuesten</translation>
    </message>
    <message>
        <source>to {0}</source>
        <translation>bis {0}</translation>
    </message>
    <message>
        <source>TOO NOISY</source>
        <translation>ZU VIEL RAUSCHEN</translation>
    </message>
    <message>
        <source>Too noisy to count</source>
        <translation>Zu viel Rauschen zum Zählen</translation>
    </message>
    <message>
        <source>TOO NOISY, not counted</source>
        <translation>ZU VIEL RAUSCHEN, nicht gezählt</translation>
    </message>
    <message>
        <source>too short</source>
        <translation>zu kurz</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Traces frozen, {0} s back, {1} to {2}.</source>
        <translation>Spuren angehalten, {0} s zurück, {1} bis {2}.</translation>
    </message>
    <message>
        <source>Turn 90°</source>
        <translation>90° drehen</translation>
    </message>
    <message>
        <source>Turn by 90 degrees</source>
        <translation>Um 90 Grad drehen</translation>
    </message>
    <message>
        <source>Type: Inter, by The Inter Project Authors, SIL Open Font License 1.1.</source>
        <translation>Schrift: Inter, The Inter Project Authors, SIL Open Font License 1.1.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>Rückgängig (Strg+Z)</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>unnamed</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>Use these</source>
        <translation>Diese nehmen</translation>
    </message>
    <message>
        <source>Use this map</source>
        <translation>Diesen Plan nehmen</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>View of the body</source>
        <translation>Ansicht des Körpers</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Voluntary</source>
        <translation>Willkürlich</translation>
    </message>
    <message>
        <source>VOLUNTARY</source>
        <translation>WILLKÜRLICH</translation>
    </message>
    <message>
        <source>Voluntary activity</source>
        <translation>Willküraktivität</translation>
    </message>
    <message>
        <source>Voluntary counted</source>
        <translation>Mit Willkürlichem</translation>
    </message>
    <message>
        <source>Voluntary left out</source>
        <translation>Ohne Willkürliches</translation>
    </message>
    <message>
        <source>VOLUNTARY, not counted</source>
        <translation>WILLKÜRLICH, nicht gezählt</translation>
    </message>
    <message>
        <source>Vpp</source>
        <translation>Vpp</translation>
    </message>
    <message>
        <source>Vpp first, µV</source>
        <translation>Vpp erste, µV</translation>
    </message>
    <message>
        <source>Vpp over the noise of the channel</source>
        <translation>Vpp über dem Rauschen des Kanals</translation>
    </message>
    <message>
        <source>Vpp ratio</source>
        <translation>Verhältnis der Vpp</translation>
    </message>
    <message>
        <source>Vpp second, µV</source>
        <translation>Vpp zweite, µV</translation>
    </message>
    <message>
        <source>Vpp µV</source>
        <translation>Vpp µV</translation>
    </message>
    <message>
        <source>waiting for it</source>
        <translation>wird erwartet</translation>
    </message>
    <message>
        <source>Waiting to be counted {0} of {1}</source>
        <translation>Wartet auf Zählung {0} von {1}</translation>
    </message>
    <message>
        <source>Waiting to be written {0} of {1}</source>
        <translation>Wartet aufs Schreiben {0} von {1}</translation>
    </message>
    <message>
        <source>Wanted</source>
        <translation>Gewünscht</translation>
    </message>
    <message>
        <source>warn</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What a card says</source>
        <translation>Was eine Karte sagt</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>What happened (no names):</source>
        <translation>Was geschah (keine Namen):</translation>
    </message>
    <message>
        <source>What happened...</source>
        <translation>Was geschah...</translation>
    </message>
    <message>
        <source>What is listed</source>
        <translation>Was gelistet ist</translation>
    </message>
    <message>
        <source>What the footswitch does</source>
        <translation>Was der Fußschalter tut</translation>
    </message>
    <message>
        <source>What the marks mean</source>
        <translation>Was die Marken bedeuten</translation>
    </message>
    <message>
        <source>What was recorded is safe.</source>
        <translation>Was aufgenommen wurde, ist sicher.</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Where streams are looked for</source>
        <translation>Wo nach Strömen gesucht wird</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Wohin</translation>
    </message>
    <message>
        <source>Whole recording</source>
        <translation>Ganze Aufnahme</translation>
    </message>
    <message>
        <source>Whole recording: events per muscle over time</source>
        <translation>Ganze Aufnahme: Ereignisse je Muskel über die Zeit</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>With an amplifier</source>
        <translation>Mit einem Verstärker</translation>
    </message>
    <message>
        <source>with its neighbours, the last second</source>
        <translation>mit seinen Nachbarn, die letzte Sekunde</translation>
    </message>
    <message>
        <source>Without an amplifier</source>
        <translation>Ohne Verstärker</translation>
    </message>
    <message>
        <source>Without your label again</source>
        <translation>Wieder ohne Ihr Urteil</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Write the report to</source>
        <translation>Bericht schreiben nach</translation>
    </message>
    <message>
        <source>Write the sheet as PDF and TSV</source>
        <translation>Blatt als PDF und TSV schreiben</translation>
    </message>
    <message>
        <source>Write the sheet as PDF and TSV (Ctrl+Shift+S)</source>
        <translation>Blatt als PDF und TSV schreiben (Strg+Umschalt+S)</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Written data are safe. Free some space soon.</source>
        <translation>Geschriebene Daten sind sicher. Bitte bald Platz schaffen.</translation>
    </message>
    <message>
        <source>Written: {0}</source>
        <translation>Geschrieben: {0}</translation>
    </message>
    <message>
        <source>XDF</source>
        <translation>XDF</translation>
    </message>
    <message>
        <source>XDF, BDF, EDF, or a session folder</source>
        <translation>XDF, BDF, EDF oder ein Sitzungsordner</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>You hear the EMG and one drop per fasciculation. Ctrl+M mutes; the headphones on a card play one muscle alone.</source>
        <translation>Zu hören sind das EMG und ein Tropfen je Faszikulation. Strg+M schaltet stumm; die Kopfhörer auf einer Karte spielen einen Muskel allein.</translation>
    </message>
    <message>
        <source>Your verdicts went along where an event is in both. The recording itself is unchanged.</source>
        <translation>Ihre Urteile gingen mit, wo ein Ereignis in beiden steht. Die Aufnahme selbst ist unverändert.</translation>
    </message>
    <message>
        <source>Your word</source>
        <translation>Ihr Wort</translation>
    </message>
    <message>
        <source>{0}  {1}/min</source>
        <translation>{0}  {1}/min</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0} %</translation>
    </message>
    <message>
        <source>{0} ago</source>
        <translation>vor {0}</translation>
    </message>
    <message>
        <source>{0} and {1} look swapped</source>
        <translation>{0} und {1} scheinen vertauscht</translation>
    </message>
    <message>
        <source>{0} are not in the montage and are passed over.</source>
        <translation>{0} sind nicht in der Montage und werden übergangen.</translation>
    </message>
    <message>
        <source>{0} came in on {1}</source>
        <translation>{0} kam auf {1} an</translation>
    </message>
    <message>
        <source>{0} cannot be used ({1}). Nothing was recorded; choose another folder.</source>
        <translation>{0} kann nicht benutzt werden ({1}). Nichts wurde aufgenommen; bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} cannot be written; choose another place. Nothing else was changed.</source>
        <translation>{0} kann nicht geschrieben werden; bitte einen anderen Ort wählen. Sonst wurde nichts geändert.</translation>
    </message>
    <message>
        <source>{0} channels</source>
        <translation>{0} Kanäle</translation>
    </message>
    <message>
        <source>{0} channels have no muscle yet.</source>
        <translation>{0} Kanäle haben noch keinen Muskel.</translation>
    </message>
    <message>
        <source>{0} channels selected, no array</source>
        <translation>{0} Kanäle gewählt, kein Array</translation>
    </message>
    <message>
        <source>{0} could not be opened</source>
        <translation>{0} konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} Tage</translation>
    </message>
    <message>
        <source>{0} does something else already; the footswitch stays as it was.</source>
        <translation>{0} tut schon etwas anderes; der Fußschalter bleibt, wie er war.</translation>
    </message>
    <message>
        <source>{0} events</source>
        <translation>{0} Ereignisse</translation>
    </message>
    <message>
        <source>{0} events in {1} s analysable</source>
        <translation>{0} Ereignisse in {1} s auswertbar</translation>
    </message>
    <message>
        <source>{0} events: {1}</source>
        <translation>{0} Ereignisse: {1}</translation>
    </message>
    <message>
        <source>{0} exists already. Press Replace to write over it.</source>
        <translation>{0} gibt es schon. Ersetzen überschreibt es.</translation>
    </message>
    <message>
        <source>{0} found</source>
        <translation>{0} gefunden</translation>
    </message>
    <message>
        <source>{0} gaps ({1} s)</source>
        <translation>{0} Lücken ({1} s)</translation>
    </message>
    <message>
        <source>{0} GB</source>
        <translation>{0} GB</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0} h</translation>
    </message>
    <message>
        <source>{0} Hz</source>
        <translation>{0} Hz</translation>
    </message>
    <message>
        <source>{0} Hz canceller</source>
        <translation>{0} Hz Unterdrückung</translation>
    </message>
    <message>
        <source>{0} Hz canceller on</source>
        <translation>{0} Hz unterdrückt</translation>
    </message>
    <message>
        <source>{0} is not a number; nothing was changed.</source>
        <translation>{0} ist keine Zahl; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>{0} is not there.</source>
        <translation>{0} ist nicht da.</translation>
    </message>
    <message>
        <source>{0} is open, stored</source>
        <translation>{0} ist offen, gespeichert</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>noch {0}</translation>
    </message>
    <message>
        <source>{0} lost</source>
        <translation>{0} verloren</translation>
    </message>
    <message>
        <source>{0} MB</source>
        <translation>{0} MB</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0} more electrodes as well.</source>
        <translation>{0} weitere Elektroden ebenso.</translation>
    </message>
    <message>
        <source>{0} ms</source>
        <translation>{0} ms</translation>
    </message>
    <message>
        <source>{0} ms delay</source>
        <translation>{0} ms</translation>
    </message>
    <message>
        <source>{0} ms/div</source>
        <translation>{0} ms/Teil</translation>
    </message>
    <message>
        <source>{0} muscles</source>
        <translation>{0} Muskeln</translation>
    </message>
    <message>
        <source>{0} muscles, {1} channels bad, {2} not shown.</source>
        <translation>{0} Muskeln, {1} Kanäle schlecht, {2} nicht gezeigt.</translation>
    </message>
    <message>
        <source>{0} muscles, {1} min at least.</source>
        <translation>{0} Muskeln, mindestens {1} min.</translation>
    </message>
    <message>
        <source>{0} notes</source>
        <translation>{0} Notizen</translation>
    </message>
    <message>
        <source>{0} of disk left</source>
        <translation>Platz für {0}</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>{0} of {1} taps where expected</source>
        <translation>{0} von {1} Klopfern, wo erwartet</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <source>{0} s ago</source>
        <translation>vor {0} s</translation>
    </message>
    <message>
        <source>{0} s analysable</source>
        <translation>{0} s auswertbar</translation>
    </message>
    <message>
        <source>{0} s more</source>
        <translation>noch {0} s</translation>
    </message>
    <message>
        <source>{0} s more needed</source>
        <translation>{0} s fehlen noch</translation>
    </message>
    <message>
        <source>{0} s sweep</source>
        <translation>Durchlauf {0} s</translation>
    </message>
    <message>
        <source>{0} so far</source>
        <translation>{0} bisher</translation>
    </message>
    <message>
        <source>{0} steps need a look: the tooltip says why.</source>
        <translation>{0} Schritte brauchen einen Blick: der Hinweis sagt, warum.</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} bis {1}</translation>
    </message>
    <message>
        <source>{0} to {1} Hz</source>
        <translation>{0} bis {1} Hz</translation>
    </message>
    <message>
        <source>{0} to {1}, {2} µV per division</source>
        <translation>{0} bis {1}, {2} µV je Teilung</translation>
    </message>
    <message>
        <source>{0} waiting</source>
        <translation>{0} wartet</translation>
    </message>
    <message>
        <source>{0} written</source>
        <translation>{0} geschrieben</translation>
    </message>
    <message>
        <source>{0} µV</source>
        <translation>{0} µV</translation>
    </message>
    <message>
        <source>{0} µV/div</source>
        <translation>{0} µV/Teil</translation>
    </message>
    <message>
        <source>{0} µV/mm, {1} mm/s</source>
        <translation>{0} µV/mm, {1} mm/s</translation>
    </message>
    <message>
        <source>{0}, counting since {1}</source>
        <translation>{0}, gezählt seit {1}</translation>
    </message>
    <message>
        <source>{0}, enough</source>
        <translation>{0}, genug</translation>
    </message>
    <message>
        <source>{0}, no rate</source>
        <translation>{0}, keine Rate</translation>
    </message>
    <message>
        <source>{0}, not counted</source>
        <translation>{0}, nicht gezählt</translation>
    </message>
    <message>
        <source>{0}, searched {1} s ago</source>
        <translation>{0}, gesucht vor {1} s</translation>
    </message>
    <message>
        <source>{0}, turned down</source>
        <translation>{0}, leiser gestellt</translation>
    </message>
    <message>
        <source>{0}, {1} per min</source>
        <translation>{0}, {1} je min</translation>
    </message>
    <message>
        <source>{0}, {1}/min ({2} to {3})</source>
        <translation>{0}, {1}/min ({2} bis {3})</translation>
    </message>
    <message>
        <source>{0}: {1} at {2}</source>
        <translation>{0}: {1} bei {2}</translation>
    </message>
    <message>
        <source>{0}: {1} per minute</source>
        <translation>{0}: {1} je Minute</translation>
    </message>
    <message>
        <source>{0}: {1} per minute, {2}, count {3}</source>
        <translation>{0}: {1} je Minute, {2}, Anzahl {3}</translation>
    </message>
    <message>
        <source>{0}?</source>
        <translation>{0}?</translation>
    </message>
    <message>
        <source>−{0} min</source>
        <translation>−{0} min</translation>
    </message>
    <message>
        <source>△ only new</source>
        <translation>△ nur neu</translation>
    </message>
    <message>
        <source>▼ only stored</source>
        <translation>▼ nur gespeichert</translation>
    </message>
    <message>
        <source>✓ Accepted</source>
        <translation>✓ Bestätigt</translation>
    </message>
    <message>
        <source>✓ Labels saved {0}</source>
        <translation>✓ Urteile gespeichert {0}</translation>
    </message>
    <message>
        <source>✗ Rejected</source>
        <translation>✗ Verworfen</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Name of the recording, date and notes</source>
        <translation>Name der Aufnahme, Datum und Notizen</translation>
    </message>
    <message>
        <source>These could tell who was recorded</source>
        <translation>Daraus könnte hervorgehen, wer aufgenommen wurde</translation>
    </message>
    <message>
        <source>.pdf to print, .html to read, .tsv for a table, .json for everything.</source>
        <translation>.pdf zum Drucken, .html zum Lesen, .tsv als Tabelle, .json für alles.</translation>
    </message>
    <message>
        <source>Progress of the report</source>
        <translation>Fortschritt des Berichts</translation>
    </message>
    <message>
        <source>Write the report to</source>
        <translation>Bericht schreiben nach</translation>
    </message>
    <message>
        <source>Written: {0}</source>
        <translation>Geschrieben: {0}</translation>
    </message>
    <message>
        <source>At most {0} events are labelled at once; list fewer of them first.</source>
        <translation>Höchstens {0} Ereignisse werden auf einmal beurteilt; zuerst weniger davon auflisten.</translation>
    </message>
    <message>
        <source>Beside the events</source>
        <translation>Neben den Ereignissen</translation>
    </message>
    <message>
        <source>Review it</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>1 note</source>
        <translation>1 Notiz</translation>
    </message>
    <message>
        <source>1 gap ({0} s)</source>
        <translation>1 Lücke ({0} s)</translation>
    </message>
    <message>
        <source>1 event</source>
        <translation>1 Ereignis</translation>
    </message>
    <message>
        <source>only new</source>
        <translation>nur neu</translation>
    </message>
    <message>
        <source>only stored</source>
        <translation>nur gespeichert</translation>
    </message>
    <message>
        <source>Impedance {0} kΩ</source>
        <translation>Impedanz {0} kΩ</translation>
    </message>
    <message>
        <source>, limit {0}</source>
        <translation>, Grenze {0}</translation>
    </message>
    <message>
        <source>Impedance: {0}</source>
        <translation>Impedanz: {0}</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Rest, 20 s</source>
        <translation>Ruhe, 20 s</translation>
    </message>
    <message>
        <source>Short contraction</source>
        <translation>Kurze Anspannung</translation>
    </message>
    <message>
        <source>Tap test</source>
        <translation>Klopftest</translation>
    </message>
    <message>
        <source>Calibration signal</source>
        <translation>Kalibriersignal</translation>
    </message>
    <message>
        <source>Result sheet</source>
        <translation>Ergebnisblatt</translation>
    </message>
    <message>
        <source>Impedance</source>
        <translation>Impedanz</translation>
    </message>
    <message>
        <source>Let the device measure its electrodes (Ctrl+Shift+I)</source>
        <translation>Das Gerät seine Elektroden messen lassen (Strg+Umschalt+I)</translation>
    </message>
    <message>
        <source>All channels, the rate, nothing lost</source>
        <translation>Alle Kanäle, die Rate, nichts verloren</translation>
    </message>
    <message>
        <source>Noise, mains, drift, bridges</source>
        <translation>Rauschen, Netz, Drift, Brücken</translation>
    </message>
    <message>
        <source>Three seconds; finds turned and silent leads</source>
        <translation>Drei Sekunden; findet verdrehte und stumme Leitungen</translation>
    </message>
    <message>
        <source>Proves the map</source>
        <translation>Prüft die Karte</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>GUT</translation>
    </message>
    <message>
        <source>WARN</source>
        <translation>ACHTUNG</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>SCHLECHT</translation>
    </message>
    <message>
        <source>NOW</source>
        <translation>JETZT</translation>
    </message>
    <message>
        <source>Measuring the electrodes</source>
        <translation>Elektroden werden gemessen</translation>
    </message>
    <message>
        <source>Only this electrode is measured again; all else stays.</source>
        <translation>Nur diese Elektrode wird neu gemessen; alles andere bleibt.</translation>
    </message>
    <message>
        <source>Plug everything in; the check begins by itself.</source>
        <translation>Alles einstecken; die Prüfung beginnt von selbst.</translation>
    </message>
    <message>
        <source>Nobody moves, nobody touches a cable. Twitches of the muscle itself do no harm.</source>
        <translation>Niemand bewegt sich, niemand berührt ein Kabel. Zuckungen des Muskels selbst schaden nicht.</translation>
    </message>
    <message>
        <source>Ask for one short contraction of the muscle under the array, then rest.</source>
        <translation>Um eine kurze Anspannung des Muskels unter dem Array bitten, dann Ruhe.</translation>
    </message>
    <message>
        <source>Tap or rub each electrode once, in the order shown. The next one lights up by itself.</source>
        <translation>Jede Elektrode einmal antippen oder reiben, in der gezeigten Folge. Die nächste leuchtet von selbst auf.</translation>
    </message>
    <message>
        <source>The test signal of the amplifier, or one from outside, to all channels at once.</source>
        <translation>Das Testsignal des Verstärkers oder eines von außen, auf alle Kanäle zugleich.</translation>
    </message>
    <message>
        <source>The sheet is kept. Repeat any step, or the whole check at the end of the session.</source>
        <translation>Das Blatt ist aufbewahrt. Jeder Schritt lässt sich wiederholen, am Ende der Sitzung auch die ganze Prüfung.</translation>
    </message>
    <message>
        <source>First check of this device.</source>
        <translation>Erste Prüfung dieses Geräts.</translation>
    </message>
    <message>
        <source>keep still for 6 s</source>
        <translation>6 s stillhalten</translation>
    </message>
    <message>
        <source>Switch the calibration signal on</source>
        <translation>Das Kalibriersignal einschalten</translation>
    </message>
    <message>
        <source>then press Enter; Shift S leaves it out</source>
        <translation>dann Eingabe drücken; Umschalt S lässt es aus</translation>
    </message>
    <message>
        <source>again</source>
        <translation>erneut</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Mains share</source>
        <translation>Netzanteil</translation>
    </message>
    <message>
        <source>Worse: {0}.</source>
        <translation>Schlechter: {0}.</translation>
    </message>
    <message>
        <source>Better: {0}.</source>
        <translation>Besser: {0}.</translation>
    </message>
    <message>
        <source>No channel changed its verdict.</source>
        <translation>Kein Kanal hat sein Urteil geändert.</translation>
    </message>
    <message>
        <source>Same map.</source>
        <translation>Gleiche Karte.</translation>
    </message>
    <message>
        <source>Another map.</source>
        <translation>Andere Karte.</translation>
    </message>
    <message>
        <source>{0} mV square wave or sine, 10 s</source>
        <translation>{0} mV Rechteck oder Sinus, 10 s</translation>
    </message>
    <message>
        <source>{0} s to go</source>
        <translation>noch {0} s</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Rest: let the muscle lie still</source>
        <translation>Ruhe: den Muskel still liegen lassen</translation>
    </message>
    <message>
        <source>Contract for three seconds</source>
        <translation>Drei Sekunden anspannen</translation>
    </message>
    <message>
        <source>then let go</source>
        <translation>dann loslassen</translation>
    </message>
    <message>
        <source>Measuring the calibration signal</source>
        <translation>Kalibriersignal wird gemessen</translation>
    </message>
    <message>
        <source>The device gives the calibration signal itself</source>
        <translation>Das Gerät gibt das Kalibriersignal selbst</translation>
    </message>
    <message>
        <source>press Enter; Shift S leaves it out</source>
        <translation>Eingabe drücken; Umschalt S lässt es aus</translation>
    </message>
    <message>
        <source>{0} of {1}; the stream stands meanwhile</source>
        <translation>{0} von {1}; der Strom steht solange</translation>
    </message>
    <message>
        <source>Enter goes on to: {0}. Space on a step does it again.</source>
        <translation>Eingabe geht weiter zu: {0}. Leertaste auf einem Schritt wiederholt ihn.</translation>
    </message>
    <message>
        <source>Vpp of the latest event</source>
        <translation>Vpp des letzten Ereignisses</translation>
    </message>
    <message>
        <source>{0} pass, {1} warn, {2} fail.</source>
        <translation>{0} gut, {1} Achtung, {2} schlecht.</translation>
    </message>
    <message>
        <source>Measuring {0} again</source>
        <translation>{0} wird neu gemessen</translation>
    </message>
    <message>
        <source>Tap electrode {0}</source>
        <translation>Elektrode {0} antippen</translation>
    </message>
    <message>
        <source>row {0}, column {1}</source>
        <translation>Reihe {0}, Spalte {1}</translation>
    </message>
    <message>
        <source>TAP</source>
        <translation>TIPP</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source> and {0} more</source>
        <translation> und {0} weitere</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>verpasst</translation>
    </message>
    <message>
        <source>on {0}</source>
        <translation>auf {0}</translation>
    </message>
    <message>
        <source>counted event</source>
        <translation>gezähltes Ereignis</translation>
    </message>
    <message>
        <source>not decided yet</source>
        <translation>noch nicht entschieden</translation>
    </message>
    <message>
        <source>re-detected event</source>
        <translation>neu erkanntes Ereignis</translation>
    </message>
    <message>
        <source>rejected by you</source>
        <translation>von Ihnen verworfen</translation>
    </message>
    <message>
        <source>heart beat</source>
        <translation>Herzschlag</translation>
    </message>
    <message>
        <source>seen in another muscle too</source>
        <translation>auch in einem anderen Muskel</translation>
    </message>
    <message>
        <source>{0} of {1} channels, {2} Hz, {3} lost</source>
        <translation>{0} von {1} Kanälen, {2} Hz, {3} verloren</translation>
    </message>
    <message>
        <source>Nothing arrives on {0}.</source>
        <translation>Auf {0} kommt nichts an.</translation>
    </message>
    <message>
        <source>no contraction was seen</source>
        <translation>keine Anspannung gesehen</translation>
    </message>
    <message>
        <source>Repeat the step and contract the muscle for three seconds, or go on.</source>
        <translation>Den Schritt wiederholen und den Muskel drei Sekunden anspannen, oder weitergehen.</translation>
    </message>
    <message>
        <source>{0} of {1} found</source>
        <translation>{0} von {1} gefunden</translation>
    </message>
    <message>
        <source>Swapped: {0}.</source>
        <translation>Vertauscht: {0}.</translation>
    </message>
    <message>
        <source>{0} electrodes are wired to other channels than the map says.</source>
        <translation>{0} Elektroden liegen auf anderen Kanälen, als die Karte sagt.</translation>
    </message>
    <message>
        <source>The array lies turned: {0}.</source>
        <translation>Das Array liegt gedreht: {0}.</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>wird gemessen</translation>
    </message>
    <message>
        <source>All channels follow, none reversed</source>
        <translation>Alle Kanäle folgen, keiner verpolt</translation>
    </message>
    <message>
        <source>{0} follow, {1} fail</source>
        <translation>{0} folgen, {1} schlecht</translation>
    </message>
    <message>
        <source>square wave of {0} Hz, {1} pass, {2} warn, {3} fail</source>
        <translation>Rechteck mit {0} Hz, {1} gut, {2} Achtung, {3} schlecht</translation>
    </message>
    <message>
        <source>sine of {0} Hz, {1} pass, {2} warn, {3} fail</source>
        <translation>Sinus mit {0} Hz, {1} gut, {2} Achtung, {3} schlecht</translation>
    </message>
    <message>
        <source>{0} pass, {1} warn, {2} fail</source>
        <translation>{0} gut, {1} Achtung, {2} schlecht</translation>
    </message>
    <message>
        <source>the device could tell no impedance</source>
        <translation>das Gerät konnte keine Impedanz nennen</translation>
    </message>
    <message>
        <source>{0} to {1} kΩ, {2} above {3}</source>
        <translation>{0} bis {1} kΩ, {2} über {3}</translation>
    </message>
    <message>
        <source>{0}, {1} unknown</source>
        <translation>{0}, {1} unbekannt</translation>
    </message>
    <message>
        <source>{0} s of samples, {1} s are the least</source>
        <translation>{0} s Abtastwerte, {1} s sind das Mindeste</translation>
    </message>
    <message>
        <source>{0} % of the samples lost, limit {1}</source>
        <translation>{0} % der Abtastwerte verloren, Grenze {1}</translation>
    </message>
    <message>
        <source>{0} % of the samples lost</source>
        <translation>{0} % der Abtastwerte verloren</translation>
    </message>
    <message>
        <source>all channels stand still for {0} s at the beginning or end, left out</source>
        <translation>alle Kanäle stehen {0} s am Anfang oder Ende still, ausgelassen</translation>
    </message>
    <message>
        <source>samples have no known unit</source>
        <translation>die Abtastwerte haben keine bekannte Einheit</translation>
    </message>
    <message>
        <source>{0} of {1} channels stand still</source>
        <translation>{0} von {1} Kanälen stehen still</translation>
    </message>
    <message>
        <source>mains of {0} µV on {1} of {2} channels, limit {3}</source>
        <translation>Netz von {0} µV auf {1} von {2} Kanälen, Grenze {3}</translation>
    </message>
    <message>
        <source>mains {0} µV, {1} % of the power, limit {2} %</source>
        <translation>Netz {0} µV, {1} % der Leistung, Grenze {2} %</translation>
    </message>
    <message>
        <source>{0} of the channels carry the same signal of {1} µV</source>
        <translation>{0} der Kanäle tragen dasselbe Signal von {1} µV</translation>
    </message>
    <message>
        <source>they differ by {0} µV, {1} of the usual</source>
        <translation>sie unterscheiden sich um {0} µV, {1} des Üblichen</translation>
    </message>
    <message>
        <source>runs against its neighbours</source>
        <translation>läuft gegen seine Nachbarn</translation>
    </message>
    <message>
        <source>noise {0} µV, less than {1}</source>
        <translation>Rauschen {0} µV, weniger als {1}</translation>
    </message>
    <message>
        <source>{0} of {1} channels share activity of {2} µV</source>
        <translation>{0} von {1} Kanälen teilen Aktivität von {2} µV</translation>
    </message>
    <message>
        <source>{0} pops in 20 s, {1} signs of poor contact</source>
        <translation>{0} Sprünge in 20 s, {1} Zeichen schlechten Kontakts</translation>
    </message>
    <message>
        <source>the noise of all channels ends at {0} Hz, limit {1}</source>
        <translation>das Rauschen aller Kanäle endet bei {0} Hz, Grenze {1}</translation>
    </message>
    <message>
        <source>noise ends at {0} Hz, limit {1}</source>
        <translation>Rauschen endet bei {0} Hz, Grenze {1}</translation>
    </message>
    <message>
        <source>{0} Hz arrive, {1} Hz are told</source>
        <translation>{0} Hz kommen an, {1} Hz sind angegeben</translation>
    </message>
    <message>
        <source>{0} Hz, {1} Hz are the least for all of surface EMG</source>
        <translation>{0} Hz, für das ganze Oberflächen-EMG sind {1} Hz das Mindeste</translation>
    </message>
    <message>
        <source>3 dB less from {0} Hz on, limit {1}</source>
        <translation>3 dB weniger ab {0} Hz, Grenze {1}</translation>
    </message>
    <message>
        <source>rises {0} times, its neighbours {1} times</source>
        <translation>steigt auf das {0}-Fache, seine Nachbarn auf das {1}-Fache</translation>
    </message>
    <message>
        <source>its tap came in on {0}</source>
        <translation>sein Tippen kam auf {0} an</translation>
    </message>
    <message>
        <source>the calibration signal comes upside down</source>
        <translation>das Kalibriersignal kommt verkehrt herum</translation>
    </message>
    <message>
        <source>cut off {0} % of the samples, limit {1}</source>
        <translation>{0} % der Abtastwerte abgeschnitten, Grenze {1}</translation>
    </message>
    <message>
        <source>impedance {0} kΩ, limit {1}</source>
        <translation>Impedanz {0} kΩ, Grenze {1}</translation>
    </message>
    <message>
        <source>{0}°, not mirrored</source>
        <translation>{0}°, nicht gespiegelt</translation>
    </message>
    <message>
        <source>{0}°, mirrored</source>
        <translation>{0}°, gespiegelt</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
    <message>
        <source>Channels wind up and down the columns; the empty corner is at the lower left</source>
        <translation>Die Kanäle laufen die Spalten auf und ab; die leere Ecke liegt unten links</translation>
    </message>
    <message>
        <source>Channels go down the line</source>
        <translation>Die Kanäle laufen die Reihe hinab</translation>
    </message>
    <message>
        <source>Channels go along the rows</source>
        <translation>Die Kanäle laufen entlang der Reihen</translation>
    </message>
    <message>
        <source>Channels go down the columns</source>
        <translation>Die Kanäle laufen die Spalten hinab</translation>
    </message>
    <message>
        <source>One pair of electrodes a channel</source>
        <translation>Ein Elektrodenpaar je Kanal</translation>
    </message>
    <message>
        <source>Places are not known; channels are shown in order</source>
        <translation>Orte sind nicht bekannt; Kanäle stehen der Reihe nach</translation>
    </message>
    <message>
        <source>{0} grid, {1} mm, one corner empty</source>
        <translation>{0} Raster, {1} mm, eine Ecke leer</translation>
    </message>
    <message>
        <source>{0} grid, {1} mm, rows</source>
        <translation>{0} Raster, {1} mm, Reihen</translation>
    </message>
    <message>
        <source>{0} grid, {1} mm, columns</source>
        <translation>{0} Raster, {1} mm, Spalten</translation>
    </message>
    <message>
        <source>{0} line, {1} mm</source>
        <translation>{0} Reihe, {1} mm</translation>
    </message>
    <message>
        <source>1 bipolar pair, {0} mm</source>
        <translation>1 bipolares Paar, {0} mm</translation>
    </message>
    <message>
        <source>{0} bipolar pairs, {1} mm</source>
        <translation>{0} bipolare Paare, {1} mm</translation>
    </message>
    <message>
        <source>{0}, in order</source>
        <translation>{0}, der Reihe nach</translation>
    </message>
    <message>
        <source>Press the reference and the ground down, or renew them: all channels carry the same.</source>
        <translation>Referenz und Erde andrücken oder erneuern: alle Kanäle tragen dasselbe.</translation>
    </message>
    <message>
        <source>Plug {0} in, or renew the electrode: the input stands at its end.</source>
        <translation>{0} einstecken oder die Elektrode erneuern: der Eingang steht am Anschlag.</translation>
    </message>
    <message>
        <source>Check plug and cable of {0}: nothing arrives.</source>
        <translation>Stecker und Kabel von {0} prüfen: nichts kommt an.</translation>
    </message>
    <message>
        <source>Press {0} down: loose.</source>
        <translation>{0} andrücken: lose.</translation>
    </message>
    <message>
        <source>Re-gel {0}: bridged.</source>
        <translation>{0} neu mit Gel versehen: überbrückt.</translation>
    </message>
    <message>
        <source>Check the wiring of {0}: two channels are one input.</source>
        <translation>Verdrahtung von {0} prüfen: zwei Kanäle sind ein Eingang.</translation>
    </message>
    <message>
        <source>Lower the gain for {0}: peaks are cut off.</source>
        <translation>Verstärkung für {0} senken: Spitzen sind abgeschnitten.</translation>
    </message>
    <message>
        <source>Turn the leads of {0}: polarity reversed.</source>
        <translation>Leitungen von {0} umdrehen: verpolt.</translation>
    </message>
    <message>
        <source>Swap {0} back, or swap them in the montage.</source>
        <translation>{0} zurücktauschen oder in der Montage tauschen.</translation>
    </message>
    <message>
        <source>Check {0}: it does not follow the contraction.</source>
        <translation>{0} prüfen: folgt der Anspannung nicht.</translation>
    </message>
    <message>
        <source>Press {0} down and move mains leads away.</source>
        <translation>{0} andrücken und Netzleitungen entfernen.</translation>
    </message>
    <message>
        <source>Clean the skin under {0} again: noise.</source>
        <translation>Haut unter {0} erneut reinigen: Rauschen.</translation>
    </message>
    <message>
        <source>Clean the skin and add gel under {0}: impedance.</source>
        <translation>Haut unter {0} reinigen und Gel zugeben: Impedanz.</translation>
    </message>
    <message>
        <source>Renew {0}: its half-cell potential is off.</source>
        <translation>{0} erneuern: Halbzellenpotential weicht ab.</translation>
    </message>
    <message>
        <source>Let {0} settle for a minute, then repeat: it drifts.</source>
        <translation>{0} eine Minute ruhen lassen, dann wiederholen: Drift.</translation>
    </message>
    <message>
        <source>Tape the cable of {0} down: it moves.</source>
        <translation>Kabel von {0} festkleben: es bewegt sich.</translation>
    </message>
    <message>
        <source>Check the gain of {0} in the amplifier.</source>
        <translation>Verstärkung von {0} im Verstärker prüfen.</translation>
    </message>
    <message>
        <source>Check the amplifier of {0}: its samples come at another time.</source>
        <translation>Verstärker von {0} prüfen: seine Abtastwerte kommen zu anderer Zeit.</translation>
    </message>
    <message>
        <source>Open the low-pass filter of the amplifier for {0}.</source>
        <translation>Tiefpass des Verstärkers für {0} öffnen.</translation>
    </message>
    <message>
        <source>Choose a sampling rate of 1000 Hz or more, and check what the device tells of it.</source>
        <translation>Eine Abtastrate von mindestens 1000 Hz wählen und prüfen, was das Gerät davon angibt.</translation>
    </message>
    <message>
        <source>Bring the amplifier closer or use a cable: samples are lost.</source>
        <translation>Den Verstärker näher bringen oder ein Kabel nehmen: Abtastwerte gehen verloren.</translation>
    </message>
    <message>
        <source>Let the muscle rest and repeat: noise cannot be told while it is active.</source>
        <translation>Den Muskel ruhen lassen und wiederholen: solange er aktiv ist, lässt sich Rauschen nicht angeben.</translation>
    </message>
    <message>
        <source>Tell the unit of this source: limits in µV were not judged.</source>
        <translation>Die Einheit dieser Quelle angeben: Grenzen in µV wurden nicht beurteilt.</translation>
    </message>
    <message>
        <source>Record at least 5 s: this is too short to judge.</source>
        <translation>Mindestens 5 s aufnehmen: das ist zu kurz für ein Urteil.</translation>
    </message>
    <message>
        <source>Pass</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>{0} as {1}</source>
        <translation>{0}: wie {1}</translation>
    </message>
    <message>
        <source>{0} with {1}</source>
        <translation>{0} mit {1}</translation>
    </message>
    <message>
        <source>Reference lost</source>
        <translation>Referenz verloren</translation>
    </message>
    <message>
        <source>Reference noisy</source>
        <translation>Referenz verrauscht</translation>
    </message>
    <message>
        <source>Railed</source>
        <translation>Am Anschlag</translation>
    </message>
    <message>
        <source>Railed at times</source>
        <translation>Zeitweise am Anschlag</translation>
    </message>
    <message>
        <source>Flat</source>
        <translation>Flach</translation>
    </message>
    <message>
        <source>Flat at times</source>
        <translation>Zeitweise flach</translation>
    </message>
    <message>
        <source>Loose</source>
        <translation>Lose</translation>
    </message>
    <message>
        <source>Perhaps loose</source>
        <translation>Vielleicht lose</translation>
    </message>
    <message>
        <source>Bridged</source>
        <translation>Überbrückt</translation>
    </message>
    <message>
        <source>Perhaps bridged</source>
        <translation>Vielleicht überbrückt</translation>
    </message>
    <message>
        <source>Same as another</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Nearly as another</source>
        <translation>Fast gleich</translation>
    </message>
    <message>
        <source>Clipped</source>
        <translation>Abgeschnitten</translation>
    </message>
    <message>
        <source>Clipped at times</source>
        <translation>Zeitweise abgeschnitten</translation>
    </message>
    <message>
        <source>Polarity reversed</source>
        <translation>Verpolt</translation>
    </message>
    <message>
        <source>Perhaps reversed</source>
        <translation>Vielleicht verpolt</translation>
    </message>
    <message>
        <source>Swapped</source>
        <translation>Vertauscht</translation>
    </message>
    <message>
        <source>Perhaps swapped</source>
        <translation>Vielleicht vertauscht</translation>
    </message>
    <message>
        <source>Does not follow</source>
        <translation>Folgt nicht</translation>
    </message>
    <message>
        <source>Hardly follows</source>
        <translation>Folgt kaum</translation>
    </message>
    <message>
        <source>Mains</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Mains near limit</source>
        <translation>Netz nahe Grenze</translation>
    </message>
    <message>
        <source>High noise</source>
        <translation>Starkes Rauschen</translation>
    </message>
    <message>
        <source>Noise near limit</source>
        <translation>Rauschen nahe Grenze</translation>
    </message>
    <message>
        <source>High impedance</source>
        <translation>Hohe Impedanz</translation>
    </message>
    <message>
        <source>Impedance near limit</source>
        <translation>Impedanz nahe Grenze</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>Gleichspannung</translation>
    </message>
    <message>
        <source>Offset near limit</source>
        <translation>Gleichspannung nahe Grenze</translation>
    </message>
    <message>
        <source>Drifts</source>
        <translation>Driftet</translation>
    </message>
    <message>
        <source>Drift near limit</source>
        <translation>Drift nahe Grenze</translation>
    </message>
    <message>
        <source>Low frequencies</source>
        <translation>Tiefe Frequenzen</translation>
    </message>
    <message>
        <source>Low frequencies near limit</source>
        <translation>Tiefe Frequenzen nahe Grenze</translation>
    </message>
    <message>
        <source>Wrong gain</source>
        <translation>Falsche Verstärkung</translation>
    </message>
    <message>
        <source>Gain near limit</source>
        <translation>Verstärkung nahe Grenze</translation>
    </message>
    <message>
        <source>Late or early</source>
        <translation>Zu spät oder früh</translation>
    </message>
    <message>
        <source>Timing near limit</source>
        <translation>Zeit nahe Grenze</translation>
    </message>
    <message>
        <source>Narrow band</source>
        <translation>Schmales Band</translation>
    </message>
    <message>
        <source>Band near limit</source>
        <translation>Band nahe Grenze</translation>
    </message>
    <message>
        <source>Wrong rate</source>
        <translation>Falsche Rate</translation>
    </message>
    <message>
        <source>Rate low</source>
        <translation>Rate niedrig</translation>
    </message>
    <message>
        <source>Samples lost</source>
        <translation>Werte verloren</translation>
    </message>
    <message>
        <source>Some samples lost</source>
        <translation>Einige Werte verloren</translation>
    </message>
    <message>
        <source>Not at rest</source>
        <translation>Nicht in Ruhe</translation>
    </message>
    <message>
        <source>No unit</source>
        <translation>Keine Einheit</translation>
    </message>
    <message>
        <source>Too short</source>
        <translation>Zu kurz</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>railed</source>
        <translation>Anschlag</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>flach</translation>
    </message>
    <message>
        <source>loose</source>
        <translation>lose</translation>
    </message>
    <message>
        <source>bridged</source>
        <translation>Brücke</translation>
    </message>
    <message>
        <source>duplicated</source>
        <translation>doppelt</translation>
    </message>
    <message>
        <source>reversed</source>
        <translation>verpolt</translation>
    </message>
    <message>
        <source>swapped</source>
        <translation>vertauscht</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>mains</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>impedance</source>
        <translation>Impedanz</translation>
    </message>
    <message>
        <source>offset</source>
        <translation>Offset</translation>
    </message>
    <message>
        <source>drift</source>
        <translation>Drift</translation>
    </message>
    <message>
        <source>below 20 Hz</source>
        <translation>unter 20 Hz</translation>
    </message>
    <message>
        <source>gain</source>
        <translation>Verstärkung</translation>
    </message>
    <message>
        <source>timing</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>bandwidth</source>
        <translation>Band</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>no rest</source>
        <translation>Unruhe</translation>
    </message>
    <message>
        <source>unscaled</source>
        <translation>Einheit?</translation>
    </message>
    <message>
        <source>no sound device</source>
        <translation>kein Audiogerät</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>kein Ton</translation>
    </message>
    <message>
        <source>{0} µV of {1} arrive, {2} %, limit {3} %</source>
        <translation>{0} µV von {1} kommen an, {2} %, Grenze {3} %</translation>
    </message>
    <message>
        <source>{0} ms against the others, limit {1}</source>
        <translation>{0} ms gegen die anderen, Grenze {1}</translation>
    </message>
    <message>
        <source>at the rail {0} % of the time, limit {1}</source>
        <translation>{0} % der Zeit am Anschlag, Grenze {1}</translation>
    </message>
    <message>
        <source>flat {0} % of the time, limit {1}</source>
        <translation>{0} % der Zeit flach, Grenze {1}</translation>
    </message>
    <message>
        <source>lost {0} % of the samples, limit {1}</source>
        <translation>{0} % der Abtastwerte verloren, Grenze {1}</translation>
    </message>
    <message>
        <source>below 20 Hz {0} %, limit {1}</source>
        <translation>unter 20 Hz {0} %, Grenze {1}</translation>
    </message>
    <message>
        <source>noise {0} µV, limit {1}</source>
        <translation>Rauschen {0} µV, Grenze {1}</translation>
    </message>
    <message>
        <source>mains {0} %, limit {1}</source>
        <translation>Netz {0} %, Grenze {1}</translation>
    </message>
    <message>
        <source>offset {0} mV, limit {1}</source>
        <translation>Gleichspannung {0} mV, Grenze {1}</translation>
    </message>
    <message>
        <source>drift {0} µV/s, limit {1}</source>
        <translation>Drift {0} µV/s, Grenze {1}</translation>
    </message>
</context>
<context>
    <name>BodyView</name>
    <message>
        <source>Back</source>
        <translation>Hinten</translation>
    </message>
</context>
<context>
    <name>BodyPanel</name>
    <message>
        <source>Back</source>
        <translation>Hinten</translation>
    </message>
</context>
<context>
    <name>ArrayCheck</name>
    <message>
        <source>all channels</source>
        <translation>allen Kanälen</translation>
    </message>
</context>
</TS>
