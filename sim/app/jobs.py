"""Runs of the app: each a process of its own with a folder of its own, so that a reload, or another day, finds it."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import sim
from sim.app.draft import DraftFolder, Kind
from sim.study.run.whole_files import write_into

JOBS, ASKED, LOG, ALIVE, STOP, BEGUN, END = "runs", "asked.json", "log.txt", "alive", "stop", "begun", "end.json"
SILENT_SECONDS = 20.0
"""After so long without a sign of life a process counts as gone."""
LONGEST_LOG = 200_000
State = Literal["waiting", "running", "finished", "failed", "stopped", "gone"]
AT_WORK = ("waiting", "running")
_PROGRESS = re.compile(r"^(\w+) (\d+) of (\d+), (.*)$", re.MULTILINE)
_TABLES = re.compile(r"^tables +(\S.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Job:
    """One run: its folder, from which all else is read."""

    path: Path

    @property
    def kind(self) -> Kind:
        """The kind of study that it runs."""
        asked = self._note(ASKED).get("kind")
        return next((kind for kind in get_args(Kind) if kind == asked), "compare")

    @property
    def words(self) -> list[str]:
        """The words of the command line that it runs."""
        words = self._note(ASKED).get("words")
        return [str(word) for word in words] if isinstance(words, list) else []

    @property
    def state(self) -> State:
        """Where it stands."""
        if end := self._note(END):
            codes: dict[object, State] = {0: "finished", 130: "stopped"}
            if self.kind == "best_mix" and self.results:
                codes[1] = "finished"  # no mix meets what is asked; the results say how near they come
            return codes.get(end.get("code"), "failed")
        signs = [self.path / name for name in (ALIVE, ASKED)]
        latest = max((path.stat().st_mtime for path in signs if path.is_file()), default=0.0)
        if time.time() - latest > SILENT_SECONDS:
            return "gone"
        return "running" if (self.path / BEGUN).is_file() else "waiting"

    @property
    def is_at_work(self) -> bool:
        """Whether it is still to end."""
        return self.state in AT_WORK

    @property
    def log(self) -> str:
        """What the program has said, its last part where that is long."""
        try:
            return (self.path / LOG).read_bytes()[-LONGEST_LOG:].decode("utf-8", "replace")
        except OSError:
            return ""

    @property
    def progress(self) -> tuple[int, int, str]:
        """How many are finished, of how many, and the latest message; nothing of nothing before the first."""
        matches = list(_PROGRESS.finditer(self.log))
        if not matches:
            return 0, 0, ""
        unit, done, total, words = matches[-1].groups()
        return int(done), int(total), f"{unit} {done} of {total}, {words}"

    @property
    def results(self) -> str:
        """Name of the results folder; empty where none is said."""
        folders = _TABLES.findall(self.log)
        return Path(folders[-1].strip()).name if folders else ""

    @property
    def last_lines(self) -> str:
        """The last lines that the program said, without progress."""
        return "\n".join([line for line in self.log.splitlines() if not _PROGRESS.match(line)][-10:])

    def stop(self) -> None:
        """Ask it to stop; what is finished is kept."""
        write_into(self.path, STOP, "")

    def _note(self, name: str) -> dict[str, object]:
        try:
            note = json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}


def latest(folder: DraftFolder) -> Job | None:
    """Return the latest run of a draft; None before the first."""
    numbers = sorted(path for path in (folder.path / JOBS).glob("[0-9]*") if path.is_dir())
    return Job(numbers[-1]) if numbers else None


def start(folder: DraftFolder, kind: Kind, words: list[str]) -> Job:
    """Start a run, unless one of this draft is at work; return the one that is."""
    before = latest(folder)
    if before is not None and before.is_at_work:
        return before
    path = folder.path / JOBS / f"{int(before.path.name) + 1 if before else 1:04d}"
    try:
        path.mkdir(parents=True)
    except FileExistsError:  # another window of the same draft was quicker
        return Job(path)
    write_into(path, ASKED, json.dumps({"kind": kind, "words": words}))
    home = str(Path(sim.__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))
    subprocess.Popen(
        [sys.executable, "-P", "-m", "sim.app.worker", str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"},
        start_new_session=True,
    )
    return Job(path)
