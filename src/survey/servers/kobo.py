"""Submissions of KoboToolbox, by its API (version 2): the JSON of all pages as one table.

Values and names are those of the form (XML values), with the groups before a name; choices of several are separated by
spaces.
"""

from __future__ import annotations

import csv
import io
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from http.client import HTTPException, HTTPMessage, IncompleteRead
from typing import IO
from urllib.parse import quote, urlsplit

from survey.errors import FetchError
from survey.safe_text import guard
from survey.servers.server_answers import (
    broken_off,
    by_status,
    need_no_page,
    not_in_time,
    not_reached,
    not_trusted,
    read_json,
)

PAGE = 1000
"""Submissions asked for at once; the server may give fewer and names the next page itself."""

_LAST = ("_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__")
_LEFT_OUT = frozenset({"_attachments", "_notes", "_tags", "_geolocation", "_bamboo_dataset_id", "_xform_id_string"})
Submission = Mapping[str, object]


def kobo_table(server: str, form: str, secret: str, timeout: float) -> tuple[bytes, int, dict[str, int]]:
    """The table of all submissions as CSV, their number, and the records of the repeats, which are not in it.

    Raises
    ------
    FetchError
        As :func:`survey.servers.download`.
    """
    place = f"{server}, {form}"
    found: list[Submission] = []
    seen: set[str] = set()
    stated: int | None = None
    address: str | None = (
        f"{server}/api/v2/assets/{quote(form, safe='')}/data.json?limit={PAGE}&sort=%7B%22_id%22%3A1%7D"
    )
    while address is not None:
        seen.add(address)
        page = _page(address, server, secret, timeout, place, form)
        results, following, count = page.get("results"), page.get("next"), page.get("count")
        if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
            raise broken_off(place)
        found += results
        stated = count if isinstance(count, int) and stated is None else stated
        address = following if isinstance(following, str) and following else None
        if address in seen:
            raise broken_off(place)
    if stated is not None and stated != len(found):
        fact = f"The server states {stated:,} submissions, but gave {len(found):,}."
        raise FetchError("U020", place, fact, "Submissions may be coming in right now; try again. Nothing was stored.")
    return _as_csv(found), len(found), _repeats(found)


def _page(address: str, server: str, secret: str, timeout: float, place: str, form: str) -> dict[str, object]:
    """One page of the answer."""
    _need_same_server(address, server, place)
    request = urllib.request.Request(
        address, headers={"Authorization": f"Token {secret}", "Accept": "application/json"}
    )
    opener = urllib.request.build_opener(_SameServer(server, place))
    try:
        with opener.open(request, timeout=timeout) as answer:
            content = answer.read()
            need_no_page(content[:64], answer.headers.get("Content-Type", ""), place)
    except urllib.error.HTTPError as failure:
        with failure:
            said = failure.read(400).decode("utf-8", "replace")
        raise by_status(failure.code, place, form, said) from None
    except urllib.error.URLError as failure:
        raise _unreached(failure.reason, place, timeout) from None
    except (IncompleteRead, ConnectionResetError):
        raise broken_off(place) from None
    except TimeoutError:
        raise not_in_time(place, timeout) from None
    except (HTTPException, ValueError) as failure:
        raise not_reached(place, str(failure)) from None
    page = read_json(content, place)
    if not isinstance(page, dict):
        raise broken_off(place)
    return page


def _unreached(reason: object, place: str, timeout: float) -> FetchError:
    if isinstance(reason, ssl.SSLError):
        return not_trusted(place, str(reason))
    if isinstance(reason, TimeoutError):
        return not_in_time(place, timeout)
    return not_reached(place, str(reason))


def _need_same_server(address: str, server: str, place: str) -> None:
    """Stop before the token is sent to a server that nobody named."""
    one, other = urlsplit(address), urlsplit(server)
    if (one.scheme, one.netloc) != (other.scheme, other.netloc):
        fact = f"The server leads to another one: {one.scheme}://{one.netloc}."
        raise FetchError(
            "U021", place, fact, "Nothing was sent to it. Write its address as server:, if it is the right one."
        )


class _SameServer(urllib.request.HTTPRedirectHandler):
    """Follows a redirection only within the server, because the token goes with it."""

    def __init__(self, server: str, place: str) -> None:
        self.server, self.place = server, place

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        try:
            _need_same_server(newurl, self.server, self.place)
        except FetchError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _as_csv(submissions: Iterable[Submission]) -> bytes:
    """A record for each submission; columns in the order in which they first occur, metadata last."""
    rows = [{name: _cell(value) for name, value in one.items() if _is_kept(name, value)} for one in submissions]
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [*(name for name in names if name not in _LAST), *_LAST]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode("utf-8")


def _is_kept(name: str, value: object) -> bool:
    return name not in _LEFT_OUT and not _is_repeat(value)


def _is_repeat(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):  # the state of validation: {"uid": "validation_status_approved", "label": …}
        return str(value.get("uid", ""))
    if isinstance(value, list):
        return " ".join(_cell(one) for one in value)
    return guard(value) if isinstance(value, str) else str(value)


def _repeats(submissions: Iterable[Submission]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in submissions:
        for name, value in one.items():
            if isinstance(value, list) and name not in _LEFT_OUT and _is_repeat(value):
                found[name] = found.get(name, 0) + len(value)
    return found
