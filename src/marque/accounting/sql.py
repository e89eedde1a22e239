"""What PostgreSQL itself refuses about vouchers, whoever writes.

Each account set has its own copy of these functions in its own schema.  `{s}` stands for that
schema: deferred checks run at commit, when the connection may look at another account set.
"""

VOUCHER_GUARD = """
CREATE FUNCTION {s}.accounting_voucher_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    period {s}.accounting_fiscalperiod%ROWTYPE;
    opened date;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.status = 'posted' THEN
        RAISE EXCEPTION 'voucher % is posted and cannot change', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.number IS NOT NULL THEN
            RAISE EXCEPTION 'voucher % has a number and cannot be deleted', OLD.id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    -- The key-share lock is the one the foreign key takes anyway.  It makes a posting wait for
    -- a close that is under way, and then see that the period is closed.
    SELECT * INTO period FROM {s}.accounting_fiscalperiod WHERE id = NEW.period_id FOR KEY SHARE;
    SELECT opened_on INTO opened FROM {s}.accounting_book WHERE id = NEW.book_id;
    IF period.status = 'closed' THEN
        RAISE EXCEPTION 'period %-% is closed', period.year, period.month
            USING ERRCODE = 'check_violation';
    END IF;
    IF period.book_id <> NEW.book_id
       OR NEW.voucher_on NOT BETWEEN period.starts_on AND period.ends_on THEN
        RAISE EXCEPTION 'voucher of % is not in period %-%',
            NEW.voucher_on, period.year, period.month USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.voucher_on < opened THEN
        RAISE EXCEPTION 'voucher of % is before the book was opened on %', NEW.voucher_on, opened
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.number IS NOT NULL
       AND (OLD.number, OLD.word, OLD.period_id, OLD.book_id)
           IS DISTINCT FROM (NEW.number, NEW.word, NEW.period_id, NEW.book_id) THEN
        RAISE EXCEPTION 'voucher % keeps its number', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status = 'posted' THEN
        NEW.sealed_in := pg_current_xact_id()::text::bigint;
    ELSE
        NEW.sealed_in := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER voucher_guard
    BEFORE INSERT OR UPDATE OR DELETE ON {s}.accounting_voucher
    FOR EACH ROW EXECUTE FUNCTION {s}.accounting_voucher_guard();
"""

VOUCHER_GUARD_DROP = """
DROP TRIGGER voucher_guard ON {s}.accounting_voucher;
DROP FUNCTION {s}.accounting_voucher_guard();
"""

VOUCHER_BALANCES = """
CREATE FUNCTION {s}.accounting_check_balance(checked bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    difference numeric;
    lines integer;
    state text;
BEGIN
    SELECT status INTO state FROM {s}.accounting_voucher WHERE id = checked;
    IF NOT FOUND OR state IN ('draft', 'void') THEN
        RETURN;
    END IF;
    SELECT COALESCE(SUM(amount_debit - amount_credit), 0), COUNT(*)
      INTO difference, lines FROM {s}.accounting_voucherline WHERE voucher_id = checked;
    IF difference <> 0 THEN
        RAISE EXCEPTION 'voucher % does not balance: %', checked, difference
            USING ERRCODE = 'check_violation';
    END IF;
    IF lines < 2 THEN
        RAISE EXCEPTION 'voucher % does not balance: it has % lines', checked, lines
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION {s}.accounting_voucher_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {s}.accounting_check_balance(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION {s}.accounting_line_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM {s}.accounting_check_balance(OLD.voucher_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM {s}.accounting_check_balance(NEW.voucher_id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER voucher_balances
    AFTER INSERT OR UPDATE ON {s}.accounting_voucher DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {s}.accounting_voucher_balances();
CREATE CONSTRAINT TRIGGER voucher_line_balances
    AFTER INSERT OR UPDATE OR DELETE ON {s}.accounting_voucherline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {s}.accounting_line_balances();
"""

VOUCHER_BALANCES_DROP = """
DROP TRIGGER voucher_balances ON {s}.accounting_voucher;
DROP TRIGGER voucher_line_balances ON {s}.accounting_voucherline;
DROP FUNCTION {s}.accounting_voucher_balances();
DROP FUNCTION {s}.accounting_line_balances();
DROP FUNCTION {s}.accounting_check_balance(bigint);
"""

LINE_GUARD = """
CREATE FUNCTION {s}.accounting_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    voucher {s}.accounting_voucher%ROWTYPE;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT * INTO voucher FROM {s}.accounting_voucher WHERE id = OLD.voucher_id;
        IF voucher.status NOT IN ('draft', 'submitted') THEN
            RAISE EXCEPTION 'lines of voucher % cannot change', OLD.voucher_id
                USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
    END IF;
    SELECT * INTO voucher FROM {s}.accounting_voucher WHERE id = NEW.voucher_id;
    IF voucher.status NOT IN ('draft', 'submitted')
       AND voucher.sealed_in IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
        RAISE EXCEPTION 'lines of voucher % cannot change', NEW.voucher_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM {s}.accounting_account
                    WHERE id = NEW.account_id AND book_id = voucher.book_id AND is_leaf) THEN
        RAISE EXCEPTION 'account % is not a leaf of the book of voucher %',
            NEW.account_id, NEW.voucher_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER voucher_line_guard
    BEFORE INSERT OR UPDATE OR DELETE ON {s}.accounting_voucherline
    FOR EACH ROW EXECUTE FUNCTION {s}.accounting_line_guard();
"""

LINE_GUARD_DROP = """
DROP TRIGGER voucher_line_guard ON {s}.accounting_voucherline;
DROP FUNCTION {s}.accounting_line_guard();
"""

FORWARD = VOUCHER_GUARD + VOUCHER_BALANCES + LINE_GUARD
BACKWARD = LINE_GUARD_DROP + VOUCHER_BALANCES_DROP + VOUCHER_GUARD_DROP
