"""Where the boxes and strips of the map of flows lie, in points: settings by column, moves as strips between them.

A move to the next column crosses the gap between them; a longer one forward takes a lane above the boxes; a move back
takes a lane below, and comes home from the left. Strips that share a side, a gap or a lane lie beside one another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from sim.report.labels import BASELINE, number, percent
from sim.report.setting_types import CARE_HOME, COLUMNS, DEPARTMENT, HOSPITAL, ShownSetting, setting_of

OUTSIDE = ("outside", "died", "dead", "outside_or_died", "outside_or_dead")
EDGE, BOX_WIDTH, BOX_GAP, GAP_WIDTH = 48.0, 58.0, 16.0, 24.6
MIDDLE, WIDEST, LEAST, STEP, CLEAR = 168.0, 14.0, 0.8, 0.9, 1.4
"""Middle of the boxes, widest strip, narrowest strip drawn, space between strips at a box and in a lane (points)."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A setting on the map: column, lower left corner, height."""

    setting: str
    column: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Height of the middle of the box."""
        return self.y + self.height / 2


@dataclass
class Strip:
    """Moves a year from one setting to another: width, kind of way, and the corner points of that way."""

    source: Box
    target: Box
    moves: float
    width: float
    lane: str
    points: list[Point]

    @property
    def far(self) -> int:
        """Number of columns between the two ends."""
        return abs(self.target.column - self.source.column)


@dataclass(frozen=True)
class Map:
    """Boxes, strips, outermost points; `share_drawn` of all moves between settings are drawn."""

    boxes: dict[str, Box]
    strips: list[Strip]
    left: float
    bottom: float
    top: float
    share_drawn: float


def flow_table(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the baseline's mean moves a year between settings over the replications, largest first.

    Moves in from outside and out of the model are left out: there, deaths and the stays of people not modelled meet.
    """
    moves = flows[flows["option"] == BASELINE]
    replications = max(int(moves["replication"].nunique()), 1)
    moves = moves[~moves["from_setting"].isin(OUTSIDE) & ~moves["to_setting"].isin(OUTSIDE)]
    places, others = (moves[end].astype(str) for end in ("from_setting", "to_setting"))  # categories may differ
    moves = moves[(places != others) & (moves["moves_a_year"] > 0)]
    table = moves.groupby(["from_setting", "to_setting"])["moves_a_year"].sum().reset_index()
    table["moves_a_year"] /= replications
    return table.sort_values("moves_a_year", ascending=False, kind="stable").reset_index(drop=True)


def out_of_hospital(table: pd.DataFrame, settings: Mapping[str, ShownSetting]) -> str:
    """Say where people go who leave a hospital bed alive for a setting outside hospital; empty where nobody does.

    Whoever goes home from the emergency department has left no bed, and is not counted.
    """
    source, target = (table[f"{end}_setting"].map(lambda name: setting_of(settings, name)) for end in ("from", "to"))
    leaves_hospital = [
        old.type == HOSPITAL and new.type not in (HOSPITAL, DEPARTMENT) for old, new in zip(source, target, strict=True)
    ]
    moves, target = table["moves_a_year"][leaves_hospital], target[leaves_hospital]
    whole = float(moves.sum())
    if not whole:
        return ""
    home = float(moves[[setting.is_home for setting in target]].sum())
    care_home = float(moves[[setting.type == CARE_HOME for setting in target]].sum())
    shares = f"{percent(100 * home / whole)} go home and {percent(100 * care_home / whole)} to a care home"
    return f"Of {number(whole)} moves out of hospital beds a year, {shares}"


def lay_out(table: pd.DataFrame, settings: Mapping[str, ShownSetting]) -> Map:
    """Place the boxes, and route every move wide enough to see, and each setting's largest in and out.

    Strips are as wide as their moves, but for the smallest, which are drawn 0.8 points wide.
    """
    scale = WIDEST / float(table["moves_a_year"].max())
    largest = ~table["from_setting"].duplicated() | ~table["to_setting"].duplicated()
    seen = table[largest | (table["moves_a_year"] * scale >= LEAST)]
    moves = [(str(row.from_setting), str(row.to_setting), float(str(row.moves_a_year))) for row in seen.itertuples()]
    boxes = _boxes(moves, scale, settings)
    strips = [
        Strip(boxes[source], boxes[target], count, max(count * scale, LEAST), _lane(boxes[source], boxes[target]), [])
        for source, target, count in moves
    ]
    _route(boxes, strips)
    xs, ys = zip(*[point for strip in strips for point in strip.points], strict=True)
    low, high = min(box.y for box in boxes.values()), max(box.y + box.height for box in boxes.values())
    share = float(seen["moves_a_year"].sum() / table["moves_a_year"].sum())
    return Map(boxes, strips, min(0.0, min(xs) - 4), min(low, *ys) - 10, max(high, *ys) + 8, share)


def _boxes(moves: list[tuple[str, str, float]], scale: float, settings: Mapping[str, ShownSetting]) -> dict[str, Box]:
    """Return the boxes column by column, each column in the order of the scenario."""
    names = {name for source, target, _ in moves for name in (source, target)}
    order = [name for name in settings if name in names] + sorted(names - set(settings))
    boxes = {}
    for column in range(COLUMNS):
        members = [name for name in order if setting_of(settings, name).column == column]
        heights = []
        for name in members:
            ends = [[m * scale + STEP for end in (source, target) if end == name] for source, target, m in moves]
            heights.append(max(31.0, 8 + 0.75 * sum(sum(width) for width in ends)))
        y = MIDDLE + (sum(heights) + BOX_GAP * (len(members) - 1)) / 2
        for name, height in zip(members, heights, strict=True):
            boxes[name] = Box(name, column, EDGE + column * (BOX_WIDTH + GAP_WIDTH), y - height, height)
            y -= height + BOX_GAP
    return boxes


