"""What the app reads of a results folder: that of a draft's latest finished run, and nothing that is not in it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.amounts import amount
from sim.app.draft import DraftFolder, Kind
from sim.report.results_folder import ReportError, Results, read_results

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXTS = Path("figures", "alternative_texts.csv")


def results_folder(folder: DraftFolder, kind: Kind) -> Path | None:
    """Return the results folder of the latest finished run of a kind; None where there is none any more."""
    name = folder.draft.results.get(kind)
    path = folder.results / name if name else None
    return path if path and (path / "provenance.yaml").is_file() else None


def finished_results(folder: DraftFolder, kind: Kind) -> Results | None:
    """Return the results of the latest finished run of a kind; None where there are none.

    Raises
    ------
    ReportError
        Where they cannot be read, as when they are of an earlier version.
    """
    path = results_folder(folder, kind)
    return _read(path, (path / "provenance.yaml").stat().st_mtime_ns) if path else None


def results_of_place(folder: DraftFolder, place: str) -> Results | None:
    """Return the results of the latest comparison, where it is of this place and can be read."""
    try:
        results = finished_results(folder, "compare")
    except ReportError:
        return None
    return results if results is not None and results.asked.get("place") == place else None


@lru_cache(maxsize=20)
def _read(path: Path, _written: int) -> Results:
    """Return the results of a folder as they were when it was last written."""
    return read_results(path)


def baseline_use(folder: DraftFolder, place: str) -> dict[str, str]:
    """Return how much of each capacity the baseline uses, in words, from the latest run of a place; empty before it."""
    results = results_of_place(folder, place)
    if results is None:
        return {}
    table = results.comparison
    rows = table[(table["option"] == "baseline") & (table["measure"] == "occupied") & (table["breakdown"] == "setting")]
    return {
        str(level): amount(float(mean), decimals=1) for level, mean in zip(rows["level"], rows["mean"], strict=True)
    }


def pictures(path: Path) -> list[tuple[Path, str, str]]:
    """Return the pictures of a results folder: file, title and alternative text of each."""
    if not (path / TEXTS).is_file():
        return []
    texts = pd.read_csv(path / TEXTS, dtype=str, keep_default_na=False)
    rows = zip(texts["picture"], texts["title"], texts["alternative_text"], strict=True)
    return [
        (path / "figures" / f"{Path(name).name}.png", title.lstrip("'"), words.lstrip("'"))
        for name, title, words in rows
    ]


def asked_of(path: Path) -> dict[str, Any]:
    """Return what a results folder answers, without the scenario: place, options, and how it was run."""
    content = yaml.load((path / "question.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
    return {key: value for key, value in content.items() if key != "description"}


def place_of(asked: dict[str, Any]) -> str:
    """Return the title of the place, or of the small model, that a results folder is of."""
    return str(asked.get("partnership_title") or asked.get("title") or asked.get("partnership") or asked.get("place"))


def csv_table(path: Path, name: str) -> pd.DataFrame | None:
    """Return a table of a results folder; None where it is not there, or empty."""
    try:
        table = pd.read_csv(path / f"{name}.csv")
    except (OSError, ValueError):
        return None
    return None if table.empty else table
