"""What PostgreSQL itself refuses about credit, whoever writes: a limit below zero on any day.

`{s}` stands for the schema of the account set.
"""

CREDIT_GUARD = """
CREATE FUNCTION {s}.parties_credit_on(whose bigint, day date) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT amount FROM {s}.parties_creditlimit
                      WHERE customer_id = whose AND day BETWEEN starts_on AND ends_on
                      ORDER BY id DESC LIMIT 1), 0)
         + COALESCE((SELECT SUM(CASE WHEN borrower_id = whose THEN amount ELSE -amount END)
                       FROM {s}.parties_creditloan
                      WHERE whose IN (borrower_id, lender_id) AND day BETWEEN starts_on AND until_on
                        AND (returned_on IS NULL OR day < returned_on)), 0)
$$;
CREATE FUNCTION {s}.parties_check_credit(whose bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    bad date;
BEGIN
    SELECT day INTO bad FROM (
        SELECT starts_on AS day FROM {s}.parties_creditlimit WHERE customer_id = whose
        UNION SELECT ends_on + 1 FROM {s}.parties_creditlimit WHERE customer_id = whose
        UNION SELECT starts_on FROM {s}.parties_creditloan WHERE whose IN (borrower_id, lender_id)
        UNION SELECT until_on + 1 FROM {s}.parties_creditloan
               WHERE whose IN (borrower_id, lender_id)
        UNION SELECT returned_on FROM {s}.parties_creditloan WHERE whose IN (borrower_id, lender_id)
    ) days WHERE day IS NOT NULL AND {s}.parties_credit_on(whose, day) < 0 ORDER BY day LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'credit of customer % is below zero on %', whose, bad
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION {s}.parties_credit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'parties_creditlimit' THEN
        PERFORM {s}.parties_check_credit(COALESCE(NEW.customer_id, OLD.customer_id));
    ELSE
        PERFORM {s}.parties_check_credit(COALESCE(NEW.lender_id, OLD.lender_id));
        PERFORM {s}.parties_check_credit(COALESCE(NEW.borrower_id, OLD.borrower_id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER credit_limit_guard
    AFTER INSERT OR UPDATE OR DELETE ON {s}.parties_creditlimit DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION {s}.parties_credit_guard();
CREATE CONSTRAINT TRIGGER credit_loan_guard
    AFTER INSERT OR UPDATE OR DELETE ON {s}.parties_creditloan DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION {s}.parties_credit_guard();
"""

CREDIT_GUARD_DROP = """
DROP TRIGGER credit_loan_guard ON {s}.parties_creditloan;
DROP TRIGGER credit_limit_guard ON {s}.parties_creditlimit;
DROP FUNCTION {s}.parties_credit_guard();
DROP FUNCTION {s}.parties_check_credit(bigint);
DROP FUNCTION {s}.parties_credit_on(bigint, date);
"""
