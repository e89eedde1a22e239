/* Typing a voucher: ruled digits, sums, the account list, keys. The page is a plain form without it. */
(() => {
'use strict';
const { $, $$, toast, fmt } = ui;
const vb = $('#vb'), list = $('#acclist'), table = $('#vt'); if (!vb) return;
const ACC = JSON.parse($('#accdata').textContent), say = $('#vtexts').dataset;
const COLUMNS = 11;   // 亿 … 分
const num = s => Math.round((parseFloat(String(s).normalize('NFKC').replace(/[,，\s¥]/g, '').replace('−', '-')) || 0) * 100) / 100;
const cents = n => Math.round(n * 100) / 100;
table.classList.add('live');
$$('.vcode', vb).forEach(x => x.removeAttribute('list'));
/* On a phone one empty row is enough; Enter and + add more. */
const isEmpty = tr => $$('input', tr).every(x => !x.value);
if (matchMedia('(max-width: 767px)').matches) while (vb.children.length > 2 && isEmpty(vb.lastElementChild) && isEmpty(vb.children[vb.children.length - 2])) vb.lastElementChild.remove();
const fields = () => $$('input:not([type=hidden])', vb);

function digits(el, v) {
  el.textContent = ''; const s = v ? Math.round(Math.abs(v) * 100).toString() : '';
  for (let i = 0; i < COLUMNS; i++) { const d = document.createElement('i'); d.textContent = s[s.length - COLUMNS + i] || ''; el.append(d); }
  el.classList.toggle('neg', v < 0);
}

/* 人民币大写 */
const UNITS = ['', '拾', '佰', '仟'], GROUPS = ['', '万', '亿', '兆'], DIGITS = '零壹贰叁肆伍陆柒捌玖';
function whole(n) {
  let out = '', gap = false, group = 0; const parts = [];
  for (; n > 0; n = Math.floor(n / 10000)) parts.unshift([n % 10000, group++]);
  for (const [part, at] of parts) {
    if (!part) { gap = true; continue; }
    let text = '', zero = false;
    String(part).padStart(4, '0').split('').forEach((c, i) => { if (+c) { text += (zero ? '零' : '') + DIGITS[c] + UNITS[3 - i]; zero = false; } else if (text) zero = true; });
    out += (out && (gap || part < 1000) ? '零' : '') + text + GROUPS[at]; gap = false;
  }
  return out;
}
function capitals(value) {
  if (!value) return '';
  const all = Math.round(Math.abs(value) * 100), yuan = Math.floor(all / 100), jiao = Math.floor(all / 10) % 10, fen = all % 10;
  let out = (value < 0 ? '负' : '') + (yuan ? whole(yuan) + '元' : '');
  if (!jiao && !fen) return out + '整';
  if (jiao) out += DIGITS[jiao] + '角'; else if (yuan) out += '零';
  return out + (fen ? DIGITS[fen] + '分' : '整');
}

function sums() {
  let d = 0, c = 0;
  $$('tr', vb).forEach((tr, i) => { $('.vn', tr).textContent = i + 1; });
  $$('.va-in', vb).forEach(x => {
    const v = num(x.value); digits(x.previousElementSibling, v); x.closest('td').classList.toggle('void', !v);
    if (x.dataset.dc === 'd') d += v; else c += v;
  });
  d = cents(d); c = cents(c); digits($('#td'), d); digits($('#tc'), c);
  $('#td').setAttribute('aria-label', `${say.debit} ${fmt(d, 2)}`); $('#tc').setAttribute('aria-label', `${say.credit} ${fmt(c, 2)}`);
  $('#cap').textContent = capitals(d);
  const difference = cents(d - c), chip = document.createElement('span');
  chip.className = 'st ' + (difference ? 'red' : 'green'); chip.textContent = difference ? `${say.difference} ${fmt(difference, 2)}` : say.balanced;
  const bal = $('#bal'); if (bal.textContent !== chip.textContent) bal.replaceChildren(chip);
  return difference;
}
const other = x => $(`.va-in[data-dc="${x.dataset.dc === 'd' ? 'c' : 'd'}"]`, x.closest('tr'));

vb.addEventListener('input', e => {
  if (e.target.matches('.va-in')) { if (num(e.target.value)) other(e.target).value = ''; sums(); }
  if (e.target.matches('.vcode')) showAccounts(e.target);
});

function amountKey(e, x) {
  if (e.key === '=') { e.preventDefault(); x.value = ''; other(x).value = ''; const df = sums(), v = cents(x.dataset.dc === 'd' ? -df : df); x.value = v ? v.toFixed(2) : ''; sums(); toast(say.done); return true; }
  if (e.key === ' ') { e.preventDefault(); const o = other(x); [o.value, x.value] = [x.value, o.value]; sums(); o.focus(); return true; }
  return false;
}
function listKey(e, x) {
  const all = $$('[role=option]', list); let n = all.findIndex(o => o.getAttribute('aria-selected') === 'true');
  if (/^Arrow(Up|Down)$/.test(e.key)) { e.preventDefault(); n = (n + (e.key === 'ArrowDown' ? 1 : -1) + all.length) % all.length; all.forEach((o, i) => o.setAttribute('aria-selected', i === n)); all[n]?.scrollIntoView({ block: 'nearest' }); x.setAttribute('aria-activedescendant', all[n]?.id || ''); return true; }
  if (e.key === 'Enter' && all[n]) { e.preventDefault(); pick(x, all[n]); return true; }
  if (e.key === 'Escape') { e.stopPropagation(); hideAccounts(x); return true; }
  return false;
}
vb.addEventListener('keydown', e => {
  const x = e.target; if (e.isComposing || e.keyCode === 229 || !x.matches('input')) return;
  if (x.matches('.va-in') && amountKey(e, x)) return;
  if (e.key === 'F7') { e.preventDefault(); const code = $('.vcode', x.closest('tr')); code.focus(); code.select(); return showAccounts(code, true); }
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'd') { e.preventDefault(); return copyAbove(x.closest('tr')); }
  if (!list.hidden && x.matches('.vcode') && listKey(e, x)) return;
  if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) { e.preventDefault(); const all = fields(), i = all.indexOf(x); (all[i + 1] || $('input', addRow(x.closest('tr')))).focus(); }
});
document.addEventListener('keydown', e => { const again = $('#v-again'); if (e.key === 'F5' && again && !e.ctrlKey && vb.contains(document.activeElement)) { e.preventDefault(); again.click(); } });

