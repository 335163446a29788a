"""The text of `--help`: keys, flags, and every partnership, option and small model by name."""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.description.files import Source, files_in
from sim.description.input_errors import InputErrors
from sim.description.read import partnerships
from sim.description.yaml_files import read_yaml
from sim.study.studies import STUDIES

HELP = """\
Homefirst: how many hospital bed days a year an option gives back to a health and social care partnership.

  python -m sim [KEY=VALUE ...]                             run a study
  python -m sim partnership=fife options=[falls_prevention,more_home_support] replications=20 seed=7
  python -m sim partnership=scotland options=[package]      all 31 partnerships, and their sum
  python -m sim study=sweep sweep=hours_and_step_down partnership=fife          cells of a grid, in one study
  python -m sim partnership=fife axes.home_support.by=0%,5%,10% axes.care_home.places=0,20   the same in words
  python -m sim study=best_mix mix=nine_systems target=1500 partnership=fife     the cheapest mix of levers
  python -m sim model=one_ward period=four_weeks            a small model
  python -m sim study=reproduce model=stroke_unit           published figures of a small model
  python -m sim study=verify_engines partnership=orkney_islands options=[package] replications=1
  python -m sim study=calibrate partnership=fife
  python -m sim partnership=fife replication=17             one replication alone
  python -m sim rerun=results/NAME                          run a results folder's question again

  python -m sim paper=results/NAME                          the board's paper of a results folder
  python -m sim study=workbook partnership=fife             an Excel workbook to fill in; workbook=fife.xlsx runs it

Keys (their values as they stand: --cfg job)
  partnership    one of those below, or scotland: all     model         a small model instead
  options        compared with the baseline, [a,b,c]      replications  more: narrower intervals
  scarcity       centre; low or high: asking answers less, or more, to long lists
  effects        drawn: from their intervals, anew in each replication; fixed: at their values
  calibration    drawn: the baseline as its figures leave it open, for two replications at a time; fixed: as calibrated
  seed           another seed, other random numbers       cores         null: every core
  period         one_year, five_years, five_years_after_three, four_weeks;
                 or period.years=2, period.warmup_days=90
  engine         compiled; simpy: the same events, slowly, in code to read
  report         brief, paper, none                       results       folder to write to
  workbook       a filled-in workbook, in place of a scenario folder
  report.appraisal  criteria and weights of a paper: a file of appraisals/
  event_log      true: keep every event                   resume        false: run finished ones again
{studies}

Flags of Hydra
  --config-dir DIR   your own scenarios before the shipped ones: DIR/options, DIR/interventions, DIR/base, DIR/models,
                     DIR/sweeps, DIR/outlooks, DIR/mixes, DIR/appraisals
                     (and your own conf: DIR/period ...)
  --cfg job          show the conf, run nothing           -m            one run for each of key=a,b (axes: one study)
  --info searchpath  where conf is looked for             --hydra-help  the other flags
"""


def help_text(roots: Sequence[Path]) -> str:
    """Return the help, with the names that these scenarios know."""
    options = "\n".join(_titles(roots, "options"))
    models = "\n".join(_titles(roots, "models"))
    mixes = "\n".join(_titles(roots, "mixes"))
    sweeps = "\n".join(_titles(roots, "sweeps"))
    outlooks = "\n".join(_titles(roots, "outlooks"))
    names = textwrap.fill(", ".join(partnerships(roots)), 100, initial_indent="  ", subsequent_indent="  ")
    keys = HELP.replace("{studies}", "\n".join(_studies()))
    swept = f"Sweeps (study=sweep sweep=NAME)\n{sweeps}\n\nOutlooks of a sweep (outlooks=NAME,NAME)\n{outlooks}"
    files = f"Options\n{options}\n\n{swept}\n\nMixes (study=best_mix mix=NAME)\n{mixes}"
    files += f"\n\nSmall models (model=NAME)\n{models}"
    return f"{keys}\nPartnerships\n{names}\n\n{files}"


def _studies() -> Iterator[str]:
    """Yield what each kind of study does."""
    for number, (name, kind) in enumerate(STUDIES.items()):
        first = f"{'' if number else '  study':17}"
        yield textwrap.fill(f"{name}: {kind.about}", 118, initial_indent=first, subsequent_indent=" " * 19)


def _titles(roots: Sequence[Path], folder: str) -> Iterator[str]:
    """Yield a line for each file of a folder: its name and title."""
    for name, source in files_in(roots, folder).items():
        yield f"  {name:38} {_title(source)}"


def _title(source: Source) -> str:
    try:
        return str(read_yaml(source)[0].get("title", ""))
    except InputErrors:
        return "(not readable)"
