"""The front door: conf and command line in, one study, one results folder out. The only file that knows Hydra.

python -m sim partnership=fife options=[falls_prevention,more_home_support] replications=20 seed=7
"""

import os
import re
import signal
import sys
import tempfile
import textwrap
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from tqdm import tqdm

import sim
from sim.description.input_errors import InputError, InputErrors, shown
from sim.report.console_output import make_output_safe
from sim.study.question.help import help_text
from sim.study.streams import mend_streams

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from sim.study.asking import Request
    from sim.study.kinds.calibration_study import Calibration
    from sim.study.kinds.comparison_study import ComparisonStudy
    from sim.study.kinds.reproduction import Reproduction
    from sim.study.kinds.scotland_study import Scotland
    from sim.study.run.progress import UnderWay

WITH_A_VALUE = ("--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--cfg", "-c", "--package", "-p")
BAR = "{l_bar}{bar}| {n_fmt} of {total_fmt} {unit}s [{elapsed}{postfix}]"
SCENARIOS = ("base", "interventions", "options", "model")


def main() -> NoReturn:
    """Do what the command line asks, and leave with 0, 2 (bad input), 1 (no answer) or 130 (stopped)."""
    make_output_safe()
    mend_streams()
    signal.signal(signal.SIGTERM, _stop)
    words = sys.argv[1:]
    try:
        if {"--help", "-h"} & set(words):
            print(help_text(_roots(_given_folders(words))))
        else:
            sys.argv[1:] = flags_first(words)
            _hydra()
    except (InputErrors, ImportError, OSError, MemoryError) as error:
        _leave(error)
    except KeyboardInterrupt:
        print(
            "Stopped. Finished replications are kept, and steps of a calibration: the same command takes them up.",
            file=sys.stderr,
        )
        sys.exit(130)
    sys.exit(0)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _leave(error: Exception) -> NoReturn:
    """Tell what went wrong in one line for each fault, and leave: 2 for bad input, else 1."""
    if isinstance(error, BrokenPipeError):  # whoever read the output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    words = str(error)
    if isinstance(error, OSError):
        file = f"{_shown(Path(error.filename))}: " if isinstance(error.filename, str) else ""
        words = file + (error.strerror or " ".join(words.split())[:200] or type(error).__name__)
    if isinstance(error, ImportError | OSError | MemoryError):
        words = f"{words or 'Out of memory'}. What is finished is kept: the same command takes it up."
    print(words, file=sys.stderr)
    sys.exit(2 if isinstance(error, InputErrors) else 1)


# --- Hydra -----------------------------------------------------------------------------------------------------------


def _hydra() -> None:
    """Let Hydra compose the conf and call `study`; tell its errors in one line."""
    import hydra  # noqa: PLC0415 - here, so that a worker process does not load it
    from hydra.errors import HydraException  # noqa: PLC0415
    from omegaconf import OmegaConf  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415
    from yaml import YAMLError  # noqa: PLC0415

    from sim.study.question.conf import fault_of  # noqa: PLC0415

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
            raise InputErrors([fault_of(error)]) from None
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
        from sim.study.lock import release  # noqa: PLC0415
        from sim.study.run.records import NoAnswer  # noqa: PLC0415
    except (ImportError, OSError, MemoryError) as error:
        _leave(error)
    try:
        _study(composed)
    except (
        InputErrors,
        NoAnswer,
        ImportError,
        OSError,
        MemoryError,
    ) as error:  # here, before Hydra adds a line of its own
        _leave(error)
    finally:
        release()


def _study(composed: "DictConfig") -> None:
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415
    from omegaconf import OmegaConf  # noqa: PLC0415

    from sim.study.asking import asking  # noqa: PLC0415
    from sim.study.begin import begin  # noqa: PLC0415
    from sim.study.kinds.calibration_study import Calibration  # noqa: PLC0415
    from sim.study.kinds.engine_verification import Agreement  # noqa: PLC0415
    from sim.study.kinds.reproduction import Reproduction  # noqa: PLC0415

    changed = [re.split(r"[=@]", word.lstrip("+~"))[0] for word in HydraConfig.get().overrides.task]
    written: Any = OmegaConf.to_container(composed, resolve=True)
    roots = _roots(_own_folders())
    asked = asking(written, changed, roots)
    print(asked.opening, flush=True)
    _say_compiling(asked.question.engine)
    try:
        answer = begin(asked, roots, ["python", "-m", "sim", *sys.argv[1:]])
    except OSError as error:
        raise _unwritable("results", asked.conf.results, error) from None
    _watch(answer, asked.conf.cores_used)
    if isinstance(answer, Agreement):
        print(f"\n{answer.told()}")
        sys.exit(0 if answer.agreed else 1)
    try:
        if isinstance(answer, Calibration):
            _show_fit(answer, asked)
        elif isinstance(answer, Reproduction):
            _show_beside(answer)
        else:
            _show(answer, asked)
    finally:
        for line in answer.warnings:
            print(textwrap.fill(f"Warning: {line}", 110, subsequent_indent="  "), file=sys.stderr)


