"""How large the event logs of a question will be, estimated before they are written."""

from sim.study.question.question import Question

PER_PERSON_DAY = 0.75e-6
"""MB of log for a resident and day, with those who come from elsewhere: 35.5 MB for Glasgow's 95,346 in 486 days."""
PER_ARRIVAL = 0.22e-3
"""MB for somebody who arrives in a model of arrivals: about ten rows of 22 bytes."""


def log_size(question: Question) -> float:
    """Return about how many MB the event logs of all runs of a question take, to within a factor of about two."""
    description, days = question.description, float(question.period.to_day)
    bands = (
        float(value) for name, value in description.published.items() if name.startswith(("people_fem", "people_m"))
    )
    people = sum(bands) if description.people else 0.0
    rates = (need.arrivals.per_day or 0.0 for need in description.needs.values() if need.arrivals)
    megabytes = days * (PER_PERSON_DAY * people + PER_ARRIVAL * sum(rates))
    return megabytes * len(question.names) * question.replications


def size_text(megabytes: float) -> str:
    """Say how large the event logs will be."""
    size = f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{max(megabytes, 1.0):.0f} MB"
    return f"event log: about {size}"
