"""Message and exit code for every exception that ends a command."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import sys

from survey.cli.error_translation import translated, translated_place
from survey.cli.terminal import Say
from survey.errors import Complaint, InstrumentError, SurveyError
from survey.languages import ENGLISH
from survey.safe_text import one_line
from survey.text import Language

_LONGEST = 1000
_UNDECODED = re.compile("[\udc80-\udcff]")
"""How Python keeps a byte of a file name that is not UTF-8; such a name can be read, but not written into any result."""


def message_and_code(error: BaseException, say: Say, language: Language) -> tuple[str, int]:
    """The message to print, empty for none, and the exit code.

    An exception that nothing expects is a fault of the package; it is raised again when ``SURVEY_DEBUG`` is set.
    """
    if isinstance(error, SystemExit):
        return "", error.code if isinstance(error.code, int) else 2
    if isinstance(error, SurveyError):
        return sentences_of(error, language), 2
    if isinstance(error, KeyboardInterrupt):
        return say("stopped"), 130
    if isinstance(error, BrokenPipeError):
        # The interpreter flushes standard output at its end, which would complain a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return "", 2
    if isinstance(error, OSError):
        return _of_system(error, say, language), 2
    if isinstance(error, MemoryError):
        return _block("M012", say("memory"), say("memory_remedy")), 2
    if isinstance(error, UnicodeEncodeError) and _UNDECODED.match(error.object[error.start :]):
        return _block("M036", say("odd_name", name=one_line(error.object, longest=_LONGEST)), say("odd_name_remedy")), 2
    if os.environ.get("SURVEY_DEBUG"):
        raise error
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("survey"):
        return _block("M098", say("library_absent", name=error.name.partition(".")[0]), say("library_absent_remedy")), 2
    named = one_line(f"{type(error).__name__}: {error}", longest=_LONGEST)
    return _block("M013", say("own_mistake", error=named), say("own_mistake_remedy")), 2


def sentences_of(error: SurveyError, language: Language) -> str:
    """An error in the language of the user: code and place, fact and remedy, each on its own line."""
    if isinstance(error, InstrumentError):
        return "\n\n".join(_complaint(one, language) for one in error.complaints)
    place = one_line(translated_place(error.place, language))
    return _block(f"{error.code}] {place}", *_sentences(error, language))


def _sentences(one: SurveyError | Complaint, language: Language) -> tuple[str, str]:
    fact = translated(one.fact, language)
    for sentence in one.quoted if isinstance(one, SurveyError) else ():
        fact = fact.replace(sentence[ENGLISH], sentence.get(language, sentence[ENGLISH]))
    return fact, translated(one.remedy, language)


def _complaint(complaint: Complaint, language: Language) -> str:
    element = translated_place(complaint.element, language, is_file_first=False)
    fact, remedy = _sentences(complaint, language)
    said = dataclasses.replace(complaint, element=element, fact=one_line(fact), remedy=one_line(remedy))
    return "\n".join(one_line(line, longest=_LONGEST) for line in str(said).split("\n"))


def _block(head: str, fact: str, remedy: str) -> str:
    opened = f"[{head}" if "]" in head else f"[{head}]"
    parts = (one_line(part, longest=_LONGEST) for part in (fact, remedy))
    return "\n".join([opened, *(f"  {part}" for part in parts)])


def _of_system(error: OSError, say: Say, language: Language) -> str:
    name, reason = error.filename, error.strerror or str(error)
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        # a copied folder: source, copy and reason of each file; the reasons are those of one disk
        name, reason = error.args[0][0][1], str(error.args[0][0][2])
        if known := re.match(r"\[Errno \d+\] ([^:]+)", reason):
            reason = known[1]
    named = f"{one_line(str(name))}: " if name else ""
    reason = translated(reason, language)
    return _block(f"M011] {named}{one_line(reason)}", say("refused"), say("refused_remedy"))
