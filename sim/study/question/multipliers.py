"""Which draws of a baseline's multipliers a question takes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import sim
from sim.description.dates import financial_year
from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.posteriors import Draws, Origin, read_posterior
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.study.question.conf import COMMAND, YEAR_OF_FIGURES, Conf


def draws_asked(
    conf: Conf,
    changed: Sequence[str],
    roots: Sequence[Path],
    place: str,
    description: Description,
    options: Mapping[str, Option],
) -> Draws:
    """Return the draws of multipliers that comparisons of a place run on; none where they stand as calibrated.

    ``changed`` are the keys given on the command line. A baseline alone stands as calibrated, unless draws are asked
    for. Of all Scotland, partnerships without draws run as calibrated.

    Raises
    ------
    InputErrors
        If draws of one place were asked for and there are none, or those there are do not fit: they are of another
        place, another year than that of the figures, or another version of the model.
    """
    asked = "calibration" in changed
    compares = bool(options) or conf.makes_options or asked
    if conf.calibration == "fixed" or "calibration" in conf.without or conf.model is not None or not compares:
        return ()
    draws = read_posterior(
        roots, description.calibrated, Origin(place, financial_year(YEAR_OF_FIGURES), sim.__version__)
    )
    if not draws and asked and conf.partnership != SCOTLAND:
        message = f"there are no draws of '{place}': study=posterior makes them"
        raise InputErrors([InputError(COMMAND, "calibration", conf.calibration, message=message)])
    return draws
