"""The command line: conf and key=value words in, one study and one results folder out. Only this file knows Hydra.

python -m sim partnership=fife options=[falls_prevention,more_home_support] replications=20 seed=7
"""

import os
import re
import signal
import sys
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from tqdm import tqdm

import sim
from sim.description.files import path_of
from sim.description.input_errors import InputError, InputErrors
from sim.description.unread import SCENARIO_FOLDERS
from sim.interface.console_output import make_output_safe
from sim.interface.own_conf import check_own_folders
from sim.interface.sweep_words import sweep_words
from sim.interface.words import ready_words, values_of
from sim.study.help import help_text
from sim.study.run.streams import mend_streams
from sim.study.run.worker_process import ONE_MEMORY

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from sim.study.question.under_way import UnderWay
    from sim.study.request import Request

COMPOSED: list[bool] = []
"""Not empty once Hydra has composed the conf: an error after that is ours and keeps its traceback."""
BAR = "{l_bar}{bar}| {n_fmt} of {total_fmt} {unit}s [{elapsed}{postfix}]"


def main() -> NoReturn:
    """Do what the command line asks, and leave with 0, 2 (bad input), 1 (no answer) or 130 (stopped)."""
    make_output_safe()
    mend_streams()
    os.environ.setdefault(*ONE_MEMORY)
    signal.signal(signal.SIGTERM, _stop)
    words = sys.argv[1:]
    try:
        if {"--help", "-h"} & set(words):
            print(help_text(_roots(_given_folders(words))))
        else:
            for line in check_own_folders(_given_folders(words), sim.shipped() / "scenarios"):
                print(f"Note: {line}", file=sys.stderr)
            sys.argv[1:] = ready_words(sweep_words(words))
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
    """Print what went wrong in one line for each fault, and leave: 2 for bad input, else 1."""
    if isinstance(error, BrokenPipeError):  # whoever read the output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    words = str(error)
    if isinstance(error, OSError):
        file = f"{error.filename}: " if isinstance(error.filename, str) else ""
        words = file + (error.strerror or " ".join(words.split())[:200] or type(error).__name__)
    if isinstance(error, ImportError | OSError | MemoryError):
        words = f"{words or 'Out of memory'}. What is finished is kept: the same command takes it up."
    print(words, file=sys.stderr)
    sys.exit(2 if isinstance(error, InputErrors) else 1)


# --- Hydra -----------------------------------------------------------------------------------------------------------


def _hydra() -> None:
    """Let Hydra compose the conf and call `study`; report its errors in one line."""
    import hydra  # noqa: PLC0415 - here, so that a worker process does not load it
    from hydra.errors import HydraException  # noqa: PLC0415
    from omegaconf import OmegaConf  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415
    from yaml import YAMLError  # noqa: PLC0415

    from sim.study.studies import fault_of  # noqa: PLC0415

    _hide_scenarios_from_hydra()
    full_error = os.environ.get("HYDRA_FULL_ERROR", "0")
    os.environ["HYDRA_FULL_ERROR"] = "1"  # Hydra then raises what it would otherwise print
    with tempfile.TemporaryDirectory() as elsewhere:
        OmegaConf.register_new_resolver("elsewhere", lambda: elsewhere, replace=True)
        conf = str(sim.shipped() / "conf")
        try:
            hydra.main(version_base="1.3", config_path=conf, config_name="config")(study)()
        except (HydraException, OmegaConfBaseException, YAMLError) as error:
            if full_error == "1":
                raise
            raise InputErrors([fault_of(error)]) from None
        except (ValueError, RecursionError, UnicodeError) as error:
            if full_error == "1" or COMPOSED:
                raise
            raise InputErrors([InputError("command line", message=f"cannot be composed: {error}")]) from None
        finally:
            os.environ["HYDRA_FULL_ERROR"] = full_error


def _hide_scenarios_from_hydra() -> None:
    """Keep Hydra from taking the scenario folders of a planner's own folder for groups of conf.

    With DIR/options in `--config-dir DIR`, it would read options=[a,b] as a choice of conf files.
    """
    from hydra._internal.core_plugins.file_config_source import FileConfigSource  # noqa: PLC0415
    from hydra._internal.sources_registry import SourcesRegistry  # noqa: PLC0415
    from hydra.core.plugins import Plugins  # noqa: PLC0415

    class ConfOnly(FileConfigSource):
        def is_group(self, config_path: str) -> bool:
            return config_path.split("/", maxsplit=1)[0] not in SCENARIO_FOLDERS and super().is_group(config_path)

    Plugins.instance()
    SourcesRegistry.instance().types["file"] = ConfOnly


def _own_folders() -> list[Path]:
    """Return the planner's own folders, from `--config-dir` or `hydra.searchpath`."""
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415

    sources = HydraConfig.get().runtime.config_sources
    return [Path(source.path) for source in sources if source.schema == "file" and source.provider != "main"]


def _given_folders(words: Sequence[str]) -> list[Path]:
    """Return the user's own folders that a command line names: of scenarios, or of conf."""
    folders = values_of(words, "--config-dir", "-cd", "--config-path", "-cp")
    for value in values_of(words, "hydra.searchpath"):
        folders += [part.removeprefix("file://") for part in re.split(r"[\[\],'\"\s]+", value) if part]
    return [path for path in map(Path, folders) if path.is_dir()]


