"""Every table, imported once so that migrations and schema tests see them all."""

import core.audit.models
import core.booking.models
import core.catalog.models
import core.contacts.models
import core.conversations.models
import core.files.models
import core.llm.models
import core.payments.models
import core.tenancy.models
from core.kit.db import Base

NOUNS_WITH_TABLES = (
    core.audit.models,
    core.booking.models,
    core.catalog.models,
    core.contacts.models,
    core.conversations.models,
    core.files.models,
    core.llm.models,
    core.payments.models,
    core.tenancy.models,
)
metadata = Base.metadata
