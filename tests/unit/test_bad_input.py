"""What bad input gets: every fault as one line that says file, key, value, unit, what is allowed, and the near miss."""

import os
import shutil
from pathlib import Path

import pytest

from sim.description.input_errors import InputError, InputErrors
from sim.description.read import read_asked, read_model, read_option, read_system

SETTINGS, NEEDS, PATHWAYS = "base/settings.yaml", "base/needs.yaml", "base/pathways.yaml"
FALLS, OPTION = "interventions/falls.yaml", "options/exercise.yaml"
TABLE, CALIBRATED = "base/tables/partnerships.csv", "base/tables/calibrated.csv"
HERE = f"for Fife in scenarios/{TABLE}, row 2"
BANDS = "1000,1000,1000,40,60"
WARD = "models/one_ward.yaml"
FIRST = "partnership,multiplier,value\n"

PLACES = "settings.care_home.capacity"
UNIT, RANGE = "places, or hours a week", "(allowed: 0 to 1,000,000)"
NO_ALIAS = "anchors (&) and aliases (*) are not allowed: write the value out"
TAG = "tag:yaml.org,2002:python/object/apply:os"
ENDLESS = "capacity of zero with a queue: whoever is sent here waits for ever; give it places, or queue_limit: 0"

# What is bad: the file, the text there (None: the whole file), what is written instead, and the lines that must come
# back, without "scenarios/" in front.
BAD: dict[str, tuple[str, str | None, str, *tuple[str, ...]]] = {
    # --- numbers ---
    "out of range": (
        SETTINGS,
        "capacity: 80",
        "capacity: -5",
        f"{SETTINGS}: {PLACES}: -5 {UNIT}: must be at least 0 {RANGE}",
    ),
    "enormous": (
        SETTINGS,
        "capacity: 80",
        "capacity: 1e9",
        f"{SETTINGS}: {PLACES}: 1000000000 {UNIT}: must be at most 1,000,000 {RANGE}",
    ),
    "enormous and whole": (
        SETTINGS,
        "capacity: 80",
        f"capacity: 1{'0' * 200}",
        f"{SETTINGS}: {PLACES}: 1e+200 {UNIT}: must be at most 1,000,000 {RANGE}",
    ),
    "beyond all numbers": (
        SETTINGS,
        "capacity: 80",
        f"capacity: 1{'0' * 5000}",
        f"{SETTINGS}: {PLACES}: .inf {UNIT}: must be a finite number {RANGE}",
    ),
    "not a number": (
        SETTINGS,
        "capacity: 80",
        "capacity: .nan",
        f"{SETTINGS}: {PLACES}: .nan {UNIT}: must be a finite number {RANGE}",
    ),
    "NaN": (
        FALLS,
        "coverage: 0.2",
        "coverage: NaN",
        f"{FALLS}: interventions.falls_exercise.coverage: 'NaN': must be a number"
        " (unit: share (0 to 1); allowed: 0 to 1)",
    ),
    "five phases before death": (
        NEEDS,
        "times_residence: {care_home: 2}",
        "times_last_months: [1, 1, 1, 1, 1]",
        f"{NEEDS}: needs.fall.rate.times_last_months: needs 7 values:"
        " over 36, 36-24, 24-12, 12-6, 6-3, 3-1, under 1 months before death (got 5)",
    ),
    "becoming frailer, as stated once": (
        NEEDS,
        "  deaths_per_1000_a_year:",
        "  worsens_per_1000_a_year: [10, 20, 30, 40, 50, 60]\n  deaths_per_1000_a_year:",
        f"{NEEDS}: people.worsens_per_1000_a_year: key 'worsens_per_1000_a_year' now follows from"
        " frailty_by_five_years: leave it out",
    ),
    "fitter with age": (
        NEEDS,
        "[[1, 0, 0, 0], [1, 0, 0, 0],",
        "[[0.2, 0.8, 0, 0], [1, 0, 0, 0],",
        f"{NEEDS}: people.frailty_by_five_years: these shares hold only if 8,346 per 1,000 a year go back"
        " from mild to fit at 66: state shares that grow frailer with age",
    ),
    "infinite": (
        NEEDS,
        "[20, 40, 90]",
        "[20, .inf, 90]",
        f"{NEEDS}: needs.fall.rate.per_1000_a_year.#2: .inf per 1,000 people a year: must be a finite number"
        " (allowed: 0 to 100,000)",
    ),
    "infinite in a list of twelve": (
        NEEDS,
        "90], times",
        "90], times_month: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, .inf], times",
        f"{NEEDS}: needs.fall.rate.times_month.#12: .inf multiplier: must be a finite number (allowed: 0 to 1,000)",
    ),
    "wrong type": (
        SETTINGS,
        "pounds: 400",
        "pounds: lots",
        f"{SETTINGS}: settings.ward.cost.pounds: 'lots': must be a number"
        " (unit: pounds; allowed: -1,000,000,000 to 1,000,000,000)",
    ),
    "wrong type where there is a choice": (
        SETTINGS,
        "capacity: 80",
        "capacity: plenty",
        f"{SETTINGS}: {PLACES}: 'plenty': must be a number (0 to 1,000,000) or 'no_limit' or a mapping"
        " (column, times, at_least, calibrated) (unit: places, or hours a week)",
    ),
    "a number in quotes": (
        OPTION,
        "start_day: 30",
        'start_day: "30"',
        f"{OPTION}: interventions.falls_exercise.start_day: '30': must be a number (unit: days; allowed: 0 to 36,525)",
    ),
    "yes for true": (
        SETTINGS,
        "type: home, residence: true",
        "type: home, residence: yes",
        f"{SETTINGS}: settings.own_home.residence: 'yes': must be true or false",
    ),
    "no such day": (
        SETTINGS,
        "2023-04-01",
        "2023-02-30",
        f"{SETTINGS}: start_date: '2023-02-30': must be a date"
        " (unit: year-month-day; allowed: 1948-07-05 to 2150-12-31)",
    ),
    "a list too short": (
        NEEDS,
        "[20, 40, 90]",
        "[20, 40]",
        f"{NEEDS}: needs.fall.rate.per_1000_a_year: needs 3 values (got 2)",
    ),
    "a list too long": (
        PATHWAYS,
        "[9, 8, 7, 6]",
        "[9, 8, 7, 6, 5]",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.pathways.home.by_frailty:"
        " needs 4 values: fit, mild, moderate, severe, or one number for all (got 5)",
    ),
    "nothing written": (
        PATHWAYS,
        "duration: {shape: constant, mean: 3}",
        "duration: null",
        f"{PATHWAYS}: processes.assessment.duration: nothing: must be a mapping (allowed: shape, mean, sd, median,"
        " lower_quartile, upper_quartile, mu, sigma, shape_parameter, scale, rate, phases, alpha, beta, low, mode,"
        " high, values, shares, unit, source, basis)",
    ),
    "figures that do not fit the shape": (
        PATHWAYS,
        "{shape: constant, mean: 3}",
        "{shape: gamma, mean: 3}",
        f"{PATHWAYS}: processes.assessment.duration: a gamma needs mean and sd or scale and shape_parameter or rate and"
        " shape_parameter (got mean)",
    ),
    "a normal": (
        PATHWAYS,
        "{shape: constant, mean: 3}",
        "{shape: normal, mean: 3, sd: 1}",
        f"{PATHWAYS}: processes.assessment.duration.shape: a normal has values below 0: write truncated_normal, with"
        " mean and sd of the whole normal",
    ),
    "a shape that no table keeps": (
        PATHWAYS,
        "{shape: constant, mean: 3}",
        "{shape: lognormal, mean: 3, sd: 60}",
        f"{PATHWAYS}: processes.assessment.duration: sigma (the sd of the logarithm) must be 0.0001 to 1.6"
        " (here 2.448)",
    ),
    "a value outside its interval": (
        FALLS,
        "value: 0.77",
        "value: 0.99",
        f"{FALLS}: interventions.falls_exercise.effects.#1: value 0.99 must lie within its interval, 0.71 to 0.83",
    ),
    # --- shares ---
    "shares that do not sum to one": (
        NEEDS,
        "admitted: [0.2, 0.3",
        "admitted: [0.2, 0.4",
        f"{NEEDS}: needs.fall.response: shares of the responses must sum to 1 for mild (got 1.1)",
    ),
    "payers who pay too little": (
        SETTINGS,
        "nhs_board: 1",
        "nhs_board: 0.5, council: 0.4",
        f"{SETTINGS}: settings.ward.cost: payers' shares must sum to 1 (got 0.9)",
    ),
    "frailty shares": (
        NEEDS,
        "[[1, 0, 0, 0]",
        "[[0.9, 0, 0, 0]",
        f"{NEEDS}: people: frailty shares of 65_69 must sum to 1 (got 0.9)",
    ),
    # --- names ---
    "unknown key": (
        SETTINGS,
        "capacity: 80",
        "capacty: 80",
        f"{SETTINGS}: settings.care_home.capacty: unknown key 'capacty' (did you mean 'capacity'?)",
    ),
    "unknown key, top of the file": (
        PATHWAYS,
        "processes:\n",
        "proceses:\n",
        f"{PATHWAYS}: proceses: unknown key 'proceses' (did you mean 'processes'?)",
    ),
    "unknown key of a file of interventions": (
        FALLS,
        "title: Falls\n",
        "titel: Falls\n",
        f"{FALLS}: title: is missing: must be text",
        f"{FALLS}: titel: unknown key 'titel' (did you mean 'title'?)",
    ),
    "unknown word": (
        SETTINGS,
        "type: care_home",
        "type: carehome",
        f"{SETTINGS}: settings.care_home.type: unknown word 'carehome' (did you mean 'care_home'?)",
    ),
    "unknown word, nothing near": (
        FALLS,
        "frailty: [mild]",
        "frailty: [blue]",
        f"{FALLS}: interventions.falls_exercise.eligible.frailty.#1: unknown word 'blue'"
        " (allowed: fit, mild, moderate, severe)",
    ),
    "unknown payer": (
        SETTINGS,
        "nhs_board: 1",
        "nhs: 1",
        f"{SETTINGS}: settings.ward.cost.payers.nhs: unknown name 'nhs' (did you mean 'nhs_board'?)",
    ),
    "unknown system": (
        FALLS,
        "system: falls",
        "system: fall",
        f"{FALLS}: system: unknown word 'fall' (did you mean 'falls'?)",
    ),
    "a system said twice": (
        FALLS,
        "    coverage: 0.2",
        "    system: falls\n    coverage: 0.2",
        f"{FALLS}: interventions.falls_exercise.system: is said once, at the head of the file",
    ),
    "a pathway to nowhere": (
        PATHWAYS,
        "to: residence",
        "to: nowhere",
        f"{PATHWAYS}: pathways.home.to: unknown name 'nowhere'"
        " (allowed: ward, care_home, own_home, residence, outside)",
    ),
    "a path through a setting that is not there": (
        NEEDS,
        "settings: [ward]",
        "settings: [wards]",
        f"{NEEDS}: responses.admitted.settings.#1: unknown name 'wards' (did you mean 'ward'?)",
    ),
    "an unknown ward": (
        NEEDS,
        "    ward: ward\n  under",
        "    ward: award\n  under",
        f"{NEEDS}: needs.fall.ward: unknown name 'award' (did you mean 'ward'?)",
    ),
    "an unknown response": (
        NEEDS,
        "{at_home: [0.8",
        "{at_hom: [0.8",
        f"{NEEDS}: needs.fall.response.shares.at_hom: unknown name 'at_hom' (did you mean 'at_home'?)",
    ),
    "an unknown process": (
        PATHWAYS,
        "[assessment]",
        "[asessment]",
        f"{PATHWAYS}: pathways.care_home.processes.#1: unknown name 'asessment' (did you mean 'assessment'?)",
    ),
    "an unknown team": (
        PATHWAYS,
        "team: assessors",
        "team: assesors",
        f"{PATHWAYS}: processes.assessment.team: unknown name 'assesors' (did you mean 'assessors'?)",
    ),
    "an unknown pathway": (
        PATHWAYS,
        "      home: {by",
        "      hom: {by",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.pathways.hom: unknown name 'hom' (did you mean 'home'?)",
    ),
    "a residence that is none": (
        NEEDS,
        "times_residence: {care_home: 2}",
        "times_residence: {ward: 2}",
        f"{NEEDS}: needs.fall.rate.times_residence.ward: unknown name 'ward' (allowed: care_home, own_home)",
    ),
    "an unknown column": (
        SETTINGS,
        "{column: beds}",
        "{column: bed}",
        f"{SETTINGS}: settings.ward.capacity.column: no figure in column 'bed' {HERE} (did you mean 'beds'?)",
    ),
    "an empty column": (
        NEEDS,
        "people: care_home_residents",
        "people: deaths",
        f"{NEEDS}: people.starts.care_home.people: no figure in column 'deaths' {HERE}",
    ),
    "an effect on a need that is not there": (
        FALLS,
        "of: [fall]",
        "of: [fals]",
        f"{FALLS}: interventions.falls_exercise.effects.#1.of.#1: unknown name 'fals' (did you mean 'fall'?)",
    ),
    "an unknown place to board": (
        SETTINGS,
        "capacity: 80",
        "capacity: 80, boards_to: [wards]",
        f"{SETTINGS}: settings.care_home.boards_to.#1: unknown name 'wards' (did you mean 'ward'?)",
    ),
    "an unknown origin": (
        SETTINGS,
        "capacity: 80",
        "capacity: 80, order: {hospitl: {priority: 1}}",
        f"{SETTINGS}: settings.care_home.order.hospitl: unknown name 'hospitl' (did you mean 'hospital'?)",
    ),
    "an unknown column of a pool": (
        SETTINGS,
        "teams:\n",
        "pools: {shared: {capacity: {column: bedz}}}\nteams:\n",
        f"{SETTINGS}: pools.shared.capacity.column: no figure in column 'bedz' {HERE} (did you mean 'beds'?)",
    ),
    "an unknown column of hours": (
        SETTINGS,
        "capacity: 80",
        "capacity: 80, hours_mean: {hours: beds, people: bedz}",
        f"{SETTINGS}: settings.care_home.hours_mean.people: no figure in column 'bedz' {HERE} (did you mean 'beds'?)",
    ),
    "an unknown origin of those whom a team sees": (
        SETTINGS,
        "capacity: 4",
        "capacity: 4, order: {hospitl: {priority: 1}}",
        f"{SETTINGS}: teams.assessors.order.hospitl: unknown name 'hospitl' (did you mean 'hospital'?)",
    ),
    "unknown factors of a pathway": (
        PATHWAYS,
        "[9, 8, 7, 6]}",
        "[9, 8, 7, 6], times_residence: {ward: 2}, times_need: {fals: 2}}",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.pathways.home.times_residence.ward: unknown name 'ward'"
        " (allowed: care_home, own_home)",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.pathways.home.times_need.fals: unknown name 'fals'"
        " (did you mean 'fall'?)",
    ),
    "a wait for an unknown pathway": (
        NEEDS,
        "  starts:",
        "  waiting: [{pathway: hom, per_1000_people: 1, waited_days: 9, residences: [home]}]\n  starts:",
        f"{NEEDS}: people.waiting.#1.pathway: unknown name 'hom' (did you mean 'home'?)",
        f"{NEEDS}: people.waiting.#1.residences.#1: unknown name 'home' (did you mean 'care_home'?)",
    ),
    "unknown delays": (
        NEEDS,
        "  starts:",
        "  delayed: [{columns: [bedz], settings: {wards: 1}, pathways: {hom: 1}}]\n  starts:",
        f"{NEEDS}: people.delayed.#1.columns.#1: no figure in column 'bedz' {HERE} (did you mean 'beds'?)",
        f"{NEEDS}: people.delayed.#1.settings.wards: unknown name 'wards' (did you mean 'ward'?)",
        f"{NEEDS}: people.delayed.#1.pathways.hom: unknown name 'hom' (did you mean 'home'?)",
    ),
    "harm on an unknown pathway": (
        PATHWAYS,
        "discharge_destinations:\n",
        "deconditioning: {settings: [ward], from_pathways: [hom], chance_per_week: 0.01}\ndischarge_destinations:\n",
        f"{PATHWAYS}: deconditioning.from_pathways.#1: unknown name 'hom' (did you mean 'home'?)",
        f"{PATHWAYS}: deconditioning.pathway: unknown name '' (allowed: home, care_home)",
    ),
    "destinations of an unknown need": (
        PATHWAYS,
        "settings: [ward]",
        "settings: [ward]\n    needs: [fals]",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.needs.#1: unknown name 'fals' (did you mean 'fall'?)",
    ),
    "an effect for an unknown need": (
        FALLS,
        "of: [fall],",
        "of: [fall], needs: [fals],",
        f"{FALLS}: interventions.falls_exercise.effects.#1.needs.#1: unknown name 'fals' (did you mean 'fall'?)",
    ),
    "an effect up to an unknown response": (
        FALLS,
        "changes: need_rate,",
        "changes: response, up_to: at_hom,",
        f"{FALLS}: interventions.falls_exercise.effects.#1.up_to: unknown name 'at_hom' (did you mean 'at_home'?)",
    ),
    "an unknown response of residents": (
        NEEDS,
        "response: {shares: {at_home",
        "response: {escalation_multiplier: {care_home: {at_hom: 0.8}}, shares: {at_home",
        f"{NEEDS}: needs.fall.response.escalation_multiplier.care_home.at_hom: unknown name 'at_hom'"
        " (did you mean 'at_home'?)",
    ),
    "an unknown pool": (
        SETTINGS,
        "capacity: 80",
        "capacity: 80, pool: shared",
        f"{SETTINGS}: settings.care_home.pool: unknown name 'shared' (allowed: none)",
    ),
    "an unknown intervention": (
        OPTION,
        "falls_exercise:",
        "fals:",
        f"{OPTION}: interventions.fals: unknown name 'fals' (did you mean 'falls_exercise'?)",
    ),
    # --- a whole that does not hang together ---
    "zero places and a queue": (
        SETTINGS,
        "capacity: 80",
        "capacity: 0",
        f"{SETTINGS}: {PLACES}: {ENDLESS}",
    ),
    "nobody in the team": (
        SETTINGS,
        "label: Assessors, capacity: 4",
        "label: Assessors, capacity: 0",
        f"{SETTINGS}: teams.assessors.capacity: {ENDLESS}",
    ),
    "no way on": (
        PATHWAYS,
        "settings: [ward]",
        "settings: [own_home]",
        f"{PATHWAYS}: discharge_destinations: nothing leads on from 'ward', where a stay ends",
    ),
    "no length of stay": (
        SETTINGS,
        "stay: {default:",
        "stay: {fall:",
        f"{SETTINGS}: settings.ward.stay: no length of stay for 'under_65', and no 'default'",
    ),
    "no stay and no way on after a full ward": (
        WARD,
        "settings: [ward]}",
        "settings: [ward], if_full: next_response}\n  other: {label: The wing, settings: [wing]}",
        f"{WARD}: settings.wing.stay: no length of stay for 'illness', and no 'default'",
        f"{WARD}: discharge_destinations: nothing leads on from 'wing', where a stay ends",
    ),
    "no stay and no way on after harm": (
        WARD,
        "discharge_destinations:\n",
        "  wing: {label: The wing, to: wing}\ndeconditioning: {settings: [ward], pathway: wing}\n"
        "discharge_destinations:\n",
        f"{WARD}: settings.wing.stay: no length of stay for 'illness', and no 'default'",
        f"{WARD}: discharge_destinations: nothing leads on from 'wing', where a stay ends",
    ),
    "a way on for some needs only": (
        PATHWAYS,
        "settings: [ward]",
        "settings: [ward]\n    needs: [fall]",
        f"{PATHWAYS}: discharge_destinations: nothing leads on from 'ward', where a stay ends",
    ),
    "no response after the last": (
        WARD,
        "settings: [ward]}",
        "settings: [ward], if_full: next_response}",
        f"{WARD}: responses.stay.if_full: no response follows this one: let it wait",
    ),
    "a path and a pathway": (
        WARD,
        "settings: [ward]}",
        "settings: [ward], pathway: outside}",
        f"{WARD}: responses.stay: a response has either a path or a pathway",
    ),
    "a setting called residence": (
        WARD,
        "  wing:",
        "  residence:",
        f"{WARD}: settings.residence: 'residence' has a meaning of its own and cannot be a setting",
    ),
    "two destinations for one ward": (
        WARD,
        "discharge_destinations:\n",
        "discharge_destinations:\n  first: {settings: [ward], pathways: {outside: {by_frailty: [1, 1, 1, 1]}}}\n",
        f"{WARD}: discharge_destinations.from_the_ward.settings.#1: 'ward' stands in 'first' too",
    ),
    "pathways without weight": (
        PATHWAYS,
        "[9, 8, 7, 6]}\n      care_home: {by_frailty: [1,",
        "[0, 8, 7, 6]}\n      care_home: {by_frailty: [0,",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.pathways: no pathway has a weight above 0 for fit",
    ),
    "a rate without people": (
        WARD,
        "arrivals: {per_day: 3}",
        "rate: {per_1000_a_year: [1, 2, 3]}",
        f"{WARD}: needs.illness.rate: a rate needs people: give the people, or arrivals instead",
    ),
    "a ward that nobody named": (
        SETTINGS,
        "  ward:\n",
        "  wing:\n",
        f"{PATHWAYS}: discharge_destinations.from_the_ward.settings.#1: unknown name 'ward'"
        " (allowed: wing, care_home, own_home)",
        f"{NEEDS}: needs.fall.ward: unknown name 'ward' (allowed: wing, care_home, own_home)",
        f"{NEEDS}: needs.under_65.ward: unknown name 'ward' (allowed: wing, care_home, own_home)",
    ),
    # --- files ---
    "broken YAML": (
        SETTINGS,
        "label: Ward\n",
        "label: [Ward\n",
        f"{SETTINGS}, line 5: is not YAML: did not find expected ',' or ']'",
    ),
    "a tab": (
        SETTINGS,
        "    label: Ward\n",
        "\tlabel: Ward\n",
        f"{SETTINGS}, line 4: is not YAML: found character that cannot start any token",
    ),
    "an empty file": (SETTINGS, None, "", f"{SETTINGS}: is empty"),
    "only a comment": (OPTION, None, "# nothing\n", f"{OPTION}: is empty"),
    "no mapping": (OPTION, None, "- a\n- b\n", f"{OPTION}: must hold keys with values, but holds a list"),
    "two documents": (
        OPTION,
        "start_day: 30}\n",
        "start_day: 30}\n---\na: b\n",
        f"{OPTION}, line 6: a file holds one document: '---' stands twice",
    ),
    "a key twice": (
        SETTINGS,
        "    label: Ward\n",
        "    label: Ward\n    label: Hall\n",
        f"{SETTINGS}, line 5: settings.ward.label: this key stands twice",
    ),
    "a key in two files": (
        PATHWAYS,
        "processes:\n",
        "start_date: 2023-04-01\nprocesses:\n",
        f"{SETTINGS}: start_date: stands in scenarios/{PATHWAYS} too",
    ),
    "a title of its own": (
        PATHWAYS,
        "processes:\n",
        "title: Mine\nprocesses:\n",
        f"{PATHWAYS}: title: stands in scenarios/{TABLE} too",
    ),
    "a key that is no text": (
        SETTINGS,
        "  own_home:",
        "  7:",
        f"{SETTINGS}, line 11: settings: a key must be text (put it in quotes), not 7",
    ),
    "a key that is a list": (
        SETTINGS,
        "  own_home:",
        "  [a, b]:",
        f"{SETTINGS}, line 11: settings: a key must be text (put it in quotes), not a list",
    ),
    "not UTF-8": (OPTION, "Exercise", "\udce9xercise", f"{OPTION}, line 2: is not text in UTF-8"),
    "a character that is no text": (
        OPTION,
        "Exercise",
        "\x00",
        f"{OPTION}: is not YAML: it holds a character that text may not hold",
    ),
    "a Python object": (
        OPTION,
        "Exercise for many",
        "!!python/object/apply:os.system ['true']",
        f"{OPTION}, line 2: description: tags ({TAG}) are not allowed: write a plain value",
        f"{OPTION}: description: a list: must be text",
    ),
    "an alias": (
        OPTION,
        "Exercise for many\nwhy: To",
        "&a Exercise\nwhy: *a #",
        f"{OPTION}, line 2: description: {NO_ALIAS}",
        f"{OPTION}, line 3: why: {NO_ALIAS}",
        f"{OPTION}: why: nothing: must be text",
    ),
    "too deep": (OPTION, "Exercise for many", "[" * 5000, f"{OPTION}, line 2: is nested deeper than 40 levels"),
    "too large": (OPTION, "Exercise", "x" * 2_000_001, f"{OPTION}: is larger than 2 MB"),
    "a value of many lines": (
        OPTION,
        "start_day: 30",
        'start_day: "a\\nb\\x1b[31m' + "c" * 500 + '"',
        f"{OPTION}: interventions.falls_exercise.start_day: 'a\\nb\\x1b[31m{'c' * 46}…:"
        " must be a number (unit: days; allowed: 0 to 36,525)",
    ),
    # --- tables ---
    "a word for a number": (
        TABLE,
        "1000,40,60",
        "1000,forty,60",
        f"{TABLE}: fife.beds: 'forty': must be a number in range (allowed: 0 to 1,000,000,000)",
    ),
    "a negative count": (
        TABLE,
        "1000,40,60",
        "1000,-40,60",
        f"{TABLE}: fife.beds: -40: must be a number in range (allowed: 0 to 1,000,000,000)",
    ),
    "nan in a table": (
        TABLE,
        "1000,40,60",
        "1000,nan,60",
        f"{TABLE}: fife.beds: 'nan': must be a number in range (allowed: 0 to 1,000,000,000)",
    ),
    "a cell too many": (TABLE, "1000,40,60", "1000,40,40,60", f"{TABLE}, row 2: has 18 cells, but the header has 17"),
    "an empty table": (
        TABLE,
        None,
        "",
        f"{TABLE}: partnership: this column is missing",
        f"{TABLE}: name: this column is missing",
    ),
    "a column twice": (TABLE, "beds,", "name,", f"{TABLE}: name: this column stands twice"),
    "a partnership twice": (TABLE, "western_isles,", "fife,", f"{TABLE}: fife: this partnership stands twice"),
    "a multiplier out of range": (
        CALIBRATED,
        None,
        FIRST + "fife,falls,1e6\n",
        f"{CALIBRATED}: calibrated.falls: 1000000 multiplier: must be at most 1,000 (allowed: 0 to 1,000)",
    ),
    "a multiplier that is no number": (
        CALIBRATED,
        None,
        FIRST + "fife,falls,\n",
        f"{CALIBRATED}: fife.falls: '': must be a number (unit: multiplier)",
    ),
    "a multiplier twice": (
        CALIBRATED,
        None,
        FIRST + "fife,falls,1\nfife,falls,2\n",
        f"{CALIBRATED}: fife.falls: this multiplier stands twice",
    ),
    "a count of people left blank": (
        TABLE,
        BANDS,
        "1000,1000,,40,60",
        f"{TABLE}, row 2: fife.people_male_90_plus: is blank: a count of people of every age and sex is needed",
    ),
    "a multiplier of no partnership": (
        CALIBRATED,
        None,
        FIRST + "fif,falls,1\n",
        f"{CALIBRATED}, row 2: partnership: unknown name 'fif' (did you mean 'fife'?)",
    ),
    "the end of all calendars": (
        SETTINGS,
        "2023-04-01",
        "9999-12-31",
        f"{SETTINGS}: start_date: 9999-12-31 year-month-day: must be at most 2150-12-31"
        " (allowed: 1948-07-05 to 2150-12-31)",
    ),
    "a part said in two files": (
        PATHWAYS,
        "processes:\n",
        "settings: {}\nprocesses:\n",
        f"{SETTINGS}: settings: stands in scenarios/{PATHWAYS} too",
    ),
    "delays in no ward": (
        NEEDS,
        "  starts:",
        "  delayed: [{columns: [beds], settings: {}, pathways: {home: 1}}]\n  starts:",
        f"{NEEDS}: people.delayed.#1.settings: needs at least 1 entry (got 0)",
    ),
    # --- many at once ---
    "two faults in one file": (
        SETTINGS,
        "label: Care home, type: care_home, capacity: 80",
        "lable: Care home, type: care_home, capacity: -1",
        f"{SETTINGS}: settings.care_home.label: is missing: must be text",
        f"{SETTINGS}: settings.care_home.capacity: -1 {UNIT}: must be at least 0 {RANGE}",
        f"{SETTINGS}: settings.care_home.lable: unknown key 'lable' (did you mean 'label'?)",
    ),
}