def _roots(own: Sequence[Path]) -> list[Path]:
    return [*own, sim.shipped() / "scenarios"]


# --- a study ---------------------------------------------------------------------------------------------------------


def study(composed: "DictConfig") -> None:
    """Run the study that a composed conf asks for, and show its results."""
    try:
        from sim.study.run.lock import release  # noqa: PLC0415
        from sim.study.run.records import NoAnswer  # noqa: PLC0415
    except (ImportError, OSError, MemoryError) as error:
        _leave(error)
    COMPOSED.append(True)
    try:
        _study(composed)
    except (
        InputErrors,
        NoAnswer,
        ImportError,
        OSError,
        MemoryError,
    ) as error:  # reported here, before Hydra adds a line of its own
        _leave(error)
    finally:
        release()


def _study(composed: "DictConfig") -> None:
    from hydra.core.hydra_config import HydraConfig  # noqa: PLC0415
    from omegaconf import OmegaConf  # noqa: PLC0415

    from sim.interface.paper import paper_of_folder  # noqa: PLC0415
    from sim.interface.repeat import asked_again  # noqa: PLC0415
    from sim.interface.workbook import with_workbook  # noqa: PLC0415
    from sim.study.request import asking  # noqa: PLC0415

    words: Any = OmegaConf.to_container(HydraConfig.get().overrides.task, resolve=False)
    changed = [re.split(r"[=@]", word.lstrip("+~"))[0] for word in words]
    content: Any = _plain(composed)
    roots = _roots(_own_folders())
    if content.get("paper"):
        print(paper_of_folder(content, changed, roots))
        return
    with with_workbook(content, changed, roots) as (content, roots, lines):
        for line in lines:
            print(f"Note: {line}", file=sys.stderr)
        request = asked_again(content, changed) if content.get("rerun") else asking(content, changed, roots)
        _run(request, roots, content.get("rerun"))


def _run(request: "Request", roots: Sequence[Path], rerun: str | None) -> None:
    """Run a study, with a bar, show its results, and leave where it has no answer."""
    from sim.interface.displays import announced, display  # noqa: PLC0415
    from sim.interface.repeat import same_as  # noqa: PLC0415
    from sim.interface.report import Report  # noqa: PLC0415
    from sim.interface.shown_paths import unwritable  # noqa: PLC0415

    report = Report(request, roots)
    print(request.opening, flush=True)
    try:
        under_way = request.begin(roots, ["python", "-m", "sim", *sys.argv[1:]])
    except (OSError, ValueError) as error:
        raise unwritable("results", request.conf.results, error) from None
    if under_way.taken_up < under_way.total:
        _compile(request.question.engine)
    for line in announced(under_way, request):
        print(line, flush=True)
    with report.of(under_way):
        _watch(under_way, request.conf.cores_used, report.load)
        try:
            for block in chain(display(under_way, request), report.files()):
                print(block)
            if rerun:
                print(same_as(request.folder, path_of(rerun, "rerun")))
        finally:
            for line in under_way.warnings:
                print(textwrap.fill(f"Warning: {line}", 110, subsequent_indent="  "), file=sys.stderr)
    if under_way.exit_code:
        sys.exit(under_way.exit_code)


def _plain(composed: "DictConfig") -> object:
    """Return a composed conf in plain values; raise InputErrors where it refers to something that does not exist."""
    from omegaconf import OmegaConf  # noqa: PLC0415
    from omegaconf.errors import OmegaConfBaseException  # noqa: PLC0415

    try:
        return OmegaConf.to_container(composed, resolve=True)
    except OmegaConfBaseException as error:
        message = " ".join(str(error).split("full_key")[0].split())
        raise InputErrors([InputError("command line", str(error.full_key or ""), message=message)]) from None


def _compile(engine: str) -> None:
    """Compile the engine before its first run, and say so."""
    from sim.study.run.machine_code import compile_engine, is_to_be_compiled  # noqa: PLC0415

    if is_to_be_compiled(engine):
        print("Compiling the engine for this machine, once: about half a minute", file=sys.stderr, flush=True)
        compile_engine()


def _watch(study: "UnderWay", processes: int, meanwhile: Callable[[], None]) -> None:
    """Run what is left, with a bar and the time left (where nobody sees the bar, a line for each, or each percent).

    ``meanwhile``: called whenever results have come and others are still awaited.
    """
    from sim.study.run.progress import progress  # noqa: PLC0415

    total, unit = study.total, study.unit
    if study.taken_up:
        print(f"{study.taken_up} of {total} {unit}s are finished already and taken up", file=sys.stderr)
    bar = tqdm(total=total, initial=study.taken_up, unit=unit, dynamic_ncols=True, bar_format=BAR, disable=None)
    last_count = study.taken_up
    with bar:
        for done, words in progress(study, processes):
            bar.total = study.total  # a search goes on beyond what was wanted at first
            bar.set_postfix_str(words, refresh=False)
            bar.update(done - bar.n)
            if bar.disable and words and (done - last_count >= study.total // 100 or done == study.total):
                print(f"{unit} {done} of {study.total}, {words}", file=sys.stderr, flush=True)
                last_count = done
            if study.taken_up < done < total:
                meanwhile()


if __name__ == "__main__":
    main()
