"""How a dossier becomes a fact: one statement for some dossiers or for all.

A dossier is *finished* when it was handled to its end (done, returned or stopped); withdrawn and refused ones are not
counted as finished. It has *ended* when its clock has, however that came, and was *supplemented* when papers were
asked for. It is *fully online* when it was filed, supplemented and returned online and its result, where one
is due, was signed. *Satisfied* is four or five stars of five. Of a linked dossier its parts count, each rated as the
whole was; the whole itself does not. *Fields untyped* are answers that stayed as they were put in beforehand; *asked
again* says that an office asked for a paper that the platform had.
"""

WRITE = """
    INSERT INTO ts_procedures_dossierfact (case_id, unit_id, procedure, field, channel, filed_online, fully_online,
        received_date, finished_date, finished, on_time, rating, satisfied, result_required, result_signed,
        fields_answered, fields_untyped, asked_again,
        supplemented, promised_date, ended_date)
    SELECT c.id, c.unit_id, t.code, coalesce(%(fields)s::jsonb ->> t.code, ''), c.channel, c.channel = 'online',
        c.channel = 'online' AND d.finished AND (s.case_id IS NOT NULL OR NOT d.result_required)
            AND coalesce(c.notes #>> '{returned,by}', '') <> 'official',
        (c.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
        CASE WHEN d.finished THEN (c.finished_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date END,
        d.finished, d.finished AND coalesce(c.on_time, false), r.stars, r.stars >= 4, d.result_required,
        s.case_id IS NOT NULL, coalesce((c.data #>> '{fields,answered}')::int, 0),
        coalesce((c.data #>> '{fields,untyped}')::int, 0),
        EXISTS (SELECT 1 FROM ts_procedures_askedagain a WHERE a.case_id = c.id),
        c.notes ? 'supplement_request',
        (c.promised_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
        (coalesce(c.finished_at, c.closed_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    FROM ts_cases_case c
    JOIN ts_cases_casetype t ON t.id = c.type_id
    LEFT JOIN ts_procedures_rating r ON r.case_id = coalesce(c.parent_id, c.id)
    LEFT JOIN ts_procedures_signedresult s ON s.case_id = c.id
    CROSS JOIN LATERAL (
        SELECT c.finished_at IS NOT NULL AND c.status IN ('8', '9', '10') AS finished,
            c.status IN ('9', '10') AND %(with_result)s::jsonb ? t.code AS result_required
    ) d
    WHERE c.code IS NOT NULL AND NOT c.settings ? 'parts' AND c.settings ->> 'type_code' <> ALL(%(others)s::text[])
        AND (%(keys)s::uuid[] IS NULL OR c.id = ANY(%(keys)s::uuid[]))
    ON CONFLICT (case_id) DO UPDATE SET
        unit_id = EXCLUDED.unit_id, procedure = EXCLUDED.procedure, field = EXCLUDED.field, channel = EXCLUDED.channel,
        filed_online = EXCLUDED.filed_online, fully_online = EXCLUDED.fully_online,
        received_date = EXCLUDED.received_date,
        finished_date = EXCLUDED.finished_date, finished = EXCLUDED.finished, on_time = EXCLUDED.on_time,
        rating = EXCLUDED.rating, satisfied = EXCLUDED.satisfied, result_required = EXCLUDED.result_required,
        result_signed = EXCLUDED.result_signed, fields_answered = EXCLUDED.fields_answered,
        fields_untyped = EXCLUDED.fields_untyped, asked_again = EXCLUDED.asked_again,
        supplemented = EXCLUDED.supplemented,
        promised_date = EXCLUDED.promised_date, ended_date = EXCLUDED.ended_date
"""
