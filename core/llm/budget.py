"""A business's monthly budget, kept by reserving the most a question can cost before it is asked.

What is never settled (a process that died while it waited) stays spent: the budget is not passed.
"""

from dataclasses import dataclass
from datetime import date

from core.kit.ids import new_id
from core.kit.quick import Executor, Statement, Step
from core.llm.answers import Usage

_RESERVE = Statement(
    """
    INSERT INTO llm_months (id, tenant_id, month, asked, cost_micros)
    SELECT :id, :tenant_id, CAST(:month AS date), 1, CAST(:cost AS bigint)
    WHERE CAST(:cost AS bigint) <= CAST(:budget AS bigint)
    ON CONFLICT (tenant_id, month) DO UPDATE
        SET cost_micros = llm_months.cost_micros + EXCLUDED.cost_micros,
            asked = llm_months.asked + 1
        WHERE llm_months.cost_micros + EXCLUDED.cost_micros <= CAST(:budget AS bigint)
    RETURNING id
    """
)
_SETTLE = Statement(
    """
    UPDATE llm_months
    SET cost_micros = cost_micros - CAST(:reserved AS bigint) + CAST(:cost_micros AS bigint),
        tokens_in = tokens_in + CAST(:tokens_in AS bigint),
        tokens_out = tokens_out + CAST(:tokens_out AS bigint)
    WHERE tenant_id = :tenant_id AND month = CAST(:month AS date)
    """
)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one question."""

    month: date
    cost_micros: int


class LlmBudget:
    """The spending of one tenant."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def reserve(self, month: date, *, cost: int, budget: int) -> Reservation | None:
        """Set money aside; None when the month's budget would be passed."""
        found = await self._executor.rows(
            _RESERVE,
            {
                "id": new_id(),
                "tenant_id": self._executor.tenant_id,
                "month": month.replace(day=1),
                "cost": cost,
                "budget": budget,
            },
        )
        return Reservation(month.replace(day=1), cost) if found else None

    def settlement(self, reservation: Reservation, usage: Usage) -> Step:
        """What puts what a question really took in place of what was set aside."""
        return _SETTLE, {
            "tenant_id": self._executor.tenant_id,
            "month": reservation.month,
            "reserved": reservation.cost_micros,
            "cost_micros": usage.cost_micros,
            "tokens_in": usage.tokens_in,
            "tokens_out": usage.tokens_out,
        }
