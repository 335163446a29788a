"""The page of an animation: one HTML file with its data, words, look and player in it, and nothing fetched."""

import html
import json
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.report.animation.results import AnimationResults
from sim.report.animation.words import PRIVACY, daily_headings, daily_rows, day_in_words, note, totals
from sim.report.typeface import FAMILY, embedded

HERE = Path(__file__).parent
PAGE, TEMPLATE = "animation.html", "animation.html.j2"
STATES = ("in_care", "getting_ready", "blocked", "waiting_for_ward")
ENDS = ("outside", "died", "at_the_door")
"""Where people come from, go to or wait besides settings."""


def write_page(folder: Path) -> Path:
    """Write the page of a results folder into it; return its path."""
    path = folder / PAGE
    path.write_text(page(AnimationResults(folder)), encoding="utf-8", newline="\n")
    return path


def page(results: AnimationResults) -> str:
    """Return the page: the same results give the same text."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template(TEMPLATE)
    values = {
        "results": results,
        "note": note(results),
        "privacy": PRIVACY,
        "first": day_in_words(results.first_date),
        "totals": totals(results),
        "headings": daily_headings(results),
        "rows": list(daily_rows(results)),
        "by_setting": list(_by_setting(results)),
        "family": FAMILY,
        "look": Markup((HERE / "player.css").read_text(encoding="utf-8")),
        "scripts": [Markup((HERE / f"{name}.js").read_text(encoding="utf-8")) for name in ("drawing", "player")],
        "data": Markup(_json(data_of(results))),
    }
    letters = html.unescape(template.render(**values, fonts={})) + string.printable + "\N{MINUS SIGN}"
    return template.render(**values, fonts={"normal": embedded(letters), "bold": embedded(letters, bold=True)})


def _json(content: object) -> str:
    """Return a value as JSON in which no letter ends the script that holds it."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def data_of(results: AnimationResults) -> dict[str, Any]:
    """Return what the player draws, in plain values: settings, and the columns of each side's tables as lists."""
    names = [*results.settings, *ENDS]
    return {
        "start": results.first_date.isoformat(),
        "days": results.number_of_days,
        "settings": [
            {"name": name, "label": one.label, "drawn": results.drawn_as(name), "hospital": name in results.hospitals,
             "waited": name in results.waited_for, "inCare": one.type == "intermediate_care"}
            for name, one in results.settings.items()
        ],
        "states": list(STATES),
        "words": dict(results.words),
        "sides": [{"title": title, **_side(results, name, names)} for name, title in results.sides.items()],
    }  # fmt: skip


def _side(results: AnimationResults, side: str, names: list[str]) -> dict[str, Any]:
    stays, moves, counts = (table[table["option"] == side] for table in (results.stays, results.moves, results.counts))
    stays = stays.sort_values(["from_minute", "setting", "place"], kind="stable")
    moves = moves.sort_values("minute", kind="stable")
    number = {name: at for at, name in enumerate(names)}
    return {
        "stays": {
            "setting": _numbers(stays["setting"], number),
            "state": _numbers(stays["state"], {name: at for at, name in enumerate(STATES)}),
            "reason": _words(stays["reason"]),
            "waits": _words(stays["waits_for"]),
            **{
                name: stays[column].tolist()
                for name, column in (("place", "place"), ("from", "from_minute"), ("to", "to_minute"))
            },
        },
        "moves": {
            "minute": moves["minute"].tolist(),
            "from": _numbers(moves["from_setting"], number),
            "fromPlace": moves["from_place"].tolist(),
            "to": _numbers(moves["to_setting"], number),
            "toPlace": moves["to_place"].tolist(),
        },
        "counts": list(_series(counts, number)),
    }


def _numbers(names: pd.Series, number: Mapping[str, int]) -> list[int]:
    return [number[name] for name in names]


def _words(names: pd.Series) -> dict[str, Any]:
    """Return a column of few words as its words and the number of each."""
    known = sorted(set(names))
    number = {name: at for at, name in enumerate(known)}
    return {"words": known, "at": [number[name] for name in names]}


def _series(counts: pd.DataFrame, number: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for series, group in counts.groupby(["measure", "setting", "where"], sort=True):
        measure, setting, where = map(str, series)
        yield {
            "measure": measure,
            "setting": number[setting],
            "where": number.get(where, -1),
            "minute": group["minute"].tolist(),
            "value": [int(value) if value == int(value) else value for value in group["value"].tolist()],
        }


def _by_setting(results: AnimationResults) -> Iterator[dict[str, Any]]:
    """Yield the days of each setting, in words: on each side used, capacity, blocked, waiting, came and left."""
    for name, setting in results.settings.items():
        rows = []
        mine = results.days[results.days["setting"] == name]
        for day, group in mine.groupby("day"):
            sides = [_cells(group[group["option"] == side]) for side in results.sides]
            rows.append((str(group["date"].iloc[0]), int(str(day)), sides))
        unit = "hours a week" if setting.in_hours and results.drawn_as(name) == "hours" else "places"
        yield {"label": setting.label, "unit": unit, "rows": rows}


def _cells(rows: pd.DataFrame) -> list[str]:
    if rows.empty:
        return ["0", "no limit", "0", "0", "0", "0"]
    row = rows.iloc[0]
    capacity = "no limit" if pd.isna(row["capacity"]) else f"{row['capacity']:,.0f}"
    return [f"{row['used']:,.0f}", capacity, *(f"{row[name]:,.0f}" for name in ("blocked", "waiting", "came", "left"))]
