"""Start here: make the environment once, then run the main job or the tests.

python start.py                      the main job: Glasgow City, ten options against the baseline
python start.py partnership=fife     the same for another partnership; any further key=value is passed on
python start.py run [KEY=VALUE ...]  the model with these arguments and no others (run --help lists them)
python start.py app [KEY=VALUE ...]  the browser app, on this computer alone (app --help lists the keys)
python start.py test [ARG ...]       lint, format, types, tests; ARG goes to pytest
python start.py docs                 the documentation site, into build/site; it opens without a network
python start.py notebooks [NAME ...] the notebooks of docs/notebooks, each from its first cell to its last
python start.py bench [PART ...]     how fast it is: chain, system, compile, instructions; all where none is named
python start.py bench waits [NAME ...]  whole commands by the clock, minutes each; without a name: which there are
python start.py --help               this text

Needs Python 3.11 or newer and nothing else. The libraries of requirements.lock go into the folder .venv beside this
file: about a minute, once; those of sim/app/requirements.lock join them when the app is first started, the tools of
tests/requirements.lock when the tests are first run, those of docs/requirements.lock when the site is first built.
Results appear in the folder results/ of the directory you are in.
"""

import csv
import hashlib
import importlib.util
import os
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
APP_LOCK = ROOT / "sim" / "app" / "requirements.lock"
TEST_LOCK = ROOT / "tests" / "requirements.lock"
DOCS_LOCK = ROOT / "docs" / "requirements.lock"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
# One option from each of the nine systems, and a package.
MAIN_JOB = [
    "partnership=glasgow_city",
    "options=[hospital_at_home,falls_prevention,anticipatory_care_planning,housing_links,more_home_support,"
    "high_resource_users,palliative_care_at_home,living_and_dying_well_in_care_homes,more_intermediate_care,package]",
    "replications=30",
]
CHECKS = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy", "--strict", "sim"]]
TESTS = ["pytest", "-n", "2"]
SITE = ROOT / "build" / "site"
BUILD = ["sphinx", "--fresh-env", "--write-all", "--fail-on-warning", "--quiet", "--conf-dir", "docs", ".", str(SITE)]
PARTS = ["chain", "system", "compile", "instructions"]
COMPARED = ROOT / "tests" / "bench" / "requirements.txt"

say = partial(print, flush=True)  # at once, so that it stands before what a child process prints


def run(command: "list[str]", folder: "Path | None" = None) -> int:
    """Run a command with the project on its path; return its exit code.

    Small matrices are worked on by one thread: two wait for each other, and sum in another order.
    """
    env = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(command, cwd=folder, env=env) as child:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=10)  # the terminal told it too: let it tidy up
            child.terminate()
            raise
    return code if code >= 0 else 128 - code  # stopped by a signal: as a shell says it


def stamp(lock: Path) -> Path:
    """Return the file that says which libraries of a lock are in the environment."""
    name = {LOCK: "run", APP_LOCK: "app", DOCS_LOCK: "docs"}.get(lock, "test")
    return VENV / f"homefirst-{name}.stamp"


def wanted_stamp(lock: Path) -> str:
    """Return the first line of a stamp: what the environment must have been made from, a lock and Python's version."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {version}"


def libraries() -> "list[Path]":
    """Return the folder of each installed library in which pip records its files."""
    return [path for pattern in ("lib/python*", "Lib") for path in VENV.glob(f"{pattern}/site-packages/*.dist-info")]


def is_whole(library: Path) -> bool:
    """Tell whether every file that pip has recorded of a library is there, in its size."""
    try:
        with (library / "RECORD").open(encoding="utf-8", newline="") as record:
            rows = [row for row in csv.reader(record) if len(row) == 3 and row[2]]
        return all(os.stat(library.parent / row[0]).st_size == int(row[2]) for row in rows)
    except (OSError, ValueError):
        return False


def is_as_stamped(lock: Path) -> bool:
    """Tell whether the libraries of a lock were installed, and are still there."""
    try:
        first, *names = stamp(lock).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return first == wanted_stamp(lock) and set(names) <= {path.name for path in libraries()}


def is_usable() -> bool:
    """Tell whether .venv holds a Python of this version with pip, so that installing into it is enough."""
    question = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    command = [str(PYTHON), "-c", question]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    """Make an empty .venv with pip."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        what = f"This Python cannot make an environment: {' and '.join(missing)} missing."
        raise SystemExit(f"{what} On Debian or Ubuntu: sudo apt install python3-venv")
    say(f"Making the environment {VENV}")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    if run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise SystemExit("The environment could not be made; the lines above say why.")


def install(files: "list[str]") -> "list[str]":
    """Install pinned libraries, naming each as it comes; return what pip said last if it failed."""
    command = [str(PYTHON), "-m", "pip", "install", "--progress-bar", "off", "--disable-pip-version-check", *files]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith("Collecting "):
                say("  " + line.split()[1])
            elif line.startswith("Installing collected"):
                say("  putting them in place")
    return lines[-20:] if pip.returncode else []


