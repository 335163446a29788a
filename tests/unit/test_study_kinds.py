"""A new kind of study: a class, a conf file, and a line in the list. Nothing else asks which kind a study is."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import pytest
from pydantic import Field

from sim.interface.displays import display
from sim.study.help import help_text
from sim.study.question.conf import WithReplications
from sim.study.question.question import Question
from sim.study.request import Request
from sim.study.run.replication import Work
from sim.study.studies import STUDIES
from tests.unit.test_front_door import ROOT, sim

# --- the toy kind: how many people a scenario's arrivals bring -------------------------------------------------------


@dataclass
class Headcount:
    question: Question
    times: int
    count: int = 0
    unit = "replication"
    total = 1
    taken_up = 0
    latest = ""
    exit_code = 0

    @property
    def share(self) -> float:
        return 1.0

    @property
    def warnings(self) -> list[str]:
        return []

    def run(self, processes: int) -> Iterator[int]:
        self.count = self.times * len(Work(self.question).demand(1).needs.day)
        yield 1


class CountHeads(WithReplications):
    about: ClassVar[str] = "how many come, so many times over"
    without: ClassVar[Mapping[str, str]] = {"results": "leaves no results folder"}

    times: Annotated[int, Field(ge=1, le=9, title="times")]

    def errors(self) -> Iterator[tuple[str, str]]:
        if self.options:
            yield "options", "heads are counted in the baseline"

    def summary(self, question: Question) -> str:
        return "heads"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> Headcount:
        return Headcount(question, self.times)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Register the toy kind; return the words that ask for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(STUDIES, "heads", CountHeads)

    @display.register
    def _(study: Headcount, asked: Request) -> Iterator[str]:
        yield f"{study.count} came"

    (tmp_path / "own" / "study").mkdir(parents=True)
    text = "# @package _global_\nstudy: {name: heads}\noptions: []\ntimes: 1\n"
    (tmp_path / "own" / "study" / "heads.yaml").write_text(text, encoding="utf-8")
    return ["study=heads", "model=one_ward", "--config-dir", "own"]


def test_a_new_kind_is_asked_run_and_shown(
    own: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = []
    for times in (1, 2):
        assert sim(monkeypatch, *own, f"times={times}") == 0
        told = capsys.readouterr().out
        assert told.startswith("One ward: heads\n")
        counts.append(int(re.findall(r"(\d+) came", told)[0]))
    assert counts[1] == 2 * counts[0] > 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["times=0"], "command line: times: 0 times: must be at least 1 (allowed: 1 to 9)"),
        (["results=x"], "command line: results: study=heads leaves no results folder"),
        (["options=[baseline,falls_prevention]"], "command line: options: heads are counted in the baseline"),
        (["tims=2"], "command line: tims: unknown key (did you mean 'times'?)"),
    ],
)
def test_its_keys_are_checked(
    own: list[str],
    words: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = [word if "options" not in words[0] else word.replace("model=one_ward", "partnership=fife") for word in own]
    assert sim(monkeypatch, *own, *words) == 2
    assert capsys.readouterr().err.strip() == expected


def test_its_keys_belong_to_no_other_kind_and_the_help_names_it(
    own: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sim(monkeypatch, "times=2") == 2
    assert "times: is a key of study=heads only" in capsys.readouterr().err
    assert "heads: how many come" in help_text([ROOT / "scenarios"])


# --- every kind ------------------------------------------------------------------------------------------------------


def test_every_kind_is_whole() -> None:
    assert {path.stem for path in (ROOT / "conf" / "study").glob("*.yaml")} == set(STUDIES)
    for name, kind in STUDIES.items():
        assert not getattr(kind, "__abstractmethods__", None), name
        assert kind.about, name
        assert set(kind.without) <= set(kind.model_fields), name


def test_every_class_of_study_has_a_display() -> None:
    shown = {f"{one.__module__}.{one.__qualname__}" for one in display.registry if one is not object}
    classes = set()
    for path in (ROOT / "sim" / "study").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"def run\(self, processes: int\) -> Iterator\[int\]:", text) and path.stem != "progress":
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            classes |= {f"{module}.{name}" for name in re.findall(r"^class (\w+)", text, re.MULTILINE)}
    assert {name for name in shown if name.startswith("sim.")} <= classes
    classes_shown = ("ComparisonStudy", "Scotland", "Calibration", "Agreement", "Reproduction", "Responses")
    for study in (*classes_shown, "SampleChecking"):
        assert any(name.endswith(f".{study}") for name in shown), study


def test_nobody_asks_which_kind_a_study_is() -> None:
    """No other file of `sim/study`, and not the front door, tests for the class of a conf or of a study."""
    kinds = {kind.__name__ for kind in STUDIES.values()} | {"ComparisonStudy", "Scotland", "Calibration", "Agreement"}
    pattern = re.compile(rf"isinstance\([^()]*,\s*({'|'.join(kinds)})\b")
    files = [*(ROOT / "sim" / "study").rglob("*.py"), ROOT / "sim" / "__main__.py"]
    assert [path.name for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_a_study_without_a_display_is_told() -> None:
    with pytest.raises(TypeError, match="has no display: register one"):
        next(display(sys, None))  # type: ignore[arg-type]
