/* The shell's behaviour. No dependencies; every behaviour is declared with data-* attributes and all
   listeners are delegated, so that fragments need no initialisation. Pages work without this file. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const root = document.documentElement, body = document.body;
const EN = root.lang === 'en';
const texts = (() => { try { return JSON.parse($('#ui-texts').textContent); } catch { return {}; } })();
const say = key => texts[key] || key;
const kept = {
  get: () => { try { return JSON.parse(localStorage.getItem('ui') || '{}'); } catch { return {}; } },
  set: o => { try { localStorage.setItem('ui', JSON.stringify({ ...kept.get(), ...o })); } catch { /* private mode */ } },
};
const csrf = () => { try { return JSON.parse(body.getAttribute('hx-headers:inherited'))['X-CSRFToken']; } catch { return ''; } };
const post = (url, data) => fetch(url, { method: 'POST', headers: { 'X-CSRFToken': csrf(), 'HX-Request': 'true' }, body: new URLSearchParams(data || {}) });
const fire = (name, detail, el = body) => el.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: detail || {} }));

/* ---- toasts: ui.toast('已保存', {undo}); from the server by HX-Trigger {"toast": {"msg": …}} ---- */
function expire(el, ms = 5200) {
  let left = setTimeout(() => el.remove(), ms);
  el.onmouseenter = el.onfocusin = () => clearTimeout(left);
  el.onmouseleave = el.onfocusout = () => { left = setTimeout(() => el.remove(), 1500); };
}
function toast(msg, { undo, icon = 'circle-check', bad = false, action } = {}) {
  const box = $('#toasts'); if (!box || !msg) return;
  // A modal dialog makes the rest of the page inert: speak from inside it.
  (($$('dialog[open]').pop()) || body).append(box);
  const el = document.createElement('div'); el.className = 'toast' + (bad ? ' bad' : '');
  const i = document.createElement('i'); i.className = 'i i-' + icon; i.setAttribute('aria-hidden', 'true');
  const span = document.createElement('span'); span.textContent = msg; el.append(i, span);
  if (undo || action) {
    const b = document.createElement('button'); b.textContent = action ? action.label : say('undo');
    b.onclick = () => { el.remove(); if (action) return action.run(); if (typeof undo === 'function') return undo(); post(undo).then(r => { toast(r.ok ? say('undone') : say('failed'), { bad: !r.ok }); if (r.ok) fire('undone'); }); };
    el.append(b);
  }
  box.append(el); while (box.children.length > 3) box.firstChild.remove();
  expire(el, bad ? 8000 : 5200);
}
document.addEventListener('toast', e => { const d = e.detail || {}; toast(d.msg ?? d.value, d); });
$$('.toast[data-timed]').forEach(el => expire(el));

/* ---- menus ---- */
let openMenu = null;
function closeMenu(focus) { if (!openMenu) return; openMenu.menu.hidden = true; openMenu.btn.setAttribute('aria-expanded', 'false'); if (focus) openMenu.btn.focus(); openMenu = null; }
function showMenu(btn) {
  const menu = $(btn.dataset.menu); if (!menu) return;
  if (openMenu && openMenu.btn === btn) return closeMenu();
  closeMenu(); (btn.closest('dialog[open]') || body).append(menu); menu.hidden = false; menu.setAttribute('role', 'dialog');
  menu.setAttribute('aria-label', $('.mh', menu)?.textContent.trim() || btn.getAttribute('aria-label') || btn.textContent.trim());
  btn.setAttribute('aria-expanded', 'true');
  const r = btn.getBoundingClientRect(), w = menu.offsetWidth, h = menu.offsetHeight;
  const x = Math.max(8, Math.min(r.left, innerWidth - w - 8)), below = r.bottom + 4 + h < innerHeight;
  menu.style.position = 'fixed'; menu.style.left = x + 'px'; menu.style.top = (below ? r.bottom + 4 : Math.max(8, r.top - h - 4)) + 'px';
  openMenu = { menu, btn }; if (menu.id === 'm-bell') fire('bell:open');
  const f = $('a,button,input', menu); if (f && btn.matches(':focus-visible')) f.focus();
}

/* ---- dialogs ---- */
function openDlg(sel) { const d = typeof sel === 'string' ? $(sel) : sel; if (d && !d.open) d.showModal(); }
document.addEventListener('drawer:open', () => openDlg('#drawer'));
document.addEventListener('drawer:close', () => { dirty = false; $$('dialog.drawer[open],dialog.sheet[open],dialog.dlg[open]').forEach(d => d.close()); });

