"""Options of a planner's own in the app: made by the form or uploaded, and a hundred uploads meant to do harm."""

import datetime
from pathlib import Path

import pytest
import yaml

from sim.app.catalogue import option_of
from sim.app.draft import DraftFolder
from sim.app.own_option import content_of_form, keep_form, keep_upload
from sim.app.page_parts import Badge, plain, table_html
from sim.description.input_errors import InputErrors
from tests.unit.hostile_options import HOSTILE

PLACE = "orkney_islands"


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder.fresh(tmp_path / "results")


def test_the_form_makes_an_option_as_a_file_states_it(folder: DraftFolder) -> None:
    content = content_of_form(
        "A winter plan", "Beds are full", capacity="home_support", key="by", size=10, start="2023-10-01", months=6,
        intervention="falls_exercise", coverage=30,
    )  # fmt: skip
    name = keep_form(folder, PLACE, content)
    option = option_of(folder, PLACE, name)
    assert (name, option.title, option.why) == ("own_a_winter_plan", "A winter plan", "Beds are full")
    change = option.changes[0]
    assert (change.capacity_of, change.from_) == ("home_support", datetime.date(2023, 10, 1))
    assert option.interventions["falls_exercise"].coverage == 0.3


def test_an_upload_is_kept_and_can_be_uploaded_again(folder: DraftFolder) -> None:
    data = b"title: More beds\nchanges:\n  - {capacity_of: general_medicine, places: 4}\n"
    name = keep_upload(folder, PLACE, data)
    kept = (folder.path / "options" / f"{name}.yaml").read_bytes()
    assert yaml.safe_load(kept) == yaml.safe_load(data)
    assert keep_upload(folder, PLACE, kept) == name


def test_a_hundred_hostile_uploads_leave_a_line_each_and_nothing_else(
    folder: DraftFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(HOSTILE) >= 100
    for data in HOSTILE:
        with pytest.raises(InputErrors) as refused:
            keep_upload(folder, PLACE, data)
        for line in str(refused.value).splitlines():
            assert 0 < len(line) < 700, data[:60]
            assert "Traceback" not in line
        assert str(tmp_path) not in str(refused.value)
    assert sorted(tmp_path.rglob("*")) == [], "something was written"


def test_a_title_is_never_a_path(folder: DraftFolder) -> None:
    for title in ("../../../evil", "/etc/cron.d/x", "..\\..\\x", "con", "a" * 5_000, "\N{SNOWMAN}", "x.yaml\x07"):
        data = yaml.safe_dump({"title": title, "changes": [{"capacity_of": "home_support", "by": "5%"}]}).encode()
        name = keep_upload(folder, PLACE, data)
        assert (folder.path / "options" / f"{name}.yaml").is_file()
        assert name.startswith("own_")
        assert name.replace("_", "").isalnum()
        assert len(name) < 50
    kept = {path.parent for path in folder.results.rglob("*.yaml")}
    assert kept == {folder.path / "options"}


@pytest.mark.parametrize(
    "text", ["![x](http://evil/x.png)", "<img src=x onerror=alert(1)>", "[a](javascript:b)", ":red[x]", "$x$", "# big"]
)
def test_no_text_is_markup(text: str) -> None:
    assert not set("[<$#!:(") & {
        letter for at, letter in enumerate(plain(text)) if at == 0 or plain(text)[at - 1] != "\\"
    }
    shown = table_html(text, [text, text], [(text, text)])
    assert "<img" not in shown
    assert "<script" not in shown


def test_a_badge_says_its_basis_and_cannot_hold_markup() -> None:
    row = table_html("C", ["A", "B"], [("x", Badge("weak evidence")), ("y", Badge("<b>"))])
    assert '<span class="hf-badge hf-weak-evidence">weak evidence</span>' in row
    assert "<b>" not in row
