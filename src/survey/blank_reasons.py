"""Reasons of blanks: why an interview has no substantive answer to a question."""

from __future__ import annotations

import enum


class Reason(enum.IntEnum):
    """Reason why there is, or is not, a substantive answer.

    The order carries meaning: ``ANSWERED`` is 0, so that a blank is simply non-zero, and the reasons up to ``REFUSED``
    are those of respondents who were asked a question that applies to them.
    """

    ANSWERED = 0
    DONT_KNOW = 1
    REFUSED = 2
    NOT_APPLICABLE = 3
    NOT_ASKED = 4
    NOT_RECORDED = 5
