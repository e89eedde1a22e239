/* Form fields: money, phone, VIN, dates, lookups, line grids. The server is the judge; everything
   here is convenience, and every form works without this file. All listeners are delegated. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const narrow = s => s.normalize('NFKC');

/* ---- money: thousands when left, plain while editing ---- */
const group = v => { const [a, b = ''] = v.split('.'); return a.replace(/\B(?=(\d{3})+$)/g, ',') + '.' + (b + '00').slice(0, 2); };
function plainMoney(v) { const m = narrow(v).replace(/[\s,¥元]/g, '').match(/^(-?\d+(?:\.\d*)?)(万|亿)?$/); if (!m) return null; const n = +m[1] * ({ 万: 1e4, 亿: 1e8 }[m[2]] || 1); return m[2] ? n.toFixed(2) : m[1]; }
document.addEventListener('focusin', e => { const x = e.target; if (x.matches?.('[data-money]') && !x.readOnly) { x.value = x.value.replace(/,/g, ''); x.select(); } });
document.addEventListener('focusout', e => { const x = e.target; if (x.matches?.('[data-money]') && x.value) { const v = plainMoney(x.value); if (v !== null) x.value = (v.startsWith('-') ? '-' : '') + group(v.replace('-', '')); } });

/* ---- phone 3-4-4, VIN in capitals ---- */
document.addEventListener('focusout', e => {
  const x = e.target; if (!x.value) return;
  if (x.matches?.('[data-phone]')) { const d = narrow(x.value).replace(/[^\d]/g, ''); if (/^1\d{10}$/.test(d)) x.value = d.slice(0, 3) + ' ' + d.slice(3, 7) + ' ' + d.slice(7); }
  if (x.matches?.('[data-upper]')) x.value = narrow(x.value).toUpperCase().replace(/[\s-]/g, '');
});
document.addEventListener('click', e => {   // one-click correction offered by the server
  const b = e.target.closest('[data-fix]'); if (!b) return;
  const x = document.getElementById(b.dataset.for); if (x) { x.value = b.dataset.fix; x.removeAttribute('aria-invalid'); x.focus(); b.closest('.er')?.remove(); }
});

/* ---- dates: t, +3, 1120 become a full day when left ---- */
const iso = d => d.getFullYear() + '-' + String(d.getMonth() + 1).padStart(2, '0') + '-' + String(d.getDate()).padStart(2, '0');
const WORDS = { t: 0, 今天: 0, 明天: 1, 后天: 2, 昨天: -1 };
document.addEventListener('focusout', e => {
  const x = e.target; if (!x.matches?.('[data-day]') || !x.value) return;
  const v = narrow(x.value).trim().toLowerCase(), now = new Date(); let m;
  if (v in WORDS) { now.setDate(now.getDate() + WORDS[v]); x.value = iso(now); }
  else if ((m = v.match(/^([+-]\d{1,4})$/))) { now.setDate(now.getDate() + +m[1]); x.value = iso(now); }
  else if ((m = v.match(/^(\d{2})(\d{2})$/))) { x.value = `${now.getFullYear()}-${m[1]}-${m[2]}`; }
  else if ((m = v.match(/^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/))) x.value = `${m[1]}-${m[2].padStart(2, '0')}-${m[3].padStart(2, '0')}`;
});
document.addEventListener('change', e => { const x = e.target; if (x.matches?.('[data-day-picker]')) { const t = document.getElementById(x.dataset.for); if (t && x.value) { t.value = x.value; t.dispatchEvent(new Event('input', { bubbles: true })); t.dispatchEvent(new Event('change', { bubbles: true })); } } });
document.addEventListener('click', e => { const b = e.target.closest('[data-day-open]'); if (b) { const p = $('[data-day-picker]', b.parentElement); try { p.showPicker(); } catch { p.focus(); } } });

