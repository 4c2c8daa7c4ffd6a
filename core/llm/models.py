"""What language models cost a business, month by month."""

from datetime import date

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.kit.db import TenantRow, tenant_row_args


class LlmMonth(TenantRow):
    """One month of one tenant; `cost_micros` holds what open questions may still cost, too."""

    __tablename__ = "llm_months"
    __table_args__ = tenant_row_args(UniqueConstraint("tenant_id", "month"))

    month: Mapped[date]
    asked: Mapped[int] = mapped_column(server_default="0")
    tokens_in: Mapped[int] = mapped_column(BigInteger, server_default="0")
    tokens_out: Mapped[int] = mapped_column(BigInteger, server_default="0")
    cost_micros: Mapped[int] = mapped_column(BigInteger, server_default="0")
