-- The same rows as an order submitted and confirmed, in two transactions (pgbench).
SELECT nextval('bench_vehicles') AS vehicle \gset
BEGIN;
SELECT set_config('marque.actor', '{"id": 1, "name": "bench", "ip": "127.0.0.1", "request": "", "source": "pgbench"}', false) AS actor \gset
INSERT INTO numbering_counter (kind, prefix, last) VALUES ('bench', 'PG', 1) ON CONFLICT (kind, prefix) DO UPDATE SET last = numbering_counter.last + 1 RETURNING last AS n \gset
INSERT INTO sales_salesorder (number, custom, contract_number, store_id, owner_id, status, version, created_at, created_by_id, signed_on, customer_id, vehicle_id, trim_id, amount_list, amount_discount, amount_total, rate_discount, deposit_kind, amount_deposit_due, amount_received, contract_template, wanted_colour, approval_comment, cancel_reason, remark) SELECT 'PG' || :n, '{}', 'HPG' || :n, v.store_id, :owner, 'draft', 1, now(), :owner, current_date, :customer, v.id, v.trim_id, 183860, 1800, 182060, 0.98, 'earnest', 5000, 0, '', '', '', '', '' FROM inventory_vehicle v WHERE v.id = :vehicle RETURNING id AS o \gset
INSERT INTO sales_salesorderline (order_id, position, kind, item_code, description, specification, quantity, amount_list, amount_discount, amount_net, rate_vat, amount_cost) VALUES (:o, 1, 'vehicle', '', '云岚 X7', '', 1, 181600, 1800, 179800, 0.13, 0), (:o, 2, 'accessory', '', '全车脚垫', '', 1, 980, 0, 980, 0.13, 0), (:o, 3, 'accessory', '', '行车记录仪', '', 1, 1280, 0, 1280, 0.13, 0);
INSERT INTO inventory_vehiclelock (vehicle_id, store_id, holder_type, holder_id, holder_number, held_by_id, reason, created_at, expires_at, release_reason) SELECT v.id, v.store_id, 'sales.salesorder', :o, 'PG' || :n, :owner, '', now(), now() + interval '24 hours', '' FROM inventory_vehicle v WHERE v.id = :vehicle;
UPDATE sales_salesorder SET status = 'submitted', version = 2, submitted_at = now(), submitted_by_id = :owner WHERE id = :o;
INSERT INTO documents_statuschange (document_type, document_id, transition, from_status, to_status, at, note, by_id) VALUES ('sales.salesorder', :o, 'submit', 'draft', 'submitted', now(), '', :owner);
COMMIT;
BEGIN;
UPDATE sales_salesorder SET status = 'confirmed', version = 3, confirmed_at = now(), confirmed_by_id = :owner, contract_template = '2026-1' WHERE id = :o AND status = 'submitted';
INSERT INTO documents_statuschange (document_type, document_id, transition, from_status, to_status, at, note, by_id) VALUES ('sales.salesorder', :o, 'confirm', 'submitted', 'confirmed', now(), '', :owner);
COMMIT;
