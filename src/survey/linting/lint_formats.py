"""A lint for programs: JSON, SARIF 2.1.0 for code review, and lines for the annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Callable

from survey.linting.lint_report import IssueLevel, LintIssue, LintReport
from survey.text import Language

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

_GITHUB: dict[IssueLevel, str] = {"error": "error", "warning": "warning", "note": "notice"}

Sentences = Callable[[LintIssue], tuple[str, str]]
"""Fact and remedy of an issue in the language of the reader."""


def as_json(report: LintReport, said: Sentences) -> str:
    """The report as one JSON object: ``folder, ok, counts, reading, issues``."""
    content = {
        "folder": report.folder,
        "ok": report.ok,
        "counts": {level: report.count(level) for level in ("error", "warning", "note")},
        "reading": [
            {"language": one.language, "words": one.n_words, "minutes_shortest": round(one.shortest, 2),
             "minutes_longest": round(one.longest, 2)}
            for one in report.reading
        ],
        "issues": [
            {"rule": one.rule, "level": one.level, "file": one.place.file, "line": one.place.line,
             "column": one.place.column, "element": one.element, "fact": said(one)[0], "remedy": said(one)[1]}
            for one in report.issues
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_sarif(report: LintReport, said: Sentences, version: str, language: Language) -> str:
    """The report as a SARIF log with one run; an unknown line is line 1."""
    rules = sorted({one.rule for one in report.issues})
    driver = {"name": "survey lint", "version": version, "language": language, "rules": [{"id": one} for one in rules]}
    results = [
        {
            "ruleId": one.rule,
            "level": one.level,
            "message": {"text": f"{one.element}: {' '.join(said(one))}" if one.element else " ".join(said(one))},
            "locations": [{"physicalLocation": _location(one)}],
        }
        for one in report.issues
    ]
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _location(issue: LintIssue) -> dict[str, object]:
    region = {"startLine": issue.place.line or 1}
    if issue.place.column is not None:
        region["startColumn"] = issue.place.column
    return {"artifactLocation": {"uri": _address(issue.place.file)}, "region": region}


def _address(file: str) -> str:
    from urllib.parse import quote

    return quote(file.replace("\\", "/"))


def as_github(report: LintReport, said: Sentences) -> str:
    """One workflow command per issue, which GitHub Actions shows at its line."""
    return "\n".join(_command(issue, said) for issue in report.issues)


def _command(issue: LintIssue, said: Sentences) -> str:
    places = {"file": issue.place.file, "line": issue.place.line, "col": issue.place.column, "title": issue.rule}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value is not None)
    text = f"{issue.element}: {' '.join(said(issue))}" if issue.element else " ".join(said(issue))
    return f"::{_GITHUB[issue.level]} {given}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
