/* Lists: panels that close, rows that open, selection of everything, column order, paging.
   All by delegation; the list works without this file. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const panels = () => $$('details.fl[open]');

/* ---- panels ---- */
document.addEventListener('click', e => {
  panels().forEach(d => { if (!d.contains(e.target)) d.open = false; });
});
document.addEventListener('keydown', e => {
  if (e.key !== 'Escape') return;
  panels().forEach(d => { d.open = false; $('summary', d).focus(); });
});
document.addEventListener('toggle', e => {   // keep the panel inside the window
  const d = e.target; if (!d.matches?.('details.fl') || !d.open) return;
  const p = $('.flp', d); p.style.translate = '';
  if (getComputedStyle(p).position === 'fixed') return;
  const over = p.getBoundingClientRect().right - innerWidth + 8; if (over > 0) p.style.translate = `${-over}px 0`;
  $('input:not([type=hidden])', p)?.focus({ preventScroll: true });
}, true);

/* ---- the filter form sends only what is filled in ---- */
document.addEventListener('formdata', e => {
  if (e.target.id !== 'list-form') return;
  const empty = [...new Set([...e.formData].filter(([k, v]) => v === '' && k !== 'view').map(([k]) => k))];
  empty.forEach(k => { const kept = e.formData.getAll(k).filter(v => v !== ''); e.formData.delete(k); kept.forEach(v => e.formData.append(k, v)); });
});
document.addEventListener('input', e => {   // a typed day means "custom", not the named range
  if (!e.target.matches('[data-range]')) return;
  const own = $('input[type=radio][value=""]', e.target.closest('.flp') || document); if (own) own.checked = true;
});
document.addEventListener('change', e => {
  if (!e.target.matches('[data-autosubmit]')) return;
  const page = e.target.form.elements.page; if (page) page.value = 1;
  e.target.form.requestSubmit();
});

/* ---- links outside the list follow its address ---- */
// A cell that is cut short says the whole text on demand.
document.addEventListener('mouseover', e => { const td = e.target.closest?.('td.cl'); if (td && !td.title && td.scrollWidth > td.clientWidth) td.title = td.textContent.trim(); });
document.addEventListener('htmx:after:swap', () => {
  const list = $('#list'), status = $('#list-status'); if (!list) return;
  if (status) status.textContent = list.dataset.summary;
  syncHead();
});
function syncHead() {
  const here = new URLSearchParams(location.search); here.delete('page');
  $$('[data-list-link]').forEach(a => { const u = new URL(a.href), kind = u.searchParams.get('export'); u.search = here; u.searchParams.set('export', kind); if (!here.has('view')) u.searchParams.set('view', ''); a.href = u; });
  const keep = $('[data-view-query]'); if (keep) { here.delete('size'); keep.value = here.toString(); }
  const next = $('form[data-columns] input[name=next]'); if (next) next.value = location.pathname + location.search;
}
document.addEventListener('click', e => { if (e.target.closest('[data-list-link],[data-columns],[data-view-save]')) syncHead(); }, true);

/* ---- sort by a further column with Shift; rows open their record ---- */
document.addEventListener('click', e => {
  const head = e.target.closest('[data-add-sort]');
  if (head && e.shiftKey) { e.preventDefault(); e.stopImmediatePropagation(); location.href = head.dataset.addSort; }
}, true);
document.addEventListener('click', e => {
  const row = e.target.closest('tr[data-href]');
  if (!row || e.defaultPrevented || e.target.closest('a,button,input,label,select,summary') || getSelection().toString()) return;
  if (e.target.closest('.ckc')) { const c = $('[data-pick]', row); if (c) c.click(); return; }
  remember(row); if (e.ctrlKey || e.metaKey) window.open(row.dataset.href, '_blank', 'noopener'); else location.href = row.dataset.href;
});
document.addEventListener('click', e => { const row = e.target.closest('#list tr[data-href]'); if (row && e.target.closest('a')) remember(row); });
function remember(row) { try { sessionStorage.setItem('row:' + location.pathname, row.dataset.rowId); } catch { /* private mode */ } }
try { const id = sessionStorage.getItem('row:' + location.pathname); if (id) $(`#list tr[data-row-id="${CSS.escape(id)}"]`)?.classList.add('was-open'); } catch { /* private mode */ }

/* ---- rows by keyboard: J K move, Enter opens, X selects ---- */
let at = -1;
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.matches('input,select,textarea,[contenteditable]') || $('dialog[open]')) return;
  const rows = $$('#list tbody tr'); if (!rows.length) return;
  const key = e.key.toLowerCase();
  if (key === 'j' || key === 'k') { at = Math.max(0, Math.min(rows.length - 1, at + (key === 'j' ? 1 : -1))); rows.forEach((r, n) => r.classList.toggle('at', n === at)); rows[at].scrollIntoView({ block: 'nearest' }); }
  else if (key === 'x' && rows[at]) $('[data-pick]', rows[at])?.click();
  else if (e.key === 'Enter' && rows[at]?.dataset.href && e.target === document.body) { remember(rows[at]); location.href = rows[at].dataset.href; }
});

/* ---- bulk: everything the filters find, clear ---- */
document.addEventListener('change', e => {
  if (!e.target.matches('[data-all],[data-pick]')) return;
  const all = $('#list [data-all]'), more = $('#bulk [data-all-rows]'); if (!more) return;
  more.hidden = !all?.checked; if (more.hidden) $('input', more).checked = false;
});
document.addEventListener('click', e => {
  if (!e.target.closest('[data-clear-picks]')) return;
  $$('#list [data-pick]:checked').forEach(c => { c.checked = false; });
  const any = $('#list [data-pick]'); any?.dispatchEvent(new Event('change', { bubbles: true }));
});

/* ---- column chooser: drag, or Alt with the arrows ---- */
let dragged = null;
document.addEventListener('dragstart', e => { const li = e.target.closest?.('.colc li'); if (li) { dragged = li; e.dataTransfer.effectAllowed = 'move'; li.classList.add('drag'); } });
document.addEventListener('dragover', e => {
  const li = e.target.closest?.('.colc li'); if (!dragged || !li || li === dragged || li.parentElement !== dragged.parentElement) return;
  e.preventDefault(); const r = li.getBoundingClientRect(); li[e.clientY > r.top + r.height / 2 ? 'after' : 'before'](dragged);
});
document.addEventListener('dragend', () => { dragged?.classList.remove('drag'); dragged = null; });
document.addEventListener('keydown', e => {
  const li = e.target.closest?.('.colc li'); if (!li || !e.altKey || !/^Arrow(Up|Down)$/.test(e.key)) return;
  e.preventDefault(); const other = e.key === 'ArrowUp' ? li.previousElementSibling : li.nextElementSibling;
  if (other) { other[e.key === 'ArrowUp' ? 'before' : 'after'](li); e.target.focus(); }
});
})();
