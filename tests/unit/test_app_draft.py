"""The app's draft: what is kept, what is refused, and the command line that it stands for."""

import json
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.app import jobs
from sim.app.command_words import command_line, command_words, kinds_asked, values_of
from sim.app.draft import AxisDraft, Draft, DraftFolder, MixDraft
from sim.app.jobs import Job


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder.fresh(tmp_path)


def test_a_draft_is_found_again_as_it_was_kept(folder: DraftFolder) -> None:
    kept = folder.change(place="fife", options=("package",), reasons={"package": "The board asked"}, replications=3)
    again = DraftFolder.kept(folder.results, folder.key)
    assert again is not None
    assert again.draft == kept


@pytest.mark.parametrize("key", ["", "..", "../../etc", "a" * 15, "A" * 16, "0123456789abcde/", "0123456789abcdef\n"])
def test_a_key_that_is_none_finds_nothing(tmp_path: Path, key: str) -> None:
    assert DraftFolder.kept(tmp_path, key) is None


def test_two_drafts_do_not_mix(tmp_path: Path) -> None:
    first, second = DraftFolder.fresh(tmp_path), DraftFolder.fresh(tmp_path)
    first.change(place="fife")
    second.change(place="moray")
    assert (first.draft.place, second.draft.place) == ("fife", "moray")


def test_a_draft_that_is_cut_is_an_empty_one(folder: DraftFolder) -> None:
    folder.change(place="fife")
    file = folder.path / "draft.json"
    file.write_text(file.read_text(encoding="utf-8")[:20], encoding="utf-8")
    assert folder.draft == Draft()


@pytest.mark.parametrize(
    "fields", [{"place": "../fife"}, {"options": ("a/b",)}, {"replications": 0}, {"results": {"compare": "../../x"}}]
)
def test_what_is_no_name_or_out_of_range_is_not_kept(folder: DraftFolder, fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        folder.change(**fields)
    assert not folder.path.exists()


def test_a_comparison_has_the_words_of_the_command_line(folder: DraftFolder) -> None:
    folder.change(place="fife", options=("falls_prevention", "package"), replications=3, years=2, seed=7)
    words = command_words(folder, "compare")
    assert words == [
        "partnership=fife", "replications=3", "seed=7", "period.years=2", "options=[falls_prevention,package]",
        "report=paper", f"results={folder.results.as_posix()}",
    ]  # fmt: skip
    assert "'options=[falls_prevention,package]'" in command_line(words)


def test_own_options_bring_their_folder(folder: DraftFolder) -> None:
    (folder.path / "options").mkdir(parents=True)
    (folder.path / "options" / "own_plan.yaml").write_text("title: A\n", encoding="utf-8")
    folder.change(options=("own_plan",))
    assert command_words(folder, "compare")[-2:] == ["--config-dir", folder.path.as_posix()]
    folder.change(options=("package",))
    assert "--config-dir" not in command_words(folder, "compare")


def test_a_sweep_has_its_axes(folder: DraftFolder) -> None:
    beds = AxisDraft(of="intermediate_care", key="places", values="0; 10, 20", start="2023-10-01")
    folder.change(place="fife", axes=(AxisDraft(values="0, 5%, 10", over=6), beds), target=500.0)
    words = command_words(folder, "sweep")
    assert words[3:-1] == [
        "study=sweep", "axes.home_support.by=0%,5%,10%", "axes.home_support.over=6 months",
        "axes.intermediate_care.places=0,10,20", "axes.intermediate_care.from=2023-10-01", "target=500",
    ]  # fmt: skip


@pytest.mark.parametrize("values", ["", "5", "1, 1", "a, b", "1, 2, nan, nan", ",".join(map(str, range(21)))])
def test_values_of_an_axis_that_are_no_values(values: str) -> None:
    with pytest.raises(ValueError, match="values"):
        values_of(AxisDraft(values=values))


def run_of(folder: DraftFolder, **files: str) -> Job:
    path = folder.path / jobs.JOBS / "0001"
    path.mkdir(parents=True)
    (path / jobs.ASKED).write_text(json.dumps({"kind": "compare", "words": ["partnership=fife"]}), encoding="utf-8")
    for name, text in files.items():
        (path / getattr(jobs, name)).write_text(text, encoding="utf-8")
    return Job(path)


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ({}, "waiting"),
        ({"BEGUN": ""}, "running"),
        ({"BEGUN": "", "END": '{"code": 0}'}, "finished"),
        ({"BEGUN": "", "END": '{"code": 2}'}, "failed"),
        ({"END": '{"code": 130}'}, "stopped"),
        ({"BEGUN": "", "END": '{"code'}, "running"),
    ],
)
def test_the_state_of_a_run_stands_on_disk(folder: DraftFolder, files: dict[str, str], state: str) -> None:
    assert run_of(folder, **files).state == state


def test_a_run_without_a_sign_of_life_is_gone(folder: DraftFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(folder, BEGUN="")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + jobs.SILENT_SECONDS + 1)
    assert run.state == "gone"


def test_progress_and_results_are_what_the_command_line_says(folder: DraftFolder) -> None:
    log = "Fife\nreplication 1 of 3, about 9 s left\nreplication 2 of 3, so far 5, about 4 s left\n"
    run = run_of(folder, BEGUN="", LOG=log + "\ntables   results/2026-11-27-compare-ab\n")
    assert run.progress == (2, 3, "replication 2 of 3, so far 5, about 4 s left")
    assert run.results == "2026-11-27-compare-ab"
    assert "replication" not in run.last_lines


def test_a_best_mix_has_its_wishes(folder: DraftFolder) -> None:
    budgets = {"all": 500_000.0, "council": 0.0}
    folder.change(place="fife", mix=MixDraft(target=1500.0, chance=85, budgets=budgets, at_most=4, check=10))
    assert command_words(folder, "best_mix")[:-1] == [
        "partnership=fife", "replications=24", "seed=1", "study=best_mix", "mix=nine_systems", "target=1500",
        "chance=0.85", "check=10", "budgets.all=500000", "budgets.council=0", "at_most=4",
    ]  # fmt: skip
    folder.change(options=("package", "housing_links"), mix=MixDraft(file="", target=1e6, replications=12))
    words = command_words(folder, "best_mix")
    assert {"options=[package,housing_links]", "target=1000000", "replications=12"} <= {*words}
    assert kinds_asked(folder.draft) == ["compare", "best_mix"]


@pytest.mark.parametrize(("kind", "state"), [("best_mix", "finished"), ("compare", "failed")])
def test_a_best_mix_that_meets_no_target_has_results_all_the_same(folder: DraftFolder, kind: str, state: str) -> None:
    run = run_of(folder, BEGUN="", END='{"code": 1}', LOG="\ntables   results/2026-11-28-best_mix-ab\n")
    (run.path / jobs.ASKED).write_text(json.dumps({"kind": kind, "words": []}), encoding="utf-8")
    assert (run.kind, run.state) == (kind, state)
