"""The front door: conf and command line in, one study, one results folder out. The only file that knows Hydra.

python -m sim partnership=fife options=[falls_prevention,more_home_support] replications=20 seed=7
"""

import os
import re
import signal
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from tqdm import tqdm

import sim
from sim.description.faults import Fault, Faulty, shown
from sim.description.files import Source, files_in
from sim.description.read import partnerships
from sim.description.yaml_files import read_yaml

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from sim.study.answer import Answer
    from sim.study.conf import Asking

HELP = """\
Homefirst: how many hospital bed days a year an option gives back to a health and social care partnership.

  python -m sim [KEY=VALUE ...]          run a study and write a results folder
  python -m sim partnership=fife options=[falls_prevention,more_home_support] replications=20 seed=7

Keys (their values as they stand: --cfg job)
  partnership    one of those below                       teaching      a small model instead
  options        compared with the baseline, [a,b,c]      replications  more: narrower intervals
  seed           another seed, other luck                 processes     null: every core
  horizon        one_year, five_years, teaching_month; or horizon.years=2, horizon.warmup_days=90
  report         brief, none                              results       folder to write to
  event_log      true: keep every event                   resume        false: run finished ones again

Flags of Hydra
  --config-dir DIR   your own scenarios before the shipped ones: DIR/options, DIR/interventions, DIR/base, DIR/teaching
                     (and your own conf: DIR/horizon ...)
  --cfg job          show the conf, run nothing           -m            one run for each of key=a,b
  --info searchpath  where conf is looked for             --hydra-help  the other flags
"""
WITH_A_VALUE = ("--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--cfg", "-c", "--package", "-p")
SCENARIOS = ("base", "interventions", "options", "teaching")