def _say_compiling(engine: str) -> None:
    """Tell of the first run of the compiled engine, which takes longer."""
    from sim.engine.engines import is_compiled  # noqa: PLC0415

    if engine == "compiled" and not is_compiled():
        print("Compiling the engine for this machine, once: about a minute", file=sys.stderr, flush=True)


def _unwritable(key: str, path: str, error: OSError) -> InputErrors:
    return InputErrors([InputError("command line", key, shown(path), message=f"cannot be written: {error.strerror}")])


def _watch(study: "UnderWay", processes: int) -> None:
    """Run what is left, with a bar and the time left (a line for each where nobody sees the bar)."""
    from sim.study.run.progress import progress  # noqa: PLC0415

    total, unit = study.total, study.unit
    if study.taken_up:
        print(f"{study.taken_up} of {total} {unit}s are finished already and taken up", file=sys.stderr)
    bar = tqdm(total=total, initial=study.taken_up, unit=unit, dynamic_ncols=True, bar_format=BAR, disable=None)
    with bar:
        for done, words in progress(study, processes):
            bar.set_postfix_str(words, refresh=False)
            bar.update(done - bar.n)
            if bar.disable and words:
                print(f"{unit} {done} of {total}, {words}", file=sys.stderr, flush=True)


def _show(answer: "ComparisonStudy | Scotland", asked: "Request") -> None:
    """Print the table and where the files are; draw the pictures and write the brief where asked for."""
    folder = answer.folder.path
    if answer.comparison.empty:
        print(f"No run gave an answer: see {_shown(folder / 'runs.csv')}", file=sys.stderr)
        sys.exit(1)
    from sim.report.changes import changes_text  # noqa: PLC0415
    from sim.report.console import table_text  # noqa: PLC0415

    question = asked.question
    titles = {name: option.title for name, option in question.options.items()}
    runs = int(answer.comparison["replications"].max())
    print(f"\n{table_text(answer.comparison, titles, place=question.description.title, replications=runs)}\n")
    if changes := changes_text(getattr(answer, "changes", None), titles):
        print(f"{changes}\n")
    if asked.parts:
        from sim.report.results_folder import read_results  # noqa: PLC0415
        from sim.report.scotland import scotland_text  # noqa: PLC0415

        print(f"{scotland_text(read_results(folder))}\n")
    written = [f"tables   {_shown(folder)}"]
    if asked.conf.report.pictures:
        from sim.report.pictures import draw  # noqa: PLC0415

        draw(folder)
        written.append(f"pictures {_shown(folder / 'figures')}")
    if asked.conf.report.brief:
        from sim.report.brief import brief  # noqa: PLC0415

        written.append(f"brief    {_shown(brief(folder))}")
    print("\n".join(written))
    if answer.comparison["mean"].isna().all():  # the baseline gives no answer: the tables say why
        sys.exit(1)


def _show_fit(answer: "Calibration", asked: "Request") -> None:
    """Print what the last step gave beside what is published, where it stands, and how to use it."""
    from sim.report.console import fit_text, use_text  # noqa: PLC0415
    from sim.study.question.conf import Calibrate  # noqa: PLC0415

    place, folder = asked.question.description.title, answer.folder.path
    print(f"\n{fit_text(answer.check, place=place, step=answer.total)}\n\ntables   {_shown(folder)}")
    if isinstance(asked.conf, Calibrate) and asked.conf.keep:
        scenarios = sim.shipped() / "scenarios"
        try:
            print(f"kept     {_shown(answer.keep(scenarios))}: every run of {place} uses it from now on")
        except OSError as error:
            raise _unwritable("keep", "scenarios/base/tables/calibrated.csv", error) from None
    else:
        print(use_text(_shown(folder / "calibrated.csv"), asked.question.place))


def _show_beside(answer: "Reproduction") -> None:
    """Print what came out beside what is printed, and where it stands."""
    from sim.report.published_table import beside_text  # noqa: PLC0415

    figures = {name: (figure.label, figure.within) for name, figure in answer.printed.figures.items()}
    text = beside_text(answer.table, figures, replications=answer.total)
    print(f"\n{text}\n\ntables   {_shown(answer.folder.path)}")


def _shown(path: Path) -> str:
    """Return a path from where the user stands, where that is shorter."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


if __name__ == "__main__":
    main()
