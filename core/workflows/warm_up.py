"""What the first message would wait for, done before a process calls itself healthy."""

from core.catalog.holidays import load_calendars
from core.kit.clock import utc_now
from core.understanding import CatalogNames, ReadingSettings, read


def warm_up() -> None:
    """Load calendars, the words of every language and phone numbers."""
    load_calendars()
    read(
        "Hi, tomorrow at 3pm. Kesho saa tisa mchana, 0712 345 678",
        reference=utc_now(),
        catalog=CatalogNames(),
        settings=ReadingSettings(),
    )
