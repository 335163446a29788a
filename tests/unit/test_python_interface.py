"""The Python interface: read, run, compare, load and rerun, from a script, a shell and the five lines of the README."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.description.input_errors import InputErrors
from sim.interface.conf_files import shipped_conf
from sim.study.request import asking
from sim.study.run.records import NoAnswer
from tests.unit.test_front_door import sim as command_line

ROOT = Path(__file__).resolve().parents[2]
MONTH = {"measured_from": None, "warmup_days": 5, "years": 0, "days": 20}
SHETLAND = ["partnership=shetland_islands", "period=four_weeks", "report=none", "cores=1"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def python(*words: str, text: str | None = None, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    """Run a Python of its own on the project."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *words]
    return subprocess.run(command, env=env, input=text, capture_output=True, text=True, check=False, timeout=timeout)


def test_import_loads_no_library() -> None:
    heavy = ("numpy", "pandas", "pydantic")
    code = f"import sys, sim; dir(sim); print([name for name in {heavy} if name in sys.modules])"
    assert python("-c", code).stdout == "[]\n"


def test_every_public_name_has_a_docstring() -> None:
    assert set(sim.__all__) <= set(dir(sim))
    assert all((getattr(sim, name).__doc__ or "").strip() for name in sim.__all__)
    with pytest.raises(AttributeError):
        sim.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_the_stub_names_what_there_is() -> None:
    stub = (ROOT / "sim" / "__init__.pyi").read_text(encoding="utf-8")
    named = set(re.findall(r"import (\w+) as", stub)) | {"shipped"}
    assert named == set(sim.__all__)


def test_a_scenario_says_what_it_is() -> None:
    ward = sim.read(model="one_ward")
    assert str(ward).startswith("One ward (one_ward)\nstarts 2023-04-01: 1 settings, 1 needs")
    assert "falls_prevention" in sim.read("fife").options
    with pytest.raises(InputErrors, match="did you mean 'fife'"):
        sim.read("fif")
    with pytest.raises(ValueError, match="not both"):
        sim.read("fife", model="one_ward")


def test_one_replication_is_the_same_alone_and_among_others() -> None:
    ward = sim.read(model="one_ward")
    table = sim.compare(ward, [], replications=3, period=MONTH, cores=1, results="kept")
    assert table.attrs["folder"]
    among = sim.load(table.attrs["folder"])["measures"]
    alone = sim.run(ward, replication=3, period=MONTH)
    third = among[among["replication"] == 3].reset_index(drop=True)[["measure", "breakdown", "level", "value"]]
    pd.testing.assert_frame_equal(third, alone.measures.reset_index(drop=True)[third.columns], check_dtype=False)
    assert not third["value"].equals(sim.run(ward, replication=2, period=MONTH).measures["value"])


def test_an_option_is_run_beside_the_baseline_and_its_events_kept() -> None:
    result = sim.run("shetland_islands", "falls_prevention", replication=2, period="four_weeks", event_log=True)
    assert [run.option for run in result.runs] == ["baseline", "falls_prevention"]
    assert list(result.events) == ["baseline", "falls_prevention"]
    with pytest.raises(InputErrors, match="did you mean 'falls_prevention'"):
        sim.run("shetland_islands", "fals_prevention")
    with pytest.raises(InputErrors, match=r"conf/engine/simpi\.yaml: no such file"):
        sim.run("shetland_islands", engine="simpi")
    with pytest.raises(InputErrors, match="replication"):
        sim.run("shetland_islands", replication=0)


def test_a_changed_scenario_is_what_is_run() -> None:
    ward = sim.read(model="one_ward")
    settings = dict(ward.description.settings)
    settings["ward"] = settings["ward"].model_copy(update={"capacity": 0.0, "queue_limit": 0})
    shut = ward.changed(settings=settings)
    measures = [sim.run(one, period=MONTH).measures for one in (ward, shut)]
    assert not measures[0]["value"].equals(measures[1]["value"])


