"""Limits of size, checked before anything is parsed against what a file declares about itself."""

from __future__ import annotations

from survey.errors import ReadError

MEGABYTE = 2**20
_LEAST_CELLS = 25_000_000
_CELLS_PER_BYTE = 20
_LEAST_UNPACKED = 256 * MEGABYTE
_UNPACKED_PER_BYTE = 60
_LEAST_SPARSE = 2_000_000
_CELLS_PER_VALUE = 50
_LONGEST_CELL = 131_072


def check_cells(rows: int, columns: int, size: int, place: str) -> None:
    """Complain of a table far larger than a file of this size can honestly hold.

    Raises
    ------
    ReadError
        ``F080``.
    """
    if rows * max(columns, 1) > _LEAST_CELLS + _CELLS_PER_BYTE * size:
        raise _too_large(rows, columns, size, place)


def _too_large(rows: int, columns: int, size: int, place: str, hint: str = "") -> ReadError:
    return ReadError(
        "F080",
        place,
        f"The table has {rows:,} rows and {columns:,} columns, too many for a file of {_size(size)}.{hint}",
        "Delete what stands far below or right of the table, or ask for the file again: it may be damaged.",
    )


def check_unpacked(unpacked: int, size: int, place: str) -> None:
    """Complain of an archive that becomes far larger than its size.

    Raises
    ------
    ReadError
        ``F081``.
    """
    if unpacked <= _LEAST_UNPACKED + _UNPACKED_PER_BYTE * size:
        return
    raise ReadError(
        "F081",
        place,
        f"Unpacked it would take {_size(unpacked)}, too much for a file of {_size(size)}.",
        "It is damaged or blown up; ask for it again, or as CSV UTF-8.",
    )


def check_cell_length(longest: int, place: str) -> None:
    """Complain of a cell longer than 131,072 characters: no answer is that long.

    Raises
    ------
    ReadError
        ``F082``.
    """
    if longest > _LONGEST_CELL:
        raise ReadError(
            "F082",
            place,
            f"A cell holds {longest:,} characters; at most {_LONGEST_CELL:,} are read.",
            "Look for a quotation mark that does not close; ask for XLSX or SAV if in doubt.",
        )


def _size(size: int) -> str:
    if size < MEGABYTE:
        return f"{max(size // 1024, 1)} KB"
    return f"{size / MEGABYTE:,.0f} MB"


def check_sparse(last_row: int, last_column: int, n_values: int, size: int, place: str) -> None:
    """Complain of a sheet whose last filled cell is far away from a small table.

    Raises
    ------
    ReadError
        As :func:`check_cells`.
    """
    cells = last_row * last_column
    if cells > _LEAST_SPARSE and cells > _CELLS_PER_VALUE * max(n_values, 1):
        raise _too_large(last_row, last_column, size, place, f" Only {n_values:,} of its cells are filled.")
    check_cells(last_row, last_column, size, place)