/* ---- preferences: at once here, kept on the server ---- */
function prefer(name, value) {
  if (name === 'theme') { root.dataset.theme = value; root.dataset.themeSetting = value; document.dispatchEvent(new CustomEvent('themechange')); }
  if (name === 'density') { root.dataset.density = value; dispatchEvent(new Event('resize')); }
  const url = $('[data-theme-form]')?.action; if (url) post(url, { [name]: value }).catch(() => {});
}
const otherTheme = () => root.dataset.theme === 'dark' ? 'light' : 'dark';

document.addEventListener('click', e => {
  const t = e.target, hit = s => t.closest(s); let b;
  if ((b = hit('[data-menu]'))) { e.preventDefault(); return showMenu(b); }
  if ((b = hit('button[data-density]'))) { e.preventDefault(); prefer('density', b.dataset.density); return closeMenu(true); }
  if (hit('[data-theme-toggle]')) { e.preventDefault(); prefer('theme', otherTheme()); return; }
  if (hit('[data-close-menu]')) closeMenu(true); else if (openMenu && !hit('.menu')) closeMenu();
  if ((b = hit('[data-open]'))) { e.preventDefault(); openDlg(b.dataset.open); }
  if ((b = hit('[data-close]'))) b.closest('dialog')?.close();
  if (t.tagName === 'DIALOG') { const r = t.getBoundingClientRect(); if ((e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom) && !(dirty && $('form[data-guard]', t))) t.close(); }
  if ((b = hit('[data-cmdk]'))) { e.preventDefault(); palette.open(); }
  if ((b = hit('[data-side]'))) { const s = $('#side'); b.setAttribute('aria-expanded', s.classList.toggle('open')); }
  else if (!hit('#side')) { $('#side')?.classList.remove('open'); $$('[data-side]').forEach(x => x.setAttribute('aria-expanded', 'false')); }
  if ((b = hit('[role=tab]'))) selectTab(b);
  if ((b = hit('[data-press-group] > button'))) { $$('button', b.parentElement).forEach(x => x.setAttribute('aria-pressed', x === b)); fire('pick', b.dataset.v, b.parentElement); pickRows(b); }
  if ((b = hit('[data-reveal]'))) { const o = $(b.dataset.reveal) || b.previousElementSibling, v = o.textContent; o.textContent = o.dataset.full; o.dataset.full = v; if (!('quiet' in b.dataset)) toast(say('revealed'), { icon: 'shield-check' }); }
  if ((b = hit('[data-copy]'))) { navigator.clipboard?.writeText(b.dataset.copy).catch(() => {}); toast(say('copied') + ' ' + b.dataset.copy, { icon: 'copy' }); }
  if (hit('[data-print]')) print();
  if (hit('[data-reload]')) location.reload();
});
/* A group of pressed buttons with data-v filters the rows [data-kind] of the element data-filters names. */
function pickRows(b) {
  const box = b.parentElement.dataset.filters && $(b.parentElement.dataset.filters); if (!box) return;
  $$('[data-kind]', box).forEach(r => { r.hidden = !!b.dataset.v && r.dataset.kind !== b.dataset.v; });
}
document.addEventListener('input', e => {
  if (!e.target.matches('[data-menu-filter]')) return;
  const q = e.target.value.trim().toLowerCase(); $$('a', e.target.closest('.menu')).forEach(a => { a.hidden = !!q && !a.textContent.toLowerCase().includes(q); });
});

/* ---- tabs (roving tabindex) ---- */
function selectTab(tab) {
  $$('[role=tab]', tab.closest('[role=tablist]')).forEach(x => { const on = x === tab; x.setAttribute('aria-selected', on); x.tabIndex = on ? 0 : -1; const p = document.getElementById(x.getAttribute('aria-controls')); if (p) p.hidden = !on; });
  fire('tabshown', tab.id, tab);
}

// The tab where the reader is stands in sight, also when the row of tabs is wider than the phone.
$$('.tabs').forEach(row => { const on = $('[aria-current],[aria-selected=true]', row); if (on) row.scrollLeft = on.offsetLeft - row.offsetLeft - (row.clientWidth - on.offsetWidth) / 2; });

