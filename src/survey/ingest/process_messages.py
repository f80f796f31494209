"""Messages of a reader process: the result of a task, or how the task ended, as frames of bytes.

A message is one byte for its kind (R a result, E an error), the number of frames, the length of each, and the frames:
a pickle, then the buffers of its arrays, which are not copied into the pickle.
"""

from __future__ import annotations

import os
import pickle
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from survey.errors import SurveyError

ProcessFailure = Literal["crash", "memory", "time"]

CHUNK = 2**20
"""Bytes read or written at a time."""

OUT_OF_MEMORY = (b"memory allocation of", b"out of memory", b"bad_alloc", b"Unable to allocate", b"capacity overflow")
"""Last words of libraries that were refused memory."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """Memory in bytes beyond what the process has now, and seconds."""

    memory: int
    seconds: float


class EndedError(Exception):
    """The child ended without a result."""

    def __init__(self, outcome: ProcessFailure, detail: str) -> None:
        super().__init__(outcome, detail)
        self.outcome = outcome
        self.detail = detail


def result_of(kind: bytes, body: list[bytearray]) -> object:
    """Result in the frames of a message; raises the error of the task, or ``EndedError``."""
    result = pickle.loads(body[0], buffers=body[1:])
    if kind == b"R":
        return result
    if isinstance(result, SurveyError):
        raise result
    outcome, detail = result
    raise EndedError(outcome, detail)


def frames_of(task: Callable[..., object], args: tuple[object, ...], keywords: dict[str, object]) -> list[bytes]:
    """Message about a task run here, as frames ready to be written: its result, or how it ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _frames(b"R", task(*args, **keywords))
        except SurveyError as error:
            return _frames(b"E", error)
        except MemoryError:
            return _frames(b"E", ("memory", ""))
        except BaseException as failure:
            detail = f"{type(failure).__name__}: {failure}"[:200]
            is_memory = any(sign in detail.encode(errors="replace") for sign in OUT_OF_MEMORY)
            return _frames(b"E", ("memory" if is_memory else "crash", detail))


def _frames(kind: bytes, result: object) -> list[bytes]:
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(result, 5, buffer_callback=buffers.append)
    parts = [memoryview(body), *(buffer.raw() for buffer in buffers)]
    head = kind + struct.pack("<Q", len(parts)) + b"".join(struct.pack("<Q", part.nbytes) for part in parts)
    return [head, *parts]  # type: ignore[list-item]


def parse_message(message: bytes) -> tuple[bytes, list[bytearray]]:
    """Kind and frames of a message that was received whole."""
    (number,) = struct.unpack_from("<Q", message, 1)
    lengths = struct.unpack_from(f"<{number}Q", message, 9)
    start, frames = 9 + 8 * number, []
    for length in lengths:
        frames.append(bytearray(message[start : start + length]))
        start += length
    return message[:1], frames


def write_frame(descriptor: int, content: bytes) -> None:
    """Write all bytes of a frame; the system may take only some of them at a time."""
    view = memoryview(content)
    while view.nbytes:
        view = view[os.write(descriptor, view[:CHUNK]) :]
