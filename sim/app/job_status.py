"""The run of a draft on a page: start, progress, stop, go on; it looks at the disk, so a reload shows the same."""

import html

import streamlit as st

from sim.app.command_words import command_line
from sim.app.draft import DraftFolder, Kind
from sim.app.jobs import Job, latest, start
from sim.app.page_parts import command, plain, printed, unfolded
from sim.app.session import widget_key

ENDINGS = {
    "stopped": "Stopped. What is finished is kept: running it again takes it up.",
    "gone": "The run ended without a word, as if the computer went off. Run again: what is finished is taken up.",
}
NAMES: dict[Kind, str] = {
    "compare": "comparison",
    "shares": "fair shares",
    "sweep": "sweep",
    "best_mix": "search for the best mix",
    "animation": "animation",
}


def job_status(folder: DraftFolder, kind: Kind, words: list[str]) -> None:
    """Show the latest run of a draft and what can be done with it; ``words`` are those of a run to be started."""
    job = latest(folder)
    if job is not None and job.is_at_work:
        _at_work(folder, job.path.name)
        unfolded("The command that is running", command_line(job.words))
        return
    if job is not None and job.kind == kind:
        _ended(folder, job)
    if st.button(f"Run the {NAMES[kind]}", type="primary", key=widget_key(folder, f"run-{kind}")):
        start(folder, kind, words)
        st.rerun()
    st.subheader("The same from the command line")
    command(command_line(words))


@st.fragment(run_every=1.0)
def _at_work(folder: DraftFolder, name: str) -> None:
    """Show a run at work, once a second, until it ends."""
    job = latest(folder)
    if job is None or job.path.name != name or not job.is_at_work:
        st.rerun()
        return
    if job.state == "waiting":
        line = "Waiting: another run on this computer comes first."
    else:
        done, total, words = job.progress
        line = words or "Getting ready: " + (job.last_lines.splitlines() or ["reading the scenario"])[-1]
        st.progress(done / total if total else 0.0, text=plain(f"{done} of {total} finished" if total else "begun"))
    st.html(f'<p role="status">The {NAMES[job.kind]}: {html.escape(line)}</p>')
    if st.button("Stop the run", key=widget_key(folder, "stop")):
        job.stop()


def _ended(folder: DraftFolder, job: Job) -> None:
    """Say how the latest run ended, and keep the name of its results folder in the draft."""
    state = job.state
    if state == "finished" and job.results:
        if folder.draft.results.get(job.kind) != job.results:
            folder.change(results={**folder.draft.results, job.kind: job.results})
        st.success(plain(f"Finished: results are in {job.results}."))
        if job.kind == "compare":
            page = st.session_state["pages"]["compare"]
            st.page_link(page, label="See the comparison", query_params={"draft": folder.key})
    elif state in ENDINGS:
        st.warning(ENDINGS[state])
    else:
        st.error("The run gave no results. The program said:")
        printed("What the program said", job.last_lines or "nothing")
    unfolded("What the command line printed", job.log)


def note_results(folder: DraftFolder) -> None:
    """Keep the results folder of a run that has ended in the draft, whichever page is looked at first."""
    job = latest(folder)
    if job and job.state == "finished" and job.results and folder.draft.results.get(job.kind) != job.results:
        folder.change(results={**folder.draft.results, job.kind: job.results})
