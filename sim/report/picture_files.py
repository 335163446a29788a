"""Pictures as files: each as SVG and PNG with the table behind it, and their alternative texts in one table.

They may be drawn in parts, by processes side by side.
"""

from pathlib import Path

import pandas as pd

from sim.report.pictures import Picture, makers
from sim.report.results_folder import Results, read_results
from sim.report.style import style
from sim.study.run.plain_text import csv_cells

ALTERNATIVES = "alternative_texts.csv"
ENDINGS = (".svg", ".png", ".csv")
COLUMNS = ("picture", "title", "alternative_text")
ALL, ONE_HALF, OTHER_HALF = slice(None), slice(0, None, 2), slice(1, None, 2)
"""Which pictures to draw, by their place in the order of `pictures.makers`."""
Texts = dict[int, dict[str, str]]
"""Title and alternative text of each picture drawn, by its place."""


def draw(folder: Path, results: Results | None = None) -> list[Path]:
    """Draw every picture the results folder has tables for, into `figures/`; return the files written.

    ``results``: what the folder holds, where it has been read already.
    """
    return write_texts(folder, draw_part(folder, ALL, results))


def draw_part(folder: Path, part: slice, results: Results | None = None) -> Texts:
    """Draw some of the pictures into `figures/`; return their texts, for `write_texts`.

    ``results``: what the folder holds, where it has been read already.
    """
    results, texts = results or read_results(folder), {}
    with style():
        for place, make in list(enumerate(makers()))[part]:
            if (picture := make(results)) is not None:
                texts[place] = save(picture, folder)
    return texts


def save(picture: Picture, folder: Path) -> dict[str, str]:
    """Write a picture and the table behind it into `figures/`; return its texts."""
    directory = folder / "figures"
    directory.mkdir(exist_ok=True)
    metadata, stem = {"Title": picture.title, "Description": picture.alternative}, directory / picture.name
    picture.figure.savefig(stem.with_suffix(".svg"), metadata={**metadata, "Date": None})
    picture.figure.savefig(stem.with_suffix(".png"), metadata=metadata)
    csv_cells(picture.table).to_csv(stem.with_suffix(".csv"), index=False, lineterminator="\n")
    return dict(zip(COLUMNS, (picture.name, picture.title, picture.alternative), strict=True))


def write_texts(folder: Path, *parts: Texts) -> list[Path]:
    """Write the texts of all pictures drawn into `figures/`, in their order; return the files of the pictures too."""
    by_place, directory = {place: text for part in parts for place, text in part.items()}, folder / "figures"
    texts = [by_place[place] for place in sorted(by_place)]
    directory.mkdir(exist_ok=True)
    csv_cells(pd.DataFrame(texts, columns=[*COLUMNS])).to_csv(
        directory / ALTERNATIVES, index=False, lineterminator="\n"
    )
    drawn = [directory / f"{text['picture']}{ending}" for text in texts for ending in ENDINGS]
    return [*drawn, directory / ALTERNATIVES]