/* ---- tables: select all, shift-range, bulk bar ---- */
let lastRow = null;
document.addEventListener('change', e => {
  const c = e.target; if (!c.matches('[data-all],[data-pick]')) return;
  const tbl = c.closest('table'), picks = $$('[data-pick]', tbl);
  if (c.matches('[data-all]')) picks.forEach(p => { p.checked = c.checked; });
  picks.forEach(p => p.closest('tr').setAttribute('aria-selected', p.checked));
  const n = picks.filter(p => p.checked).length, all = $('[data-all]', tbl); if (all) { all.checked = n === picks.length; all.indeterminate = n > 0 && n < picks.length; }
  const bar = $('#bulk'); if (bar) { bar.hidden = !n; $('[data-n]', bar).textContent = n; }
});
document.addEventListener('click', e => {
  const c = e.target.closest('[data-pick]'); if (!c) return;
  if (e.shiftKey && lastRow) { const p = $$('[data-pick]', c.closest('table')), [a, z] = [p.indexOf(lastRow), p.indexOf(c)].sort((x, y) => x - y); p.slice(a, z + 1).forEach(x => { x.checked = c.checked; }); c.dispatchEvent(new Event('change', { bubbles: true })); }
  lastRow = c;
});

/* ---- command palette: options come from the server ---- */
const palette = (() => {
  const dlg = $('#cmdk'); if (!dlg) return { open() {} };
  const input = $('input', dlg), res = $('#cmdk-res'), status = $('#cmdk-status');
  let cur = 0, timer, running, stale = false;
  const items = () => $$('[role=option]', res);
  function mark(n) {
    const all = items(); cur = all.length ? (n + all.length) % all.length : 0;
    all.forEach((o, i) => { o.id = 'opt' + i; o.setAttribute('aria-selected', i === cur); });
    input.setAttribute('aria-activedescendant', all[cur]?.id || ''); all[cur]?.scrollIntoView({ block: 'nearest' });
  }
  async function load() {
    running?.abort(); running = new AbortController(); res.setAttribute('aria-busy', 'true');
    try {
      const asked = input.value.trim(), r = await fetch(dlg.dataset.url + '?q=' + encodeURIComponent(asked), { headers: { 'HX-Request': 'true' }, signal: running.signal });
      if (!r.ok || r.redirected) throw new Error(r.status);
      const found = await r.text(); if (asked !== input.value.trim()) return;   // the answer to what stood there before
      res.innerHTML = found; mark(0); stale = false; const n = items().length; status.textContent = n ? String(n) : say('nothing');
    } catch (err) { if (err.name !== 'AbortError') { res.textContent = ''; toast(say('failed'), { bad: true, icon: 'alert-circle' }); } }
    res.removeAttribute('aria-busy');
  }
  function go(o, apart) {
    const cmd = o.dataset.cmd; if (apart && o.href) return window.open(o.href, '_blank', 'noopener');
    dlg.close(); if (cmd === 'theme') prefer('theme', otherTheme()); else if (cmd === 'keys') openDlg('#keys'); else if (o.href) location.href = o.href;
  }
  input.addEventListener('input', () => { stale = true; clearTimeout(timer); timer = setTimeout(load, 150); });
  dlg.addEventListener('keydown', e => {
    if (e.isComposing) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); mark(cur + 1); } else if (e.key === 'ArrowUp') { e.preventDefault(); mark(cur - 1); }
    else if (e.key === 'Enter' && stale) { e.preventDefault(); clearTimeout(timer); load().then(() => { const o = !stale && items()[0]; if (o) go(o); }); }   // typed faster than answered: a card reader
    else if (e.key === 'Enter') { const o = items()[cur]; if (o) { e.preventDefault(); go(o, e.ctrlKey || e.metaKey); } }
  });
  res.addEventListener('click', e => { const o = e.target.closest('[role=option]'); if (o && !(e.ctrlKey || e.metaKey)) { e.preventDefault(); go(o); } });
  res.addEventListener('mousemove', e => { const o = e.target.closest('[role=option]'); if (o) mark(items().indexOf(o)); });
  return { open() { if (dlg.open) return; closeMenu(); dlg.showModal(); input.value = ''; load(); input.focus(); } };
})();

