"""What may be taken away, as bytes: tables of a results folder, and the scenario of a draft with its command."""

import io
import zipfile
from functools import lru_cache
from pathlib import Path

from sim.app.catalogue import option_file
from sim.app.command_words import command_line, command_words, kinds_asked
from sim.app.draft import DraftFolder
from sim.report.paper.packed import FIRST_DATE
from sim.study.run.plain_text import csv_text

KEPT = ("*.csv", "*.yaml", "figures/*.csv")


@lru_cache(maxsize=8)
def tables_zip(path: Path, _written: int) -> bytes:
    """Return the CSV tables of a results folder with its question and provenance."""
    files = sorted({file for pattern in KEPT for file in path.glob(pattern) if file.is_file()})
    return _zip({file.relative_to(path).as_posix(): file.read_bytes() for file in files})


def scenario_zip(folder: DraftFolder) -> bytes:
    """Return the options of a draft as files that ``--config-dir`` takes, with reasons and the commands."""
    draft = folder.draft
    files = {f"options/{name}.yaml": option_file(folder, name).read_bytes() for name in draft.options}
    lines = ["Unpack this folder as scenario, then, in the folder of Homefirst:", ""]
    lines += [command_line(_elsewhere(command_words(folder, kind), draft.options)) for kind in kinds_asked(draft)]
    files["README.txt"] = ("\n".join(lines) + "\n").encode()
    reasons = [f"{name},{_quoted(reason)}" for name, reason in draft.reasons.items() if reason]
    files["reasons.csv"] = ("\n".join(["option,reason", *reasons]) + "\n").encode()
    return _zip(files)


def _quoted(text: str) -> str:
    return '"' + str(csv_text(text)).replace('"', '""') + '"'


def _elsewhere(words: list[str], options: tuple[str, ...]) -> list[str]:
    """Return the words with the unpacked folder in place of the draft's, and results where they usually are."""
    at = words.index("--config-dir") if "--config-dir" in words else len(words)
    kept = [word for word in words[:at] if not word.startswith("results=")]
    return kept + (["--config-dir", "scenario"] if options and at < len(words) else [])


def _zip(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(zipfile.ZipInfo(name, FIRST_DATE), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()
