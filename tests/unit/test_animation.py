"""The animation: its record against the engine and the event log, its page, and what is refused before it starts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.demand.demand import Demand
from sim.description.input_errors import InputErrors
from sim.interface.conf_files import shipped_conf
from sim.measures.event_log import EventLog
from sim.outcome import Outcome
from sim.report.animation.page import data_of, page, write_page
from sim.report.animation.results import AnimationResults
from sim.report.animation.words import daily_rows, summary_text, totals
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds import animation
from sim.study.kinds.animation_record import BLOCKED, MINUTES, Record
from sim.study.kinds.animation_tables import disagreement
from sim.study.request import Request, asking
from sim.study.run.replication import Work
from sim.tables.tables import Tables
from tests.unit.test_sweep_study import SHIPPED

DAYS = 20
TWO_MORE = "title: Two & <more> places\nchanges:\n  - {capacity_of: therapy, places: 2}\n"
PERIOD = {"measured_from": None, "warmup_days": 30, "years": 0, "days": 40}
KEYS = ["model", "options", "shown_days", "shown_from", "period"]


def asked(folder: Path, results: Path, **changes: Any) -> Request:
    """Return the request of an animation of a small model, by the readable engine."""
    (folder / "options").mkdir(parents=True, exist_ok=True)
    for name in ("two_more", "others"):
        (folder / "options" / f"{name}.yaml").write_text(TWO_MORE, encoding="utf-8")
    words = {"model": "discharge_to_assess", "options": ["two_more"], "shown_days": DAYS, "period": PERIOD} | changes
    conf = shipped_conf("animation", **words) | {"results": str(results), "engine": {"name": "simpy"}}
    return asking(conf, [*KEYS, *changes], [folder, *SHIPPED])


@dataclass(frozen=True)
class Seen:
    """A run recorded and logged at once."""

    record: Record
    log: pd.DataFrame
    outcome: Outcome
    tables: Tables


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results folder of an animation."""
    here = tmp_path_factory.mktemp("animation")
    study = asked(here, here / "results").begin(SHIPPED, ["python", "-m", "sim"])
    assert list(study.run(1)) == [0, 1, 2]
    return (here / "results").iterdir().__next__()


@pytest.fixture(scope="module", params=["baseline", "two_more"])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    here = tmp_path_factory.mktemp("seen")
    question = asked(here, here).question
    work = Work(question).drawn(1)
    return watched(work, request.param, work.demand_of(request.param, 1, work.demand(1)))


def watched(work: Work, name: str, demand: Demand) -> Seen:
    tables, pieces = work.tables[name], list[pd.DataFrame]()
    first = float(work.question.period.from_day)
    record = Record.of(tables, demand, first, first + DAYS)
    log = EventLog(demand, tables, 1, lambda piece: pieces.append(piece.to_pandas()))

    def both(events: Any) -> None:
        record.take(events)
        log.take(events)

    outcome = work.outcome(name, demand, log=both)
    record.end()
    log.write_rest()
    return Seen(record, pd.concat(pieces), outcome, tables)


# --- the record ------------------------------------------------------------------------------------------------------


def test_places_held_are_those_of_the_event_log(seen: Seen) -> None:
    """At every sixth hour of the days shown: the same numbered places, and the same people in them."""
    log = seen.log
    own = log[log["event_type"].isin(["resource_use", "resource_use_end"])]
    own = own[own["event"].str.removesuffix("_end") == own["concept:name"]]
    own = own[own["concept:name"].isin(seen.tables.setting_names)]
    stays = pd.DataFrame(seen.record.stays)
    seen_at_all = 0
    for minute in range(0, DAYS * MINUTES, 360):
        until = own[own["time"] <= seen.record.from_day + minute / MINUTES]
        there = until.groupby("activity_instance_id").filter(lambda rows: len(rows) == 1)
        logged = set(zip(there["concept:name"], there["resource_id"], there["person_id"], strict=True))
        inside = stays[(stays["from_minute"] <= minute) & (minute < stays["to_minute"])]
        assert logged == set(zip(inside["setting"], inside["place"], inside["person"], strict=True)), minute
        seen_at_all += len(logged)
    assert seen_at_all > 100


def test_record_agrees_with_the_engine_at_every_midnight(seen: Seen) -> None:
    assert disagreement(seen.record, seen.outcome, seen.tables, DAYS) == ""
    assert any(stay.state == BLOCKED for stay in seen.record.stays)


def test_a_record_that_lacks_something_is_noticed(seen: Seen) -> None:
    record = seen.record
    kept, counts = list(record.stays), dict(record.counts)
    longest = max((stay for stay in kept if stay.state == BLOCKED), key=lambda stay: stay.to_minute - stay.from_minute)
    record.stays = [stay for stay in kept if stay != longest]
    assert "blocked beds" in disagreement(record, seen.outcome, seen.tables, DAYS)
    record.stays = kept
    record.counts = {key: values for key, values in counts.items() if key[0] != "used"}
    assert "who is where" in disagreement(record, seen.outcome, seen.tables, DAYS)
    record.counts = counts


def test_whoever_is_blocked_lies_in_the_bed_that_they_block(seen: Seen) -> None:
    """Until they leave, nobody else is in that bed, and they are in no other."""
    stays = seen.record.stays
    for blocked in (stay for stay in stays if stay.state == BLOCKED):
        meanwhile = [
            stay
            for stay in stays
            if stay.from_minute < blocked.to_minute and blocked.from_minute < stay.to_minute
            and (stay.person == blocked.person or (stay.setting, stay.place) == (blocked.setting, blocked.place))
        ]  # fmt: skip
        assert meanwhile == [blocked]
        after = [stay for stay in stays if stay.person == blocked.person and stay.from_minute == blocked.to_minute]
        left = [move for move in seen.record.moves if move.person == blocked.person]
        end = blocked.to_minute == DAYS * MINUTES
        assert end or after or any(move.minute == blocked.to_minute for move in left)


