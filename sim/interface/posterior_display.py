"""How a posterior is shown on screen, of a partnership or of a new place."""

from collections.abc import Iterator

from sim.interface.shown_paths import shown_path, unwritable
from sim.study.kinds.new_place import NewPlace
from sim.study.kinds.posterior import PosteriorConf
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.request import Request


def posterior_blocks(study: PosteriorStudy, request: Request) -> Iterator[str]:
    """Yield what the figures leave possible, how it was checked, and where the tables and pictures are."""
    from sim.report.posterior_chances import decision_lines  # noqa: PLC0415 - so that bad input is reported at once
    from sim.report.posterior_picture import draw_posterior  # noqa: PLC0415
    from sim.report.posterior_ranks import coverage_lines  # noqa: PLC0415
    from sim.report.posterior_text import hold_out_lines, posterior_lines  # noqa: PLC0415

    place, folder = request.question.description.title, study.folder.path
    yield f"\n{posterior_lines(study.multipliers, study.check, place, study.tried)}"
    if len(study.hold_out):
        yield f"\n{hold_out_lines(study.hold_out)}"
    ranks = None
    if study.sizes.truths:
        ranks = study.ranks_table
        yield f"\n{coverage_lines(study.coverage)}"
    decided = None
    if len(study.decisions.table):
        decided = study.decisions.chances, study.decisions.table
        yield f"\n{decision_lines(study.decisions.table, study.decisions.chances)}"
    yield f"\ntables   {shown_path(folder)}"
    if request.conf.report.pictures:
        yield f"pictures {shown_path(draw_posterior(folder, study.check, study.multipliers, place, ranks, decided))}"


def kept_draws(study: PosteriorStudy | NewPlace, posterior: PosteriorStudy, request: Request) -> Iterator[str]:
    """Put the draws where they are to be kept, and say so; else say how to use them."""
    from sim.report.posterior_text import use_lines  # noqa: PLC0415

    place = request.question.description.title
    if isinstance(request.conf, PosteriorConf) and request.conf.keep:
        scenarios = posterior.roots[0]
        try:
            kept = study.keep(scenarios)
        except OSError as error:
            raise unwritable("keep", f"{scenarios.name}/base/posteriors", error) from None
        yield f"kept     {shown_path(kept)}: every comparison of {place} draws from it from now on"
    else:
        yield use_lines(shown_path(posterior.folder.path / "posterior.csv"), request.question.place)
