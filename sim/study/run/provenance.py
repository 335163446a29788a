"""Provenance of results: enough to repeat them, and nothing about who made them or where."""

import datetime
import importlib.metadata
import platform
import re
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sim
from sim.study.question.question import Question

_LIBRARIES = (
    "hydra-core", "jinja2", "llvmlite", "matplotlib", "numba", "numpy", "omegaconf", "pandas", "pyarrow", "pydantic",
    "PyYAML", "scipy", "simpy", "tqdm",
)  # fmt: skip
CONFIG_DIR = ("--config-dir", "-cd")
_PATH = re.compile(r"(?:[A-Za-z]:|~)?[\w.\-~ ]*(?:[/\\]+[\w.\-~ ]*)+")


def provenance_of(
    question: Question, command: Sequence[str], begun: datetime.datetime, seconds: float, processes: int
) -> dict[str, Any]:
    """Return versions, seed, start and seconds of a study, and the command line.

    ``begun`` is the start with its time zone, ``seconds`` the running time, ``processes`` the number of worker
    processes. Folders are left out of the command line, but for that of `--config-dir`, without which the study could
    not be repeated.
    """
    commit, changed = _git(sim.shipped())
    return {
        "version": sim.__version__,
        "commit": commit,
        "changed_since_commit": changed,
        "model": question.model,
        "question": question.hash,
        "engine": question.engine,
        "seed": question.seed,
        "replications": question.replications,
        "started": begun.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "processes": processes,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: importlib.metadata.version(name) for name in _LIBRARIES},
        "command": " ".join(repeatable(command)),
    }


def repeatable(command: Sequence[str]) -> list[str]:
    """Return the words of a command line without folders, the planner's own folder of scenarios as it was given."""
    words = []
    for before, word in zip(["", *command], command, strict=False):
        flag, equals, folder = word.partition("=")
        if before in CONFIG_DIR and not word.startswith("-"):
            words.append(shlex.quote(word))
        elif flag in CONFIG_DIR and equals:
            words.append(f"{flag}={shlex.quote(folder)}")
        else:
            words.append(without_folders(word))
    return words


def without_folders(word: str) -> str:
    """Return a word of the command line with each path cut down to its last name."""
    return _PATH.sub(lambda path: re.split(r"[/\\]", path[0].rstrip("/\\"))[-1], word)


def in_a_checkout() -> bool:
    """Tell whether the program runs from a checkout of the project, whose scenarios can be changed."""
    return (sim.shipped() / ".git").exists()


def _git(project: Path) -> tuple[str | None, bool | None]:
    """Return the commit of the project's own checkout, and whether files differ from it; nothing without one."""
    if not (project / ".git").exists():
        return None, None
    try:
        commit = _git_output(project, "rev-parse", "HEAD")
        return commit, bool(_git_output(project, "status", "--porcelain"))
    except (OSError, subprocess.SubprocessError):
        return None, None


def _git_output(project: Path, *words: str) -> str:
    process = subprocess.run(
        ["git", "-C", str(project), *words], capture_output=True, text=True, check=True, timeout=20, encoding="utf-8"
    )
    return process.stdout.strip()