def spoil(scenarios: Path, file: str, old: str | None, new: str) -> None:
    path = scenarios / file
    text = "" if old is None else path.read_text(encoding="utf-8")
    assert old is None or text.count(old) == 1, f"{old!r} must stand once in {file}"
    path.write_text(new if old is None else text.replace(old, new), encoding="utf-8", errors="surrogateescape")


def read_all(scenarios: Path, partnership: str = "fife", option: str = "exercise") -> None:
    """Read all that stands in the folder."""
    read_option([scenarios], option, read_system([scenarios], partnership))
    read_model([scenarios], "one_ward")


def faults_of(scenarios: Path, partnership: str = "fife", option: str = "exercise") -> list[str]:
    with pytest.raises(InputErrors) as raised:
        read_all(scenarios, partnership, option)
    lines = str(raised.value).split("\n")
    assert len(lines) == len(raised.value.errors)
    return [line.removeprefix("scenarios/") for line in lines]


def test_the_folder_is_right_before_it_is_spoilt(scenarios: Path) -> None:
    read_all(scenarios)


@pytest.mark.parametrize("what", BAD)
def test_bad_input(scenarios: Path, what: str) -> None:
    file, old, new, *lines = BAD[what]
    spoil(scenarios, file, old, new)
    assert faults_of(scenarios) == lines


