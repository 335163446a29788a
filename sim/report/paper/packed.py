"""Office files with the same bytes each time: their parts in order, all with one date."""

import io
import zipfile
from datetime import UTC, datetime

AUTHOR = "Homefirst"
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a ZIP file knows."""


def packed(content: bytes) -> bytes:
    """Return an Office file packed again, each part with the same date."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, FIRST_DATE)
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(part, source.read(name))
    return written.getvalue()


def moment(date: str) -> datetime:
    """Return the moment of a run, as it stands in the properties of a file."""
    try:
        stated = datetime.fromisoformat(date)
    except ValueError:
        return datetime(*FIRST_DATE)
    return stated.astimezone(UTC).replace(tzinfo=None, microsecond=0) if stated.tzinfo else stated
