"""The nine systems as shipped: complete, a source for every figure, and no figure called firmer than it is."""

from pathlib import Path

import pytest
import yaml

from sim.description.interventions import SYSTEMS, WHAT_IT_NAMES, Effect, Intervention, Option

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FILES = sorted((SCENARIOS / "interventions").glob("*.yaml"))
OPTION_FILES = sorted((SCENARIOS / "options").glob("*.yaml"))
CARRIED_OVER = ("shrunk", "carried over", "confounding")


def interventions_of(file: Path) -> dict[str, Intervention]:
    """Return the interventions of one file, with the file's system filled in."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        name: Intervention.model_validate({"system": content["system"], **row})
        for name, row in content["interventions"].items()
    }


def every_intervention() -> dict[str, Intervention]:
    """Return all shipped interventions by name."""
    return {name: found for file in FILES for name, found in interventions_of(file).items()}


def every_effect() -> list[tuple[str, Effect]]:
    """Return all shipped effects, each with the name of its intervention and its place there."""
    return [
        (f"{name}-{place}", effect)
        for name, intervention in every_intervention().items()
        for place, effect in enumerate(intervention.effects, start=1)
    ]


def option_of(file: Path) -> Option:
    """Return the option of one file."""
    return Option.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


EFFECTS = [pytest.param(effect, id=name) for name, effect in every_effect()]


def test_there_is_one_file_for_each_of_the_nine_systems() -> None:
    assert [file.stem for file in FILES] == sorted(SYSTEMS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_holds_its_own_system_in_words_and_some_interventions(file: Path) -> None:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert list(content) == ["system", "title", "description", "interventions"]
    assert content["system"] == file.stem
    assert content["title"]
    assert content["description"]
    assert 1 <= len(interventions_of(file)) <= 6


def test_no_name_stands_in_two_systems() -> None:
    names = [name for file in FILES for name in interventions_of(file)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_ready_option_uses_the_system(system: str) -> None:
    shipped = every_intervention()
    used = {shipped[name].system for file in OPTION_FILES for name in option_of(file).interventions}
    assert system in used


@pytest.mark.parametrize("file", OPTION_FILES, ids=lambda file: file.stem)
def test_an_option_names_interventions_that_exist_and_says_why(file: Path) -> None:
    option = option_of(file)
    assert option.interventions.keys() <= every_intervention().keys()
    assert all((option.title, option.description, option.why, option.source))


def test_the_package_is_modest_and_joins_several_systems() -> None:
    shipped = every_intervention()
    package = option_of(SCENARIOS / "options" / "package.yaml")
    assert len({shipped[name].system for name in package.interventions}) >= 5
    assert all((chosen.coverage or 0) <= 0.5 for chosen in package.interventions.values())


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_says_who_says_so_and_what_the_figure_is(effect: Effect) -> None:
    who, colon, what = effect.source.partition(": ")
    assert all((who.strip(), colon, what.strip()))


@pytest.mark.parametrize("effect", EFFECTS)
def test_an_effect_names_what_it_acts_on(effect: Effect) -> None:
    assert effect.of, f"name the {WHAT_IT_NAMES[effect.changes]}"


@pytest.mark.parametrize("effect", EFFECTS)
def test_evidence_has_an_interval(effect: Effect) -> None:
    assert effect.basis != "evidence" or (effect.low is not None and effect.high is not None)


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_unverified_is_an_assumption(effect: Effect) -> None:
    assert "unverified" not in effect.source.lower() or effect.basis == "assumption"


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_null_stays_a_null(effect: Effect) -> None:
    assert ("kept as a null" not in effect.source) or effect.changes == "stay" or effect.value == 1


@pytest.mark.parametrize("effect", EFFECTS)
def test_what_was_shrunk_or_carried_over_is_not_called_evidence_and_may_be_nothing(effect: Effect) -> None:
    if any(word in effect.source for word in CARRIED_OVER):
        assert effect.basis in ("weak_evidence", "assumption")
        assert effect.low is not None
        assert effect.high is not None
        assert effect.low < effect.value < effect.high
        assert (effect.high if effect.value < 1 else effect.low) == 1


def test_enhanced_care_home_support_leaves_bed_days_as_they_were() -> None:
    rate, stay = every_intervention()["enhanced_care_home_support"].effects
    assert rate.value * stay.value == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("name", sorted(every_intervention()))
def test_the_unverified_cost_is_an_assumption(name: str) -> None:
    for cost in every_intervention()[name].costs:
        assert cost.source
        assert "unverified" not in cost.source or cost.basis == "assumption"
