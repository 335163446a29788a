"""A test belongs to exactly one kind, the kind is its folder, and its marker follows from it (`pytest -m theory`)."""

from collections.abc import Generator
from pathlib import Path

import pytest

from sim.engine.engines import ENGINES

Made = pytest.Item | pytest.Collector | list[pytest.Item | pytest.Collector] | None
KINDS = {
    "architecture": "the code keeps the rules of the architecture",
    "unit": "one part does what it says, package by package",
    "theory": "small models agree with queueing theory",
    "engine_equivalence": "engines agree, event for event, with each other and with a history worked by hand",
    "behaviour": "the whole model moves the way the world would",
    "robustness": "what is disturbed from outside goes on, is taken up, or says in one line why not",
    "bench": "the programs that speed is compared with run the same model",
    "published": "figures and models that others have printed",
}
TESTS = Path(__file__).resolve().parent


def pytest_configure(config: pytest.Config) -> None:
    for kind, proves in KINDS.items():
        config.addinivalue_line("markers", f"{kind}: {proves}")


def kind_of(item: pytest.Item) -> str:
    """Return the one kind a test belongs to; a test of no kind, or of two, stops the collection."""
    folders = item.path.relative_to(TESTS).parts[:-1]
    kinds = {folder for folder in folders if folder in KINDS}
    kinds |= {mark.name for mark in item.iter_markers() if mark.name in KINDS}
    if not folders or folders[0] not in KINDS:
        raise pytest.Collector.CollectError(f"{item.name}: put it in the folder of its kind: {', '.join(KINDS)}")
    if len(kinds) > 1:
        raise pytest.Collector.CollectError(f"{item.name}: a test is of one kind, not of {' and '.join(sorted(kinds))}")
    return folders[0]


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem() -> Generator[None, Made, Made]:
    made = yield
    for item in made if isinstance(made, list) else [made]:
        if isinstance(item, pytest.Item):
            item.add_marker(kind_of(item))
    return made


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Return the name of each engine in turn."""
    return str(request.param)
