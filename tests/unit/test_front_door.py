"""The front door: what it says before, during and after; bad input gets one line for each fault, and exit code 2."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sim.__main__ import main
from sim.description.read import read_model
from sim.engine.simpy import hospital, places
from sim.interface.conf_files import shipped_conf
from sim.interface.words import ready_words
from sim.report.results_folder import read_results
from sim.study.help import help_text
from sim.study.request import asking
from tests.behaviour.partnerships import with_only

ROOT = Path(__file__).resolve().parents[2]
TINY = ["partnership=orkney_islands", "period=four_weeks", "replications=1", "report=none", "cores=1"]
OPTION = """\
title: A planner's own option
description: Twice the exercise
why: To see
interventions:
  falls_exercise: {coverage: 0.4}
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty directory."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    return here


def sim(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the front door in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["sim", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def left_behind(here: Path) -> list[str]:
    return sorted(path.name for path in here.iterdir())


CL = "command line"
SCENARIOS = ROOT / "scenarios"
BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "unknown key": (("partnrship=fife",), f"{CL}: partnrship: unknown key (did you mean 'partnership'?)"),
    "unknown key, unlike any": (("zzz=1",), f"{CL}: zzz: unknown key (allowed: study, study.name, period,"),
    "unknown key inside": (("period.yeers=3",), f"{CL}: period.yeers: unknown key (did you mean 'period.years'?)"),
    "added key": (("+sed=3",), f"{CL}: sed: unknown key 'sed' (did you mean 'seed'?)"),
    "a key of another study": (("steps=3",), f"{CL}: steps: is a key of study=calibrate only"),
    "printed figures of no model": (("study=reproduce",), "conf/config.yaml: model: name the small model whose"),
    "printed figures with events": (
        ("study=reproduce", "model=stroke_unit", "event_log=true"),
        f"{CL}: event_log: printed figures need no events",
    ),
    "a model of which nothing is printed": (
        ("study=reproduce", "model=one_ward"),
        "scenarios/models/published/one_ward.csv: no such file",
    ),
    "unknown study": (("study=calibrat",), f"{CL}: study: 'calibrat': no such choice (did you mean 'calibrate'?"),
    "unknown choice": (("period=one_yer",), f"{CL}: period: 'one_yer': no such choice (did you mean 'one_year'?"),
    "wrong type": (("replications=many",), f"{CL}: replications: 'many': must be a whole number"),
    "out of range": (("replications=0",), f"{CL}: replications: 0 replications: must be at least 1"),
    "not a number": (("seed=nan",), f"{CL}: seed: .nan: must be a"),
    "enormous": (("replications=1e99",), f"{CL}: replications: 1e+99"),
    "empty": (("partnership=",), f"{CL}: partnership: ''"),
    "unknown partnership": (("partnership=fif",), "unknown name 'fif' (did you mean 'fife'?"),
    "nearly Scotland": (("partnership=scotlnd",), "unknown name 'scotlnd' (did you mean 'scotland'?"),
    "a fifth of one": (
        ("study=calibrate", "partnership=fife", "left_out=2"), f"{CL}: left_out: partnerships are left out of partn",
    ),
    "engines of all": (
        ("study=verify_engines", "partnership=scotland"), f"{CL}: partnership: study=verify_engines is of one partn",
    ),
    "one engine of two": (
        ("study=verify_engines", "engine=simpy"), f"{CL}: engine: study=verify_engines runs both engines",
    ),
    "a report of none": (
        ("study=verify_engines", "report.brief=true"),
        f"{CL}: report.brief: study=verify_engines leaves no results",
    ),
    "unknown option": (("options=[fals_prevention]",), "no such file (did you mean 'falls_prevention'?)"),
    "unknown small model": (("model=one_war",), "models/one_war.yaml: no such file (did you mean 'one_ward'?)"),
    "a path for a name": (("model=../../secret",), "is not a name: letters, digits, - and _ only"),
    "before all calendars": (("period.measured_from=0001-01-01",), f"{CL}: period.measured_from: 0001-01-01"),
    "after all calendars": (("period.measured_from=9999-12-31",), "must be at most 2150-12-31"),
    "a number for a date": (("period.measured_from=3",), f"{CL}: period.measured_from: 3"),
    "no number for a date": (("period.measured_from=nan",), "must be a date (allowed: 1948-07-05 to 2150-12-31)"),
    "a seed of 5,000 digits": (("seed=" + "1" * 5000,), f"{CL}: seed: '{'1' * 58}…: is a number of 5,000 digits"),
    "no period": (("period=null",), f"{CL}: period: nothing: must be the name of a file in conf/period"),
    "no study": (("study=null",), f"{CL}: study: nothing: must be the name of a file in conf/study"),
    "two signs": (("seed=1=2",), f"{CL}: seed: '1=2': must be a whole number"),
    "a character that is none": (("results=a\0b",), f"{CL}: results: 'a\\x00b': holds a character"),
    "a home of nobody": ((*TINY, "results=~nobody_at_all/x"), "results: '~nobody_at_all/x': there is no such home"),
    "a folder to run again in a home of nobody": (
        ("rerun=~nobody_at_all/x",),
        "'~nobody_at_all/x': there is no such home",
    ),
    "a sample in a home of nobody": (
        ("study=posterior", "partnership=orkney_islands", "sample=~nobody_at_all/x"),
        "sample: '~nobody_at_all/x': there is no such home",
    ),
    "a name with an accent": (("options=[Café]",), "scenarios/options/Café.yaml: no such file (allowed: baseline"),
    "not a key and value": (("seed",), f"{CL}: 'seed': is no key=value"),
    "a task in the middle": (("seed=1", "run"), f"{CL}: 'run': is no key=value"),
    "nothing before the sign": (("=3",), f"{CL}: '=3': must begin with the name of a key"),
    "a reference to nothing": (("results=${nothing}",), f"{CL}: results: Interpolation key 'nothing' not found"),
    "a variable that is not set": (("results=${oc.env:NOPE}",), f"{CL}: results: "),
    "a list of periods": (("period=[one_yer]",), f"{CL}: period: 'one_yer': no such choice"),
    "one replication and several": (("replication=3", "replications=3"), f"{CL}: replication: 3: give one replication"),
    "one replication of a fit": (("study=calibrate", "replication=3"), f"{CL}: replication: study=calibrate needs all"),
    "unfinished list": (("options=[a",), f"{CL}: "),
    "no such folder": (("--config-dir", "nowhere"), f"{CL}: Additional config directory "),
    "no such conf": (("--config-name", "nothing"), f"{CL}: Cannot find primary config 'nothing'"),
    "a file for a folder": ((*TINY, f"results={__file__}"), f"{CL}: results: "),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line_and_exit_code_2(
    case: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, expected = BAD[case]
    assert sim(monkeypatch, *words) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert len(said.strip().splitlines()) == 1
    assert "Traceback" not in said
    assert left_behind(elsewhere) == []


OWN: dict[str, tuple[str, bytes, tuple[str, ...], str]] = {
    "conf in latin-1": (
        "period/mine.yaml", b"years: 1  # \xe9\n", (), "period/mine.yaml, line 1: is not text in UTF-8",
    ),
    "an alias bomb": (
        "period/mine.yaml",
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 117)),
        (),
        "period/mine.yaml, line 1: a: anchors (&) and aliases (*) are not allowed",
    ),
    "a folder nearly base": (
        "bases/needs.yaml", b"needs: {}\n", (), "own/bases: this folder is not read (did you mean 'base'?)",
    ),
    "a folder nearly options": (
        "option/a.yaml", b"title: x\n", (), "own/option: this folder is not read (did you mean 'options'?)",
    ),
    "another ending": (
        "options/plan.yml", b"title: x\n", (), "own/options/plan.yml: is not read (did you mean 'plan.yaml'?)",
    ),
    "another ending of conf": (
        "period/mine.yml", b"years: 1\n", (), "own/period/mine.yml: is not read (did you mean 'mine.yaml'?)",
    ),
    "a folder within": ("options/a/mine.yaml", b"title: x\n", (), "own/options/a: this folder is not read"),
    "a folder nearly posteriors": (
        "base/posterior/fife.csv",
        b"draw\n",
        (),
        "own/base/posterior: this folder is not read (did you mean 'posteriors'?)",
    ),
    "draws of another ending": (
        "base/posteriors/fife.txt.yaml", b"a: b\n", (), "own/base/posteriors/fife.txt.yaml: is not read (did you mean",
    ),
    "draws of another place": (
        "base/posteriors/fife.csv",
        (SCENARIOS / "base" / "posteriors" / "moray.csv").read_bytes(),
        ("partnership=fife", "options=[falls_prevention]", "replications=1"),
        "own/base/posteriors/fife.csv, row 2: place: 'moray': these draws are of another place",
    ),
    "draws of another version": (
        "base/posteriors/fife.csv",
        (SCENARIOS / "base" / "posteriors" / "fife.csv").read_bytes().replace(b",0.1.0,", b",0.0.9,"),
        ("partnership=fife", "options=[falls_prevention]", "replications=1"),
        "own/base/posteriors/fife.csv, row 2: version: '0.0.9': these draws are of another version",
    ),
    "a table nearly calibrated": (
        "base/tables/calibrted.csv",
        b"a,b\n",
        (),
        "base/tables/calibrted.csv: is not read (did you mean 'calibrated.csv'?)",
    ),
    "a table among small models": (
        "models/table.csv", b"a,b\n", (), "own/models/table.csv: is not read (did you mean 'table.yaml'?)",
    ),
    "a multiplier nearly known": (
        "base/tables/calibrated.csv",
        b"partnership,multiplier,value\nfife,nedes,2\n",
        ("partnership=fife",),
        "own/base/tables/calibrated.csv, row 2: multiplier: unknown name 'nedes' (did you mean 'needs'?)",
    ),
    "a multiplier of nobody": (
        "base/tables/calibrated.csv",
        b"partnership,multiplier,value\nfif,needs,2\n",
        ("partnership=fife",),
        "own/base/tables/calibrated.csv, row 2: partnership: unknown name 'fif' (did you mean 'fife'?)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OWN)
def test_what_lies_in_a_folder_of_ones_own_is_read_or_named(
    case: str, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, content, words, expected = OWN[case]
    file = tmp_path / "own" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    for flag in ("--config-dir", "-cd"):
        assert sim(monkeypatch, *words, flag, str(tmp_path / "own")) == 2
        told = capsys.readouterr().err
        assert expected in told.splitlines()[0]
        assert len(told.splitlines()) <= 12
        assert "Traceback" not in told
    assert left_behind(elsewhere) == []


def test_what_else_lies_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("notes.docx", "README.md", "options/mine.yaml"):
        file = tmp_path / "own" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(OPTION, encoding="utf-8")
    assert sim(monkeypatch, "--config-dir", str(tmp_path / "own"), "options=[mine]", "seed=-1") == 2
    assert capsys.readouterr().err.splitlines()[0] == "Note: not read in own: notes.docx"


def test_the_words_of_start_and_odd_names_are_taken(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`run` in front, a home folder, an accent, an equals sign, a name in quotes: no grammar to learn."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")))  # compiled code
    monkeypatch.setenv("HOME", str(elsewhere))
    own = elsewhere.parent / "own" / "options"
    own.mkdir(parents=True)
    (own / "Café.yaml").write_text(OPTION, encoding="utf-8")
    words = ["run", *TINY, "engine=compiled", "--config-dir", str(own.parent)]
    for place, options in (("~/é=x", "[Café]"), ("a;b", "['Café']")):
        assert sim(monkeypatch, *words, f"results={place}", f"options={options}") == 0
        assert "A planner's own option" in capsys.readouterr().out
    assert {"a;b", "é=x"} <= set(left_behind(elsewhere))


@pytest.mark.parametrize("words", [[], ["period=five_years"], ["period.warmup_days=0"], ["period.warmup_days=30"]])
def test_a_small_model_runs_from_its_own_start(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = [word.split("=")[0] for word in words]
    period_conf: dict[str, object] = {"measured_from": "2023-04-01", "warmup_days": None, "years": 1}
    for word in words[-1:] if "warmup_days" in "".join(words) else []:
        period_conf["warmup_days"] = int(word.split("=")[1])
    content = shipped_conf(model="discharge_to_assess", options=[], period=period_conf)
    asked = asking(content, ["model", *changed], [ROOT / "scenarios"])
    start = read_model([ROOT / "scenarios"], "discharge_to_assess").start_date
    assert asked.question.description.start_date == asked.question.period.start_date == start


def test_a_start_that_is_told_is_kept_or_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    words = ["model=discharge_to_assess", "period.warmup_days=0", "report=none"]
    for date in ("2023-04-01", "2031-01-01"):
        code = sim(monkeypatch, *words, f"period.measured_from={date}", "seed=-1")
        assert code == 2
    assert sim(monkeypatch, *words, "period.measured_from=2031-01-01") == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith(f"{CL}: period.measured_from: 2031-01-01: the change of settings.rehab on 2024-02-12")
    assert "lies outside the run, 2031-01-01 to 2032-01-01" in told
    assert left_behind(elsewhere) == []


def test_all_faults_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert sim(monkeypatch, "replications=0", "seed=-1", "partnership=fif", "options=[x]") == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 4


def test_broken_yaml_in_a_planners_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, words in (("options/mine", ["options=[mine]"]), ("period/mine", ["period=mine"])):
        file = tmp_path / "own" / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text("title: [\n", encoding="utf-8")
        assert sim(monkeypatch, "--config-dir", str(tmp_path / "own"), *words) == 2
        said = capsys.readouterr().err
        assert "mine.yaml, line 2: is not YAML" in said
        assert len(said.splitlines()) == 1


def test_help_names_what_there_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert sim(monkeypatch, "--help") == 0
    said = capsys.readouterr().out
    for words in (
        "partnership=fife",
        "partnership=scotland",
        "western_isles",
        "falls_prevention",
        "Falls prevention",
        "one_ward",
        "--config-dir",
    ):
        assert words in said
    assert max(len(line) for line in said.splitlines()) <= 120


def test_help_names_a_planners_options(tmp_path: Path) -> None:
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "mine.yaml").write_text(OPTION, encoding="utf-8")
    assert "A planner's own option" in help_text([tmp_path, ROOT / "scenarios"])


def test_the_conf_can_be_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert sim(monkeypatch, "partnership=fife", "period=five_years", "--cfg", "job") == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert (shown["partnership"], shown["period"]["years"], shown["study"]["name"]) == ("fife", 5, "compare")


def test_a_run_says_what_it_does_and_leaves_one_folder(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sim(monkeypatch, *TINY, "options=[falls_prevention]") == 0
    said = capsys.readouterr()
    assert said.out.startswith("Orkney Islands, 5,513 people aged 65 and over: baseline and 1 option, 1 replication\n")
    assert "Falls prevention" in said.out
    assert "replication 1 of 1" in said.err
    assert said.err.count("Warning: one replication") == 1
    assert left_behind(elsewhere) == ["results"]
    (folder,) = (elsewhere / "results").iterdir()
    assert f"tables   results/{folder.name}" in said.out
    assert read_results(folder).titles == {"falls_prevention": "Falls prevention"}


def test_a_planners_own_option_and_period_from_another_directory(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    for name, text in (
        ("options/mine.yaml", OPTION),
        ("period/fortnight.yaml", "measured_from: null\nwarmup_days: 7\nyears: 0\ndays: 14\n"),
    ):
        (own / name).parent.mkdir(parents=True)
        (own / name).write_text(text, encoding="utf-8")
    words = [*TINY, "--config-dir", str(own), "options=[mine,falls_prevention]", "period=fortnight"]
    assert sim(monkeypatch, *words) == 0
    said = capsys.readouterr()
    assert "Measured: 14 days" in said.out
    assert "A planner's own option" in said.out
    (folder,) = (elsewhere / "results").iterdir()
    command = yaml.safe_load((folder / "provenance.yaml").read_text(encoding="utf-8"))["command"]
    assert f"--config-dir {own} " in command
    assert left_behind(elsewhere) == ["results"]


def test_all_partnerships_of_a_planners_own_table(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("orkney_islands", "shetland_islands")
    own = with_only(tmp_path / "own", *names)
    words = ["partnership=scotland", *TINY[1:], "--config-dir", str(own), "options=[package,housing_links]"]
    assert sim(monkeypatch, *words) == 0
    said = capsys.readouterr()
    opening = "Scotland, 10,548 people aged 65 and over: baseline and 2 options, 1 replication of 2 partnerships\n"
    assert said.out.startswith(opening)
    assert "replication 1 of 2, Orkney Islands, about" in said.err
    assert "Hospital bed days returned a year in Scotland, mean of 1 replication" in said.out
    assert [line.split("  ")[0] for line in said.out.splitlines() if "  no interval  " in line][-1] == "Scotland"
    (folder,) = (elsewhere / "results").iterdir()
    assert sorted(path.name for path in (folder / "partnerships").iterdir()) == sorted(names)
    assert read_results(folder).place == "Scotland"


def test_a_small_sweep_leaves_a_folder_for_each(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [word for word in TINY if not word.startswith("partnership")]
    assert sim(monkeypatch, "-m", "partnership=orkney_islands,shetland_islands", "options=[]", *words) == 0
    assert left_behind(elsewhere) == ["results"]
    assert len(list((elsewhere / "results").iterdir())) == 2


def test_pictures_and_brief_are_made_when_asked_for(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word for word in TINY if word != "report=none"]
    assert sim(monkeypatch, *words, "replications=2") == 0
    (folder,) = (elsewhere / "results").iterdir()
    assert f"brief    results/{folder.name}/brief.html" in capsys.readouterr().out
    assert (folder / "figures" / "bed_days_returned.svg").is_file()


def test_it_is_a_program(elsewhere: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "seed=-1", "replications=0"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 2
    assert left_behind(elsewhere) == []


def test_flags_may_stand_anywhere() -> None:
    words = ["seed=1", "--config-dir", "a=b", "-m", "options=[a]", "--cfg", "job", "~x"]
    assert ready_words(words) == ["--config-dir", "a=b", "-m", "--cfg", "job", "seed=1", "options=[a]", "~x"]
    assert ready_words(["seed=1", "--run", "seed=2"]) == ["--run", "seed=1", "seed=2"]


# --- the agreement study ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model_name", ["ten_people", "two_priorities", "waiting_room"])
def test_the_engines_agree(
    model_name: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["study=verify_engines", f"model={model_name}", "replications=2", "period.years=0", "period.days=40"]
    assert sim(monkeypatch, *words, "cores=1") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0].endswith("baseline, 2 replications, each by both engines")
    compared = [line.split() for line in said.out.splitlines() if line.endswith("events equal")]
    assert [line[:3] for line in compared] == [["baseline,", "replication", "1"], ["baseline,", "replication", "2"]]
    events = sum(int(line[3].replace(",", "")) for line in compared)
    assert events > 20
    assert said.out.endswith(f"Both engines agree in every number and in all {events:,} events.\n")
    assert "run 2 of 2, baseline, replication 2, about 0 s left" in said.err
    assert left_behind(elsewhere) == []


def test_the_engines_agree_in_a_partnership_and_its_options_by_two_processes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["study=verify_engines", "partnership=shetland_islands", "options=[package]", "period=four_weeks"]
    assert sim(monkeypatch, *words, "replications=1", "cores=2") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith("events equal")]
    assert [line.split(",")[0] for line in lines] == ["baseline", "package"]


def test_a_rule_broken_in_one_engine_is_named_at_its_first_event(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The readable engine calls the last in the queue first; the compiled one as written."""
    monkeypatch.setattr(places, "insort", lambda queue, key: queue.insert(0, key))
    words = ["study=verify_engines", "model=two_priorities", "replications=3", "period.years=0", "period.days=40"]
    assert sim(monkeypatch, *words, "cores=1") == 1
    said = capsys.readouterr().out
    assert said.count("DIFFER") == 1
    assert "replication 3" not in said
    before, simpy, compiled = re.split(r"\n(?:simpy|compiled):\n", said.split("before it, in both:")[1])
    first, second = (re.search(r"> \d+ day (\S+) OFFERED person (\d+) need \d+ ward", one) for one in (simpy, compiled))
    assert first
    assert second
    assert first[1] == second[1]
    assert first[2] != second[2]
    since = {who: float(day) for who, day in re.findall(r"person (\d+): .*waits for ward since day (\S+) ", before)}
    assert since[first[2]] > since[second[2]]
    assert re.search(r"ward: 29 of 30 used, 29 people there; \d+ waiting", before)
    assert f"then person {first[2]}: outside, or on the way; has been offered ward" in simpy
    assert f"then person {second[2]}: outside, or on the way; has been offered ward" in compiled
    assert left_behind(elsewhere) == []


def test_an_engine_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delattr(hospital, "draw_pathway")
    assert sim(monkeypatch, "study=verify_engines", "model=one_ward", "replications=1", "cores=1") == 1
    said = capsys.readouterr().out
    assert "baseline, replication 1: simpy fails: NameError: name 'draw_pathway' is not defined" in said
