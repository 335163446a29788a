"""The rules of the architecture: who may import whom, where libraries are used, how long files are, what stays out.

Every check is a function of a project folder that returns its faults, one line each. It is tried on a small made-up
project that breaks the rule (so that it can be seen to fail) and on this project, which must have no fault.
"""

import ast
import graphlib
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Which packages a package may import from. `sim` itself (version, shipped files) is open to all and imports none.
MAY_IMPORT: dict[str, set[str]] = {
    "sim": set(),
    "amounts": set(),
    "description": {"amounts"},
    "tables": {"description"},
    "linking": set(),
    "jit": {"linking"},
    "demand": {"description", "tables", "jit"},
    "outcome": {"tables"},
    "engine": {"tables", "demand", "outcome", "jit"},
    # Measures read Demand beside the Outcome: who the people of a run are, and whom an intervention reached. The event
    # log is replayed in machine code.
    "measures": {"description", "tables", "demand", "outcome", "jit"},
    # Measures are given to the check of sample data by the study: it imports none.
    "sample": {"amounts", "description"},
    # Fits read samples alone, and nothing of how a synthetic one was made.
    "fitting": {"description", "sample"},
    "synthetic": {"description", "tables", "demand", "outcome", "sample"},
    # The workbook is made from the description, and from the capacities that the tables make of it.
    "workbook": {"description", "tables"},
    "study": {
        "amounts",
        "description",
        "tables",
        "demand",
        "outcome",
        "engine",
        "measures",
        "sample",
        "fitting",
        "synthetic",
        "workbook",
    },
    "report": {"amounts", "measures", "study"},
    "interface": {"description", "study", "report", "workbook"},
    # The browser app runs the command line in a process of its own, and reads what it leaves: no engine, no measures.
    "app": {"amounts", "description", "tables", "study", "report", "interface"},
    "__main__": {"description", "engine", "study", "interface"},
}
# Levels inside the study: each part imports parts before it only.
STUDY_LEVELS = ("question", "run", "analysis", "kinds", "studies", "help", "request")
# Of the study the report reads what runs nothing: the results, the words of grades, and text made safe.
REPORT_MAY_READ = ("sim.study.run.results_store", "sim.study.analysis.grades", "sim.study.run.plain_text")
# Of the study the app takes what keeps files whole and processes apart: it runs no study itself.
APP_MAY_READ = ("sim.study.run.whole_files", "sim.study.run.lock", "sim.study.run.plain_text")
TWINS = ("sim.engine.simpy", "sim.engine.compiled")

# Where a library may be imported or reached; empty: nowhere.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "numpy.random": ("sim.study.analysis.sampling",),
    "random": (),
    "secrets": (),
    "simpy": ("sim.engine.simpy",),
    "holidays": ("sim.tables.calendar",),
    "openpyxl": ("sim.workbook",),
    "numba": ("sim.linking", "sim.jit", "sim.engine.compiled"),
    "matplotlib": ("sim.report",),
    "SALib": (
        "sim.study.analysis.trajectories",
        "sim.study.analysis.elementary_effects",
        "sim.study.analysis.sobol_indices",
    ),
    "hydra": ("sim.__main__",),
    "omegaconf": ("sim.__main__",),
    "streamlit": ("sim.app",),
}
NOT_IN: dict[str, tuple[str, ...]] = {
    "pandas": ("sim.description", "sim.tables", "sim.demand", "sim.engine"),
}

TOUCHES_FILES = re.compile(
    r"open|(read|write)_(text|bytes|table)|(read|to)_(csv|parquet|excel|feather|pickle)|savefig|(load|save|genfrom)txt"
    r"|savez?|fromfile|tofile|mkdir|makedirs|touch|unlink|rmdir|rmtree"
)
MAY_TOUCH_FILES = (
    "sim.description.read",
    "sim.description.files",
    "sim.outcome",
    "sim.jit",
    "sim.sample.files",
    "sim.workbook.files",
    "sim.study.run.checksums",
    "sim.study.run.lock",
    "sim.study.run.results_store",
    "sim.study.run.streams",
    "sim.study.run.whole_files",
    "sim.report",
    "sim.interface",
    "sim.app",
    "sim.__main__",
)

VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
# Verbs that name no value: what is held has a noun.
NO_NOUN = {"ask", "asks", "told", "found", "said", "made", "each"}
READ_BY_THE_ENGINES = {("sim.tables.tables", "asks"), ("sim.demand.random_numbers", "ASK")}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")

