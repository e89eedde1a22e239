"""Guards in the database: money that was confirmed and invoices that were issued stay."""

from __future__ import annotations

RECEIPT_GUARD = """
CREATE FUNCTION billing_receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'receipts are never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.payable_type, NEW.payable_id, NEW.customer_id, NEW.amount, NEW.amount_original,
      NEW.currency, NEW.rate_exchange, NEW.store_id, NEW.number)
     IS DISTINCT FROM
     (OLD.payable_type, OLD.payable_id, OLD.customer_id, OLD.amount, OLD.amount_original,
      OLD.currency, OLD.rate_exchange, OLD.store_id, OLD.number)
     OR (OLD.status <> 'pending'
         AND (NEW.kind, NEW.method, NEW.paid_on) IS DISTINCT FROM
             (OLD.kind, OLD.method, OLD.paid_on))
     OR NEW.amount_refunded < OLD.amount_refunded
     OR NEW.amount_forfeited < OLD.amount_forfeited
     OR (OLD.status IN ('voided', 'refunded') AND NEW.status <> OLD.status)
     OR (OLD.status = 'confirmed' AND NEW.status NOT IN ('confirmed', 'refunded')) THEN
    RAISE EXCEPTION 'a receipt is corrected by a refund, never edited'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_receipt_guard BEFORE UPDATE OR DELETE ON billing_receipt
  FOR EACH ROW EXECUTE FUNCTION billing_receipt_guard();
"""

REFUND_GUARD = """
CREATE FUNCTION billing_refund_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'refunds are never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.status <> 'pending'
     AND (NEW.status, NEW.receipt_id, NEW.amount, NEW.method, NEW.paid_on) IS DISTINCT FROM
         (OLD.status, OLD.receipt_id, OLD.amount, OLD.method, OLD.paid_on) THEN
    RAISE EXCEPTION 'a paid refund is never edited' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_refund_guard BEFORE UPDATE OR DELETE ON billing_refund
  FOR EACH ROW EXECUTE FUNCTION billing_refund_guard();
"""

INVOICE_GUARD = """
CREATE FUNCTION billing_invoice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'invoices are never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.status <> 'pending'
     AND (NEW.tax_number, NEW.vin, NEW.buyer_name, NEW.buyer_identity, NEW.rate_vat,
          NEW.amount_net, NEW.amount_vat, NEW.amount_total, NEW.issued_on, NEW.content)
         IS DISTINCT FROM
         (OLD.tax_number, OLD.vin, OLD.buyer_name, OLD.buyer_identity, OLD.rate_vat,
          OLD.amount_net, OLD.amount_vat, OLD.amount_total, OLD.issued_on, OLD.content) THEN
    RAISE EXCEPTION 'an issued invoice is reversed, never edited'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER billing_invoice_guard BEFORE UPDATE OR DELETE ON billing_invoice
  FOR EACH ROW EXECUTE FUNCTION billing_invoice_guard();
"""

RECEIPT_GUARD_OF_MERGES = """
CREATE OR REPLACE FUNCTION billing_receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'receipts are never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.payable_type, NEW.payable_id, NEW.amount, NEW.amount_original,
      NEW.currency, NEW.rate_exchange, NEW.store_id, NEW.number)
     IS DISTINCT FROM
     (OLD.payable_type, OLD.payable_id, OLD.amount, OLD.amount_original,
      OLD.currency, OLD.rate_exchange, OLD.store_id, OLD.number)
     OR (NEW.customer_id <> OLD.customer_id
         AND NOT EXISTS (SELECT FROM parties_customer c
                          WHERE (c.id, c.merged_into_id) IN ((OLD.customer_id, NEW.customer_id),
                                                            (NEW.customer_id, OLD.customer_id))))
     OR (OLD.status <> 'pending'
         AND (NEW.kind, NEW.method, NEW.paid_on) IS DISTINCT FROM
             (OLD.kind, OLD.method, OLD.paid_on))
     OR NEW.amount_refunded < OLD.amount_refunded
     OR NEW.amount_forfeited < OLD.amount_forfeited
     OR (OLD.status IN ('voided', 'refunded') AND NEW.status <> OLD.status)
     OR (OLD.status = 'confirmed' AND NEW.status NOT IN ('confirmed', 'refunded')) THEN
    RAISE EXCEPTION 'a receipt is corrected by a refund, never edited'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""
"""A receipt goes to another customer only when the two records were found to be one."""

GUARDS = RECEIPT_GUARD + REFUND_GUARD + INVOICE_GUARD

DROP_GUARDS = """
DROP TRIGGER billing_invoice_guard ON billing_invoice;
DROP FUNCTION billing_invoice_guard();
DROP TRIGGER billing_refund_guard ON billing_refund;
DROP FUNCTION billing_refund_guard();
DROP TRIGGER billing_receipt_guard ON billing_receipt;
DROP FUNCTION billing_receipt_guard();
"""