/* ---- lookups: a text box that searches on the server; the hidden input carries the key ---- */
const timers = new WeakMap(), asked = new WeakMap();   // asked: number of the latest question, older answers are dropped
const awaited = new Map();   // boxes whose list does not answer their text yet; true: Enter was pressed meanwhile
let isSettingUp = false;
const parts = x => { const box = x.closest('[data-lookup]'); return { box, key: $('[data-lookup-key]', box), list: $('[role=listbox]', box) }; };
function close(x) { const { list } = parts(x); clearTimeout(timers.get(x)); awaited.delete(x); asked.set(x, (asked.get(x) || 0) + 1); list.hidden = true; list.textContent = ''; x.setAttribute('aria-expanded', 'false'); x.removeAttribute('aria-activedescendant'); }
async function search(x) {
  const { box, list } = parts(x), turn = (asked.get(x) || 0) + 1; asked.set(x, turn);
  try {
    const r = await fetch(box.dataset.url + (box.dataset.url.includes('?') ? '&' : '?') + 'q=' + encodeURIComponent(x.value.trim()), { headers: { 'HX-Request': 'true' } });
    if (!r.ok) throw new Error(r.status);
    const html = await r.text(); if (asked.get(x) !== turn) return;   // chosen, left or typed on meanwhile
    list.innerHTML = html; $$('[role=option]', list).forEach((o, n) => { o.id = list.id + '-' + n; });
    list.hidden = false; x.setAttribute('aria-expanded', 'true'); mark(x, 0);
    const isEntered = awaited.get(x), only = $$('[role=option]', list); awaited.delete(x);
    if (isEntered && only.length === 1) choose(x, only[0]);   // of several the eye decides
  } catch { if (asked.get(x) === turn) close(x); }
}
function mark(x, n) {
  const { list } = parts(x), all = $$('[role=option]', list); if (!all.length) return;
  const at = (n + all.length) % all.length; all.forEach((o, i) => o.setAttribute('aria-selected', i === at));
  x.setAttribute('aria-activedescendant', all[at].id); all[at].scrollIntoView({ block: 'nearest' });
}
function choose(x, option) {
  const { box, key } = parts(x); x.value = option.dataset.text || option.textContent.trim(); key.value = option.dataset.value; x.dataset.chosen = x.value; close(x);
  key.dispatchEvent(new Event('input', { bubbles: true })); key.dispatchEvent(new Event('change', { bubbles: true }));
  box.dispatchEvent(new CustomEvent('lookup:chosen', { bubbles: true, detail: { ...option.dataset } }));
}
document.addEventListener('input', e => {
  const x = e.target; if (!x.matches?.('[data-lookup] [role=combobox]')) return;
  parts(x).key.value = ''; awaited.set(x, false); clearTimeout(timers.get(x)); timers.set(x, setTimeout(() => search(x), 200));
});
document.addEventListener('focusin', e => { const x = e.target; if (!isSettingUp && x.matches?.('[data-lookup] [role=combobox]') && !x.value) search(x); });
document.addEventListener('focusout', e => { const x = e.target; if (x.matches?.('[data-lookup] [role=combobox]')) setTimeout(() => { if (document.activeElement !== x) close(x); }, 150); });
document.addEventListener('keydown', e => {
  const x = e.target; if (!x.matches?.('[data-lookup] [role=combobox]') || e.isComposing) return;
  const { list } = parts(x), all = $$('[role=option]', list), n = all.findIndex(o => o.getAttribute('aria-selected') === 'true');
  if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); if (list.hidden) search(x); else mark(x, n + (e.key === 'ArrowDown' ? 1 : -1)); }
  else if (e.key === 'Enter' && awaited.has(x) && x.value.trim()) { e.preventDefault(); awaited.set(x, true); }   // not what an older text found
  else if (e.key === 'Enter' && !list.hidden && all[n]) { e.preventDefault(); choose(x, all[n]); }
  else if (e.key === 'Escape' && !list.hidden) { e.preventDefault(); e.stopPropagation(); close(x); }
});
document.addEventListener('mousedown', e => { const o = e.target.closest?.('[data-lookup] [role=option]'); if (o) { e.preventDefault(); choose($('[role=combobox]', o.closest('[data-lookup]')), o); } });

/* ---- line grids: add, delete, copy the line above; numbers follow the formset ---- */
const total = grid => $(`[name="${grid.dataset.lines}-TOTAL_FORMS"]`, grid.closest('form') || document);
function addLine(grid) {
  const n = total(grid), tpl = $('template', grid); if (!tpl || +n.value >= +(grid.dataset.max || 1000)) return null;
  const body = $('[data-line-body]', grid), holder = document.createElement('tbody');
  holder.innerHTML = tpl.innerHTML.replaceAll('__prefix__', n.value); const row = holder.firstElementChild; body.append(row); n.value = +n.value + 1;
  renumber(grid); return row;
}
function renumber(grid) { $$('[data-line]', grid).filter(r => !r.hidden).forEach((r, i) => { const c = $('[data-line-no]', r); if (c) c.textContent = i + 1; }); grid.dispatchEvent(new CustomEvent('lines:changed', { bubbles: true })); }
function dropLine(row) { const grid = row.closest('[data-lines]'), del = $('input[name$="-DELETE"]', row); if (del) del.checked = true; row.hidden = true; renumber(grid); }
document.addEventListener('click', e => {
  const add = e.target.closest('[data-line-add]'), del = e.target.closest('[data-line-drop]');
  if (add) { const row = addLine(add.closest('[data-lines]')); $('input:not([type=hidden]),select,textarea', row || document)?.focus(); }
  if (del) dropLine(del.closest('[data-line]'));
});
document.addEventListener('keydown', e => {
  const row = e.target.closest?.('[data-line]'); if (!row || e.isComposing) return;
  const grid = row.closest('[data-lines]'), ctrl = e.ctrlKey || e.metaKey;
  if (ctrl && e.key === 'Delete') { e.preventDefault(); dropLine(row); return; }
  if (ctrl && e.key.toLowerCase() === 'd') {
    e.preventDefault(); const above = row.previousElementSibling; if (!above) return;
    const a = $$('input,select,textarea', above), b = $$('input,select,textarea', row);
    b.forEach((x, n) => { if (!/-(id|DELETE)$/.test(x.name) && a[n]) { x.value = a[n].value; x.dispatchEvent(new Event('input', { bubbles: true })); } }); return;
  }
  if (e.key !== 'Enter' || ctrl || e.defaultPrevented || !e.target.matches('input,select')) return;
  e.preventDefault();
  const fields = $$('input:not([type=hidden]):not([name$="-DELETE"]),select,textarea', grid).filter(x => !x.closest('[hidden]') && !x.closest('template') && !x.readOnly), n = fields.indexOf(e.target);
  if (fields[n + 1]) fields[n + 1].focus(); else { const added = addLine(grid); $('input:not([type=hidden]),select', added || document)?.focus(); }
});

/* ---- first field of a new form, and the first invalid one after a refusal ---- */
// A choice that is still open comes first, one that is made already is passed over.
const open = x => x.checkVisibility() && !(x.type === 'checkbox' || x.type === 'radio' && (!x.required || $(`[name="${CSS.escape(x.name)}"]:checked`, x.form)));
addEventListener('DOMContentLoaded', () => {
  isSettingUp = true;   // a list that opens by itself would hide the form
  const main = $('main');
  if (!window.ui?.focusWrong(main) && matchMedia('(min-width: 768px)').matches) $$('form[data-focus] :is(input:not([type=hidden]),select,textarea)').find(open)?.focus();
  isSettingUp = false;
});
})();