# Folders of one machine and hosts of package registries. Written in pieces, so that this file does not hold them.
FOREIGN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:work|root|opt)" + "/",
            r"\.\./" + "shared",
            *(
                re.escape(".".join(name))
                for name in [
                    ("pypi", "org"),
                    ("pythonhosted", "org"),
                    ("npmjs", "org"),
                    ("npmjs", "com"),
                    ("crates", "io"),
                    ("debian", "org"),
                    ("ubuntu", "com"),
                    ("anaconda", "org"),
                ]
            ),
        ]
    )
)
NOT_OURS = {"results", "outputs", "multirun", "build", "dist", "__pycache__", "node_modules"}


# --- reading the code ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "sim"

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"


def modules(root: Path) -> dict[str, Module]:
    """Return every module of `root/sim` by its dotted name."""
    found = {}
    for path in sorted((root / "sim").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found[name] = Module(name, path, text, ast.parse(text, str(path)))
    return found


def imported(module: Module, known: dict[str, Module]) -> Iterator[tuple[int, str]]:
    """Yield line and dotted target of every import, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield node.lineno, whole if whole in known or not base.startswith("sim") else base


def within(name: str, places: tuple[str, ...]) -> bool:
    """Tell whether a dotted name is one of the places or inside one."""
    return any(name == place or name.startswith(place + ".") for place in places)


def at(module: Module, line: int) -> str:
    return f"{module.name}:{line}"


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_with_code(text: str) -> set[int]:
    """Return the numbers of the lines that hold more than space and comment."""
    empty = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    }  # fmt: skip
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in empty:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def text_files(root: Path) -> Iterator[Path]:
    """Yield the project's text files: no hidden folder but `.ci`, no results, no caches, no environments."""
    for path in sorted(root.iterdir()):
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if not (
                hidden or path.name in NOT_OURS or path.name.endswith(".egg-info") or (path / "pyvenv.cfg").exists()
            ):
                yield from text_files(path)
        elif b"\0" not in path.read_bytes():
            yield path


# --- the checks ------------------------------------------------------------------------------------------------------


def wrong_directions(root: Path) -> list[str]:
    """Imports that go up, sideways or past the doors."""
    known = modules(root)
    errors = []
    for module in known.values():
        if module.package not in MAY_IMPORT:
            errors.append(
                f"{module.name}: {module.package} is no package of the architecture ({', '.join(MAY_IMPORT)})"
            )
            continue
        for line, target in imported(module, known):
            if target == "sim" or not within(target, ("sim",)):
                continue
            package = target.split(".")[1]
            if package != module.package and package not in MAY_IMPORT[module.package]:
                errors.append(f"{at(module, line)}: {module.package} may not import {target}")
            elif module.package == "report" and package == "study" and not within(target, REPORT_MAY_READ):
                errors.append(
                    f"{at(module, line)}: report reads sim.study.run.results_store and runs nothing, not {target}"
                )
            elif module.package == "app" and package == "study" and not within(target, APP_MAY_READ):
                errors.append(
                    f"{at(module, line)}: app runs no study and imports nothing of it that does, not {target}"
                )
            elif any(within(module.name, (a,)) and within(target, (b,)) for a, b in (TWINS, TWINS[::-1])):
                errors.append(f"{at(module, line)}: the two engines never import each other ({target})")
    return errors


def wrong_levels(root: Path) -> list[str]:
    """Imports inside the study that go up: against the order of its parts."""
    known, errors = modules(root), []
    for module in known.values():
        parts = module.name.split(".")
        if parts[:2] != ["sim", "study"] or len(parts) < 3:
            continue
        for line, target in imported(module, known):
            other = target.split(".")
            inside = other[:2] == ["sim", "study"] and len(other) > 2 and other[2] in STUDY_LEVELS
            if inside and STUDY_LEVELS.index(other[2]) > STUDY_LEVELS.index(parts[2]):
                errors.append(f"{at(module, line)}: {parts[2]} may not import {target}")
    return errors


def cycles(root: Path) -> list[str]:
    """Modules that import each other in a ring."""
    known = modules(root)
    graph = {name: {target for _, target in imported(module, known)} for name, module in known.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as ring:
        return [" -> ".join(reversed(ring.args[1]))]
    return []


def libraries_used(module: Module, known: dict[str, Module]) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every library imported, and of `np.random` and `.rvs(` reached by attribute."""
    yield from imported(module, known)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr == "rvs" or (node.attr == "random" and owner in {"np", "numpy"}):
                yield node.lineno, "numpy.random"


def broken_fences(root: Path) -> list[str]:
    """Libraries reached from where they may not be."""
    known = modules(root)
    errors = []
    for module in known.values():
        for line, library in libraries_used(module, known):
            shut = [
                name for name, places in ONLY_IN.items() if within(library, (name,)) and not within(module.name, places)
            ]
            shut += [
                name for name, places in NOT_IN.items() if within(library, (name,)) and within(module.name, places)
            ]
            errors += [f"{at(module, line)}: {name} has no business here" for name in shut]
    return errors


def calls(module: Module) -> Iterator[tuple[int, str]]:
    """Yield line and last name of everything called that is not our own: not defined here, not imported from `sim`."""
    own = {node.name for node in functions(module)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.level or within(node.module or "", ("sim",))):
            own |= {alias.asname or alias.name for alias in node.names}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            first = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func.value, "id", "")
            if first not in own:
                yield node.lineno, node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def file_access(root: Path) -> list[str]:
    """Files read or written elsewhere than at the doors."""
    return [
        f"{at(module, line)}: {name}() reads or writes files; that is for {', '.join(MAY_TOUCH_FILES)}"
        for module in modules(root).values()
        if not within(module.name, MAY_TOUCH_FILES)
        for line, name in calls(module)
        if TOUCHES_FILES.fullmatch(name)
    ]


def prints(root: Path) -> list[str]:
    """Prints elsewhere than at the front door."""
    return [
        f"{at(module, line)}: print() is for the front door"
        for module in modules(root).values()
        if module.name not in ("sim.__main__", "sim.app.__main__")
        for line, name in calls(module)
        if name == "print"
    ]


def long_files(root: Path) -> list[str]:
    """Files longer than a person reads at one sitting."""
    counts = {name: len(module.text.splitlines()) for name, module in modules(root).items()}
    return [f"{name}: {count} lines, at most {LONGEST_FILE}" for name, count in counts.items() if count > LONGEST_FILE]


def long_functions(root: Path) -> list[str]:
    """Functions with too many lines of code; docstring, comments and empty lines are free."""
    errors = []
    for module in modules(root).values():
        coded = lines_with_code(module.text)
        for node in functions(module):
            lines = coded & set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            if ast.get_docstring(node) is not None:
                lines -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
            if len(lines) > LONGEST_FUNCTION:
                errors.append(
                    f"{at(module, node.lineno)}: {node.name} has {len(lines)} lines, at most {LONGEST_FUNCTION}"
                )
    return errors


def undescribed_packages(root: Path) -> list[str]:
    """Packages whose `__init__.py` is missing, says nothing, or holds code."""
    known = modules(root)
    folders = {path.parent for path in (root / "sim").rglob("*.py")}
    errors = [
        f"{folder.relative_to(root)}: no __init__.py" for folder in folders if not (folder / "__init__.py").exists()
    ]
    for module in known.values():
        if module.is_package and ast.get_docstring(module.tree) is None:
            errors.append(f"{module.name}: its __init__.py does not say what the package is")
        if module.is_package and module.name != "sim" and len(module.tree.body) > 1:
            errors.append(f"{at(module, module.tree.body[1].lineno)}: a package's __init__.py holds no code")
    return sorted(errors)


def vague_names(root: Path) -> list[str]:
    """Files and folders whose name says nothing."""
    return [
        f"{path.relative_to(root)}: say what it is about"
        for top in ("sim", "tests")
        for path in sorted((root / top).rglob("*"))
        if (path.suffix == ".py" or path.is_dir()) and VAGUE & set(path.stem.lower().split("_"))
    ]


def values_without_a_noun(root: Path) -> list[str]:
    """Values, attributes, functions and modules outside the engines that are named by a verb alone."""
    errors = []
    for module in modules(root).values():
        if module.package == "engine":
            continue
        names = [(1, module.name.split(".")[-1]), *_defined(module.tree)]
        errors += [
            f"{at(module, line)}: {name}: a noun that says what it holds"
            for line, name in names
            if name.strip("_").lower() in NO_NOUN and (module.name, name) not in READ_BY_THE_ENGINES
        ]
    return errors


def _defined(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield node.lineno, name


def unfinished(root: Path) -> list[str]:
    """Promises left in the code."""
    return [
        f"{at(module, number)}: {found.group()}"
        for module in modules(root).values()
        for number, line in enumerate(module.text.splitlines(), 1)
        if (found := UNFINISHED.search(line))
    ]


def foreign_addresses(root: Path) -> list[str]:
    """Paths of one machine and registry hosts in any text of the project."""
    return [
        f"{path.relative_to(root)}:{number}: {found.group()}"
        for path in text_files(root)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (found := FOREIGN.search(line))
    ]


def loose_pins(root: Path) -> list[str]:
    """Lines of a lock that are not one exact version, and libraries asked for but not in theirs."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = dict(project["optional-dependencies"])
    run, app, tests = "requirements.lock", "sim/app/requirements.lock", "tests/requirements.lock"
    locks = [(run, project["dependencies"], []), (app, extras.pop("app", []), [run])]
    locks += [("docs/requirements.lock", extras.pop("docs", []), [run])]
    locks += [(tests, [word for extra in extras.values() for word in extra], [run, app])]
    exact = re.compile(r"[a-z0-9.-]+==[^\s;@/]+( ; [^/@]+)?")
    errors: list[str] = []
    pinned: dict[str, set[str]] = {}
    for lock, asked, before in locks:
        text = (root / lock).read_text(encoding="utf-8") if (root / lock).is_file() else ""
        pins = [line for line in text.splitlines() if not line.startswith("#")]
        errors += [f"{lock}: {line!r} is not name==version" for line in pins if not exact.fullmatch(line)]
        pinned[lock] = {line.split("==")[0] for line in pins}
        missing = {re.split(r"[^\w.-]", word)[0].lower() for word in asked} - pinned[lock]
        errors += [f"{lock}: {name} of pyproject.toml is missing" for name in sorted(missing)]
        twice = pinned[lock] & {name for one in before for name in pinned[one]}
        errors += [f"{lock}: {name} is pinned in a lock before it already" for name in sorted(twice)]
    return errors


def start_needs(root: Path) -> list[str]:
    """Imports of `start.py` beyond the standard library."""
    path = root / "start.py"
    start = Module("start", path, "", ast.parse(path.read_text(encoding="utf-8")))
    names = [(line, target.split(".")[0]) for line, target in imported(start, {})]
    return [
        f"start.py:{line}: {name} must be installed first"
        for line, name in names
        if name not in sys.stdlib_module_names
    ]


# --- each check on this project --------------------------------------------------------------------------------------


def said(errors: list[str]) -> str:
    return "\n" + "\n".join(errors)


def test_imports_go_down_only() -> None:
    assert not (errors := wrong_directions(ROOT)), said(errors)


def test_parts_of_the_study_import_downwards_only() -> None:
    assert not (errors := wrong_levels(ROOT)), said(errors)


def test_no_ring_of_imports() -> None:
    assert not (errors := cycles(ROOT)), said(errors)


def test_libraries_stay_behind_their_fences() -> None:
    assert not (errors := broken_fences(ROOT)), said(errors)


def test_files_are_touched_at_the_doors_only() -> None:
    assert not (errors := file_access(ROOT)), said(errors)


def test_only_the_front_door_prints() -> None:
    assert not (errors := prints(ROOT)), said(errors)


def test_no_file_is_too_long() -> None:
    assert not (errors := long_files(ROOT)), said(errors)


def test_no_function_is_too_long() -> None:
    assert not (errors := long_functions(ROOT)), said(errors)


def test_every_package_says_what_it_is() -> None:
    assert not (errors := undescribed_packages(ROOT)), said(errors)


def test_values_are_named_by_nouns() -> None:
    assert not (errors := values_without_a_noun(ROOT)), said(errors)


def test_no_file_has_a_vague_name() -> None:
    assert not (errors := vague_names(ROOT)), said(errors)


def test_nothing_is_left_unfinished() -> None:
    assert not (errors := unfinished(ROOT)), said(errors)


def test_no_address_of_a_machine_or_a_registry() -> None:
    assert not (errors := foreign_addresses(ROOT)), said(errors)


def test_the_lock_holds_exact_versions_of_all_that_is_asked_for() -> None:
    assert not (errors := loose_pins(ROOT)), said(errors)


def test_start_needs_nothing_installed() -> None:
    assert not (errors := start_needs(ROOT)), said(errors)


def test_one_version_everywhere() -> None:
    stated = re.search(r'^__version__ = "(.+)"$', (ROOT / "sim/__init__.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert stated
    version = stated[1]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# --- each check on a project that breaks its rule --------------------------------------------------------------------

PYPROJECT = '[project]\ndependencies = ["numpy>=2"]\n[project.optional-dependencies]\ndev = ["ruff"]\n'
BROKEN: dict[str, tuple[Callable[[Path], list[str]], dict[str, str], str]] = {
    "upwards": (
        wrong_directions,
        {"sim/tables/arrays.py": "from sim.engine.run import go\n"},
        "sim.tables.arrays:1: tables may not import sim.engine.run",
    ),
    "upwards, relative and for types": (
        wrong_directions,
        {"sim/demand/random_numbers.py": "if TYPE_CHECKING:\n    from ..outcome import Log\n", "sim/outcome.py": ""},
        "sim.demand.random_numbers:2: demand may not import sim.outcome",
    ),
    "upwards, in a function, as a module": (
        wrong_directions,
        {"sim/outcome.py": "def f():\n    from sim import study\n", "sim/study/__init__.py": ""},
        "sim.outcome:2: outcome may not import sim.study",
    ),
    "past the door": (
        wrong_directions,
        {"sim/engine/simpy/run.py": "import sim.description.settings\n"},
        "sim.engine.simpy.run:1: engine may not import sim.description.settings",
    ),
    "the whole imports a package": (
        wrong_directions,
        {"sim/__init__.py": "from sim.study.analysis.comparison import compare\n"},
        "sim:1: sim may not import sim.study.analysis.comparison",
    ),
    "twins": (
        wrong_directions,
        {"sim/engine/compiled/run.py": "from sim.engine.simpy import run\n", "sim/engine/simpy/run.py": ""},
        "sim.engine.compiled.run:1: the two engines never import each other (sim.engine.simpy.run)",
    ),
    "a report that runs": (
        wrong_directions,
        {
            "sim/report/brief.py": "from sim.study.run.results_store import load\n"
            "from sim.study.analysis.comparison import compare\n"
        },
        "sim.report.brief:2: report reads sim.study.run.results_store and runs nothing, not"
        " sim.study.analysis.comparison",
    ),
    "an app that runs": (
        wrong_directions,
        {"sim/app/jobs.py": "from sim.study.run.lock import hold\nfrom sim.study.request import asking\n"},
        "sim.app.jobs:2: app runs no study and imports nothing of it that does, not sim.study.request",
    ),
    "an app that is imported": (
        wrong_directions,
        {"sim/interface/x.py": "from sim.app.draft import Draft\n"},
        "sim.interface.x:1: interface may not import sim.app.draft",
    ),
    "streamlit elsewhere": (broken_fences, {"sim/report/x.py": "import streamlit\n"}, "sim.report.x:1: streamlit"),
    "no such package": (wrong_directions, {"sim/attic.py": ""}, "sim.attic: attic is no package of the architecture"),
    "a ring": (
        cycles,
        {"sim/demand/a.py": "from sim.demand import b\n", "sim/demand/b.py": "def f():\n    import sim.demand.a\n"},
        "sim.demand.a",
    ),
    "random numbers, imported": (
        broken_fences,
        {"sim/study/x.py": "from numpy import random\n"},
        "sim.study.x:1: numpy.random",
    ),
    "random numbers, reached": (
        broken_fences,
        {"sim/demand/x.py": "a = np.random.default_rng()\n"},
        "sim.demand.x:1: numpy.random",
    ),
    "random numbers, of scipy": (
        broken_fences,
        {"sim/demand/x.py": "a = norm.rvs(3)\n"},
        "sim.demand.x:1: numpy.random",
    ),
    "random numbers, of Python": (broken_fences, {"sim/demand/x.py": "import random\n"}, "sim.demand.x:1: random"),
    "simpy elsewhere": (
        broken_fences,
        {"sim/engine/engines.py": "import simpy.events\n"},
        "sim.engine.engines:1: simpy",
    ),
    "pandas inside": (broken_fences, {"sim/tables.py": "import pandas as pd\n"}, "sim.tables:1: pandas"),
    "matplotlib outside": (
        broken_fences,
        {"sim/measures/x.py": "from matplotlib import pyplot\n"},
        "sim.measures.x:1: matplotlib",
    ),
    "hydra inside": (
        broken_fences,
        {"sim/study/x.py": "from omegaconf import OmegaConf\n"},
        "sim.study.x:1: omegaconf",
    ),
    "open": (file_access, {"sim/measures/x.py": "\nopen('a')\n"}, "sim.measures.x:2: open()"),
    "a path read": (file_access, {"sim/demand/x.py": "Path('a').read_text()\n"}, "sim.demand.x:1: read_text()"),
    "a table read": (
        file_access,
        {"sim/study/x.py": "from pyarrow.parquet import read_table\nread_table('a')\n"},
        "sim.study.x:2: read_table()",
    ),
    "a table written": (file_access, {"sim/study/x.py": "table.to_csv('a')\n"}, "sim.study.x:1: to_csv()"),
    "print": (prints, {"sim/study/x.py": "print('a')\n"}, "sim.study.x:1: print()"),
    "a long file": (long_files, {"sim/study/x.py": "a = 1\n" * 301}, "sim.study.x: 301 lines, at most 300"),
    "a long function": (
        long_functions,
        {"sim/study/x.py": 'def f():\n    """Say.\n\n    More.\n    """\n\n    # why\n' + "    a = 1\n" * 40},
        "sim.study.x:1: f has 41 lines, at most 40",
    ),
    "code in a package's front": (
        undescribed_packages,
        {"sim/study/__init__.py": '"""Say."""\nfrom sim.study import x\n', "sim/study/x.py": ""},
        "sim.study:2: a package's __init__.py holds no code",
    ),
    "a silent package": (
        undescribed_packages,
        {"sim/study/__init__.py": ""},
        "sim.study: its __init__.py does not say",
    ),
    "a package without a front": (undescribed_packages, {"sim/study/x.py": ""}, "study: no __init__.py"),
    "a value without a noun": (
        values_without_a_noun,
        {"sim/study/run/provenance.py": "class Results:\n    made: dict[str, str]\n"},
        "sim.study.run.provenance:2: made: a noun that says what it holds",
    ),
    "a module without a noun": (
        values_without_a_noun,
        {"sim/measures/asks.py": ""},
        "sim.measures.asks:1: asks: a noun that says what it holds",
    ),
    "a vague name": (vague_names, {"sim/study/date_utils.py": ""}, "date_utils.py: say what it is about"),
    "a promise": (unfinished, {"sim/study/x.py": "a = 1\n# TO" + "DO: b\n"}, "sim.study.x:2: TODO"),
    "a machine's folder": (foreign_addresses, {"README.md": "see\n`/work" + "/main`\n"}, "README.md:2: /work"),
    "a registry": (foreign_addresses, {".ci/run": "pip -i https://py" + "pi.org/simple\n"}, "run:1: py" + "pi.org"),
    "a loose pin": (
        loose_pins,
        {"requirements.lock": "numpy>=2\n", "tests/requirements.lock": "ruff==1.0\n", "pyproject.toml": PYPROJECT},
        "requirements.lock: 'numpy>=2' is not name==version",
    ),
    "a missing pin": (
        loose_pins,
        {"requirements.lock": "numpy==2.0 ; python_version < '3.12'\n", "pyproject.toml": PYPROJECT},
        "tests/requirements.lock: ruff of pyproject.toml is missing",
    ),
    "a start that needs": (
        start_needs,
        {"start.py": "import os\nimport numpy\n"},
        "start.py:2: numpy must be installed",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_each_check_sees_its_fault(case: str, tmp_path: Path) -> None:
    check, files, expected = BROKEN[case]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    errors = check(tmp_path)
    assert any(expected in fault.replace("\\", "/") for fault in errors), said(errors)


def test_a_good_project_has_no_fault(tmp_path: Path) -> None:
    files = {
        "sim/__init__.py": '"""What it is."""\n\n__version__ = "1"\n',
        "sim/study/__init__.py": '"""What is asked."""\n',
        "sim/study/run/__init__.py": '"""What is run."""\n',
        "sim/study/run/results_store.py": "import pandas as pd\n\nfrom sim import __version__\n\nopen(__version__)\n",
        "sim/report/__init__.py": '"""How it is told."""\n',
        "sim/report/brief.py": "import matplotlib\n\nfrom sim.study.run import results_store\n" + "\n" * 200,
        "sim/__main__.py": "import hydra\n\nprint(1)\n",
        "sim/description/__init__.py": '"""What there is."""\n',
        "sim/description/rows.py": "def read_table():\n    pass\n\n\nread_table()\n",
        "sim/description/system.py": "from sim.description.rows import read_table\n\nread_table()\n",
        "README.md": "https://www.gov.scot/publications/work/ and home/root/\n",
        ".venv/pyvenv.cfg": "home = /root" + "/python\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    checks = {check for check, _, _ in BROKEN.values()} - {loose_pins, start_needs}
    assert not (errors := [fault for check in checks for fault in check(tmp_path)]), said(errors)
