"""An old key, word or file of a scenario gets one line that names the new one."""

from pathlib import Path

import pytest

from sim.description.input_errors import InputErrors, unknown
from sim.description.read import read_system
from sim.description.renamed import NEW_NAMES


@pytest.mark.parametrize(
    ("file", "new", "old", "line"),
    [
        (
            "settings", "type: care_home", "counts_as: care_home",
            "settings.care_home.counts_as: key 'counts_as' is now called 'type'",
        ),
        ("pathways", "pathways:\n", "routes:\n", "routes: key 'routes' is now called 'pathways'"),
        ("needs", "responses:\n", "answers:\n", "answers: key 'answers' is now called 'responses'"),
    ],
)  # fmt: skip
def test_an_old_key_names_the_new_one(scenarios: Path, file: str, new: str, old: str, line: str) -> None:
    path = scenarios / f"base/{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert new in text
    path.write_text(text.replace(new, old, 1), encoding="utf-8")
    with pytest.raises(InputErrors) as raised:
        read_system([scenarios], "fife")
    assert f"scenarios/base/{file}.yaml: {line}" in [str(error) for error in raised.value.errors]


def test_an_old_word_is_named_only_where_the_new_one_is_allowed() -> None:
    for old, new in NEW_NAMES.items():
        assert f"is now called '{new}'" in str(unknown("file.yaml", old, old, ["other", new]))
        assert "is now called" not in str(unknown("file.yaml", old, old, ["other"]))
