"""Settings of fetching: the form on a server, and where its password or token is, which is never in the workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from survey.documents import DocumentItem
from survey.documents.schema_kinds import ByValue, Key, NumberKind, OneOf, Record, String
from survey.errors import FetchError

if TYPE_CHECKING:
    from survey.servers import SubmissionSource

_TIMEOUT = NumberKind(low=1, high=3600, code="U001", remedy="For example 60.")
_SECRETS = ("password", "token", "secret", "api_key", "key", "pass")
_LOCAL = ("localhost", "127.0.0.1", "::1")

_COMMON: Mapping[str, Key] = {
    "server": Key(
        String("address"), "Address of the server, without a path: `https://central.example.kz`.", required=True
    ),
    "secret_variable": Key(String("name"), "Environment variable that holds the password or token."),
    "secret_file": Key(
        String("path"),
        "File outside the workspace that holds the password or token and nothing else; `~` is the home folder.",
    ),
    "timeout": Key(_TIMEOUT, "Seconds that the server may be silent.", usual="60"),
}
_ONE_SECRET = ("secret_variable", "secret_file")

FETCH = ByValue(
    "from",
    {
        "central": Record(
            {
                "from": Key(OneOf(("central", "kobo")), "The kind of server.", required=True),
                **_COMMON,
                "project": Key(
                    NumberKind(low=1, whole=True, code="U002", remedy="It is in the address of the project."),
                    "Number of the project.",
                    required=True,
                ),
                "form": Key(String("id of a form"), "Id of the form.", required=True),
                "user": Key(String("name"), "Name (email) of the account.", required=True),
            },
            one_of=_ONE_SECRET,
        ),
        "kobo": Record(
            {
                "from": Key(OneOf(("central", "kobo")), "The kind of server.", required=True),
                **_COMMON,
                "form": Key(String("id of a project"), "Id of the project, as in its address.", required=True),
            },
            one_of=_ONE_SECRET,
        ),
    },
)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Settings under ``fetch:``; of ``variable`` and ``file`` one is given."""

    source: SubmissionSource
    place: str
    variable: str | None = None
    file: Path | None = None

    def secret(self) -> str:
        """The password or token.

        Raises
        ------
        FetchError
            ``U003`` when the environment variable is not set, ``U004`` when the file cannot be read, ``U005`` when either is
            empty.
        """
        if self.variable is not None:
            found = os.environ.get(self.variable)
            if found is None:
                fact = f"The environment variable {self.variable!r} is not set."
                raise FetchError(
                    "U003", self.place, fact, "Set it to the password or token before the command is called."
                )
        else:
            found = self._of_file(self.file or Path())
        if not found.strip():
            raise FetchError(
                "U005", self.place, "The password or token is empty.", "Write it where the settings say it is."
            )
        return found.strip()

    def _of_file(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as failure:
            reason = getattr(failure, "strerror", None) or "it is no text"
            fact = f"The file {str(path)!r} cannot be read: {reason}."
            raise FetchError("U004", self.place, fact, "Write the password or token into it, as text.") from None


def read_fetch(item: DocumentItem | None, folder: Path) -> FetchSettings | None:
    """The settings under ``fetch:``, None without them.

    What is checked here is refused without the line of the file, because that line may hold a password.

    Raises
    ------
    FetchError
        ``U006`` when a password or token is in the file, ``U007`` when the file of the secret is in the workspace, ``U008``
        when the address is not one of https.
    """
    if item is None or not item.is_mapping():
        return None
    for name in item.names():
        if name.casefold() in _SECRETS:
            fact = f"A password or token does not belong in this file: fetch: {name}."
            remedy = "Remove it, change it on the server, and write secret_variable: or secret_file: instead."
            raise FetchError("U006", str(item.key(name).place), fact, remedy)
    server, variable, file = (item.get(name) for name in ("server", "secret_variable", "secret_file"))
    place = str(item.place)
    address = _safe_address(server.text().rstrip("/"), str(server.place)) if server is not None else ""
    path = Path(file.text()).expanduser() if file is not None else None
    if path is not None and file is not None:
        path = path if path.is_absolute() else folder / path
        _need_outside(path, folder, str(file.place))
    # a workspace that fetches nothing loads nothing of networks
    from survey.servers import SubmissionSource

    timeout, project, user, form = (item.get(name) for name in ("timeout", "project", "user", "form"))
    source = SubmissionSource(
        "kobo" if item.words("from") == "kobo" else "central",
        address,
        form.text() if form is not None else "",
        project.integer() if project is not None and project.is_integer() else None,
        user.text() if user is not None else "",
        timeout.number() if timeout is not None and timeout.is_number() else 60,
    )
    return FetchSettings(source, place, variable.text() if variable is not None else None, path)


def _safe_address(address: str, place: str) -> str:
    """The address, with a host name of other letters as servers of names know it (IDNA).

    Raises
    ------
    FetchError
        ``U008``, ``U009``.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        name = host.encode("idna").decode("ascii")
    except ValueError:
        parts, host, port, name = urlsplit(""), "", None, ""
    if parts.username is not None or parts.password is not None:
        fact = "A password or token does not belong in this file: fetch: server."
        remedy = "Write the address without it, change it on the server, and write secret_variable: or secret_file:."
        raise FetchError("U009", place, fact, remedy)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL)
    if not name or parts.path or parts.query or not is_safe or " " in address:
        fact = "This is not the address of a server that is reached by https."
        raise FetchError("U008", place, fact, "Write it without a path: https://central.example.kz.")
    if host.isascii():
        return address
    return f"{parts.scheme}://{name}" + (f":{port}" if port is not None else "")


def _need_outside(path: Path, folder: Path, place: str) -> None:
    if path.resolve().is_relative_to(folder.resolve()):
        fact = f"The file {path.name!r} with the password or token is in the workspace."
        raise FetchError("U007", place, fact, "Keep it elsewhere, for example in the home folder: ~/survey_token.txt.")
