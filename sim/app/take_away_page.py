"""Page 8: what may be taken away: the board's paper, the brief, the scenario, the tables, and the command."""

from pathlib import Path

import streamlit as st

from sim.app.command_words import command_line, command_words, kinds_asked
from sim.app.draft import DraftFolder, Kind
from sim.app.packing import scenario_zip, tables_zip
from sim.app.page_parts import command, note, plain
from sim.app.results import results_folder
from sim.app.session import widget_key

TITLE, ADDRESS = "Take away", "take_away"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OTHERS: dict[Kind, str] = {
    "shares": "fair shares",
    "sweep": "sweep",
    "best_mix": "best mix",
    "animation": "animation",
}
FILES = (
    ("paper.docx", "Board paper, Word", WORD),
    ("paper.xlsx", "Board paper, Excel", EXCEL),
    ("paper.html", "Board paper, web page", "text/html"),
    ("brief.html", "Brief of two pages, web page", "text/html"),
)


def show_page() -> None:
    """Show the page."""
    folder: DraftFolder = st.session_state["folder"]
    st.title("Take away")
    path = results_folder(folder, "compare")
    st.header("Results of the comparison")
    if path is None:
        st.write("Nothing has been run yet in this draft.")
    else:
        _results(folder, path)
    for kind, words in OTHERS.items():
        other = results_folder(folder, kind)
        if other is not None:
            st.header(f"Results of the {words}")
            _download(folder, f"Tables of the {words}, CSV", _tables(other), f"{other.name}.zip", "application/zip")
    _scenario(folder)


def _results(folder: DraftFolder, path: Path) -> None:
    """Show the files of a results folder."""
    note(f"From the folder {path.name}.")
    for name, words, kind in FILES:
        if (path / name).is_file():
            _download(folder, words, (path / name).read_bytes(), f"{path.name}-{name}", kind)
    if not (path / "paper.docx").is_file():
        st.write("There is no board paper in this folder: a run of at least one option from the page Run leaves one.")
    _download(folder, "All tables, CSV", _tables(path), f"{path.name}.zip", "application/zip")


def _scenario(folder: DraftFolder) -> None:
    """Show the scenario of the draft, its own options, and the commands that do the same."""
    st.header("Scenario")
    st.write(
        "The options as YAML files, as a folder that the command line takes with --config-dir, with your reasons. An "
        "option of your own may be uploaded again on the page Levers, here or elsewhere."
    )
    draft = folder.draft
    if draft.options:
        _download(folder, "Scenario: all options chosen", scenario_zip(folder), "scenario.zip", "application/zip")
    for name in folder.own_options:
        data = (folder.path / "options" / f"{name}.yaml").read_bytes()
        _download(folder, f"Scenario: option {name}", data, f"{name}.yaml", "application/yaml")
    st.header("The command that repeats it")
    for kind in kinds_asked(draft):
        command(command_line(command_words(folder, kind)))
    st.write(
        "The address of this page is a link to this draft: it finds the same choices and results on this computer."
    )


def _tables(path: Path) -> bytes:
    return tables_zip(path, (path / "provenance.yaml").stat().st_mtime_ns)


def _download(folder: DraftFolder, words: str, data: bytes, name: str, kind: str) -> None:
    st.download_button(
        plain(words), data, name, kind, key=widget_key(folder, f"file-{name}"), on_click="ignore", icon=None
    )