# --- the tables ------------------------------------------------------------------------------------------------------


def test_people_are_conserved(made: Path) -> None:
    """In every setting with places: people at a midnight, those who come and those who leave give the next midnight."""
    days = AnimationResults(made).days
    for _, rows in days[days["people"].notna()].groupby(["option", "setting"]):
        after = rows["people"] + rows["came"] - rows["left"]
        assert after.tolist()[:-1] == rows["people"].tolist()[1:]
    assert days["came"].sum() > 20


def test_both_sides_meet_the_same_people(made: Path) -> None:
    stays = AnimationResults(made).stays
    there = [set(rows["person"]) for _, rows in stays.groupby("option")]
    assert len(there) == 2
    assert len(there[0] & there[1]) > 0.9 * len(there[0])


def test_every_column_is_in_the_dictionary(made: Path) -> None:
    known = study_dictionary("animation").groupby("file")["name"].apply(set).to_dict()
    for path in made.glob("*.parquet"):
        assert set(pd.read_parquet(path).columns) == known[path.name], path.name
    written = pd.read_csv(made / "data_dictionary.csv")
    assert set(written["file"]) >= {"stays.parquet", "days.csv"}


# --- the page --------------------------------------------------------------------------------------------------------


def test_page_is_the_same_each_time_and_stands_alone(made: Path) -> None:
    text = page(AnimationResults(made))
    assert write_page(made).read_text(encoding="utf-8") == text
    assert len(text) < 1_000_000
    assert not re.search(r"https?://|//cdn|<link|src=\"(?!data:)", text)
    assert "Two &amp; &lt;more&gt; places" in text
    assert "<more>" not in text


def test_page_holds_the_stays_of_the_table(made: Path) -> None:
    results = AnimationResults(made)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page(results), re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data == json.loads(json.dumps(data_of(results)))
    stays = results.stays[results.stays["option"] == "two_more"].sort_values(["from_minute", "setting", "place"])
    drawn = data["sides"][1]["stays"]
    assert [data["states"][at] for at in drawn["state"]] == stays["state"].tolist()
    assert [data["settings"][at]["name"] for at in drawn["setting"]] == stays["setting"].tolist()


def test_words_say_what_the_tables_say(made: Path) -> None:
    results = AnimationResults(made)
    lines = {line.words: line.values for line in totals(results)}
    blocked = results.stays[(results.stays["state"] == BLOCKED) & results.stays["setting"].isin(results.hospitals)]
    length = blocked["to_minute"] - blocked["from_minute"]
    expected = [length[blocked["option"] == name].sum() / MINUTES for name in results.sides]
    assert lines["Hospital bed days blocked"] == pytest.approx(expected)
    assert len(list(daily_rows(results))) == DAYS
    assert "no evidence of an effect" in summary_text(made)


def test_a_new_ward_appears_by_itself(made: Path) -> None:
    results = AnimationResults(made)
    named = results.asked["description"]["settings"]
    assert [name for name in named if name in set(results.days["setting"])] == sorted(
        results.settings, key=list(named).index
    )
    assert {one["label"] for one in data_of(results)["settings"]} == {one.label for one in results.settings.values()}


# --- what is refused -------------------------------------------------------------------------------------------------

REFUSED: Mapping[str, tuple[dict[str, Any], str]] = {
    "no such option": ({"options": ["two_mor"]}, "two_more"),
    "three options": ({"options": ["two_more", "others", "third"]}, "at most 2"),
    "a day before the period": ({"shown_from": "2020-01-01"}, "lies outside the period"),
    "more days than are left": ({"shown_days": 41}, "lies outside the period"),
    "no days": ({"shown_days": 0}, "shown_days"),
    "no date": ({"shown_from": "January"}, "shown_from"),
    "several replications": ({"replications": 5}, "replication=17"),
    "an event log": ({"event_log": True}, "keeps no event log"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_a_line_before_anything_is_written(name: str, tmp_path: Path) -> None:
    changes, words = REFUSED[name]
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "third.yaml").write_text(TWO_MORE, encoding="utf-8")
    with pytest.raises(InputErrors) as refused:
        _ = asked(tmp_path, tmp_path / "results", **changes).opening
    assert words in str(refused.value)
    assert not (tmp_path / "results").exists()


def test_a_page_that_would_be_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(animation, "LARGEST", 0.101)
    with pytest.raises(InputErrors, match=r"shown_days.*may have 0.101: at most \d+ days"):
        _ = asked(tmp_path, tmp_path).opening


def test_all_of_scotland_is_refused() -> None:
    conf = shipped_conf("animation", partnership="scotland", options=[])
    with pytest.raises(InputErrors, match="one partnership or a small model"):
        asking(conf, ["partnership", "options"], SHIPPED)


def test_two_options_stand_beside_each_other_without_the_baseline(tmp_path: Path) -> None:
    request = asked(tmp_path, tmp_path, options=["two_more", "others"])
    assert request.conf.sides(request.question) == ("two_more", "others")  # type: ignore[attr-defined]
    alone = asked(tmp_path, tmp_path, options=[])
    assert alone.conf.sides(alone.question) == ("baseline",)  # type: ignore[attr-defined]
