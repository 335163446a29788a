"""The map of flows between settings: boxes from home on the left to care home on the right, strips as wide as moves."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sim.report.flow_layout import BOX_WIDTH, Box, Map, Point, Strip, lay_out
from sim.report.labels import number
from sim.report.setting_types import ShownSetting, setting_of
from sim.report.style import (
    INK,
    MAGENTA,
    OCHRE,
    PALE,
    PURPLE,
    QUIET,
    TEAL,
    WIDTH,
    key,
    sheet,
)
from sim.report.typeface import size_for, width, wrapped

KINDS = {
    "hospital": (PURPLE, "to hospital, or care in place of it"),
    "next": (MAGENTA, "on to step-down or longer care"),
    "home": (TEAL, "going home"),
    "care_home": (OCHRE, "to a care home"),
}
"""Colour and words of a move by the column where it ends."""
BY_COLUMN = ("home", "hospital", "hospital", "hospital", "next", "care_home")
NAME_SIZE, LEAST_SIZE = 6.4, 4.5
LABEL_SIZE, HEAD = 5.6, 5.0


def flows_map(table: pd.DataFrame, settings: Mapping[str, ShownSetting], *, title: str, subtitle: str) -> Figure:
    """Draw one strip for each pair of settings, as wide as its moves a year, the larger ones with their number."""
    plan = lay_out(table, settings)
    height = (plan.top - plan.bottom) / 72
    figure = sheet(height + 0.24, title, subtitle)
    axes = figure.add_axes((0, 0.22 / figure.get_figheight(), 1, height / figure.get_figheight()))
    axes.set_xlim(plan.left, WIDTH * 72)
    axes.set_ylim(plan.bottom, plan.top)
    axes.axis("off")
    for strip in sorted(plan.strips, key=lambda strip: -strip.width):
        _strip(axes, strip)
    for box in plan.boxes.values():
        _box(axes, box, setting_of(settings, box.setting).label, WIDTH * 72 / (WIDTH * 72 - plan.left))
    _numbers(axes, plan)
    drawn = {BY_COLUMN[strip.target.column] for strip in plan.strips}
    entries = [("■", colour, words) for kind, (colour, words) in KINDS.items() if kind in drawn]
    key(figure, 0.04, 0.1 / figure.get_figheight(), entries)
    return figure


def rounded(points: list[Point], radius: float = 8.0) -> Path:
    """Return a way through the corner points with each corner rounded."""
    steps, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        steps += [_towards(corner, before, radius), corner, _towards(corner, after, radius)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*steps, points[-1]], [*codes, Path.LINETO])


def _towards(start: Point, end: Point, radius: float) -> Point:
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    part = min(radius, length / 2) / length if length else 0.0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _neck(strip: Strip) -> Point:
    """Return where a strip ends and its arrow head begins."""
    (_, before_y), (x, y) = strip.points[-2:]
    if strip.lane == "between":
        return x, y + (HEAD if before_y > y else -HEAD)
    return x + (HEAD if strip.lane == "beside" else -HEAD), y


def _strip(axes: Axes, strip: Strip) -> None:
    """Draw a strip with a white edge, so that the wider passes beneath the narrower, and its arrow head."""
    colour = KINDS[BY_COLUMN[strip.target.column]][0]
    light = 0.68 if strip.width > 1.5 else 0.9
    tint = tuple(1 - light * (1 - part) for part in to_rgb(colour))
    (x, y), neck = strip.points[-1], _neck(strip)
    if strip.lane == "across":
        start = strip.points[0]
        bend = (neck[0] - start[0]) * 0.5
        corners = [start, (start[0] + bend, start[1]), (neck[0] - bend, neck[1]), neck]
        path = Path(corners, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    else:
        path = rounded([*strip.points[:-1], neck])
    name = f"{strip.source.setting}-to-{strip.target.setting}"
    for wide, ink, gid in ((strip.width + 1.4, "white", None), (strip.width, tint, name)):
        axes.add_patch(
            PathPatch(
                path, linewidth=wide, facecolor="none", edgecolor=ink, capstyle="butt", joinstyle="round", gid=gid
            )
        )
    half = max(strip.width * 0.5 + 1.2, 2.0)
    across = (half, 0.0) if strip.lane == "between" else (0.0, half)
    corners = [(neck[0] - across[0], neck[1] - across[1]), (neck[0] + across[0], neck[1] + across[1]), (x, y)]
    axes.add_patch(Polygon(corners, facecolor=colour, linewidth=0, zorder=4))


def _box(axes: Axes, box: Box, label: str, scale: float) -> None:
    """Draw a box with its label; `scale` is how long a point of the plan is drawn."""
    shape = FancyBboxPatch(
        (box.x + 2, box.y + 2),
        BOX_WIDTH - 4,
        box.height - 4,
        boxstyle="round,pad=2,rounding_size=4",
        facecolor=PALE,
        edgecolor=QUIET,
        linewidth=0.7,
        zorder=5,
    )
    axes.add_patch(shape)
    words, size = _name(label, box.height / 72 - 0.08, scale)
    middle = box.x + BOX_WIDTH / 2
    axes.text(middle, box.middle, words, ha="center", va="center", size=size, weight="bold", color=INK, zorder=6)


def _name(label: str, height: float, scale: float) -> tuple[str, float]:
    """Return a label on as many lines as a box is high, and the size at which its longest word fits."""
    inches = scale * (BOX_WIDTH - 6) / 72
    size = max(size_for(label.split(), inches, NAME_SIZE, bold=True), LEAST_SIZE)
    most = max(2, int(scale * height / (1.25 * size / 72)))
    return "\n".join(wrapped(label, inches, size, bold=True, most=most)), size


def _numbers(axes: Axes, plan: Map) -> None:
    """Write the moves a year on the strips, the larger first: in the first free place along the way, or not at all."""
    taken = [Bbox.from_bounds(box.x + 2, box.y, BOX_WIDTH - 4, box.height) for box in plan.boxes.values()]
    for strip in sorted(plan.strips, key=lambda strip: -strip.moves):
        words = number(strip.moves)
        scale = (WIDTH * 72 - plan.left) / (WIDTH * 72)
        label_width, label_height = (72 * width(words, LABEL_SIZE) + 2) * scale, (LABEL_SIZE + 1.4) * scale
        for x, y in _places(strip, label_width):
            label_box = Bbox.from_bounds(x - label_width / 2, y - label_height / 2, label_width, label_height)
            if not any(label_box.overlaps(other) for other in taken):
                taken.append(label_box)
                paper = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.88}
                size = LABEL_SIZE
                axes.text(
                    x, y, words, size=size, ha="center", va="center", zorder=7, gid=f"moves-{len(taken)}", bbox=paper
                )
                break


def _places(strip: Strip, wide: float) -> list[Point]:
    """Return places for a number along a strip: the middle of a crossing; along a lane from the source's end."""
    (x, y), (end_x, end_y) = strip.points[0], strip.points[-1]
    if strip.lane == "across":
        return [((x + end_x) / 2, y + (end_y - y) * part) for part in (0.5, 0.35, 0.65, 0.2, 0.8)]
    if strip.lane == "between":
        side = -1 if end_y < y else 1
        return [(x + side * (wide / 2 + strip.width / 2 + 2), (y + end_y) / 2)]
    if strip.lane == "beside":
        return [(strip.points[1][0], (y + end_y) / 2)]
    (x, y), (end_x, _) = strip.points[2], strip.points[3]
    return [(x + (end_x - x) * part / 14, y) for part in (2, 3, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12)]