def test_all_faults_come_at_once(scenarios: Path) -> None:
    spoil(scenarios, SETTINGS, "capacity: 80", "capacity: -5")
    spoil(scenarios, SETTINGS, "capacity: 4", "capacity: four, team: 1")
    spoil(scenarios, NEEDS, "settings: [ward]", "settings: [wards]")
    spoil(scenarios, PATHWAYS, "to: residence", "to: nowhere")
    spoil(scenarios, FALLS, "coverage: 0.2", "coverage: 20")
    spoil(scenarios, TABLE, "1000,40,60", "1000,forty,60")
    spoil(scenarios, "base/settings.yaml", "    label: Ward\n", "    label: Ward\n    label: Hall\n")
    lines = faults_of(scenarios)
    assert [line.split(":")[0].split(",")[0] for line in lines] == [
        TABLE,
        SETTINGS,
        SETTINGS,
        SETTINGS,
        SETTINGS,
        FALLS,
        NEEDS,
        PATHWAYS,
    ], lines


def test_the_faults_of_the_system_and_of_every_option_come_together(scenarios: Path) -> None:
    spoil(scenarios, SETTINGS, "capacity: 80", "capacity: -5")
    spoil(scenarios, OPTION, "falls_exercise:", "fals:")
    with pytest.raises(InputErrors) as raised:
        read_asked([scenarios], "fife", ["baseline", "exercise", "sofa"])
    assert [fault.file for fault in raised.value.errors] == [
        f"scenarios/{SETTINGS}",
        f"scenarios/{OPTION}",
        "scenarios/options/sofa.yaml",
    ]
    with pytest.raises(InputErrors, match="did you mean 'falls_exercise'"):
        read_asked([scenarios], "fife", ["exercise"])


