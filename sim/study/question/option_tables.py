"""Tables of the baseline and of every option of a question: what they have in common is built and kept once."""

from dataclasses import replace

from sim.study.question.question import BASE, Question
from sim.tables.build import build, with_interventions
from sim.tables.tables import Tables, sharing


def tables_of(question: Question) -> dict[str, Tables]:
    """Return the tables of each option, the baseline first.

    An option that sets nothing and builds nothing differs from the baseline in its interventions and changes of
    capacity only: the rest is not built again.
    """
    baseline = build(question.description_of(BASE), question.interventions(BASE))
    options = {name: _of_option(question, name, baseline) for name in question.names if name != BASE}
    return {BASE: baseline} | options


def _of_option(question: Question, name: str, baseline: Tables) -> Tables:
    option, description, at_work = question.option(name), question.description_of(name), question.interventions(name)
    if option.set:
        return sharing(build(description, at_work), baseline)
    if option.buildings:
        return sharing(_at_the_ceiling_of(build(description, at_work), baseline), baseline)
    return with_interventions(baseline, description, at_work)


def _at_the_ceiling_of(tables: Tables, baseline: Tables) -> Tables:
    """Return tables of an option that meets the candidate needs of the baseline, which are drawn at its ceilings."""
    return replace(tables, need_ceiling=baseline.need_ceiling)


def drawn_tables(question: Question, undrawn: Question, before: dict[str, Tables]) -> dict[str, Tables]:
    """Return the tables of a question with everything uncertain drawn, from those of the question before the draw."""
    tables = {name: _drawn(question, undrawn, name, before[name]) for name in question.names}
    return {name: sharing(own, tables[BASE]) for name, own in tables.items()}


def _drawn(question: Question, undrawn: Question, name: str, before: Tables) -> Tables:
    if not undrawn.uncertain_things(name):
        return before
    description, at_work = question.description_of(name), question.interventions(name)
    if question.option(name).buildings:
        own = build(description, at_work)
        return own if question.option(name).set else _at_the_ceiling_of(own, before)
    return with_interventions(before, description, at_work)
