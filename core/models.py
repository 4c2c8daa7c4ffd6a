"""Every table, imported once so that migrations and schema tests see them all."""

import core.audit.models
import core.booking.models
import core.catalog.models
import core.contacts.models
import core.conversations.models
import core.payments.models
import core.tenancy.models
from core.kit.db import Base

metadata = Base.metadata
