/* The queue of new leads by keyboard: arrows choose, Enter opens, 1–9 open at once. */
(() => {
'use strict';
const { $, $$ } = window.ui;
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches?.('input,textarea,select') || $('dialog[open]')) return;
  const rows = $$('#queue-rows .qrow'), at = rows.indexOf(document.activeElement);
  if (/^[1-9]$/.test(e.key) && rows[+e.key - 1]) { e.preventDefault(); rows[+e.key - 1].click(); }
  else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); rows[(at + (e.key === 'ArrowDown' ? 1 : -1) + rows.length) % rows.length]?.focus(); }
});
if (document.activeElement === document.body) $('#queue-rows .qrow')?.focus({ preventScroll: true });
})();
