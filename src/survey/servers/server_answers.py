"""Answers of a server other than submissions: the meaning of each, and what to do about it."""

from __future__ import annotations

import json

from survey.errors import FetchError
from survey.safe_text import one_line

_LONGEST = 200
_SECRET = (
    "See that the password or token is right, and that the environment variable or the file holds it and nothing else."
)


def wrong_secret(place: str) -> FetchError:
    """The server knows neither the user nor the token."""
    return FetchError("U010", place, "The server refuses the password or token.", _SECRET)


def by_status(status: int, place: str, form: str, said: str = "") -> FetchError:
    """The error for a status of HTTP other than 200."""
    if status == 401:
        return wrong_secret(place)
    if status == 403:
        fact = f"The account may not read the submissions of form {form!r}."
        return FetchError("U011", place, fact, "Ask who runs the server for the right to view submissions.")
    if status == 404:
        remedy = "See project: and form: under fetch: in monitor.yaml, and whether the account may see them."
        return FetchError("U012", place, f"The server has no such form: {form!r}.", remedy)
    shown = one_line(said, longest=_LONGEST) or "-"
    fact = f"The server answers with status {status}: {shown}."
    return FetchError("U013", place, fact, "Try again later; nothing was stored.")


def need_no_page(beginning: bytes, content_type: str, place: str) -> None:
    """Stop when the answer is a web page, such as that of a login.

    Raises
    ------
    FetchError
        ``U014``.
    """
    if "text/html" in content_type.lower() or beginning.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        raise page_instead(place)


def page_instead(place: str) -> FetchError:
    """A web page where submissions should be."""
    remedy = "See server: under fetch: in monitor.yaml; a network may ask for a login in the browser first."
    return FetchError("U014", place, "The server answers with a web page instead of submissions.", remedy)


def not_in_time(place: str, seconds: float) -> FetchError:
    """The server is silent for longer than allowed."""
    fact = f"The server did not answer within {seconds:g} seconds."
    return FetchError("U015", place, fact, "Try again later, or set a longer timeout: under fetch: in monitor.yaml.")


def not_reached(place: str, reason: str) -> FetchError:
    """No connection to the server."""
    fact = f"The server cannot be reached: {one_line(reason, longest=_LONGEST)}."
    return FetchError("U016", place, fact, "See server: under fetch: in monitor.yaml, and the network.")


def not_trusted(place: str, reason: str) -> FetchError:
    """The certificate of the server does not prove who it is."""
    fact = f"The server cannot prove who it is: {one_line(reason, longest=_LONGEST)}."
    return FetchError("U017", place, fact, "Nothing was sent to it. Ask who runs the server to renew its certificate.")


def broken_off(place: str) -> FetchError:
    """The answer ends before its end."""
    return FetchError("U018", place, "The download broke off before its end; nothing was stored.", "Try again.")


def read_json(content: bytes, place: str) -> object:
    """The JSON of an answer.

    Raises
    ------
    FetchError
        ``U014`` when it is a web page, ``U018`` when it is cut off or something else.
    """
    need_no_page(content[:64], "", place)
    try:
        return json.loads(content)
    except (ValueError, UnicodeDecodeError):
        raise broken_off(place) from None
