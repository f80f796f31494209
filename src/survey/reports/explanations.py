"""Explanations of rules of the file check, for readers of the report."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from survey.text import Language, Text, added_sentences


def explained(rule: str, languages: tuple[Language, ...]) -> Text:
    """The explanation of a rule in these languages; empty when one of them lacks it.

    Examples
    --------
    >>> explained("unheard_of", ("kk", "ru"))
    Text(wordings=())
    """
    added = {language: table.get(f"rule.{rule}") for language, table in added_sentences("glossary").items()}
    wordings = dict(_entries().get(rule, {})) | {one: str(said) for one, said in added.items() if said is not None}
    if any(language not in wordings for language in languages):
        return Text()
    return Text.each(languages, wordings.__getitem__)


@functools.cache
def _entries() -> Mapping[str, Mapping[Language, str]]:
    source = files("survey.reports").joinpath("glossary.toml").read_text(encoding="utf-8")
    entries: Mapping[str, Mapping[Language, str]] = tomllib.loads(source)["rule"]
    return entries
