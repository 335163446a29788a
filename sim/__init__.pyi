from pathlib import Path

from sim.interface.best_mix_function import best_mix as best_mix
from sim.interface.calibration_functions import PosteriorDraws as PosteriorDraws
from sim.interface.calibration_functions import calibrate as calibrate
from sim.interface.calibration_functions import draws as draws
from sim.interface.calibration_functions import posterior as posterior
from sim.interface.functions import Replication as Replication
from sim.interface.functions import ResultsFolder as ResultsFolder
from sim.interface.functions import Scenario as Scenario
from sim.interface.functions import compare as compare
from sim.interface.functions import fit_sample as fit_sample
from sim.interface.functions import judge_sample as judge_sample
from sim.interface.functions import load as load
from sim.interface.functions import make_sample as make_sample
from sim.interface.functions import read as read
from sim.interface.functions import rerun as rerun
from sim.interface.functions import run as run
from sim.interface.paper import board_paper as board_paper
from sim.interface.sensitivity_function import sensitivity as sensitivity
from sim.interface.shares_function import shares as shares
from sim.interface.sweep_function import sweep as sweep
from sim.interface.workbook import make_workbook as make_workbook
from sim.interface.workbook import read_workbook as read_workbook

__version__: str
__all__: list[str]

def shipped() -> Path: ...
