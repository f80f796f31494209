"""Checking one delivered file: what a person at the office reads before the file is used."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from survey.errors import MonitorError, nearest
from survey.findings import SEVERITIES, Finding
from survey.interviews import RawTable
from survey.monitor.output import whole_file
from survey.monitor.run import Clock, Delivery, Progress, findings_frame, receive
from survey.monitor.settings import WaveFiles, read_settings
from survey.monitor.workspace import shipped_questionnaire
from survey.questionnaire import read_questionnaire
from survey.text import Catalogue, Language
from survey.validation import rules_beside

_WORDING = "survey.monitor"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check says: ``text`` for a person, ``errors`` the number of findings that are errors."""

    text: str
    errors: int


def check_file(
    file: Path,
    workspace: Path,
    *,
    language: Language,
    output: Path | None,
    show: int,
    progress: Progress,
) -> Checked:
    """Read, decode and validate a file; say what was found, in one language.

    A file that ``monitor.yaml`` names as a wave is checked with that wave's dates; without a workspace the
    questionnaire shipped with the package is used.

    Raises
    ------
    MonitorError
        ``M014`` when there are no messages in this language.
    SurveyError
        When the file cannot be read, with place, fact and remedy.
    """
    catalogue = Catalogue.load(_WORDING)
    if language not in catalogue.languages:
        fact = f"There are no messages in language {language!r}."
        raise MonitorError("M014", "--lang", fact, nearest(language, catalogue.languages))
    folder, files = _instrument(file, workspace)
    progress("read the questionnaire")
    form = read_questionnaire(folder)
    delivery = receive(file, form, rules_beside(form), files=files, clock=Clock(progress))
    if output is not None:
        with whole_file(output) as draft:
            findings_frame(delivery).to_csv(draft, index=False)
    return Checked(_summary(delivery, catalogue, language, show), delivery.findings.counts()["error"])


def _instrument(file: Path, workspace: Path) -> tuple[Path, WaveFiles | None]:
    if not (workspace / "monitor.yaml").is_file() and workspace == Path():
        return shipped_questionnaire(), None
    settings = read_settings(workspace)
    named = [wave for wave in settings.waves.values() if wave.file.exists() and wave.file.resolve() == file.resolve()]
    return settings.questionnaire, named[0] if named else None


def _summary(delivery: Delivery, catalogue: Catalogue, language: Language, show: int) -> str:
    interviews, findings = delivery.interviews, delivery.findings
    say = catalogue.sentence
    lines = [
        _file(delivery.raw, catalogue, language),
        say(language, "delivered", n=len(interviews)),
        say(language, "set_aside", n=len(interviews) - interviews.n_accepted),
    ]
    for severity in SEVERITIES:
        listed = sorted(findings.of(severity), key=lambda one: one.rule)
        if listed:
            lines += ["", say(language, f"severity_{severity}", n=len(listed))]
        for rule, group in groupby(listed, key=lambda one: one.rule):
            same = list(group)
            lines.append(f"  {rule}: {len(same)}")
            lines += [f"    {_line(one, catalogue, language)}" for one in same[:show]]
            if len(same) > show > 0:
                lines.append(f"    {say(language, 'more', n=len(same) - show)}")
    if not findings:
        lines += ["", say(language, "nothing")]
    return "\n".join(lines)


def _file(raw: RawTable, catalogue: Catalogue, language: Language) -> str:
    if raw.delimiter is None:
        return catalogue.sentence(language, "file", path=raw.path, format=raw.format.upper())
    return catalogue.sentence(
        language,
        "file_of_text",
        path=raw.path,
        format=raw.format.upper(),
        encoding=raw.encoding,
        delimiter=catalogue.sentence(language, "tab") if raw.delimiter == "\t" else raw.delimiter,
    )


def _line(finding: Finding, catalogue: Catalogue, language: Language) -> str:
    where = catalogue.sentence(language, "row", row=finding.row) if finding.row is not None else ""
    parts = [part for part in (where, finding.interview, finding.message[language]) if part]
    return " · ".join(parts)