def test_compare_asks_what_the_command_line_asks(monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    options = ["falls_prevention"]
    table = sim.compare("shetland_islands", options, replications=2, period="four_weeks", cores=1, results="results")
    assert command_line(monkeypatch, *SHETLAND, "options=[falls_prevention]", "replications=2") == 0
    (folder,) = (elsewhere / "results").iterdir()
    pd.testing.assert_frame_equal(sim.load(folder)["comparison"], table)
    assert str(folder) == str(Path(table.attrs["folder"]).resolve())
    with pytest.raises(NoAnswer):
        raise NoAnswer("kept for callers")


@pytest.mark.parametrize("door", ["functions", "command line"])
def test_the_engine_is_compiled_once_before_a_study_that_has_work_left(
    door: str, monkeypatch: pytest.MonkeyPatch, elsewhere: Path
) -> None:
    """In a process of its own; where all replications are taken up, nothing is compiled."""
    compiled: list[str] = []
    for module in ("sim.interface.functions", "sim.study.run.machine_code"):
        monkeypatch.setattr(f"{module}.is_to_be_compiled", lambda _: True)
        monkeypatch.setattr(f"{module}.compile_engine", lambda: compiled.append(door))
    for _ in ("run", "taken up"):
        if door == "functions":
            sim.compare("shetland_islands", [], replications=2, period="four_weeks", cores=1, results="results")
        else:
            assert command_line(monkeypatch, *SHETLAND, "replications=2") == 0
    assert compiled == [door]


def test_the_shipped_conf_is_what_hydra_composes(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"partnership": "shetland_islands", "options": ["falls_prevention"]}
    python_question = asking(shipped_conf(**changes), list(changes), [ROOT / "scenarios"]).question
    seen: list[str] = []
    monkeypatch.setattr("sim.study.request.Request.begin", lambda self, *_: seen.append(self.question.hash) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        command_line(monkeypatch, "partnership=shetland_islands", "options=[falls_prevention]", "report=none")
    assert seen == [python_question.hash]


UNGUARDED = """\
import sim
print("begun")
table = sim.compare(sim.read(model="one_ward"), [], replications=4, cores=2, period="four_weeks", engine="simpy")
print(len(table) > 5, table["replications"].max())
"""


@pytest.mark.parametrize("how", ["script", "-c", "stdin"])
def test_workers_need_no_guard(how: str, elsewhere: Path) -> None:
    script = elsewhere / "script.py"
    script.write_text(UNGUARDED, encoding="utf-8")
    words = {"script": [str(script)], "-c": ["-c", UNGUARDED], "stdin": ["-"]}[how]
    done = python(*words, text=UNGUARDED if how == "stdin" else None)
    assert (done.returncode, done.stdout) == (0, "begun\nTrue 4\n"), done.stderr


def test_the_five_lines_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(import sim\n.*?)```", readme, re.DOTALL)
    assert len([line for line in block.splitlines() if line]) <= 5
    quick = block.replace('"fife"', '"shetland_islands"').replace("replications=10", "replications=2, cores=1")
    names: dict[str, object] = {}
    exec(quick, names)
    assert any(isinstance(value, pd.DataFrame) and len(value) for value in names.values())


# --- a results folder rerun from itself ------------------------------------------------------------------------------


def test_a_folder_is_rerun_from_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    """A comparison with an option of one's own that starts late: the scenario folder is gone when it is rerun."""
    own = elsewhere / "own" / "options" / "mine.yaml"
    own.parent.mkdir(parents=True)
    text = "title: Mine\ndescription: x\nwhy: y\ninterventions:\n  falls_exercise: {coverage: 0.4, start_day: 3}\n"
    own.write_text(text, encoding="utf-8")
    words = [*SHETLAND, "--config-dir", "own", "options=[mine,package]", "replications=2", "seed=5", "period.days=21"]
    assert command_line(monkeypatch, *words) == 0
    own.unlink()
    (folder,) = (elsewhere / "results").iterdir()
    capsys.readouterr()
    assert command_line(monkeypatch, f"rerun=results/{folder.name}", "cores=1", "report=none") == 0
    assert f"tables equal those of {folder.name}" in capsys.readouterr().out
    again = elsewhere / "results" / "reruns" / folder.name
    for name in ("comparison.csv", "measures.csv", "daily.parquet", "flows.parquet"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name
    assert sim.rerun(folder, cores=1, results="other").differing(sim.load(folder)) == []
    measures = pd.read_csv(folder / "warmup.csv")
    measures.assign(value=0).to_csv(folder / "warmup.csv", index=False)
    assert sim.load(again).differing(sim.load(folder)) == ["warmup"]


@pytest.mark.parametrize("words", [["model=discharge_to_assess", "replication=3"], ["study=calibrate", "steps=1"]])
def test_other_folders_are_rerun_too(words: list[str], monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    place = [] if "model" in words[0] else ["partnership=shetland_islands", "replications=1"]
    assert command_line(monkeypatch, *words, *place, "period=four_weeks", "cores=1") == 0
    (folder,) = (elsewhere / "results").iterdir()
    assert sim.rerun(folder, cores=1).differing(sim.load(folder)) == []


RERUN_BAD = {
    "no folder": (["rerun=nowhere"], "nowhere: is no results folder: it has no question.yaml"),
    "another seed": (["rerun=there", "seed=2"], "command line: seed: stands in there already: rerun takes cores"),
    "no study": (["rerun=there"], "there/question.yaml: study: None: is of no kind of study"),
    "of its own": (["study=verify_engines", "rerun=there"], "command line: study: stands in there already"),
}


@pytest.mark.parametrize("case", RERUN_BAD)
def test_what_cannot_be_rerun_is_told(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    (elsewhere / "there").mkdir()
    (elsewhere / "there" / "question.yaml").write_text("seed: 1\n", encoding="utf-8")
    words, expected = RERUN_BAD[case]
    assert command_line(monkeypatch, *words) == 2
    text = capsys.readouterr().err
    assert expected in text
    assert len(text.splitlines()) == 1


# --- one replication alone -------------------------------------------------------------------------------------------


def test_one_replication_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    words = ["model=one_ward", "period=four_weeks", "report=none", "cores=1"]
    assert command_line(monkeypatch, *words, "replication=2") == 0
    assert "baseline, replication 2 alone" in capsys.readouterr().out
    (alone,) = (elsewhere / "results").iterdir()
    assert command_line(monkeypatch, *words, "replications=2") == 0
    (both,) = {*(elsewhere / "results").iterdir()} - {alone}
    measures = sim.load(both)["measures"]
    second = measures[measures["replication"] == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(sim.load(alone)["measures"], second)
    assert command_line(monkeypatch, *words, "replication=2", "replications=3") == 2