/* ---- keyboard ---- */
const typing = el => el.matches?.('input,select,textarea,[contenteditable]');
let prefix = '', prefixTimer;
const target = keys => $(`#shortcuts a[data-keys="${CSS.escape(keys)}"]`)?.href;
function saveForm() {
  const form = document.activeElement?.closest?.('form[method=post],form[hx-post]') || $('dialog[open] form[data-guard]') || $('main form[data-guard]') || $('main form[data-save]');
  if (form && (form.matches('[data-guard],[data-save]') || form.closest('main,dialog'))) { form.requestSubmit(); return true; }
  return false;
}
document.addEventListener('keydown', e => {
  const ctrl = e.ctrlKey || e.metaKey;
  if (e.isComposing || e.keyCode === 229) return;
  if (ctrl && e.key.toLowerCase() === 'k') { e.preventDefault(); return palette.open(); }
  if (ctrl && !e.shiftKey && e.key.toLowerCase() === 's') { if (saveForm()) e.preventDefault(); return; }
  if (e.key === 'Escape' && openMenu) { e.preventDefault(); return closeMenu(true); }
  if (e.key === ' ' && e.target.matches?.('a[role=button]')) { e.preventDefault(); return e.target.click(); }
  if (openMenu && /^Arrow(Up|Down)$/.test(e.key)) { e.preventDefault(); const f = $$('a,button,input', openMenu.menu).filter(x => !x.hidden), n = f.indexOf(document.activeElement); return f[(n + (e.key === 'ArrowDown' ? 1 : -1) + f.length) % f.length]?.focus(); }
  if (e.target.matches?.('[role=tab]') && /^Arrow(Left|Right)$/.test(e.key)) { const f = $$('[role=tab]', e.target.closest('[role=tablist]')), n = f[(f.indexOf(e.target) + (e.key === 'ArrowRight' ? 1 : -1) + f.length) % f.length]; selectTab(n); return n.focus(); }
  if (ctrl || e.altKey || typing(e.target) || $('dialog[open]') || kept.get().keys === false) return;   // WCAG 2.1.4: can be switched off
  const key = e.key.toLowerCase(), to = prefix && target(prefix + ' ' + key);
  prefix = ''; clearTimeout(prefixTimer);
  if (to) { location.href = to; return; }
  if (key === 'g' || key === 'n') { prefix = key; prefixTimer = setTimeout(() => { prefix = ''; }, 900); }
  else if (key === '/') { e.preventDefault(); ($('[data-listsearch]') || { focus: palette.open }).focus(); }
  else if (key === '?') openDlg('#keys');
  else if (key === '[') { kept.set({ sideOff: body.classList.toggle('side-off') }); dispatchEvent(new Event('resize')); }
  else { const link = $(`[data-key="${CSS.escape(key)}"]`); if (link) { e.preventDefault(); link.click(); } }
});
{ const k = $('#keys-on'); if (k) { k.checked = kept.get().keys !== false; k.onchange = () => kept.set({ keys: k.checked }); } }
if (root.dataset.side === 'off') body.classList.add('side-off');

/* ---- unsaved changes: <form data-guard> ---- */
let dirty = false;
document.addEventListener('input', e => { const f = e.target.closest('form[data-guard]'); if (f && (e.target.form || f) === f) dirty = true; });
document.addEventListener('submit', e => {
  const f = e.target; if (f.matches('[data-guard]')) dirty = false;
  const b = e.submitter; if (f.method === 'post' && b?.matches('.btn') && !f.hasAttribute('hx-post') && !e.defaultPrevented) setTimeout(() => b.classList.add('busy'));   // after the button's value was read
});
document.addEventListener('draft:saved', () => { dirty = false; });   // drafts.js: what was typed is on the server
addEventListener('beforeunload', e => { if (dirty) e.preventDefault(); });
document.addEventListener('submit', e => { if (e.target.matches('[data-sign-out]')) try { Object.keys(localStorage).filter(k => k.startsWith('draft|')).forEach(k => localStorage.removeItem(k)); } catch { /* private mode */ } });
addEventListener('pageshow', e => { if (e.persisted) $$('.btn.busy').forEach(b => b.classList.remove('busy')); });

