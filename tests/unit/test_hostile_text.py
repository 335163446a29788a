"""No text that somebody wrote is ever markup: not in a picture, a page, a table, or on the terminal of any encoding."""

import copy
import csv
import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET  # pictures of our own making
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.__main__ import main
from sim.report.console_output import Console, make_output_safe
from sim.study.run.plain_text import csv_cell, csv_cells, csv_text, printable

ROOT = Path(__file__).resolve().parents[2]
EVIL = '=1+1 $\\frac{x$ <script>alert("x")</script> <b>&amp; **bold** [a](b) \x1b[31mred\x1b[0m \x07 \u202egnihtyna £5'
NEEDS_NO_ASCII = "Comhairle nan Eilean Siar: £5, Uibhist a Tuath – Beinn na Faoghla, è"


def scenario(folder: Path, title: str) -> None:
    """Write a small model of wards, and an option of it, in which every text is the one given."""
    text = (ROOT / "scenarios" / "models" / "one_ward.yaml").read_text(encoding="utf-8")
    model = yaml.safe_load(text) | {"title": title, "description": title, "source": title}
    model["settings"]["ward"] |= {"label": title, "source": title}
    model["settings"]["other"] = copy.deepcopy(model["settings"]["ward"]) | {"capacity": 40}
    model["responses"]["ward_stay"]["settings"] = ["ward", "other"]
    model["discharge_destinations"]["from_the_ward"]["settings"] = ["ward", "other"]
    effect = {"changes": "capacity", "of": ["ward"], "value": 5, "unit": "places", "basis": "assumption"}
    effect |= {"source": title}
    beds = {"title": title, "description": title, "system": "discharge_capacity", "coverage": 1.0, "effects": [effect]}
    model["interventions"] = {"more_beds": beds}
    option = {"title": title, "description": title, "why": title, "source": title, "interventions": {"more_beds": {}}}
    for place, content in (("models/hostile", model), ("options/hostile", option)):
        path = folder / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=False), encoding="utf-8")


def words(folder: Path) -> list[str]:
    """Return the words of a short run of it."""
    return [
        "model=hostile", "options=[hostile]", "period=four_weeks", "replications=2", "engine=simpy",
        "cores=1", f"results={folder / 'results'}", "--config-dir", str(folder),
    ]  # fmt: skip


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.add(tag)


def test_a_hostile_title_goes_through_a_whole_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario(tmp_path, EVIL)
    monkeypatch.setattr(sys, "argv", ["sim", *words(tmp_path)])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    assert left.value.code == 0, told.err
    for stream in (told.out, told.err):
        assert not [letter for letter in stream if not letter.isprintable() and letter not in "\n\r\t"]
    (folder,) = (tmp_path / "results").iterdir()
    for picture in (folder / "figures").glob("*.svg"):
        ET.fromstring(picture.read_text(encoding="utf-8"))
    page = (folder / "brief.html").read_text(encoding="utf-8")
    assert not {"script", "b", "img"} & Tags(page).tags
    assert "&lt;script&gt;" in page
    assert not [letter for letter in page if not letter.isprintable() and letter != "\n"]
    for table in [*folder.glob("*.csv"), *(folder / "figures").glob("*.csv")]:
        cells = [cell for row in csv.reader(io.StringIO(table.read_text(encoding="utf-8"))) for cell in row]
        assert not [cell for cell in cells if cell != csv_cell(cell)], table.name


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert csv_cell(f"{start}cmd") == f"'{start}cmd"
    assert csv_text(csv_cell(f"{start}cmd")) == f"{start}cmd"


def test_numbers_and_other_texts_stay_as_they_are() -> None:
    for value in (-5, -5.0, "-5.5", "+1e-3", "a=b", "'quoted'", "", None):
        assert csv_cell(value) is value
    table = pd.DataFrame({"a": [-1.0], "b": ["=x"]})
    assert csv_cells(table).to_csv(index=False) == "a,b\n-1.0,'=x\n"


def test_what_is_printed_holds_no_control_character() -> None:
    assert printable("\x1b[2Jhidden\x07\u202e £ è\ttab") == "\ufffd[2Jhidden\ufffd £ è tab"
    assert printable("two\nlines") == "two\nlines"
    assert printable("two\nlines", "") == "two lines"


def test_a_stream_of_any_encoding_takes_any_text(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii", newline="\n"))
    monkeypatch.setattr(sys, "stderr", None)
    make_output_safe()
    make_output_safe()
    assert isinstance(sys.stdout, Console)
    print("£5 \N{MINUS SIGN}1 è ● \x1b[31m", flush=True)
    assert out.getvalue() == b"GBP5 -1 e ? ?[31m\n"


@pytest.mark.parametrize(
    "encoding", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp437"}]
)
def test_output_does_not_die_of_an_encoding(tmp_path: Path, encoding: dict[str, str]) -> None:
    scenario(tmp_path, NEEDS_NO_ASCII)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words(tmp_path)],
        check=False, cwd=ROOT, env=environment | encoding, capture_output=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"Comhairle nan Eilean Siar: " in done.stdout
    assert b"Traceback" not in done.stderr
