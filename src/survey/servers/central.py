"""Submissions of ODK Central, through pyodk: the zip of all tables of a form, without media."""

from __future__ import annotations

import contextlib
import io
import logging
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from survey.errors import FetchError
from survey.ingest.zip_archive import n_records
from survey.servers.server_answers import (
    broken_off,
    by_status,
    need_no_page,
    not_in_time,
    not_reached,
    not_trusted,
    page_instead,
    wrong_secret,
)

if TYPE_CHECKING:
    from pyodk.client import Client

_CHUNK = 2**16


def central_archive(
    server: str, project: int, form: str, user: str, secret: str, timeout: float
) -> tuple[bytes, int, dict[str, int]]:
    """The zip of a form, the number of its submissions, and the records of its repeats.

    Raises
    ------
    FetchError
        As :func:`survey.servers.download`.
    """
    place = f"{server}, project {project}, {form}"
    with _failures(place, timeout):
        client = _client(server, project, user, secret, timeout, place)
        _log_in(client, place, form)
        path = client.session.urlformat("projects/{}/forms/{}/submissions.csv.zip", project, form)
        answer = client.get(path, params={"attachments": "false"}, stream=True)
        if answer.status_code != 200:
            raise by_status(answer.status_code, place, form, answer.text)
        content = b"".join(answer.iter_content(_CHUNK))
        need_no_page(content[:64], answer.headers.get("Content-Type", ""), place)
    return content, *_counted(content, place)


def _client(server: str, project: int, user: str, secret: str, timeout: float, place: str) -> Client:
    """The client of pyodk, whose token stays in memory and which tries once."""
    try:
        from pyodk._utils.config import CentralConfig, Config
        from pyodk._utils.session import Adapter, Session  # the session that pyodk documents, under no public name
        from pyodk.client import Client
    except ImportError:
        fact = "ODK Central is read by pyodk, which is not installed."
        remedy = 'Run: pip install "survey-barometer[odk]" "pydantic==2.14.0"'
        raise FetchError("U019", place, fact, remedy) from None
    logging.getLogger("pyodk").addHandler(logging.NullHandler())
    session = Session(server, "v1", user, secret, cache_path=None)
    for scheme in ("https://", "http://"):
        session.mount(scheme, Adapter(timeout=timeout, max_retries=0))
    return Client(project_id=project, session=session, config=Config(CentralConfig(server, user, secret)))


def _log_in(client: Client, place: str, form: str) -> None:
    from pyodk.errors import PyODKError

    try:
        client.session.auth.login()
    except PyODKError as failure:
        answer = failure.args[1] if len(failure.args) > 1 else None
        if answer is None or answer.status_code in (400, 401, 403):
            raise wrong_secret(place) from None
        need_no_page(answer.content[:64], answer.headers.get("Content-Type", ""), place)
        raise by_status(answer.status_code, place, form, answer.text) from None


@contextlib.contextmanager
def _failures(place: str, timeout: float) -> Iterator[None]:
    """Failures of the connection as errors of this package."""
    try:
        import requests
    except ImportError:  # without it there is no pyodk either, which is reported when it is asked for
        yield
        return
    try:
        yield
    except requests.exceptions.SSLError as failure:
        raise not_trusted(place, str(failure)) from None
    except requests.exceptions.Timeout:
        raise not_in_time(place, timeout) from None
    except requests.exceptions.JSONDecodeError:
        raise page_instead(place) from None
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
        raise broken_off(place) from None
    except requests.exceptions.ConnectionError as failure:
        raise (
            not_in_time(place, timeout) if "timed out" in str(failure) else not_reached(place, _first_cause(failure))
        ) from None
    except requests.exceptions.RequestException as failure:
        raise not_reached(place, _first_cause(failure)) from None


def _first_cause(failure: BaseException) -> str:
    """Words of the failure that led to the others, which repeat the address and the classes of the library."""
    while True:
        inside = (getattr(failure, "reason", None), *failure.args, failure.__cause__)
        cause = next((one for one in inside if isinstance(one, BaseException)), None)
        if cause is None:
            return str(failure)
        failure = cause


def _counted(content: bytes, place: str) -> tuple[int, dict[str, int]]:
    """Records of the table of submissions, which has the shortest name, and of the tables of repeats."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.testzip() is not None:
                raise broken_off(place)
            tables = {name: n_records(archive.read(name)) for name in archive.namelist() if name.endswith(".csv")}
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise broken_off(place) from None
    if not tables:
        raise broken_off(place)
    first = min(tables, key=len)
    return tables.pop(first), tables