function copyAbove(tr) {
  const above = tr.previousElementSibling; if (!above) return;
  $$('input', tr).forEach((n, i) => { if (!n.matches('.va-in')) n.value = $$('input', above)[i].value; });
}
function showAccounts(x, all) {
  const q = all ? '' : x.value.toLowerCase().split(' ')[0];
  const found = ACC.filter(a => !q || (a.c + ' ' + a.n + ' ' + a.p).toLowerCase().includes(q)).slice(0, all ? 200 : 9);
  list.replaceChildren(...found.map((a, i) => {
    const o = document.createElement('div'), code = document.createElement('span');
    o.id = 'acc' + i; o.setAttribute('role', 'option'); o.setAttribute('aria-selected', String(!i)); o.className = 'aopt'; o.dataset.value = `${a.c} ${a.n}`;
    code.className = 'muted mono'; code.textContent = a.c; o.append(code, ' ' + a.n); return o;
  }));
  const b = x.getBoundingClientRect(), below = b.bottom + 284 < innerHeight;
  Object.assign(list.style, { position: 'fixed', left: Math.min(b.left, innerWidth - 330) + 'px', top: below ? b.bottom + 4 + 'px' : '', bottom: below ? '' : innerHeight - b.top + 4 + 'px' });
  list.hidden = !found.length;
  x.setAttribute('role', 'combobox'); x.setAttribute('aria-controls', 'acclist'); x.setAttribute('aria-expanded', String(!list.hidden)); x.setAttribute('aria-activedescendant', found.length ? 'acc0' : '');
  list.owner = x;
}
function hideAccounts(x) { list.hidden = true; x?.setAttribute('aria-expanded', 'false'); }
function pick(x, o) { x.value = o.dataset.value; hideAccounts(x); x.dispatchEvent(new Event('change', { bubbles: true })); const all = fields(); all[all.indexOf(x) + 2]?.focus(); }
list.addEventListener('mousedown', e => { const o = e.target.closest('[role=option]'); if (o) { e.preventDefault(); pick(list.owner, o); } });

function addRow(tr) {
  const row = tr.cloneNode(true); $$('input', row).forEach(x => { x.value = ''; x.removeAttribute('value'); });
  $('input', row).value = $('input', tr).value; tr.after(row); sums(); return row;
}
vb.addEventListener('click', e => {
  const add = e.target.closest('[data-vadd]'), del = e.target.closest('[data-vdel]');
  if (add) $('.vcode', addRow(add.closest('tr'))).focus();
  if (del && vb.children.length > 2) { const tr = del.closest('tr'), next = tr.nextElementSibling; tr.remove(); sums(); toast(say.deleted, { undo() { vb.insertBefore(tr, next); sums(); } }); }
});
vb.addEventListener('focusin', e => { if (e.target.matches('.va-in')) { const v = num(e.target.value); e.target.value = v || ''; e.target.select(); } });
vb.addEventListener('focusout', e => {
  if (e.target.matches('.va-in')) { const v = num(e.target.value); e.target.value = v ? fmt(v, 2) : ''; }
  if (e.target.matches('.vcode')) setTimeout(() => hideAccounts(e.target), 120);
});
sums();
})();
