"""Templates of the HTML pages."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from markupsafe import Markup

from survey.reports.inline_marks import STRONG, spans, unmarked

if TYPE_CHECKING:
    from jinja2 import Environment


@functools.cache
def templates() -> Environment:
    """The environment of the templates: words of data are escaped, a name that is not given is an error.

    Words with marks of emphasis become elements; in attributes the filter ``plain`` removes the marks.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("survey.reports.writers"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_emphasised,
    )  # fmt: skip
    environment.filters["plain"] = unmarked
    return environment


def _emphasised(value: object) -> object:
    """Words with their emphasis as elements; anything else as it is."""
    if isinstance(value, Markup) or not isinstance(value, str) or STRONG not in value:
        return value
    parts = (Markup("<strong>{}</strong>" if one.is_strong else "{}").format(one.text) for one in spans(value))
    return Markup("").join(parts)
