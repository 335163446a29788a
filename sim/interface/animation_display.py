"""How an animation is shown on screen: what it says in words, and where the page and its tables are."""

from collections.abc import Iterator

from sim.interface.shown_paths import shown_path
from sim.study.kinds.animation_study import AnimationStudy
from sim.study.request import Request


def animation_lines(study: AnimationStudy, request: Request) -> Iterator[str]:
    """Yield what the days shown come to on each side, and where the files are; write the page."""
    from sim.report.animation.page import write_page  # noqa: PLC0415 - so that bad input is reported at once
    from sim.report.animation.words import summary_text  # noqa: PLC0415

    folder = study.folder.path
    yield f"\n{summary_text(folder)}\n\ntables   {shown_path(folder)}"
    yield f"page     {shown_path(write_page(folder))}: open it in a browser"
