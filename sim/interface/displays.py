"""How a finished study is shown on screen: a function for each class of study, chosen by `functools.singledispatch`."""

from collections.abc import Iterator
from functools import singledispatch

import sim
from sim.interface import mix_displays
from sim.interface.animation_display import animation_lines
from sim.interface.posterior_display import kept_draws, posterior_blocks
from sim.interface.shown_paths import shown_path, unwritable
from sim.interface.workbook_text import filled_in_text
from sim.study.kinds.calibrate import Calibrate
from sim.study.kinds.calibration_study import Calibration
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.engine_verification import Agreement
from sim.study.kinds.new_place import NewPlace
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.reproduction import Reproduction
from sim.study.kinds.response_study import Responses
from sim.study.kinds.sample_checking import SampleChecking
from sim.study.kinds.sample_fitting import SampleFitting
from sim.study.kinds.sample_judging import SampleJudging
from sim.study.kinds.sample_making import SampleMaking
from sim.study.kinds.scotland_study import Scotland
from sim.study.kinds.scotland_sweep import ScotlandSweep
from sim.study.kinds.sensitivity_study import SensitivityStudy
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.kinds.workbook_reading import WorkbookReading
from sim.study.kinds.workbook_template import WorkbookTemplate
from sim.study.question.under_way import UnderWay
from sim.study.request import Request
from sim.study.run.records import NoAnswer


@singledispatch
def announced(study: UnderWay, request: Request) -> Iterator[str]:
    """Yield what to print before a study runs, besides its opening; nothing for most."""
    yield from ()


@announced.register
def _(study: SweepStudy, request: Request) -> Iterator[str]:
    """Yield how many runs are to be made and about how long they will take, after two of them if need be."""
    study.time_first()
    yield from filter(None, [study.expectation(request.conf.cores_used)])


announced.register(mix_displays.runs_of_shares)
announced.register(mix_displays.runs_of_best_mix)


@singledispatch
def display(study: UnderWay, request: Request) -> Iterator[str]:
    """Yield what to print of a finished study, a block at a time.

    Raises
    ------
    TypeError
        If this class of study has no display.
    """
    raise TypeError(f"{type(study).__name__} has no display: register one in sim.interface.displays")


@display.register
def _(study: Agreement, request: Request) -> Iterator[str]:
    """Yield each run compared, and the verdict."""
    yield f"\n{study.text()}"


@display.register
def _(study: ComparisonStudy, request: Request) -> Iterator[str]:
    """Yield the comparison, and where the tables are."""
    yield _comparison(study, request)
    yield f"tables   {shown_path(study.folder.path)}"


@display.register
def _(study: Scotland, request: Request) -> Iterator[str]:
    """Yield the comparison of the sum, each partnership's share of it, and where the tables are."""
    from sim.report.results_folder import read_results  # noqa: PLC0415 - so that bad input is reported at once
    from sim.report.scotland import scotland_text  # noqa: PLC0415
    from sim.report.scotland_years import next_year_text, years_text  # noqa: PLC0415

    yield _comparison(study, request)
    results = read_results(study.folder.path)
    yield f"{scotland_text(results)}\n"
    yield from (f"{text}\n" for text in (years_text(results), next_year_text(results)) if text)
    yield f"tables   {shown_path(study.folder.path)}"


@display.register
def _(study: Calibration, request: Request) -> Iterator[str]:
    """Yield simulated beside published figures of the last step, where the tables are, and how to use them."""
    from sim.report.console import fit_text, use_text  # noqa: PLC0415

    place, folder = request.question.description.title, study.folder.path
    yield f"\n{fit_text(study.check, place=place, step=study.settled.number)}\n\ntables   {shown_path(folder)}"
    if isinstance(request.conf, Calibrate) and request.conf.keep:
        try:
            kept = study.keep(sim.shipped() / "scenarios")
        except OSError as error:
            raise unwritable("keep", "scenarios/base/tables/calibrated.csv", error) from None
        yield f"kept     {shown_path(kept)}: every run of {place} uses it from now on"
    else:
        yield use_text(shown_path(folder / "calibrated.csv"), request.question.place)