def test_a_broken_file_does_not_hide_the_faults_of_others(scenarios: Path) -> None:
    spoil(scenarios, NEEDS, None, "needs: [")
    spoil(scenarios, SETTINGS, "capacity: 80", "capacity: -5")
    lines = faults_of(scenarios)
    assert [line.split(":")[0].split(",")[0] for line in lines] == [NEEDS, SETTINGS], lines


def test_what_is_left_out_brings_no_fault_of_its_own(scenarios: Path) -> None:
    spoil(scenarios, PATHWAYS, "reason: assessment", "reason: asessment")
    assert faults_of(scenarios) == [
        f"{PATHWAYS}: processes.assessment.reason: unknown word 'asessment' (did you mean 'assessment'?)"
    ]


KNOWN = "fife, western_isles, scotland)"


@pytest.mark.parametrize(
    ("named", "line"),
    [
        ("fief", f"{TABLE}: partnership: unknown name 'fief' (did you mean 'fife'?; allowed: " + KNOWN),
        ("Na h-Eileanan Siar", "(did you mean 'western_isles'?; allowed: " + KNOWN),
        ("", f"{TABLE}: partnership: unknown name '' (allowed: " + KNOWN),
        ("../fife", "(did you mean 'fife'?; allowed: " + KNOWN),
        ("x" * 10_000, f"unknown name '{'x' * 58}… (allowed: " + KNOWN),
    ],
)
def test_an_unknown_partnership(scenarios: Path, named: str, line: str) -> None:
    (fault,) = faults_of(scenarios, partnership=named)
    assert fault.endswith(line)


