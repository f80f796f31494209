"""The command that says what changed between two versions of a questionnaire."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.command_line import Argument, Command, CommandOption
from survey.cli.instrument_folders import questionnaire_folders
from survey.cli.questionnaire_versions import dated_folder, first_day
from survey.cli.terminal import Say, show
from survey.errors import CommandError, nearest
from survey.text import Language

if TYPE_CHECKING:
    from survey.indicators import Indicators
    from survey.questionnaire import Questionnaire
    from survey.versions import QuestionnaireChange, QuestionnaireDifference

FORMATS = ("text", "json")
_ONE_LINE = 60
"""Letters up to which both values are shown on the line of their change."""


def diff(say: Say, *, old: Path, new: Path | None, form: str, lang: Language) -> int:  # noqa: ARG001
    """Compare two versions; the exit code is 1 when an indicator is no longer comparable."""
    from survey.versions import compare_questionnaires

    if form not in FORMATS:
        raise CommandError("C021", "survey diff, --format", f"There is no format {form!r}.", nearest(form, FORMATS))
    one, other = _read(old), _read(new if new is not None else dated_folder(old)[0])
    found = compare_questionnaires(*(_comparable(one, other)))
    show(_as_json(found) if form == "json" else "\n".join(_lines(found, say)))
    return 0 if found.ok else 1


def _comparable(
    one: tuple[Questionnaire, Indicators | None], other: tuple[Questionnaire, Indicators | None]
) -> tuple[Questionnaire | Indicators, Questionnaire | Indicators]:
    """Both with indicators, or both without."""
    if one[1] is not None and other[1] is not None:
        return one[1], other[1]
    return one[0], other[0]


def _read(named: Path) -> tuple[Questionnaire, Indicators | None]:
    """The questionnaire in a folder as it was worded in a version or on a day, with its indicators where it has them."""
    from survey.indicators import read_indicators
    from survey.questionnaire import read_questionnaire
    from survey.questionnaire.former_wordings import worded_on

    folder, version = dated_folder(named)
    folder = questionnaire_folders(folder)[0]
    form = read_questionnaire(folder)
    known = read_indicators(folder, form) if (folder / "indicators.yaml").is_file() else None
    if version is None:
        return form, known
    day = first_day(form, version, str(named))
    worded = dataclasses.replace(worded_on(form, day), version=version)
    return worded, dataclasses.replace(known.in_force(day), form=worded) if known is not None else None


def _as_json(found: QuestionnaireDifference) -> str:
    content = {
        "before": found.before,
        "now": found.now,
        "ok": found.ok,
        "changes": [dataclasses.asdict(one) for one in found.changes],
        "indicators": [dataclasses.asdict(one) for one in found.indicators],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _lines(found: QuestionnaireDifference, say: Say) -> Iterator[str]:
    for change in found.changes:
        yield from _of_change(change, say)
    for one in found.indicators:
        if one.state != "comparable":
            yield say(f"diff_indicator_{one.state}", id=one.id, questions=", ".join(one.questions))
    counts = {"n_changes": len(found.changes), "n_breaks": sum(one.breaks for one in found.changes)}
    yield say("diff_done", before=found.before, now=found.now, **counts)
    if found.indicators:
        yield say("diff_indicators", n_lost=len(found.lost), n_all=len(found.indicators))


def _of_change(change: QuestionnaireChange, say: Say) -> Iterator[str]:
    element = say(f"diff_part_{change.part}", question=change.question, name=change.name or change.question)
    what = say(f"diff_kind_{change.kind}", aspect=change.aspect)
    mark = f" {say('diff_break')}" if change.breaks else ""
    old, new = change.before, change.now
    if change.kind == "moved":
        old, new = (say("diff_after", name=name) if name else say("diff_first") for name in (old, new))
    if change.kind in ("added", "removed"):
        yield f"{element}: {what}{mark}: {old or new}"
    elif "\n" not in old + new and len(old + new) <= _ONE_LINE:
        yield f"{element}: {what}{mark}: {old or say('diff_nothing')} → {new or say('diff_nothing')}"
    else:
        yield f"{element}: {what}{mark}"
        yield from (f"  - {line}" for line in old.splitlines())
        yield from (f"  + {line}" for line in new.splitlines())


DIFF = Command(
    "diff",
    diff,
    (Argument("old", "folder", "diff_old"), Argument("new", "folder", "diff_new", is_needed=False)),
    (CommandOption("form", ("--format",), "word", "diff_format", default="text"),),
)