def prepare(*locks: Path) -> None:
    """Make or mend the environment unless it is as these locks want it, with no file of a library gone or cut."""
    broken = [path for path in libraries() if not is_whole(path)]
    if not broken and PYTHON.exists() and all(map(is_as_stamped, locks)):
        return
    if any(path.name.startswith("pip-") for path in broken) or not is_usable():
        make_venv()
        broken = []
    for lock in locks:
        stamp(lock).unlink(missing_ok=True)
    if broken:
        names = [path.name.removesuffix(".dist-info").rsplit("-", 1) for path in broken]
        say(f"Files of {', '.join(name for name, _ in names)} are gone or changed: installing them again")
        pip(["--force-reinstall", "--no-deps", *("==".join(name) for name in names)])
    say(f"Installing the pinned libraries of {' and '.join(where(lock) for lock in locks)} (about a minute, once)")
    pip([word for lock in locks for word in ("-r", str(lock))])
    names_there = sorted(path.name for path in libraries())
    for lock in locks:
        stamp(lock).write_text("\n".join([wanted_stamp(lock), *names_there]), encoding="utf-8")


def where(path: Path) -> str:
    """Return a file of the project as it is called in it."""
    return path.relative_to(ROOT).as_posix()


def pip(words: "list[str]") -> None:
    """Install, or leave with what pip said."""
    if said := install(words):
        raise SystemExit("The libraries could not be installed; pip said:\n" + "".join(said))


def model(arguments: "list[str]") -> int:
    """Run the model where the caller stands; `-P` keeps that directory off the import path."""
    return run([str(PYTHON), "-P", "-m", "sim", *arguments])


def app(arguments: "list[str]") -> int:
    """Start the browser app where the caller stands, and go on until it is stopped."""
    return run([str(PYTHON), "-P", "-m", "sim.app", *arguments])


def main_job(extra: "list[str]") -> int:
    """Run the main job; an argument given by the caller takes the place of the one that stands here."""
    given = {argument.split("=")[0].lstrip("+~") for argument in extra}
    return model([word for word in MAIN_JOB if word.split("=")[0] not in given] + extra)


def test(extra: "list[str]") -> int:
    """Run every check, also after one has failed; return the first exit code that is not 0."""
    failed: dict[str, int] = {}
    for words in (*CHECKS, TESTS + extra):
        say(f"== {' '.join(words)}")
        code = run([str(PYTHON), "-m", *words], ROOT)
        if code:
            failed.setdefault(words[0], code)
    say(f"== failed: {', '.join(failed)}" if failed else "== all passed")
    return next(iter(failed.values()), 0)


def docs(extra: "list[str]") -> int:
    """Build the documentation site; a warning, such as a dead link, is a failure."""
    say("Building the documentation site (about half a minute)")
    code = run([str(PYTHON), "-m", *BUILD, *extra], ROOT)
    say("The site could not be built; the lines above say why." if code else f"site     {where(SITE)}/index.html")
    return code


def notebooks(names: "list[str]") -> int:
    """Run the notebooks, or those named, from nothing; return 1 if a cell fails."""
    return run([str(PYTHON), "-m", "docs.run_notebooks", *names], ROOT)


def bench(parts: "list[str]") -> int:
    """Measure speed, part by part, beside tools that nothing else needs; return the last exit code that is not 0."""
    if parts[:1] == ["waits"]:
        return run([str(PYTHON), "-m", "tests.bench.waits", *parts[1:]], ROOT)
    if unknown := set(parts) - set(PARTS):
        raise SystemExit(f"bench: no part called {', '.join(sorted(unknown))} (there are {', '.join(PARTS)}, waits)")
    if "chain" in (parts := parts or PARTS):
        say("Installing the tools that the chain is compared in, unless they are there")
        if said := install(["-r", str(COMPARED), "-c", str(LOCK)]):
            say(f"They cannot be installed, so they are left out; pip said: {said[-1].strip()}")
    failed = 0
    for part in parts:
        say(f"== {part}")
        failed = run([str(PYTHON), "-m", f"tests.bench.{part}"], ROOT) or failed
    return failed


def main(arguments: "list[str]") -> int:
    """Do what the arguments ask."""
    if arguments[:1] in (["--help"], ["-h"]):
        say((__doc__ or "").strip())
        return 0
    if sys.version_info < OLDEST:
        raise SystemExit(f"Homefirst needs Python 3.11 or newer; this is {sys.version.split()[0]}, {sys.executable}.")
    locks = {"app": [LOCK, APP_LOCK], "test": [LOCK, APP_LOCK, TEST_LOCK], "docs": [LOCK, DOCS_LOCK]}
    locks["notebooks"] = locks["docs"]
    prepare(*locks.get(arguments[0] if arguments else "", [LOCK]))
    tasks = {"run": model, "app": app, "test": test, "docs": docs, "notebooks": notebooks, "bench": bench}
    return tasks[arguments[0]](arguments[1:]) if arguments and arguments[0] in tasks else main_job(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"{error.filename or 'start.py'}: {error.strerror or error}")
