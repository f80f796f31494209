"""Explanations of rules of the file check and of headline indicators, for readers of the report."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from survey.text import Language, Text, added_sentences


def explained(kind: Literal["rule", "meaning"], name: str, languages: tuple[Language, ...]) -> Text:
    """The explanation of a rule or an indicator in these languages; empty when one of them lacks it.

    Examples
    --------
    >>> explained("rule", "unheard_of", ("kk", "ru"))
    Text(wordings=())
    """
    added = {language: table.get(f"{kind}.{name}") for language, table in added_sentences("glossary").items()}
    wordings = dict(_entries()[kind].get(name, {})) | {
        one: str(said) for one, said in added.items() if said is not None
    }
    if any(language not in wordings for language in languages):
        return Text()
    return Text.each(languages, wordings.__getitem__)


@functools.cache
def _entries() -> Mapping[str, Mapping[str, Mapping[Language, str]]]:
    source = files("survey.reports").joinpath("glossary.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)