@pytest.mark.parametrize(
    ("named", "line"),
    [
        ("exersise", "options/exersise.yaml: no such file (did you mean 'exercise'?)"),
        ("sofa", "options/sofa.yaml: no such file (allowed: baseline, exercise)"),
        ("Base line", "options: 'Base line' is not a name: letters, digits, - and _ only"),
        ("base-lin", "options/base-lin.yaml: no such file (did you mean 'baseline'?)"),
        ("../exercise", "options: '../exercise' is not a name: letters, digits, - and _ only"),
        ("a/b", "options: 'a/b' is not a name: letters, digits, - and _ only"),
        ("..", "options: '..' is not a name: letters, digits, - and _ only"),
        ("a\\b", "options: 'a\\\\b' is not a name: letters, digits, - and _ only"),
        ("", "options: '' is not a name: letters, digits, - and _ only"),
        ("exercise\x00", "options: 'exercise\\x00' is not a name: letters, digits, - and _ only"),
    ],
)
def test_an_option_without_a_file(scenarios: Path, named: str, line: str) -> None:
    assert faults_of(scenarios, option=named) == [line]


def test_missing_files(scenarios: Path, tmp_path: Path) -> None:
    (scenarios / TABLE).unlink()
    assert faults_of(scenarios) == [f"{TABLE}: no such file (allowed: figures)"]
    with pytest.raises(
        InputErrors, match=r"^scenarios/models/two_wards\.yaml: no such file \(did you mean 'one_ward'\?\)$"
    ):
        read_model([scenarios], "two_wards")
    with pytest.raises(InputErrors, match=r"mine: no such scenarios folder$"):
        read_model([tmp_path / "mine", scenarios], "one_ward")
    (scenarios / SETTINGS).unlink()
    assert "base: settings: is missing: must be a mapping" in faults_of(scenarios)


