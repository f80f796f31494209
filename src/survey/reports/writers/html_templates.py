"""Templates of the HTML pages."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from survey.reports.inline_marks import STRONG, spans, unmarked

if TYPE_CHECKING:
    from jinja2 import Environment


_REVERSING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def straight(page: str) -> str:
    r"""A page without the marks that reverse the direction of writing: a name that has one would turn the numbers after it.

    Letters of right-to-left scripts need none of them.

    Examples
    --------
    >>> straight("\u202e12,5")
    '12,5'
    """
    return _REVERSING.sub("", page)


@functools.cache
def templates() -> Environment:
    """The environment of the templates: words of data are escaped, a name that is not given is an error.

    Words with marks of emphasis become elements; in attributes the filter ``plain`` removes the marks.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from survey.reports.writers.template_cache import TemplateCache

    loader = PackageLoader("survey.reports.writers")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=_emphasised, bytecode_cache=TemplateCache(Path(__file__).parent / "templates"),
    )  # fmt: skip
    environment.filters["plain"] = unmarked
    return environment


def _emphasised(value: object) -> object:
    """Words with their emphasis as elements; anything else as it is."""
    if isinstance(value, Markup) or not isinstance(value, str) or STRONG not in value:
        return value
    parts = (Markup("<strong>{}</strong>" if one.is_strong else "{}").format(one.text) for one in spans(value))
    return Markup("").join(parts)
