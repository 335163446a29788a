"""How fair shares and best mixes are shown on screen: their texts, where the files are, and the pictures drawn."""

from collections.abc import Iterator

from sim.interface.shown_paths import shown_path
from sim.study.kinds.best_mix_study import BestMixStudy
from sim.study.kinds.shares_study import SharesStudy
from sim.study.request import Request
from sim.study.run.records import NoAnswer


def runs_of_shares(study: SharesStudy, request: Request) -> Iterator[str]:
    """Yield how many runs are to be made, and about how long they will take where that is known."""
    yield from filter(None, [study.runs.expectation(request.conf.cores_used)])


def runs_of_best_mix(study: BestMixStudy, request: Request) -> Iterator[str]:
    """Yield how many runs the design of a best mix takes, and how many may be added."""
    runs, more = study.design, study.total - study.design.total
    words = runs.expectation(request.conf.cores_used) or "0 runs to go"
    yield f"Design of {len(runs.question.options)} mixes: {words}; searches and checks add about {more:,} runs"


def shares(study: SharesStudy, request: Request) -> Iterator[str]:
    """Yield the shares and where the files are; draw the pictures; raise NoAnswer where the package gives none."""
    from sim.report.shares_picture import draw_shares  # noqa: PLC0415 - so that bad input is reported at once
    from sim.report.shares_text import shares_text  # noqa: PLC0415

    folder, place = study.folder.path, request.question.description.title
    if study.exit_code:
        raise NoAnswer(f"The package gives no answer: see runs.csv in {shown_path(folder)}")
    yield f"\n{shares_text(folder, place)}\n\ntables   {shown_path(folder)}"
    if request.conf.report.pictures:
        yield f"pictures {shown_path(draw_shares(folder, place))}"


def best_mix(study: BestMixStudy, request: Request) -> Iterator[str]:
    """Yield the best mix and where the files are; draw the picture; raise NoAnswer where no mix gives an answer."""
    from sim.report.best_mix_picture import draw_best_mix  # noqa: PLC0415
    from sim.report.best_mix_text import best_mix_text  # noqa: PLC0415

    folder, place = study.folder.path, request.question.description.title
    if study.answer is None or not study.answer.mixes:
        raise NoAnswer(f"No mix gave an answer: see runs.csv in {shown_path(folder)}")
    yield f"\n{best_mix_text(folder, place)}\n\ntables   {shown_path(folder)}"
    if request.conf.report.pictures:
        yield f"pictures {shown_path(draw_best_mix(folder, place))}"
