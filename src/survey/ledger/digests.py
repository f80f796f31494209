"""Digests of files, and records that close with a digest of themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

_SEAL = "sha256_of_the_above"


def digest(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(paths: Iterable[Path]) -> dict[Path, str]:
    """Digest of every file that exists."""
    return {path: digest(path) for path in paths if path.is_file()}


def digest_of(content: object) -> str:
    """SHA-256 of values that JSON can hold; the order of keys does not count."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def sealed(content: Mapping[str, object]) -> str:
    """The record as JSON text, its last entry a digest of the entries before."""
    return _text({**content, _SEAL: _seal(content)})


def unsealed(record: Mapping[str, object]) -> dict[str, object] | None:
    """The record without its seal; None when the seal does not fit because somebody edited the record."""
    content = {key: value for key, value in record.items() if key != _SEAL}
    return content if record.get(_SEAL) == _seal(content) else None


def read_record(path: Path) -> dict[str, object] | None:
    """The JSON record in a file with its seal; None when there is no such file or it holds something else."""
    try:
        record = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _text(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def _seal(content: Mapping[str, object]) -> str:
    return hashlib.sha256(_text(content).encode()).hexdigest()
