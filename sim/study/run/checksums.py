"""The files of a replication with a checksum for each: a file that does not match is not used.

The record of a replication (`record.json`) names its key and the SHA-256 of every file that belongs to it.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECORD = "record.json"


class Damaged(Exception):
    """A file that is not as it was written: its name, and what is wrong with it."""


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checked(path: Path, wanted: str) -> bytes:
    """Return the content of a file; raise `Damaged` unless it has the checksum that is wanted."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Damaged(f"{path.name} is missing") from None
    except OSError as error:
        raise Damaged(f"{path.name} cannot be read ({error.strerror})") from None
    if hashlib.sha256(content).hexdigest() != wanted:
        raise Damaged(f"{path.name} is damaged")
    return content


def check_large(path: Path, wanted: str) -> None:
    """Raise `Damaged` unless a file has the checksum that is wanted, without holding it whole."""
    try:
        actual = checksum(path)
    except FileNotFoundError:
        raise Damaged(f"{path.name} is missing") from None
    except OSError as error:
        raise Damaged(f"{path.name} cannot be read ({error.strerror})") from None
    if actual != wanted:
        raise Damaged(f"{path.name} is damaged")


def record_text(key: str, files: Mapping[str, str], events: Mapping[str, str]) -> str:
    """Return the record of a replication: its key, and checksums of its tables and of its event logs by option."""
    return json.dumps({"key": key, "files": dict(files), "events": dict(events)}, indent=1) + "\n"


def read_record(home: Path, key: str) -> dict[str, dict[str, str]]:
    """Return the checksums in the record of a replication: `files` and `events`; raise `Damaged` if it is not whole."""
    path = home / RECORD
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        checksums = {part: {str(name): str(sum_) for name, sum_ in content[part].items()} for part in _PARTS}
        whole = content["key"] == key
    except FileNotFoundError:
        raise Damaged(f"{RECORD} is missing") from None
    except OSError as error:
        raise Damaged(f"{RECORD} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Damaged(f"{RECORD} is damaged") from None
    if not whole:
        raise Damaged(f"{RECORD} is of another replication")
    return checksums


_PARTS = ("files", "events")


def sealed(content: Any) -> str:
    """Return a JSON text that holds a value and its checksum."""
    text = json.dumps(content)
    return json.dumps({"sha256": hashlib.sha256(text.encode()).hexdigest(), "content": content}, indent=1) + "\n"


def unsealed(path: Path) -> Any:
    """Return the value of a text of `sealed`; None where there is no such file.

    Raises
    ------
    Damaged
        If its checksum does not match.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        text = json.dumps(written["content"])
        whole = hashlib.sha256(text.encode()).hexdigest() == written["sha256"]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Damaged(f"{path.name} cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        whole = False
    if not whole:
        raise Damaged(f"{path.name} is damaged")
    return written["content"]
