"""Interventions as a table: every effect with its size, its interval, what it rests on and where it comes from."""

from collections.abc import Iterable, Iterator, Mapping

from sim.amounts import amount
from sim.description.interventions import SYSTEMS, Changes, Effect, Intervention

_COLUMNS = ("System", "Intervention", "What changes", "By", "Interval", "Basis", "Source")
_CHANGES: dict[Changes, str] = {
    "need_rate": "rate of {of}",
    "readmission_rate": "rate of {of} within 28 days of leaving hospital",
    "response": "chance of keeping {from_responses} and not moving to {up_to}, for {of}",
    "stay": "stay in {of}",
    "process": "time for {of}",
    "destination": "weight of the pathway {of}",
    "hours": "weekly hours of {of}",
    "capacity": "capacity of {of}",
    "priority_days": "place in the queue for {of}",
    "share_of_offers": "share of offers of {of} for {classes}",
    "weekend_discharge": "weekend discharge from {of}",
}


def interventions_table(interventions: Mapping[str, Intervention]) -> str:
    """Return a Markdown table with a row for each effect, by system and then in the order given."""
    rows = [_COLUMNS, ("---",) * len(_COLUMNS), *_rows(interventions)]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def _rows(interventions: Mapping[str, Intervention]) -> Iterator[tuple[str, ...]]:
    for system in SYSTEMS:
        for name, intervention in interventions.items():
            if intervention.system == system:
                for effect in intervention.effects:
                    yield _words(system), name, *_cells(effect)


def _cells(effect: Effect) -> tuple[str, ...]:
    """Return what changes, by how much, the interval, the basis and the source of one effect."""
    return (what_changes(effect), how_much(effect), interval(effect), _words(effect.basis), short_source(effect.source))


def what_changes(effect: Effect) -> str:
    """Say what an effect acts on: ``rate of fall with injury, hip fracture``."""
    taken_from = _listed(effect.from_responses) if effect.from_responses else "any response more institutional"
    words = {"of": _listed(effect.of), "up_to": _words(effect.up_to or ""), "from_responses": taken_from}
    words["classes"] = _listed(effect.classes)
    sentence = _CHANGES[effect.changes].format(**words)
    return f"{sentence}, for {_listed(effect.needs)}" if effect.needs else sentence


def how_much(effect: Effect) -> str:
    """Say the size of an effect in its unit: ``times 0.88``, ``10 % more``, ``5 places more``, ``14 days ahead``."""
    if effect.changes == "weekend_discharge":
        return "allowed"
    if effect.changes == "priority_days":
        return f"{amount(effect.value)} days ahead"
    if effect.changes != "capacity":
        return f"times {effect.factor:.2f}"
    if effect.unit in ("places", "hours"):
        return f"{amount(abs(effect.value))} {effect.unit} {'more' if effect.value >= 0 else 'fewer'}"
    share = 100 * (effect.factor - 1)
    return f"{abs(share):g} % {'more' if share >= 0 else 'less'}"


def is_null(effect: Effect) -> bool:
    """Tell whether an effect changes nothing: a factor of one, or nothing added."""
    if effect.changes in ("capacity", "priority_days"):
        return effect.added(1.0) == 0 if effect.changes == "capacity" else effect.value == 0
    return effect.changes != "weekend_discharge" and effect.factor == 1


def interval(effect: Effect) -> str:
    """Say the range an effect may have: ``0.77 to 1.00``; nothing where none is known."""
    if effect.low is None and effect.high is None:
        return ""
    ends = ("?" if end is None else f"{end:.2f}" for end in (effect.low, effect.high))
    return " to ".join(ends)


def short_source(source: str) -> str:
    """Return the short name of a source: the words before the first colon that a space follows."""
    return source.split(": ", maxsplit=1)[0].strip()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_words(name) for name in names) or "all"


def _words(name: str) -> str:
    return name.replace("_", " ")
