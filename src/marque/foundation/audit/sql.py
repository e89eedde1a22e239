"""The triggers behind the audit trail, made anew in each schema after every migration.

The functions run with the owner's rights (SECURITY DEFINER), so that the application's role can
be denied every write to the audit tables.  A transaction uses one chain, so that two commits
can wait for each other but never deadlock; eight chains let eight commit side by side.
"""

from __future__ import annotations

CHAINS = 8

FUNCTIONS = """
CREATE OR REPLACE FUNCTION {s}.audit_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    who jsonb := COALESCE(NULLIF(current_setting('marque.actor', true), ''), '{{}}')::jsonb;
    old_row jsonb;
    new_row jsonb;
    differs jsonb;
    pk text;
    secret text;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - 'search_words'; END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - 'search_words'; END IF;
    pk := COALESCE(new_row, old_row) ->> TG_ARGV[0];
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(n.key, n.value), jsonb_object_agg(n.key, old_row -> n.key)
          INTO differs, old_row
          FROM jsonb_each(new_row) n
         WHERE n.value IS DISTINCT FROM old_row -> n.key;
        IF differs IS NULL OR differs - 'last_login' = '{{}}' THEN RETURN NULL; END IF;
    END IF;
    IF COALESCE(new_row, old_row) ?| ARRAY['password', 'data'] THEN
        FOREACH secret IN ARRAY ARRAY['password', 'data'] LOOP
            CONTINUE WHEN secret = 'data' AND TG_TABLE_NAME <> 'mfa_authenticator';
            IF old_row ? secret THEN old_row := jsonb_set(old_row, ARRAY[secret], '"***"'); END IF;
            IF new_row ? secret THEN new_row := jsonb_set(new_row, ARRAY[secret], '"***"'); END IF;
            IF differs ? secret THEN differs := jsonb_set(differs, ARRAY[secret], '"***"'); END IF;
        END LOOP;
    END IF;
    INSERT INTO {s}.audit_change (table_name, row_id, action, before, after, actor_id,
                                  actor_name, address, request_id, source, is_chained)
    VALUES (TG_TABLE_NAME,
            COALESCE(pk, ''), left(TG_OP, 1), old_row, COALESCE(differs, new_row),
            (who ->> 'id')::bigint, COALESCE(who ->> 'name', ''), COALESCE(who ->> 'ip', ''),
            COALESCE(who ->> 'request', ''), COALESCE(who ->> 'source', ''),
            TG_ARGV[1] = 'chained');
    RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION {s}.audit_payload(c {s}.audit_change) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $body$
    SELECT convert_to(jsonb_build_array(c.id, extract(epoch FROM c.at), c.table_name, c.row_id,
        c.action, c.before, c.after, c.actor_id, c.actor_name, c.address, c.request_id,
        c.source)::text, 'UTF8')
$body$;

CREATE OR REPLACE FUNCTION {s}.audit_bind() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    which int := (pg_current_xact_id()::text::numeric % {chains})::int;
BEGIN
    WITH head AS (
        UPDATE {s}.audit_head h
           SET position = h.position + 1, hash = sha256(h.hash || {s}.audit_payload(NEW))
         WHERE h.chain = which
        RETURNING h.position, h.hash
    )
    INSERT INTO {s}.audit_link (change_id, chain, position, hash)
    SELECT NEW.id, which, head.position, head.hash FROM head;
    RETURN NULL;
END $body$;

CREATE OR REPLACE FUNCTION {s}.audit_refuse() RETURNS trigger
LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the audit trail cannot be changed' USING ERRCODE = 'insufficient_privilege';
END $body$;

CREATE OR REPLACE FUNCTION {s}.audit_note(what text, which text, detail jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $body$
DECLARE
    who jsonb := COALESCE(NULLIF(current_setting('marque.actor', true), ''), '{{}}')::jsonb;
BEGIN
    INSERT INTO {s}.audit_change (table_name, row_id, action, after, actor_id, actor_name,
                                  address, request_id, source, is_chained)
    VALUES (left(what, 63), left(which, 64), 'N', detail, (who ->> 'id')::bigint,
            COALESCE(who ->> 'name', ''), COALESCE(who ->> 'ip', ''),
            COALESCE(who ->> 'request', ''), COALESCE(who ->> 'source', ''), false);
END $body$;

DROP TRIGGER IF EXISTS audit_bind ON {s}.audit_change;
CREATE CONSTRAINT TRIGGER audit_bind AFTER INSERT ON {s}.audit_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.is_chained)
    EXECUTE FUNCTION {s}.audit_bind();
DROP TRIGGER IF EXISTS audit_keep ON {s}.audit_change;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON {s}.audit_change
    FOR EACH ROW EXECUTE FUNCTION {s}.audit_refuse();
DROP TRIGGER IF EXISTS audit_keep ON {s}.audit_link;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON {s}.audit_link
    FOR EACH ROW EXECUTE FUNCTION {s}.audit_refuse();
INSERT INTO {s}.audit_head (chain, position, hash)
SELECT n, 0, ''::bytea FROM generate_series(0, {chains} - 1) n ON CONFLICT DO NOTHING;
"""

WATCH = """
DROP TRIGGER IF EXISTS audit_record ON {s}.{t};
CREATE TRIGGER audit_record AFTER INSERT OR UPDATE OR DELETE ON {s}.{t}
    FOR EACH ROW EXECUTE FUNCTION {s}.audit_record('{pk}', '{mode}');
"""

BROKEN_LINKS = """
SELECT l.change_id
  FROM audit_link l
  LEFT JOIN audit_change c ON c.id = l.change_id
  LEFT JOIN audit_link p ON p.chain = l.chain AND p.position = l.position - 1
 WHERE c.id IS NULL
    OR (l.position > 1 AND p.change_id IS NULL)
    OR l.hash <> sha256(COALESCE(p.hash, ''::bytea) || audit_payload(c))
 ORDER BY l.chain, l.position LIMIT %s
"""

LOST_TAILS = """
SELECT h.chain FROM audit_head h
  LEFT JOIN audit_link l ON l.chain = h.chain AND l.position = h.position AND l.hash = h.hash
 WHERE h.position > 0 AND l.change_id IS NULL
"""
