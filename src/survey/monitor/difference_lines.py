"""Differences between two deliveries, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.deliveries import DeliveryDifference, shown_value
from survey.findings import Findings
from survey.questionnaire import Questionnaire
from survey.safe_text import one_line
from survey.text import Catalogue, Language

_LONGEST = 60
_NOTHING = "—"


def difference_lines(
    difference: DeliveryDifference, form: Questionnaire, language: Language, *, show: int
) -> Iterator[str]:
    """Counts of everything that differs, each with its first ``show`` examples; free text stays hidden."""
    say = Catalogue.load("survey.monitor").sentence
    yield say(language, "difference", old=one_line(difference.old), n=difference.n_same)
    if difference.is_empty and difference.moved.empty:
        yield f"  {say(language, 'difference_none')}"
    for name, frame in (("added", difference.added), ("removed", difference.removed), ("moved", difference.moved)):
        if len(frame):
            keys = [_NOTHING if key is None or key != key else str(key) for key in frame["interview"][:show]]
            yield f"  {say(language, f'interviews_{name}', n=len(frame))}{_examples(keys, len(frame))}"
    for name, columns in (("added", difference.columns_added), ("removed", difference.columns_removed)):
        if columns:
            yield f"  {say(language, f'columns_{name}', n=len(columns))}{_examples(columns[:show], len(columns))}"
    yield from _cells(difference, form, language, show)
    for name, findings in (("gone", difference.findings_gone), ("new", difference.findings_new)):
        if findings:
            yield f"  {say(language, f'findings_{name}', n=len(findings))}{_rules(findings, show)}"
    if difference.findings_remaining:
        yield f"  {say(language, 'findings_remaining', n=len(difference.findings_remaining))}"


def _cells(difference: DeliveryDifference, form: Questionnaire, language: Language, show: int) -> Iterator[str]:
    if difference.changes.empty:
        return
    say = Catalogue.load("survey.monitor").sentence
    n = int(difference.changes["new_row"].nunique())
    yield f"  {say(language, 'cells_changed', n=len(difference.changes), interviews=n)}"
    for variable, changes in difference.changes.groupby("variable", sort=False):
        yield f"    {variable}: {len(changes)}"
        for change in changes.head(show).itertuples():
            values = [shown_value(form, str(variable), str(one), texts=False) for one in (change.old, change.new)]
            old, new = (one_line(one, longest=_LONGEST) or _NOTHING for one in values)
            where = say(language, "row", row=change.new_row)
            key = _NOTHING if change.interview is None else one_line(str(change.interview))
            yield f"      {where} · {key} · {old} → {new}"


def _examples(names: Sequence[str], n: int) -> str:
    if not names:
        return ""
    more = " …" if n > len(names) else ""
    return f": {', '.join(one_line(name) for name in names)}{more}"


def _rules(findings: Findings, show: int) -> str:
    counted = findings.summary()
    rules = [f"{rule} ({n})" for rule, n in zip(counted["rule"], counted["findings"], strict=True) if n]
    return _examples(rules[: max(show, 1)], len(rules))
