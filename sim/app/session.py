"""Whose draft a browser window works on: the one in its address, else the window's own, else a new one."""

import os
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from sim.app.draft import Draft, DraftFolder
from sim.app.page_parts import plain

RESULTS = "HOMEFIRST_RESULTS"
"""Variable of the environment that names the folder of results."""
ADDRESS = "draft"
ASKED_IN_WORDS = ("partnership", "options", "replications", "seed")


def results_root() -> Path:
    """Return the folder of results, as it was given to the app."""
    return Path(os.environ.get(RESULTS, "results"))


def this_draft() -> DraftFolder:
    """Return the draft of this window, and put its key into the address so that a link or a reload finds it again."""
    root, given = results_root(), st.query_params.get(ADDRESS, "")
    folder = DraftFolder.kept(root, given)
    own = st.session_state.get(ADDRESS)
    if folder is None and given and given != own:
        st.warning("There is no draft of the key in this address: a new one was begun.")
    if folder is None:
        folder = DraftFolder(root, own) if own and given in ("", own) else DraftFolder.fresh(root)
    if any(word in st.query_params for word in ASKED_IN_WORDS):
        folder = _asked_in_words(root)
    st.session_state[ADDRESS] = folder.key
    if st.query_params.get(ADDRESS) != folder.key:
        st.query_params.from_dict({ADDRESS: folder.key})
    return folder


def _asked_in_words(root: Path) -> DraftFolder:
    """Begin a draft with what a link asks in the words of the command line, such as ``?partnership=fife``."""
    words = {word: st.query_params[word] for word in ASKED_IN_WORDS if word in st.query_params}
    fields: dict[str, object] = {"place": words["partnership"]} if "partnership" in words else {}
    if "options" in words:
        fields["options"] = tuple(filter(None, words["options"].strip("[]").split(",")))
    fields |= {word: words[word] for word in ("replications", "seed") if word in words}
    folder = DraftFolder.fresh(root)
    try:
        folder.keep(Draft.model_validate(fields))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        st.error(plain(f"This address cannot be used: {'.'.join(map(str, first['loc']))}: {first['msg']}"))
    return folder


def widget_key(folder: DraftFolder, name: str) -> str:
    """Return the key of a widget: another draft has other widgets."""
    return f"{folder.key}-{name}"
