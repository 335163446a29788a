"""A workbook opened: only if it is one, has no macros, is not encrypted, is no larger than a planner fills in.

What is inside is looked at part by part before it is parsed, so that a file made to do harm costs nothing.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from sim.description.input_errors import InputError, InputErrors

ENDING = ".xlsx"
OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Beginning of an old .xls file, and of any Office file under a password."""
MOST_BYTES, MOST_PARTS, MOST_ROWS, MOST_CELLS = 40_000_000, 500, 20_000, 400_000
"""Of a workbook unpacked: bytes, parts, and in all its sheets together rows and cells."""
LAST_ROW, LAST_COLUMN = 5_000, 200
"""Last row and column in which anything may stand."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[ />]"), re.compile(rb"<(?:\w+:)?c[ />]")


def opened(content: bytes, file: str) -> Any:
    """Return the workbook that a file holds.

    Raises
    ------
    InputErrors
        If it is none, cannot be opened, holds macros or more than a planner could fill in.
    """
    import openpyxl  # noqa: PLC0415 - here, so that a run without a workbook does not load it

    if PurePath(file).suffix.lower() != ENDING:
        rule = f"is no {ENDING} file: save it as 'Excel Workbook ({ENDING})'"
        macros = ", which leaves its macros out" if PurePath(file).suffix.lower() in (".xlsm", ".xltm", ".xlsb") else ""
        raise InputErrors([InputError(file, message=rule + macros)])
    if content.startswith(OLD_OR_ENCRYPTED):
        raise InputErrors([InputError(file, message="is encrypted, or an old .xls file: save it without a password")])
    if faults := list(_faults_of_parts(content, file)):
        raise InputErrors(faults)
    try:
        with warnings.catch_warnings():  # of openpyxl, at what it leaves out
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except Exception as error:
        raise InputErrors([_no_workbook(file, type(error).__name__)]) from None
    if faults := list(_too_far(book, file)):
        raise InputErrors(faults)
    return book


def _no_workbook(file: str, why: str) -> InputError:
    return InputError(file, message=f"is no workbook that can be read ({why}): save it as 'Excel Workbook ({ENDING})'")


def _faults_of_parts(content: bytes, file: str) -> Iterator[InputError]:
    """Yield what keeps a file from being parsed: no archive, too large, macros, other documents declared in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > MOST_BYTES or len(parts) > MOST_PARTS:
                rule = f"is too large: {size:,} bytes in {len(parts):,} parts when unpacked, at most {MOST_BYTES:,}"
                yield InputError(file, message=f"{rule} in {MOST_PARTS}")
                return
            if any(part.flag_bits & 1 for part in parts):
                yield InputError(file, message="is encrypted: save it without a password")
                return
            yield from _faults_inside({part.filename: archive.read(part) for part in parts}, file)
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, OSError) as error:
        yield _no_workbook(file, type(error).__name__)


def _faults_inside(parts: dict[str, bytes], file: str) -> Iterator[InputError]:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in parts):
        yield InputError(file, message="holds macros: save it as 'Excel Workbook (.xlsx)', which leaves them out")
    if any(
        b"<!DOCTYPE" in body.replace(b"\0", b"") for name, body in parts.items() if name.endswith((".xml", ".rels"))
    ):
        yield InputError(file, message="declares a document type, which no workbook of a spreadsheet program does")
    sheets = [body for name, body in parts.items() if _SHEET.fullmatch(name)]
    rows, cells = (sum(len(pattern.findall(body)) for body in sheets) for pattern in (_ROW, _CELL))
    if rows > MOST_ROWS or cells > MOST_CELLS:
        rule = f"is too large: {rows:,} rows and {cells:,} cells, at most {MOST_ROWS:,} and {MOST_CELLS:,}"
        yield InputError(file, message=rule)


def _too_far(book: Any, file: str) -> Iterator[InputError]:
    """Yield the sheets in which something stands further out than any table reaches."""
    for sheet in book.worksheets:
        if sheet.max_row > LAST_ROW or sheet.max_column > LAST_COLUMN:
            cell = sheet.cell(min(sheet.max_row, 1_048_576), min(sheet.max_column, 16_384)).coordinate
            rule = f"reaches to {cell}: delete what stands beyond row {LAST_ROW:,} and column {LAST_COLUMN}"
            yield InputError(f"{file}, {sheet.title}!{cell}", message=rule)
