"""The core suite of 23 national integration indicators: which the model can speak to, and why not the others."""

from dataclasses import dataclass

SURVEY = "Cannot say: asked in a survey of people; nobody is asked here."


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its number, its title, the measure (none: the model cannot say), and what to know of it."""

    number: int
    title: str
    measure: str | None
    note: str


_OLDER = "Residents aged 65 and over; the published indicator counts all adults."
_STAYS = f"{_OLDER} After emergency stays only."
CORE_SUITE: tuple[Indicator, ...] = (
    Indicator(1, "Adults able to look after their health very or quite well", None, SURVEY),
    Indicator(2, "Adults supported at home who live as independently as possible", None, SURVEY),
    Indicator(3, "Adults supported at home who had a say in their help, care or support", None, SURVEY),
    Indicator(4, "Adults supported at home whose services seemed well co-ordinated", None, SURVEY),
    Indicator(5, "Adults receiving care or support who rate it excellent or good", None, SURVEY),
    Indicator(6, "People with a positive experience of their GP practice", None, SURVEY),
    Indicator(7, "Adults supported at home whose quality of life was maintained or improved", None, SURVEY),
    Indicator(8, "Carers who feel supported to continue in their caring role", None, SURVEY),
    Indicator(9, "Adults supported at home who felt safe", None, SURVEY),
    Indicator(10, "Staff who would recommend their workplace", None, SURVEY),
    Indicator(11, "Premature mortality rate, under 75", None, "Cannot say: people under 65 have no deaths here."),
    Indicator(12, "Emergency admission rate", "ni_12", _OLDER),
    Indicator(13, "Emergency bed day rate", "ni_13", _OLDER),
    Indicator(14, "Readmissions to hospital within 28 days of discharge", "ni_14", _STAYS),
    Indicator(15, "Last six months of life spent at home or in a community setting", "ni_15", _OLDER),
    Indicator(16, "Falls rate, 65 and over", "ni_16", "Discharges after falls of residents aged 65 and over."),
    Indicator(17, "Care services graded good or better", None, "Cannot say: quality of services is not modelled."),
    Indicator(18, "Adults with intensive care needs receiving care at home", None,
              "Cannot say: hours of each person are not kept."),
    Indicator(19, "Days in hospital when ready to be discharged, 75 and over", "ni_19", "By age on the day of delay."),
    Indicator(20, "Resource spent on hospital stays after an emergency admission", None,
              "Cannot say: not all health and care spending is modelled."),
    Indicator(21, "People admitted from home and discharged to a care home", None,
              "Cannot say: no definition is published; flows.parquet has the moves from hospital to care homes."),
    Indicator(22, "People discharged within 72 hours of being ready", None,
              "Cannot say: no definition is published; see delayed_discharges and mean_delay_days."),
    Indicator(23, "Expenditure on end of life care", None, "Cannot say: spending by person is not kept."),
)  # fmt: skip
