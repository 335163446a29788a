"""Options: which interventions are at work, and how far each of them reaches."""

from sim.description.interventions import Intervention, Option
from sim.description.system import Description

BASELINE = Option(
    title="Baseline",
    description="The partnership as it is, with none of the interventions.",
    why="Every option is compared with it.",
    interventions={},
)


def chosen(description: Description, option: Option) -> dict[str, Intervention]:
    """Return the option's interventions by name, with the option's own coverage, start and ramp where it gives them."""
    return {
        name: description.interventions[name].model_copy(
            update=option.interventions[name].model_dump(exclude_none=True)
        )
        for name in sorted(option.interventions)
    }