@display.register
def _(study: PosteriorStudy, request: Request) -> Iterator[str]:
    """Yield what the figures leave possible of each multiplier, where the tables are, and how to use the draws."""
    yield from posterior_blocks(study, request)
    yield from kept_draws(study, study, request)


@display.register
def _(study: NewPlace, request: Request) -> Iterator[str]:
    """Yield how near the calibration came, what the figures leave possible, and how to use both."""
    from sim.report.console import fit_text  # noqa: PLC0415

    fit, posterior = study.calibration, study.posterior
    yield f"\n{fit_text(fit.check, place=request.question.description.title, step=fit.settled.number)}"
    yield f"\ntables   {shown_path(fit.folder.path)}"
    if posterior is not None:
        yield from posterior_blocks(posterior, request)
        yield from kept_draws(study, posterior, request)


@display.register
def _(study: SensitivityStudy, request: Request) -> Iterator[str]:
    """Yield what would be worth knowing of each option, and where the tables are; draw the pictures."""
    from sim.report.information import information_lines  # noqa: PLC0415 - so that bad input is reported at once
    from sim.report.sensitivity_picture import draw_sensitivity  # noqa: PLC0415
    from sim.report.sensitivity_text import sensitivity_lines  # noqa: PLC0415

    place, folder = request.question.description.title, study.folder.path
    titles = {name: option.title for name, option in request.question.options.items()}
    yield f"\n{sensitivity_lines(study.indices, study.effects, study.emulators, titles, place)}\n"
    yield from (f"{text}\n" for text in [information_lines(study.values, titles)] if text)
    yield f"tables   {shown_path(folder)}"
    if request.conf.report.pictures and len(study.indices):
        worth = (study.values, study.curve)
        yield f"pictures {shown_path(draw_sensitivity(folder, study.indices, worth, titles, place))}"


@display.register
def _(study: Reproduction, request: Request) -> Iterator[str]:
    """Yield modelled beside published figures, and where the tables are."""
    from sim.report.published_table import beside_text  # noqa: PLC0415

    figures = {name: (figure.label, figure.within) for name, figure in study.printed.figures.items()}
    text = beside_text(study.table, figures, replications=study.total)
    yield f"\n{text}\n\ntables   {shown_path(study.folder.path)}"


@display.register
def _(study: Responses, request: Request) -> Iterator[str]:
    """Yield the responses to about 10 % more, with published ones, and where the files are; draw the picture."""
    from sim.report.capacity_picture import draw_responses  # noqa: PLC0415
    from sim.report.capacity_responses import news_text, responses_text  # noqa: PLC0415

    folder, place = study.folder.path, request.question.description.title
    if study.table.empty:
        raise NoAnswer(f"No run gave an answer: see runs.csv in the folders of {shown_path(folder)}")
    yield f"\n{responses_text(folder, place)}\n"
    yield from (f"{text}\n" for text in [news_text(folder)] if text)
    yield f"tables   {shown_path(folder)}"
    if request.conf.report.pictures:
        yield f"pictures {shown_path(draw_responses(folder, place))}"


@display.register
def _(study: SweepStudy, request: Request) -> Iterator[str]:
    """Yield the cells, what they say of each other, and where the files are; draw the pictures."""
    from sim.report.sweep_partnerships import partnerships_text  # noqa: PLC0415
    from sim.report.sweep_pictures import draw_sweep  # noqa: PLC0415
    from sim.report.sweep_text import sweep_text  # noqa: PLC0415

    folder, place = study.folder.path, study.place
    if study.exit_code:
        raise NoAnswer(f"No cell gave an answer: see runs.csv in {shown_path(folder)}")
    yield f"\n{sweep_text(folder, place)}"
    if isinstance(study, ScotlandSweep):
        yield f"\n{partnerships_text(folder)}"
    yield f"\ntables   {shown_path(folder)}"
    if request.conf.report.pictures:
        yield f"pictures {shown_path(draw_sweep(folder, place))}"


