"""The app's pages without a browser: each shows what its draft asks, and keeps what is chosen."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import sim.app.front
from sim.app import jobs
from sim.app.__main__ import refuse_what_cannot_be, words_given
from sim.app.command_words import command_words
from sim.app.draft import AxisDraft, DraftFolder, MixDraft
from sim.app.session import RESULTS
from sim.app.settings import OPEN, server_settings
from tests.unit.app_pages import shown

Show = Callable[..., AppTest]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(RESULTS, str(tmp_path))
    return tmp_path


@pytest.fixture
def folder(root: Path) -> DraftFolder:
    folder = DraftFolder.fresh(root)
    folder.change(place="orkney_islands", replications=3)
    return folder


@pytest.fixture
def show(root: Path) -> Show:
    return shown


def lines(app: AppTest) -> str:
    return "\n".join([*(str(part.value) for part in app.markdown), *(str(part.value) for part in app.error)])


@pytest.mark.parametrize("module", sim.app.front.PAGES)
def test_every_page_stands_for_a_draft_of_which_nothing_is_run(show: Show, folder: DraftFolder, module: object) -> None:
    app = show(module.ADDRESS, draft=folder.key)  # type: ignore[attr-defined]
    assert len(app.title) == 1
    assert not app.error
    assert app.query_params["draft"] in (folder.key, [folder.key])


def test_a_place_that_is_chosen_is_kept(show: Show, folder: DraftFolder) -> None:
    app = show("place", draft=folder.key)
    assert app.selectbox[0].value == "orkney_islands"
    app.selectbox[0].set_value("moray").run()
    assert folder.draft.place == "moray"
    assert "Moray today" in [heading.value for heading in app.header]


def test_a_lever_that_is_chosen_is_kept_with_its_reason(show: Show, folder: DraftFolder) -> None:
    app = show("levers", draft=folder.key)
    app.checkbox(f"{folder.key}-option-falls_prevention").check().run()
    assert folder.draft.options == ("falls_prevention",)
    app.text_area(f"{folder.key}-reason-falls_prevention").set_value("Falls rise").run()
    assert folder.draft.reasons == {"falls_prevention": "Falls rise"}
    app.checkbox(f"{folder.key}-option-falls_prevention").uncheck().run()
    assert folder.draft.options == ()


def test_the_evidence_stands_beside_its_lever(show: Show, folder: DraftFolder) -> None:
    app = show("levers", draft=folder.key)
    shown = "\n".join(str(part.proto.body) for part in app.get("html"))
    assert "El-Khoury 2013" in shown
    assert "hf-weak-evidence" in shown
    assert "hf-assumption" in shown
    assert "Reaches 20 % of" in lines(app).replace("\\", "")


def test_a_link_in_the_words_of_the_command_line_begins_a_draft(show: Show, root: Path) -> None:
    app = show("run", partnership="fife", options="package,housing_links", replications="4")
    key = str(app.session_state["draft"])
    draft = DraftFolder(root, key).draft
    assert (draft.place, draft.options, draft.replications) == ("fife", ("package", "housing_links"), 4)
    assert "replications=4" in app.code[0].value


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"partnership": "../../etc"}, "This address cannot be used"),
        ({"partnership": "fiffe"}, "there is no"),
        ({"replications": "1e9"}, "This address cannot be used"),
        ({"partnership": "fife", "options": "../x"}, "This address cannot be used"),
    ],
)
def test_a_link_that_asks_what_there_is_not_says_so(show: Show, address: dict[str, str], words: str) -> None:
    app = show("place", **address)
    assert any(words in error.value.replace("\\", "") for error in app.error)


def test_a_key_of_no_draft_begins_a_new_one(show: Show, root: Path) -> None:
    app = show("place", draft="0123456789abcdef")
    assert "no draft of the key" in app.warning[0].value
    assert app.session_state["draft"] != "0123456789abcdef"
    assert not list(root.iterdir())


@pytest.mark.parametrize(("address", "is_said"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_a_page_says_that_others_can_reach_it_without_login(
    show: Show, monkeypatch: pytest.MonkeyPatch, address: str, is_said: bool
) -> None:
    monkeypatch.setattr("streamlit.get_option", {"server.address": address}.get)
    assert [warning.value for warning in show("about").warning] == [OPEN] * is_said


def test_a_run_starts_the_command_line_once(show: Show, folder: DraftFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(jobs.subprocess, "Popen", lambda command, **_: begun.append(command))
    folder.change(options=("package",))
    app = show("run", draft=folder.key)
    app.button(f"{folder.key}-run-compare").click().run()
    assert [button.label for button in app.button] == ["Stop the run"]
    job = jobs.latest(folder)
    assert job is not None
    assert job.words == [
        "partnership=orkney_islands", "replications=3", "seed=1", "options=[package]", "report=paper",
        f"results={folder.results.as_posix()}",
    ]  # fmt: skip
    assert jobs.start(folder, "compare", ["another=1"]) == job
    assert len(begun) == 1
    app.button(f"{folder.key}-stop").click().run()
    assert (job.path / jobs.STOP).is_file()


def test_a_run_that_failed_shows_what_the_program_said(show: Show, folder: DraftFolder) -> None:
    path = folder.path / jobs.JOBS / "0001"
    path.mkdir(parents=True)
    (path / jobs.ASKED).write_text('{"kind": "compare", "words": []}', encoding="utf-8")
    (path / jobs.LOG).write_text("command line: seed: <b>must be a whole number</b>\n", encoding="utf-8")
    (path / jobs.END).write_text('{"code": 2}', encoding="utf-8")
    app = show("run", draft=folder.key)
    assert "gave no results" in app.error[0].value
    shown = "\n".join(str(part.proto.body) for part in app.get("html"))
    assert "seed: &lt;b&gt;must be a whole number" in shown


def test_a_sweep_with_faults_is_not_kept(show: Show, folder: DraftFolder) -> None:
    app = show("sweep", draft=folder.key)
    assert app.text_input[0].value == "0, 5, 10, 15"
    app.text_input[0].set_value("0, many")
    app.button[0].click().run()
    assert "values must be numbers" in app.error[0].value
    assert folder.draft.axes == ()
    app.text_input[0].set_value("0, 5")
    app.button[0].click().run()
    assert folder.draft.axes[0] == AxisDraft(values="0, 5")


def test_a_best_mix_without_bounds_is_not_kept(show: Show, folder: DraftFolder) -> None:
    app = show("best_mix", draft=folder.key)
    keep = next(button for button in app.button if button.label == "Keep these settings")
    keep.click().run()
    assert "without, all levers are best" in app.error[0].value
    assert folder.draft.mix is None
    fields = {part.label: part for part in app.number_input}
    fields["Bed days returned a year that are wanted (0: as many as the budgets allow)"].set_value(300.0)
    fields["Net cost a year at most, council, £ (left empty: no budget)"].set_value(0.0)
    next(button for button in app.button if button.label == "Keep these settings").click().run()
    assert folder.draft.mix == MixDraft(target=300.0, budgets={"council": 0.0})
    assert "mix=nine_systems" in app.code[0].value


def test_own_options_are_checked_and_kept(show: Show, folder: DraftFolder) -> None:
    app = show("levers", draft=folder.key)
    form = {part.label: part for part in [*app.text_input, *app.selectbox, *app.number_input]}
    add = next(button for button in app.button if button.label == "Add this option")
    form["Title"].set_value("Ten percent")
    add.click().run()
    assert "changes nothing" in app.error[0].value
    form = {part.label: part for part in [*app.text_input, *app.selectbox, *app.number_input]}
    form["Add to, or take from"].set_value("home_support")
    form["Counted in"].set_value("by")
    form["How many more (below 0: fewer)"].set_value(10.0)
    next(button for button in app.button if button.label == "Add this option").click().run()
    assert folder.draft.options == ("own_ten_percent",)
    assert folder.own_options == ["own_ten_percent"]


def test_the_server_is_on_this_computer_alone_and_sends_nothing() -> None:
    flags = server_settings("127.0.0.1", "8501")
    assert {"--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--client.toolbarMode=viewer"} <= {*flags}
    assert "--server.allowedHosts=127.0.0.1" in flags
    assert not [flag for flag in server_settings("0.0.0.0", "8501") if "allowedHosts" in flag]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["port=abc"], "command line: port: 'abc': must be a port such as 8501"),
        (["colour=red"], "command line: 'colour=red': is none of address=, port=, results="),
        (["port=99999"], "command line: address 127.0.0.1, port 99999: cannot be used"),
        (["address=no.such.place.invalid"], "command line: address no.such.place.invalid, port 8501: cannot be used"),
    ],
)
def test_words_that_cannot_be_used_get_a_line(words: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as left:
        refuse_what_cannot_be(words_given(words))
    assert str(left.value).startswith(message)


def test_a_port_in_use_and_a_folder_that_is_a_file_get_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        with pytest.raises(SystemExit, match="cannot be used"):
            refuse_what_cannot_be(words_given([f"port={port}"]))
    with pytest.raises(SystemExit, match="cannot be written"):
        refuse_what_cannot_be(words_given([f"port={port}", f"results={tmp_path / 'file' / 'results'}"]))


def test_an_animation_is_asked_in_the_words_of_the_command_line(show: Show, folder: DraftFolder) -> None:
    folder.change(options=("falls_prevention", "more_home_support"))
    assert "options=[falls_prevention]" in command_words(folder, "animation")
    app = show("animation", draft=folder.key)
    assert [box.value for box in app.selectbox] == ["", "falls_prevention"]
    app.selectbox[0].set_value("more_home_support")
    app.text_input[0].set_value("2023-12-01")
    next(button for button in app.button if button.label == "Keep these settings").click().run()
    assert not app.exception
    words = command_words(folder, "animation")
    assert words[2:7] == [
        "study=animation",
        "options=[more_home_support,falls_prevention]",
        "replication=1",
        "shown_from=2023-12-01",
        "shown_days=31",
    ]
    app.text_input[0].set_value("December")
    next(button for button in app.button if button.label == "Keep these settings").click().run()
    assert "first" in lines(app)
    assert folder.draft.animation.first == "2023-12-01"
