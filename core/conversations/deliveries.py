"""What became of our messages: a state only moves up, and a late report never takes it back."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.conversations.received import DeliveryReport
from core.kit.ids import TenantId
from core.kit.quick import Executor, Statement

_RANK = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}

# A failure is final only while the message was not seen to arrive; `unknown` and `sending` give way
# to any report, which is how a send with an unknown outcome is settled.
_APPLY = """
    UPDATE outbound_messages o
    SET state = CASE WHEN r.rank > {rank_of_state} THEN r.state ELSE o.state END,
        error_code = CASE WHEN r.state = 'failed' AND r.rank > {rank_of_state}
                          THEN r.error_code ELSE o.error_code END,
        external_id = COALESCE(o.external_id, r.external_id),
        sent_at = COALESCE(o.sent_at, r.at),
        state_changed_at = CASE WHEN r.rank > {rank_of_state} THEN clock_timestamp()
                                ELSE o.state_changed_at END
    FROM unnest(CAST(:keys AS {key_type}[]), CAST(:external_ids AS text[]), CAST(:states AS text[]),
                CAST(:ranks AS int[]), CAST(:error_codes AS text[]), CAST(:times AS timestamptz[]))
         AS r(key, external_id, state, rank, error_code, at)
    WHERE o.tenant_id = :tenant_id AND o.{key_column} = r.key
    RETURNING r.external_id, o.conversation_id, o.state, o.error_code
"""
_STATE_RANK = (
    "(CASE o.state WHEN 'sent' THEN 1 WHEN 'failed' THEN 2 WHEN 'canceled' THEN 2"
    " WHEN 'delivered' THEN 3 WHEN 'read' THEN 4 ELSE 0 END)"
)
APPLY_BY_ID = Statement(_APPLY.format(rank_of_state=_STATE_RANK, key_type="uuid", key_column="id"))
APPLY_BY_EXTERNAL_ID = Statement(
    _APPLY.format(rank_of_state=_STATE_RANK, key_type="text", key_column="external_id")
)


class DeliveryReports:
    """Applies a batch of reports in one or two statements."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def apply(self, reports: Sequence[DeliveryReport]) -> list[DeliveryReport]:
        """Move the states of our messages up; the reports about messages we do not know."""
        highest = highest_of_each(reports)
        by_id = [report for report in highest if report.outbound_id is not None]
        matched = await self._apply(by_id, is_by_id=True)
        rest = [report for report in highest if report.external_id not in matched]
        matched |= await self._apply(rest, is_by_id=False)
        return [report for report in rest if report.external_id not in matched]

    async def _apply(self, reports: Sequence[DeliveryReport], *, is_by_id: bool) -> set[str]:
        if not reports:
            return set()
        parameters = report_parameters(reports, self._executor.tenant_id, is_by_id=is_by_id)
        statement = APPLY_BY_ID if is_by_id else APPLY_BY_EXTERNAL_ID
        return {row.external_id for row in await self._executor.rows(statement, parameters)}


def report_parameters(
    reports: Sequence[DeliveryReport], tenant_id: TenantId, *, is_by_id: bool
) -> dict[str, Any]:
    """The parameters of the statement that applies reports."""
    return {
        "tenant_id": tenant_id,
        "keys": [report.outbound_id if is_by_id else report.external_id for report in reports],
        "external_ids": [report.external_id for report in reports],
        "states": [report.state for report in reports],
        "ranks": [_RANK[report.state] for report in reports],
        "error_codes": [report.error_code for report in reports],
        "times": [report.at for report in reports],
    }


def highest_of_each(reports: Iterable[DeliveryReport]) -> list[DeliveryReport]:
    """One report per message, the one that counts most."""
    highest: dict[str, DeliveryReport] = {}
    for report in reports:
        known = highest.get(report.external_id)
        if known is None or _RANK[report.state] > _RANK[known.state]:
            highest[report.external_id] = report
    # In one order everywhere, so that two batches cannot lock each other out.
    return [highest[key] for key in sorted(highest)]
