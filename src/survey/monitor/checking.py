"""Checking one delivered file: what a person at the office reads before the file is used."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from survey.findings import SEVERITIES, Finding
from survey.interviews import RawTable
from survey.monitor.output import new_file
from survey.monitor.run import Clock, Delivery, Progress, findings_frame, receive
from survey.monitor.settings import WaveFiles, read_settings
from survey.monitor.workspace import shipped_questionnaire
from survey.neutral import cells, one_line
from survey.questionnaire import Questionnaire, read_questionnaire
from survey.text import Catalogue, Language
from survey.validation import rules_beside

_WORDING = "survey.monitor"
_LONGEST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A file that was checked: the instrument it was held against, and what was found."""

    form: Questionnaire
    delivery: Delivery

    @property
    def n_errors(self) -> int:
        """Number of findings that are errors."""
        return self.delivery.findings.counts()["error"]


def check_file(file: Path, workspace: Path, *, progress: Progress) -> Checked:
    """Read, decode and validate a file.

    A file that ``monitor.yaml`` names as a wave is checked with that wave's dates; without a workspace the
    questionnaire shipped with the package is used.

    Raises
    ------
    SurveyError
        When the file cannot be read, with place, fact and remedy.
    """
    folder, files = _instrument(file, workspace)
    progress("read the questionnaire")
    form = read_questionnaire(folder)
    return Checked(form, receive(file, form, rules_beside(form), files=files, clock=Clock(progress)))


def write_findings(checked: Checked, output: Path, *, force: bool = False) -> None:
    """Write every finding, with the value as delivered, into a file for the field staff.

    Raises
    ------
    MonitorError
        When the file is there already and ``force`` is not asked for, or is the delivery itself.
    """
    with new_file(output, inputs=(Path(checked.delivery.raw.path),), force=force) as draft:
        cells(findings_frame(checked.delivery)).to_csv(draft, index=False)


def _instrument(file: Path, workspace: Path) -> tuple[Path, WaveFiles | None]:
    if not (workspace / "monitor.yaml").is_file() and workspace == Path():
        return shipped_questionnaire(), None
    settings = read_settings(workspace)
    named = [wave for wave in settings.waves.values() if wave.file.exists() and wave.file.resolve() == file.resolve()]
    return settings.questionnaire, named[0] if named else None


def summary(checked: Checked, language: Language, *, show: int) -> str:
    """What was found, in one language: counts, then for each rule the first ``show`` findings."""
    catalogue = Catalogue.load(_WORDING)
    delivery = checked.delivery
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
        return catalogue.sentence(language, "file", path=one_line(raw.path), format=raw.format.upper())
    return catalogue.sentence(
        language,
        "file_of_text",
        path=one_line(raw.path),
        format=raw.format.upper(),
        encoding=raw.encoding,
        delimiter=catalogue.sentence(language, "tab") if raw.delimiter == "\t" else raw.delimiter,
    )


def _line(finding: Finding, catalogue: Catalogue, language: Language) -> str:
    where = catalogue.sentence(language, "row", row=finding.row) if finding.row is not None else ""
    parts = (where, finding.interview, _message(finding, language))
    return " · ".join(one_line(part) for part in parts if part)


def _message(finding: Finding, language: Language) -> str:
    """The sentence, with a long value shortened in it."""
    message = finding.message[language]
    if finding.value is not None and len(finding.value) > _LONGEST:
        message = message.replace(finding.value, one_line(finding.value, longest=_LONGEST))
    return one_line(message, longest=10 * _LONGEST)
