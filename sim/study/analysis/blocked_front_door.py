"""Is a front door blocked? People waiting at the end over people let in a day: above a limit, there is no answer.

The limit stands in the scenario, beside the setting (`blocked`), as an assumption. By Little's law the quotient is the
mean wait of those at the door if the queue stays at that length.
"""

from collections.abc import Iterable

import pandas as pd

from sim.description.settings import Setting
from sim.description.system import Description

LONG = 10.0
"""Days of waiting that are told without tenths."""
BLOCKED = "no answer: front door blocked"
"""How the note of an option that gives no number begins."""
COLUMNS = ["option", "replication", "setting", "people", "let_in"]


def at_the_door(daily: pd.DataFrame, flows: pd.DataFrame, description: Description) -> pd.DataFrame:
    """Return, of one replication, people waiting at each door that can be blocked, and people let in a day.

    `people` is the mean over the last midnights of the run that the limit looks at. One row for each option and door.
    """
    rows = []
    last = int(daily["day"].max()) if len(daily) else 0
    waiting = daily[daily["measure"] == "waiting"]
    for name, setting in description.settings.items():
        if setting.blocked is None:
            continue
        days = int(setting.blocked.over_days)
        queue = waiting[(waiting["level"] == name) & (waiting["day"] > last - days)]
        people = queue.groupby("option", observed=True)["value"].sum() / days
        let_in = flows[flows["to_setting"] == name].groupby("option", observed=True)["moves_a_year"].sum() / 365.25
        for option in daily["option"].unique():
            counts = {"people": float(people.get(option, 0.0)), "let_in": float(let_in.get(option, 0.0))}
            rows.append({"option": str(option), "replication": daily["replication"].iloc[0], "setting": name, **counts})
    return pd.DataFrame(rows, columns=COLUMNS)


def blocked(doors: Iterable[pd.DataFrame], description: Description) -> dict[str, str]:
    """Return why an option gives no answer, by option, from the doors of all replications (none is left out)."""
    table = pd.concat([pd.DataFrame(columns=COLUMNS), *doors], ignore_index=True)
    means = table.groupby(["option", "setting"], sort=False)[["people", "let_in"]].mean().reset_index()
    reasons: dict[str, str] = {}
    for row in means.to_dict("records"):
        setting = description.settings[str(row["setting"])]
        why = _why(setting, float(row["people"]), float(row["let_in"]))
        if why:
            reasons.setdefault(str(row["option"]), why)
    return reasons


def _why(setting: Setting, people: float, let_in: float) -> str:
    """Return why a door counts as blocked; empty where it does not."""
    if setting.blocked is None or people <= setting.blocked.wait_days * let_in:
        return ""
    wait = _waiting(people / let_in) if let_in else "nobody let in"
    days = setting.blocked.wait_days
    limit = f"the limit is {days:g} day{'' if days == 1 else 's'}"
    return f"{BLOCKED} ({setting.label}: {people:,.0f} people at the door at the end, {wait}; {limit})"


def _waiting(days: float) -> str:
    """Say how long people wait: to a tenth of a day where it is short, so that it can be held against the limit."""
    return f"{days:,.{int(days < LONG)}f} days of waiting"
