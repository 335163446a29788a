"""Dates as a type: days that a scenario or a study may name."""

import datetime
from typing import Annotated

from pydantic import Field

FIRST_DATE, LAST_DATE = datetime.date(1948, 7, 5), datetime.date(2150, 12, 31)
"""From the first day of the National Health Service on; far enough for any plan, and short of where calendars end."""
Date = Annotated[datetime.date, Field(ge=FIRST_DATE, le=LAST_DATE, title="year-month-day")]