def _lane(source: Box, target: Box) -> str:
    if source.column == target.column:
        touching = abs(source.middle - target.middle) - (source.height + target.height) / 2 < BOX_GAP + 1
        return "between" if touching else "beside"
    ahead = target.column - source.column
    return "across" if ahead == 1 else "above" if ahead > 1 else "below"


def _route(boxes: dict[str, Box], strips: list[Strip]) -> None:
    low = min(box.y for box in boxes.values()) - 12
    high = max(box.y + box.height for box in boxes.values()) + 12
    below = sorted((s for s in strips if s.lane == "below"), key=_nest)
    above = sorted((s for s in strips if s.lane == "above"), key=lambda s: (s.far, -s.source.middle, s.target.middle))
    level = {id(s): low - distance for s, distance in zip(below, _stack(below), strict=True)}
    level |= {id(s): high + distance for s, distance in zip(above, _stack(above), strict=True)}
    ports = _ports(boxes, strips, level)
    for strip in strips:
        strip.points = _straight(strip, ports)
    for nested, away, home in ((below, -1.0, -1.0), (above, 1.0, -1.0)):
        out = _offsets(nested[::-1], lambda s: s.source.column)
        back = _offsets(nested, lambda s: s.target.column)
        for s in nested:
            (x, y), (end, end_y) = s.points
            leave, turn = x + away * out[id(s)], end + home * (back[id(s)] + 5)
            lane = level[id(s)]
            s.points = [(x, y), (leave, y), (leave, lane), (turn, lane), (turn, end_y), (end, end_y)]


def _nest(strip: Strip) -> tuple[int, float, int, float]:
    """Order lanes below, nearest first: ways to the same box lie together, the lower box's inside."""
    return -strip.target.column, strip.target.middle, strip.far, -strip.source.middle


def _stack(strips: list[Strip]) -> list[float]:
    """Return the distance of each strip's middle from the start, one upon another."""
    ways, reached = [], 0.0
    for strip in strips:
        ways.append(reached + strip.width / 2)
        reached += strip.width + CLEAR
    return ways


def _offsets(strips: list[Strip], column: Callable[[Strip], int]) -> dict[int, float]:
    """Return how far from the boxes each strip turns, within each column in the order given."""
    turns: dict[int, float] = {}
    for index in {column(strip) for strip in strips}:
        members = [strip for strip in strips if column(strip) == index]
        turns |= {id(strip): 3 + distance for strip, distance in zip(members, _stack(members), strict=True)}
    return turns


def _ports(boxes: dict[str, Box], strips: list[Strip], level: dict[int, float]) -> dict[tuple[int, str], float]:
    """Return the height at which each end of each strip meets its box, stacked so that ways cross least."""
    ports = {}
    for box in boxes.values():
        for side in ("left", "right"):
            ends = [
                (_pull(strip, end, level), strip, end)
                for strip in strips
                for end in ("source", "target")
                if getattr(strip, end) is box and strip.lane != "between" and _side(strip, end) == side
            ]
            ends.sort(key=lambda port: -port[0])
            y = box.middle + sum(strip.width + STEP for _, strip, _ in ends) / 2
            for _, strip, end in ends:
                ports[id(strip), end] = y - (strip.width + STEP) / 2
                y -= strip.width + STEP
    return ports


def _side(strip: Strip, end: str) -> str:
    """Return the side of the box that a strip leaves (source) or enters (target)."""
    leaves_left = strip.lane == "below"
    return "left" if (end == "source" and leaves_left) or (end == "target" and strip.lane != "beside") else "right"


def _pull(strip: Strip, end: str, level: dict[int, float]) -> float:
    """Return how high a strip belongs on a side of its box: by its lane, or by the height of its other end."""
    if strip.lane == "below" and end == "source":
        return level[id(strip)] - 1000
    if strip.lane == "below":
        return -1000 - level[id(strip)]
    if strip.lane == "above":
        return 2000 - level[id(strip)] if end == "source" else 1000 + level[id(strip)]
    return strip.target.middle if end == "source" else strip.source.middle


def _straight(strip: Strip, ports: dict[tuple[int, str], float]) -> list[Point]:
    """Return the two ends of a strip; for neighbours in a column the short way between the boxes."""
    source, target = strip.source, strip.target
    if strip.lane == "between":
        down = target.middle < source.middle
        x = source.x + BOX_WIDTH * (0.33 if down else 0.67)
        return [
            (x, source.y if down else source.y + source.height),
            (x, target.y + target.height if down else target.y),
        ]
    right = BOX_WIDTH if _side(strip, "source") == "right" else 0.0
    start = (source.x + right, ports[id(strip), "source"])
    stop = (target.x + (BOX_WIDTH if strip.lane == "beside" else 0.0), ports[id(strip), "target"])
    if strip.lane == "beside":
        return [start, (start[0] + 9, start[1]), (start[0] + 9, stop[1]), stop]
    return [start, stop]
