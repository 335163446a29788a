"""A draft: what a planner has chosen in the app so far, kept as a file, so that a reload goes on from it."""

import re
import uuid
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from sim.study.run.whole_files import write_into

FOLDER, FILE = "drafts", "draft.json"
LONGEST_REASON = 500
MOST_OPTIONS = 40
_KEY = re.compile(r"[0-9a-f]{16}")
Name = Annotated[str, StringConstraints(pattern=r"^\w[\w-]{0,80}$")]
Reason = Annotated[str, StringConstraints(max_length=LONGEST_REASON)]
Kind = Literal["compare", "shares", "sweep", "best_mix", "animation"]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AxisDraft(_Closed):
    """One axis of a sweep as typed: of what, counted how, and its values."""

    of: Name = "home_support"
    key: Literal["by", "places", "hours"] = "by"
    values: Annotated[str, StringConstraints(max_length=200)] = "0, 5, 10, 15"
    start: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    over: Annotated[int, Field(ge=0, le=36)] = 0
    """Months from nothing to the whole."""


class MixDraft(_Closed):
    """What a best mix is chosen from, and what it is to keep to."""

    file: Annotated[str, StringConstraints(pattern=r"^(\w[\w-]{0,80})?$")] = "nine_systems"
    """Name of a file of levers; empty: the options chosen are the levers."""
    target: Annotated[float | None, Field(gt=0, le=1e6)] = None
    chance: Annotated[int, Field(ge=1, le=99)] = 80
    """In how many of 100 futures the target is to be reached."""
    budgets: dict[Name, Annotated[float, Field(ge=-1e12, le=1e12)]] = Field(default_factory=dict)
    """Net cost in cash a year at most, in pounds, by payer or of all."""
    at_most: Annotated[int | None, Field(ge=1, le=25)] = None
    replications: Annotated[int, Field(ge=10, le=200)] = 24
    check: Annotated[int, Field(ge=10, le=200)] = 40


class AnimationDraft(_Closed):
    """An animation as chosen: the options on its sides (one: beside the baseline), which days and which replication."""

    sides: tuple[Name, ...] = Field((), max_length=2)
    first: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    days: Annotated[int, Field(ge=1, le=92)] = 31
    replication: Annotated[int, Field(ge=1, le=200)] = 1


class Draft(_Closed):
    """What is asked: place, options with reasons, how it is run, a sweep, a mix; and the results they led to."""

    place: Name = "glasgow_city"
    options: tuple[Name, ...] = Field((), max_length=MOST_OPTIONS)
    reasons: dict[Name, Reason] = Field(default_factory=dict)
    replications: Annotated[int, Field(ge=1, le=200)] = 10
    years: Annotated[int, Field(ge=1, le=5)] = 1
    seed: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    axes: tuple[AxisDraft, ...] = Field((), max_length=2)
    target: Annotated[float | None, Field(ge=-1e6, le=1e6)] = None
    animation: AnimationDraft = AnimationDraft()
    mix: MixDraft | None = None
    results: dict[Kind, Name] = Field(default_factory=dict)
    """Name of the latest finished results folder of each kind of study."""


class DraftFolder:
    """The folder of one draft: the draft itself, its own options, and its runs."""

    def __init__(self, results: Path, key: str) -> None:
        if not _KEY.fullmatch(key):
            raise ValueError("a draft has a key of 16 letters and digits")
        self.results, self.key = results, key
        self.path = results / FOLDER / key

    @classmethod
    def fresh(cls, results: Path) -> "DraftFolder":
        """Return the folder of a new draft, which is made once something is kept in it."""
        return cls(results, uuid.uuid4().hex[:16])

    @classmethod
    def kept(cls, results: Path, key: str) -> "DraftFolder | None":
        """Return the folder of a draft that is kept; None where there is none of that key."""
        folder = cls(results, key) if _KEY.fullmatch(key) else None
        return folder if folder and (folder.path / FILE).is_file() else None

    @property
    def draft(self) -> Draft:
        """The draft as kept; an empty one where there is none, or none that can be used."""
        try:
            return Draft.model_validate_json((self.path / FILE).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError):
            return Draft()

    def keep(self, draft: Draft) -> None:
        """Write the draft, whole or not at all."""
        write_into(self.path, FILE, draft.model_dump_json(indent=1))

    def change(self, **fields: object) -> Draft:
        """Keep the draft with some fields changed; return it. Raises ValidationError where a value is not allowed."""
        draft = Draft.model_validate({**dict(self.draft), **fields})
        self.keep(draft)
        return draft

    @property
    def own_options(self) -> list[str]:
        """Names of the options that the planner has made or uploaded."""
        return sorted(path.stem for path in (self.path / "options").glob("*.yaml"))
