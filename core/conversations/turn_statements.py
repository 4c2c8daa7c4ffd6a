"""SQL of turns. Each step is one statement: this is the path every message takes."""

from core.kit.quick import Statement

CLAIM = Statement(
    """
    WITH claimed AS (
        UPDATE conversations c
        SET lease_owner = :owner, lease_fence = c.lease_fence + 1,
            lease_expires_at = clock_timestamp() + make_interval(secs => :seconds)
        WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
          AND (c.lease_owner IS NULL OR c.lease_owner = :owner
               OR c.lease_expires_at < clock_timestamp())
          AND EXISTS (SELECT 1 FROM inbound_messages m
                      WHERE m.conversation_id = c.id AND m.handled_at IS NULL)
        RETURNING c.id, c.lease_fence, c.contact_id, c.channel_id, c.answered_by,
                  c.handover_cause, c.language
    )
    SELECT claimed.*, ch.channel_type, t.updated_at AS tenant_version,
           ct.name AS contact_name, ct.phone AS contact_phone, ct.language AS contact_language,
           ct.opted_out_at IS NOT NULL AS is_opted_out,
           d.id AS dialogue_id, d.requested_slot, d.active_loop, d.turn_count, d.last_turn_at,
           (SELECT jsonb_agg(to_jsonb(u) ORDER BY u.sent_at, u.position) FROM (
                SELECT m.id, m.external_id, m.kind, m.text, m.turn_id, m.sent_at, m.position,
                       m.content ->> 'traceparent' AS traceparent,
                       extract(epoch FROM clock_timestamp() - m.created_at) AS age,
                       (SELECT o.content -> 'buttons' -> CAST(split_part(m.payload, ':', 2) AS int)
                        FROM outbound_messages o
                        WHERE o.tenant_id = :tenant_id AND o.conversation_id = claimed.id
                          AND o.id = CAST(split_part(m.payload, ':', 1) AS uuid)) AS button
                FROM inbound_messages m
                WHERE m.conversation_id = claimed.id AND m.handled_at IS NULL
                ORDER BY m.sent_at, m.position LIMIT :most
           ) u) AS messages,
           (SELECT jsonb_agg(jsonb_build_object('turn_id', s.turn_id, 'buttons', s.buttons)
                             ORDER BY s.position DESC) FROM (
                SELECT o.position, o.turn_id, o.author, o.state, o.created_at,
                       o.content -> 'buttons' AS buttons
                FROM outbound_messages o
                WHERE o.tenant_id = :tenant_id AND o.conversation_id = claimed.id
                ORDER BY o.position DESC LIMIT 8
            ) s
            WHERE s.author = 'assistant' AND s.state NOT IN ('canceled', 'failed')
              AND s.created_at > clock_timestamp() - interval '24 hours') AS said
    FROM claimed
    JOIN tenants t ON t.id = :tenant_id
    JOIN channels ch ON ch.tenant_id = :tenant_id AND ch.id = claimed.channel_id
    JOIN contacts ct ON ct.tenant_id = :tenant_id AND ct.id = claimed.contact_id
    LEFT JOIN dialogues d ON d.tenant_id = :tenant_id AND d.conversation_id = claimed.id
                         AND d.closed_at IS NULL
    """
)

BEGIN = Statement(
    """
    WITH held AS (
        SELECT id FROM conversations
        WHERE tenant_id = :tenant_id AND id = :conversation_id
          AND lease_owner = :owner AND lease_fence = :fence
    ), read AS (
        UPDATE inbound_messages SET turn_id = :turn_id FROM held
        WHERE inbound_messages.id = ANY(CAST(:message_ids AS uuid[]))
    )
    INSERT INTO turns (id, tenant_id, conversation_id, dialogue_id, attempts, text, payload,
                       language, reading, steps)
    SELECT :turn_id, :tenant_id, held.id, :dialogue_id, 1, :text, CAST(:payload AS text), :language,
           CAST(:reading AS jsonb), CAST(:steps AS jsonb)
    FROM held ON CONFLICT (id) DO UPDATE SET attempts = turns.attempts RETURNING id
    """
)

RESUME = Statement(
    """
    UPDATE turns SET attempts = attempts + 1 WHERE tenant_id = :tenant_id AND id = :turn_id
    RETURNING id, dialogue_id, text, payload, language, reading, interpretation, attempts, steps,
              extract(epoch FROM clock_timestamp() - created_at) AS age,
              (SELECT seed_slots FROM dialogues d WHERE d.id = turns.dialogue_id) AS seed_slots
    """
)

INTERPRET = Statement(
    """
    UPDATE turns t SET interpretation = CAST(:interpretation AS jsonb)
    FROM conversations c
    WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
      AND c.lease_owner = :owner AND c.lease_fence = :fence
      AND t.tenant_id = :tenant_id AND t.id = :turn_id
    RETURNING t.id
    """
)