def test_an_intervention_in_two_files(scenarios: Path) -> None:
    shutil.copy(scenarios / FALLS, scenarios / "interventions/more.yaml")
    assert faults_of(scenarios) == [
        f"interventions/more.yaml: interventions.falls_exercise: stands in scenarios/{FALLS} too"
    ]


def test_the_name_of_the_baseline_is_kept(scenarios: Path) -> None:
    shutil.copy(scenarios / OPTION, scenarios / "options/baseline.yaml")
    (line,) = faults_of(scenarios, option="baseline")
    assert line == "options/baseline.yaml: 'baseline' is kept for the option without interventions"


@pytest.mark.skipif(os.name == "nt", reason="links need rights of their own there")
def test_a_link_out_of_the_folder(scenarios: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("title: secret", encoding="utf-8")
    (scenarios / "options/linked.yaml").symlink_to(tmp_path / "secret.yaml")
    assert faults_of(scenarios, option="linked") == ["options/linked.yaml: leads out of its scenarios folder"]


def test_where_options_and_the_delayed_lead_is_looked_at_too(scenarios: Path) -> None:
    wing = "  wing: {label: Wing, type: hospital, capacity: 5}\n  own_home:"
    delayed = "  delayed: [{columns: [beds], settings: {ward: 1}, pathways: {wing: 1}}]\n  starts:"
    spoil(scenarios, SETTINGS, "  own_home:", wing)
    spoil(scenarios, NEEDS, "  starts:", delayed)
    spoil(
        scenarios,
        PATHWAYS,
        "discharge_destinations:\n",
        "  wing: {label: To the wing, to: wing}\ndischarge_destinations:\n",
    )
    assert faults_of(scenarios) == [
        f"{PATHWAYS}: discharge_destinations: nothing leads on from 'wing', where a stay ends"
    ]
    spoil(scenarios, NEEDS, "{label: Managed at home}", "{label: Step-up, settings: [wing]}")
    spoil(scenarios, FALLS, "changes: need_rate, of: [fall]", "changes: response, up_to: at_home, of: [under_65]")
    assert f"{SETTINGS}: settings.wing.stay: no length of stay for 'under_65', and no 'default'" in faults_of(scenarios)


def test_of_a_flood_the_first_ten_are_told_and_how_many_more(scenarios: Path) -> None:
    keys = "".join(f"key_{number}: 1\n" for number in range(10_000))
    spoil(scenarios, SETTINGS, "settings:\n", keys + "settings:\n")
    with pytest.raises(InputErrors) as raised:
        read_all(scenarios)
    lines = str(raised.value).split("\n")
    assert len(lines) == 11
    assert lines[-1] == "and 9,990 more"
    assert "key_9: unknown key" in lines[9]


def test_a_multiplier_of_ones_own_that_nearly_has_a_shipped_name(scenarios: Path, tmp_path: Path) -> None:
    (scenarios / CALIBRATED).write_text(FIRST + "fife,falls,1\n", encoding="utf-8")
    own = tmp_path / "own"
    (own / "base/tables").mkdir(parents=True)
    (own / CALIBRATED).write_text(FIRST + "western_isles,fals,2\n", encoding="utf-8")
    with pytest.raises(
        InputErrors, match=r"^own/base/tables/calibrated.csv, row 2: multiplier: unknown name 'fals'.*'falls'"
    ):
        read_system([own, scenarios], "fife")


def test_a_figure_that_lacks_in_a_table_of_ones_own_is_looked_for_there(scenarios: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "base/tables").mkdir(parents=True)
    (own / TABLE).write_text(
        (scenarios / TABLE).read_text(encoding="utf-8").replace(",beds", ",bedz"), encoding="utf-8"
    )
    with pytest.raises(
        InputErrors, match=r"no figure in column 'beds' for Fife in own/base/tables/partnerships.csv, row 2"
    ):
        read_system([own, scenarios], "fife")


def test_a_fault_is_one_line() -> None:
    assert (
        str(InputError("a.yaml", "b.c", "'x\ny'", message="must be\na number"))
        == "a.yaml: b.c: 'x y': must be a number"
    )


def test_a_number_is_shown_though_the_rule_holds_it_too() -> None:
    assert str(InputError("my.yaml", "beds", "0", "beds", message="must be above 0")) == (
        "my.yaml: beds: 0 beds: must be above 0"
    )