def main() -> NoReturn:
    """Do what the command line asks, and leave with 0, 2 (bad input), 1 (no answer) or 130 (stopped)."""
    signal.signal(signal.SIGTERM, _stop)
    words = sys.argv[1:]
    try:
        if {"--help", "-h"} & set(words):
            print(help_text(_roots(_given_folders(words))))
        else:
            sys.argv[1:] = flags_first(words)
            _hydra()
    except Faulty as faulty:
        print(faulty, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("Stopped. Finished replications are kept: the same command takes them up.", file=sys.stderr)
        sys.exit(130)
    sys.exit(0)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


# --- Hydra -----------------------------------------------------------------------------------------------------------


def _hydra() -> None:
    """Let Hydra compose the conf and call `study`; tell its errors in one line."""
    import hydra  # noqa: PLC0415 - here, so that a worker process does not load it
    from hydra.errors import HydraException  # noqa: PLC0415
    from omegaconf import OmegaConf  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415
    from yaml import YAMLError  # noqa: PLC0415

    from sim.study.conf import fault_of  # noqa: PLC0415

    _hide_scenarios_from_hydra()
    wanted = os.environ.get("HYDRA_FULL_ERROR", "0")
    os.environ["HYDRA_FULL_ERROR"] = "1"  # Hydra then raises what it would otherwise print
    with tempfile.TemporaryDirectory() as elsewhere:
        OmegaConf.register_new_resolver("elsewhere", lambda: elsewhere, replace=True)
        conf = str(sim.shipped() / "conf")
        try:
            hydra.main(version_base="1.3", config_path=conf, config_name="config")(study)()
        except (HydraException, OmegaConfBaseException, YAMLError) as error:
            if wanted == "1":
                raise
            raise Faulty([fault_of(error)]) from None
        finally:
            os.environ["HYDRA_FULL_ERROR"] = wanted


def _hide_scenarios_from_hydra() -> None:
    """Keep Hydra from taking the scenario folders of a planner's own folder for groups of conf.

    With DIR/options in `--config-dir DIR`, it would read options=[a,b] as a choice of conf files.
    """
    from hydra._internal.core_plugins.file_config_source import FileConfigSource  # noqa: PLC0415
    from hydra._internal.sources_registry import SourcesRegistry  # noqa: PLC0415
    from hydra.core.plugins import Plugins  # noqa: PLC0415

    class ConfOnly(FileConfigSource):
        def is_group(self, config_path: str) -> bool:
            return config_path.split("/", maxsplit=1)[0] not in SCENARIOS and super().is_group(config_path)

    Plugins.instance()
    SourcesRegistry.instance().types["file"] = ConfOnly


def _own_folders() -> list[Path]:
    """Return the planner's own folders, from `--config-dir` or `hydra.searchpath`."""
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415

    sources = HydraConfig.get().runtime.config_sources
    return [Path(one.path) for one in sources if one.schema == "file" and one.provider != "main"]


def _given_folders(words: Sequence[str]) -> list[Path]:
    """Return the folder of `--config-dir` on a command line that Hydra does not get to see."""
    flags = ("--config-dir", "-cd")
    after = [words[at + 1] for at, word in enumerate(words[:-1]) if word in flags]
    return [Path(one) for one in after + [word.split("=", 1)[1] for word in words if word.startswith("--config-dir=")]]


def flags_first(words: Sequence[str]) -> list[str]:
    """Return a command line with its flags before its key=value words: Hydra takes them in no other order."""
    flags: list[str] = []
    keys: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        (flags if word.startswith("-") or before in WITH_A_VALUE else keys).append(word)
    return flags + keys


def _roots(own: Sequence[Path]) -> list[Path]:
    return [*own, sim.shipped() / "scenarios"]


# --- a study ---------------------------------------------------------------------------------------------------------


def study(composed: "DictConfig") -> None:
    """Run the study that a composed conf asks for, and show what came of it."""
    try:
        _study(composed)
    except Faulty as faulty:  # told here, before Hydra adds a line of its own
        print(faulty, file=sys.stderr)
        sys.exit(2)


def _study(composed: "DictConfig") -> None:
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415
    from omegaconf import OmegaConf  # noqa: PLC0415

    from sim.study.answer import Answer  # noqa: PLC0415
    from sim.study.conf import asking  # noqa: PLC0415

    changed = [re.split(r"[=@]", word.lstrip("+~"))[0] for word in HydraConfig.get().overrides.task]
    written: Any = OmegaConf.to_container(composed, resolve=True)
    roots = _roots(_own_folders())
    asked = asking(written, changed, roots)
    print(opening(asked), flush=True)
    try:
        command = ["python", "-m", "sim", *sys.argv[1:]]
        answer = Answer.begin(asked.question, Path(asked.conf.results), roots, command, asked.conf.resume)
    except OSError as error:
        raise Faulty(
            [
                Fault(
                    "command line", "results", shown(asked.conf.results), message=f"cannot be written: {error.strerror}"
                )
            ]
        ) from None
    _watch(answer, asked.conf.cores)
    _show(answer, asked)


def opening(asked: "Asking") -> str:
    """Say in two lines what will be run."""
    question, period = asked.question, asked.question.period
    people = question.description.published.get("people_65_plus")
    who = (
        f"{question.description.title}, {people:,.0f} people aged 65 and over" if people else question.description.title
    )
    count = len(question.options)
    options = f"baseline and {count} option{'' if count == 1 else 's'}" if count else "baseline"
    runs = f"{question.replications} replication{'' if question.replications == 1 else 's'}"
    days = f"{period.to_day - period.from_day} days from {period.measured_from.day} {period.measured_from:%B %Y}"
    return f"{who}: {options}, {runs}\nMeasured: {days}, after {period.from_day} days of warm-up; seed {question.seed}"


def _watch(answer: "Answer", processes: int) -> None:
    """Run the replications, with a bar and the time left (a line for each where nobody sees the bar)."""
    total, begun = answer.question.replications, time.monotonic()
    if answer.taken_up:
        print(f"{answer.taken_up} of {total} replications are finished already and taken up", file=sys.stderr)
    if sys.stderr.isatty():
        with tqdm(total=total, initial=answer.taken_up, unit="replication", dynamic_ncols=True) as bar:
            for done in answer.run(processes):
                bar.update(done - bar.n)
        return
    for done in answer.run(processes):
        new = done - answer.taken_up
        if new:
            left = (time.monotonic() - begun) / new * (total - done)
            print(f"replication {done} of {total}, about {_span(left)} left", file=sys.stderr, flush=True)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _show(answer: "Answer", asked: "Asking") -> None:
    """Print warnings, the table and where the files are; draw the pictures and write the brief where asked for."""
    for line in answer.warnings:
        print(textwrap.fill(f"Warning: {line}", 110, subsequent_indent="  "), file=sys.stderr)
    folder = answer.folder.path
    if answer.comparison.empty:
        print(f"No run gave an answer: see {_shown(folder / 'runs.csv')}", file=sys.stderr)
        sys.exit(1)
    from sim.report.screen import table_text  # noqa: PLC0415

    question = asked.question
    titles = {name: option.title for name, option in question.options.items()}
    runs = int(answer.comparison["replications"].max())
    print(f"\n{table_text(answer.comparison, titles, place=question.description.title, replications=runs)}\n")
    written = [f"tables   {_shown(folder)}"]
    if asked.conf.report.pictures:
        from sim.report.pictures import draw  # noqa: PLC0415

        draw(folder)
        written.append(f"pictures {_shown(folder / 'figures')}")
    if asked.conf.report.brief:
        from sim.report.brief import brief  # noqa: PLC0415

        written.append(f"brief    {_shown(brief(folder))}")
    print("\n".join(written))


def _shown(path: Path) -> str:
    """Return a path from where the user stands, where that is shorter."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


# --- help ------------------------------------------------------------------------------------------------------------


def help_text(roots: Sequence[Path]) -> str:
    """Return the help: keys, flags, and every partnership, option and small model by name."""
    options = "\n".join(_titles(roots, "options"))
    teaching = "\n".join(_titles(roots, "teaching"))
    names = textwrap.fill(", ".join(partnerships(roots)), 100, initial_indent="  ", subsequent_indent="  ")
    return f"{HELP}\nPartnerships\n{names}\n\nOptions\n{options}\n\nSmall models (teaching=NAME)\n{teaching}"


def _titles(roots: Sequence[Path], folder: str) -> Iterator[str]:
    """Yield a line for each file of a folder: its name and title."""
    for name, source in files_in(roots, folder).items():
        yield f"  {name:38} {_title(source)}"


def _title(source: Source) -> str:
    try:
        return str(read_yaml(source)[0].get("title", ""))
    except Faulty:
        return "(not readable)"


if __name__ == "__main__":
    main()
