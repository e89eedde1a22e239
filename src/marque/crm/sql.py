"""What PostgreSQL itself refuses about sales tasks, whoever writes.

Each account set has its own copy of this function in its own schema; `{s}` stands for that schema.
"""

SHARES_GUARD = """
CREATE FUNCTION {s}.crm_shares_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    task bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.task_id ELSE NEW.task_id END;
    total numeric;
BEGIN
    SELECT sum(rate_share) INTO total FROM {s}.crm_taskmember WHERE task_id = task;
    IF total <> 100 THEN
        RAISE EXCEPTION 'the shares of task % make % percent', task, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shares_make_100
    AFTER INSERT OR UPDATE OR DELETE ON {s}.crm_taskmember
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {s}.crm_shares_guard();
"""

SHARES_GUARD_DROP = """
DROP TRIGGER shares_make_100 ON {s}.crm_taskmember;
DROP FUNCTION {s}.crm_shares_guard();
"""
