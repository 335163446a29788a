"""Homefirst: what an option gives back to one health and social care partnership, in hospital bed days a year.

There is one way through, and it is the reading order of the rooms:

    scenarios → description → tables and demand → engine → outcome → measures → study → report

`description` reads what is true of a partnership; `tables` and `demand` turn it into arrays and into the moments at
which something could go wrong; an `engine` lets it happen; `outcome` is the record of what happened; `measures` say
what it means; a `study` asks one question of many replications; `report` tells the answer. The front door is
`python -m sim`.

In Python: `read` a scenario, `run` one replication, `compare` options, `sweep` over values, find the `shares` of a
package's parts and the `best_mix` of levers, ask what would be worth knowing (`sensitivity`), `load` a results folder,
`rerun` what it holds, write its `board_paper`; `make_sample`, `fit_sample` and `judge_sample` for sample data;
`make_workbook` and `read_workbook` for an Excel workbook to fill in; `calibrate` a baseline, find its `posterior`, and
read its `draws`.

    import sim
    table = sim.compare("fife", ["falls_prevention", "more_home_support"], replications=10)
"""

from importlib import import_module
from pathlib import Path

__version__ = "0.1.0"
__all__ = [
    "PosteriorDraws", "Replication", "ResultsFolder", "Scenario", "best_mix", "board_paper", "calibrate", "compare",
    "draws", "fit_sample", "judge_sample", "load", "make_sample", "make_workbook", "posterior", "read",
    "read_workbook", "rerun", "run", "sensitivity", "shares", "shipped", "sweep",
]  # fmt: skip
_ELSEWHERE = {
    "best_mix": "best_mix_function",
    "board_paper": "paper",
    "sensitivity": "sensitivity_function",
    "shares": "shares_function",
    "sweep": "sweep_function",
    **dict.fromkeys(("make_workbook", "read_workbook"), "workbook"),
    **dict.fromkeys(("PosteriorDraws", "calibrate", "draws", "posterior"), "calibration_functions"),
}
"""Modules of `sim.interface` of functions that are not in `functions`."""


def __getattr__(name: str) -> object:
    """Return one of the functions for Python users, loaded when it is first asked for."""
    if name in __all__:
        value = getattr(import_module(f"sim.interface.{_ELSEWHERE.get(name, 'functions')}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what there is, what is not loaded yet included."""
    return sorted({*globals(), *__all__})


def shipped() -> Path:
    """Return the folder that holds `conf/` and `scenarios/`: inside an installed package, else the project's own."""
    here = Path(__file__).resolve().parent
    installed = here / "shipped"
    return installed if installed.is_dir() else here.parent