display.register(animation_lines)
display.register(mix_displays.shares)
display.register(mix_displays.best_mix)


@display.register
def _(study: SampleChecking, request: Request) -> Iterator[str]:
    """Yield what may be shown of the sample, and where its data dictionary is."""
    yield f"\n{study.check.summary()}\n\nThe sample may be used: no faults."
    if study.written is not None:
        yield f"dictionary {shown_path(study.written)}"


@display.register
def _(study: SampleMaking, request: Request) -> Iterator[str]:
    """Yield the rows of each table, and where the sample and its truth are."""
    rows = [f"{name:14}{len(table):>12,} rows" for name, table in study.tables.items()]
    yield "\n".join(["", *rows, ""])
    if study.written is not None:
        yield f"sample   {shown_path(study.written)}"
        truth = study.written.with_name(f"{study.name}.truth.json")
        yield f"truth    {shown_path(truth)}: keep it apart from the sample"


@display.register
def _(study: SampleFitting, request: Request) -> Iterator[str]:
    """Yield the estimates, and where the tables, the option and the pictures are."""
    from sim.report.sample_fits import draw_survival, estimates_text  # noqa: PLC0415

    if study.fits is None:
        return
    yield f"\n{estimates_text(study.fits.parameters(), study.fits.goodness())}\n"
    if study.written is None:
        return
    yield f"tables   {shown_path(study.written)}"
    if len(study.fits.stays):
        place = study.check.manifest.partnership
        word = "model" if study.fits.description.people is None else "partnership"
        folder = shown_path(study.written)
        yield f"option   {study.option}: {word}={place} options=[{study.option}] --config-dir {folder}"
        yield f"pictures {shown_path(draw_survival(study.written, study.sample))}"


@display.register
def _(study: SampleJudging, request: Request) -> Iterator[str]:
    """Yield each estimate beside its truth, the judgement, and where the table is."""
    from sim.report.sample_fits import judgement_text  # noqa: PLC0415

    yield f"\n{judgement_text(study.table)}\n"
    yield "\n".join(study.lines())
    if study.written is not None:
        yield f"table    {shown_path(study.written)}"


@display.register
def _(study: WorkbookTemplate, request: Request) -> Iterator[str]:
    """Yield where the template is, and what to do with it."""
    path = shown_path(study.path)
    yield f"template {path}\nFill in the yellow cells, save it, and run it: workbook={path}"


@display.register
def _(study: WorkbookReading, request: Request) -> Iterator[str]:
    """Yield what stands in the workbook, which files were written, and how to run them."""
    yield filled_in_text(study, shown_path)


def _comparison(study: ComparisonStudy | Scotland, request: Request) -> str:
    """Return the options against the baseline as text; raise NoAnswer where no run succeeded."""
    from sim.report.changes import changes_text  # noqa: PLC0415
    from sim.report.console import table_text  # noqa: PLC0415
    from sim.report.futures_text import futures_text  # noqa: PLC0415
    from sim.report.settings_text import settings_text  # noqa: PLC0415

    if study.comparison.empty:
        raise NoAnswer(f"No run gave an answer: see {shown_path(study.folder.path / 'runs.csv')}")
    question = request.question
    titles = {name: option.title for name, option in question.options.items()}
    runs = int(study.comparison["replications"].max())
    text = f"\n{table_text(study.comparison, titles, place=question.description.title, replications=runs)}\n"
    whole = study.whole if isinstance(study, Scotland) else study
    if request.conf.model is not None:
        labels = {name: setting.label for name, setting in question.description.settings.items()}
        text += f"\n{settings_text(study.comparison, labels, titles)}\n"
    more = [futures_text(whole.futures, titles), changes_text(getattr(study, "changes", None), titles)]
    return "\n".join([text, *(f"{block}\n" for block in more if block)])