FINISH = Statement(
    """
    WITH held AS (
        UPDATE conversations c
        SET language = COALESCE(CAST(:language AS text), c.language),
            lease_owner = NULL, lease_expires_at = NULL,
            answered_by = CASE
                WHEN :fails THEN 'operator'
                WHEN c.answered_by = 'operator' AND c.handover_cause = 'failure' THEN 'assistant'
                ELSE c.answered_by END,
            handover_cause = CASE
                WHEN :fails THEN COALESCE(c.handover_cause, 'failure')
                WHEN c.answered_by = 'operator' AND c.handover_cause = 'failure' THEN NULL
                ELSE c.handover_cause END,
            handover_turn_id = CASE WHEN :fails THEN :turn_id ELSE c.handover_turn_id END,
            outbox_lease_owner = CASE WHEN :speaks
                AND (c.outbox_lease_owner IS NULL OR c.outbox_lease_expires_at < clock_timestamp())
                THEN CAST(:token AS text) ELSE c.outbox_lease_owner END,
            outbox_lease_expires_at = CASE WHEN :speaks
                AND (c.outbox_lease_owner IS NULL OR c.outbox_lease_expires_at < clock_timestamp())
                THEN clock_timestamp() + make_interval(secs => :seconds)
                ELSE c.outbox_lease_expires_at END
        WHERE c.tenant_id = :tenant_id AND c.id = :conversation_id
          AND c.lease_owner = :owner AND c.lease_fence = :fence
        RETURNING c.id, c.channel_id, c.identity_id,
            c.answered_by = 'assistant'
                OR c.handover_turn_id IS NOT DISTINCT FROM :turn_id AS may_speak,
            c.outbox_lease_owner IS NOT DISTINCT FROM :token AS is_sender,
            c.outbox_lease_owner IS NOT NULL AS has_sender,
            CAST(:window AS float8) IS NULL
                OR COALESCE(c.last_inbound_at > clock_timestamp() - make_interval(secs => :window),
                            false) AS is_open
    ), handled AS (
        UPDATE inbound_messages m SET handled_at = clock_timestamp() FROM held
        WHERE m.conversation_id = held.id AND m.turn_id = :turn_id AND m.handled_at IS NULL
    ), finished AS (
        UPDATE turns SET state = :state, outcome = CAST(:outcome AS jsonb),
            steps = CAST(:steps AS jsonb), finished_at = clock_timestamp()
        FROM held WHERE turns.tenant_id = :tenant_id AND turns.id = :turn_id
    ), moved AS (
        UPDATE dialogues SET last_turn_at = clock_timestamp(), turn_count = turn_count + 1,
            requested_slot = CASE WHEN :is_decided THEN CAST(:requested_slot AS text)
                                  ELSE requested_slot END,
            active_loop = CASE WHEN :is_decided THEN CAST(:active_loop AS text)
                               ELSE active_loop END
        FROM held WHERE dialogues.tenant_id = :tenant_id AND dialogues.id = :dialogue_id
    ), said AS (
        INSERT INTO outbound_messages
            (id, tenant_id, conversation_id, idempotency_key, turn_id, content, state, attempts)
        SELECT r.id, :tenant_id, held.id, r.idempotency_key, :turn_id, r.content,
               CASE WHEN NOT held.may_speak THEN 'canceled'
                    WHEN is_first.yes AND held.is_sender AND held.is_open THEN 'sending'
                    ELSE 'pending' END,
               CASE WHEN held.may_speak AND is_first.yes AND held.is_sender AND held.is_open
                    THEN 1 ELSE 0 END
        FROM held
        CROSS JOIN jsonb_to_recordset(CAST(:outbound AS jsonb))
             AS r(ordinal int, id uuid, idempotency_key text, content jsonb)
        CROSS JOIN LATERAL (SELECT r.ordinal = 0 AND NOT EXISTS (
            SELECT 1 FROM outbound_messages o
            WHERE o.conversation_id = held.id
              AND o.is_unsent AND o.state <> 'unknown') AS yes) is_first
        ORDER BY r.ordinal
        ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
        RETURNING id, state, content, attempts, turn_id
    )
    SELECT held.is_sender, held.channel_id, i.external_id AS recipient_id,
           i.phone AS recipient_phone, first.id, first.content, first.attempts,
           first.turn_id,
           EXISTS (SELECT 1 FROM inbound_messages m
                   WHERE m.conversation_id = held.id AND m.handled_at IS NULL
                     AND m.turn_id IS DISTINCT FROM :turn_id) AS has_more,
           CASE WHEN :speaks AND NOT held.is_sender
                THEN pg_notify('ratiba_outbox', CAST(:tenant_id AS text) || ':' || held.id) END
    FROM held
    JOIN identities i ON i.tenant_id = :tenant_id AND i.id = held.identity_id
    LEFT JOIN said first ON first.state = 'sending'
    """
)

SET_ASIDE = Statement(
    """
    WITH held AS (
        UPDATE conversations SET lease_owner = NULL, lease_expires_at = NULL
        WHERE tenant_id = :tenant_id AND id = :conversation_id
          AND lease_owner = :owner AND lease_fence = :fence
        RETURNING id
    )
    UPDATE inbound_messages m SET handled_at = clock_timestamp() FROM held
    WHERE m.conversation_id = held.id AND m.id = ANY(CAST(:message_ids AS uuid[]))
    """
)
