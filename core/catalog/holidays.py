"""Public holidays of a country."""

import importlib
from datetime import date

import holidays


def load_calendars() -> None:
    """Import every country's calendar now, which the first question about a day would do."""
    importlib.import_module("holidays.countries")


class PublicHolidays:
    """The public holidays of a country by date; none without a country or for an unknown one."""

    def __init__(self, country: str | None) -> None:
        self._dates: holidays.HolidayBase | None = None
        if country is not None:
            try:
                self._dates = holidays.country_holidays(country)
            except NotImplementedError:
                # Asking for the list of known countries would import every one of them.
                self._dates = None

    def name_of(self, on_date: date) -> str | None:
        """What is celebrated on a date, or None."""
        if self._dates is None:
            return None
        name: str | None = self._dates.get(on_date)
        return name