/* ---- htmx: focus, failures ---- */
// A group of choices takes no focus itself: its chosen or first one does.
function focusOn(el) { (el.matches('fieldset') ? $('input:checked', el) || $('input:not([type=hidden]),select,textarea', el) : el)?.focus(); }
function focusWrong(box = document) { const bad = $$('[aria-invalid=true]', box).find(x => x.checkVisibility()); if (bad) focusOn(bad); return !!bad; }
document.addEventListener('htmx:after:swap', () => {
  if (!document.activeElement?.closest?.('form')?.querySelector('[aria-invalid=true]')) focusWrong();
  const alert = $('#alerts .al'); if (alert && !$('dialog[open]')) alert.scrollIntoView({ block: 'nearest' });
});
// A fault or a whole error page never replaces a fragment: the page stays as it is, a toast says why.
document.addEventListener('htmx:before:swap', e => {
  const ctx = e.detail?.ctx, s = ctx?.response?.status ?? 0;
  if (s >= 500 || (s >= 400 && /^\s*(<!--[^]*?-->\s*)?<!doctype/i.test(ctx.text || ''))) e.preventDefault();
});
function failed(el) {
  if (!el?.matches?.('form,button,a,input,select,textarea')) return;   // background refreshes fail silently and try again
  const again = () => { if (!el.isConnected) location.reload(); else if (el.matches('form')) el.requestSubmit(); else el.click(); };
  toast(say('failed'), { bad: true, icon: 'alert-circle', action: { label: say('retry'), run: again } });
}
document.addEventListener('htmx:response:error', e => {
  const s = e.detail?.ctx?.response?.status ?? 0;
  if (s >= 500) failed(e.target); else if (s === 403) toast(say('forbidden'), { bad: true, icon: 'lock' }); else if (s === 404) toast(say('gone'), { bad: true, icon: 'alert-circle' });
});
document.addEventListener('htmx:error', e => failed(e.target));

/* ---- live: one event stream a page; 30 s polling when it cannot be had ---- */
const live = (() => {
  let source, wait = 1000, timer, waiting = new Map();
  const topics = () => (body.dataset.topics || '').split(',').map(s => s.trim()).filter(Boolean);
  const edited = name => $$(`[hx-trigger*="${CSS.escape(name)} "]`).some(el => el.contains(document.activeElement) && typing(document.activeElement));
  function give(name, detail) { if (edited(name)) waiting.set(name, detail); else fire(name, detail); }
  document.addEventListener('focusout', () => setTimeout(() => { const all = waiting; waiting = new Map(); all.forEach((d, n) => give(n, d)); }, 200));
  function receive(e) {
    let d; try { d = JSON.parse(e.data); } catch { return; }
    if ((d.topic || '').startsWith('bell')) fire('bell:changed', d);
    if (d.event && d.event !== 'bell:changed') give(d.event, d);
  }
  function open() {
    if (source || document.hidden || !topics().length || !window.EventSource) return;
    source = new EventSource('/sse/?topics=' + encodeURIComponent(topics().join(',')));
    source.onopen = () => { wait = 1000; };
    source.onmessage = receive;
    source.onerror = () => { close(); timer = setTimeout(open, wait); wait = Math.min(wait * 2, 60000); };
  }
  function close() { clearTimeout(timer); source?.close(); source = null; }
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); else { fire('bell:changed'); fire('poll'); open(); } });
  addEventListener('pagehide', close);
  addEventListener('load', () => setTimeout(open, 300));
  setInterval(() => { if (!document.hidden && source?.readyState !== 1) { fire('bell:changed'); fire('poll'); } }, 30000);
  return { open, close };
})();
if ('serviceWorker' in navigator) addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => { /* no certificate the browser trusts */ }));
addEventListener('offline', () => { live.close(); toast(say('offline'), { bad: true, icon: 'wifi-off' }); });
addEventListener('online', () => { live.open(); toast(say('online')); });

/* ---- countdowns: <span data-deadline="ISO time"> ---- */
function tick() {
  $$('[data-deadline]').forEach(el => {
    const s = Math.round((new Date(el.dataset.deadline) - Date.now()) / 1000), a = Math.abs(s), h = Math.floor(a / 3600);
    const two = n => String(n).padStart(2, '0');
    el.textContent = (s < 0 ? '−' : '') + (h ? h + ':' + two(Math.floor(a % 3600 / 60)) : Math.floor(a / 60)) + ':' + two(a % 60); el.classList.toggle('c-red', s < 600);
  });
}
tick(); setInterval(tick, 1000);

window.ui = { toast, openDlg, focusWrong, prefer, post, fire, say, $, $$, EN, T: (zh, en) => EN ? en : zh, fmt: (n, d = 0) => (n < 0 ? '−' : '') + Math.abs(n).toLocaleString('en-US', { minimumFractionDigits: d, maximumFractionDigits: d }) };
})();
