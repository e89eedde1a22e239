/* Drafts of long forms: what differs from the form as it was opened is kept on the server, and in the
   browser only while the server cannot be reached. Who comes back is asked whether to restore it. */
addEventListener('DOMContentLoaded', () => {   // it stands inside its form, before app.js
'use strict';
const { $, $$, say, toast } = window.ui;
const PREFIX = 'draft|', WAIT = 700;
const store = {
  get: k => { try { return JSON.parse(localStorage.getItem(k)); } catch { return null; } },
  set: (k, v) => { try { localStorage.setItem(k, JSON.stringify(v)); return true; } catch { return false; } },
  drop: k => { try { localStorage.removeItem(k); } catch { /* private mode */ } },
  keys: () => { try { return Object.keys(localStorage).filter(k => k.startsWith(PREFIX)); } catch { return []; } },
};
$$('[data-draft]').forEach(keep);

function keep(bar) {
  const form = bar.closest('form'), d = bar.dataset, address = $('[name=_draft]', form).value;
  const mine = PREFIX + d.keeper + '|', own = mine + address, secret = new RegExp(d.secret);
  store.keys().filter(k => !k.startsWith(mine)).forEach(store.drop);   // somebody else used this browser
  let offered = JSON.parse($('script[type="application/json"]', bar).textContent), timer = 0, sent = false, last = '', underway = false, again = false;

  /* ---- what is kept: [name, place among the fields of that name, value] ---- */
  const kept = x => x.name && !/^(csrfmiddlewaretoken|_.*|version)$/.test(x.name) && !/^(password|file|submit|button|image|reset)$/.test(x.type) && x.type !== 'fieldset' && x.type !== 'output'
    && (x.type !== 'hidden' || x.matches('[data-lookup-key]') || /-TOTAL_FORMS$/.test(x.name)) && !secret.test(x.name.toLowerCase());
  function fields() {
    const seen = {};
    return [...form.elements].filter(kept).map(x => [x, x.name, (seen[x.name] = (seen[x.name] ?? -1) + 1)]);
  }
  const ticks = x => x.type === 'checkbox' || x.type === 'radio';
  const valueOf = x => ticks(x) ? x.checked : x.multiple && x.options ? [...x.selectedOptions].map(o => o.value) : x.value;
  const opened = x => ticks(x) ? x.defaultChecked : x.options ? (o => x.multiple ? o : o[0] ?? x.options[0]?.value ?? '')([...x.options].filter(o => o.defaultSelected).map(o => o.value)) : x.type === 'hidden' ? x.dataset.opened : x.defaultValue;
  fields().forEach(([x]) => { if (x.type === 'hidden') x.dataset.opened = x.value; });   // the value of a hidden input is its default
  const entries = () => fields().filter(([x]) => String(valueOf(x)) !== String(opened(x) ?? '')).map(([x, name, place]) => [name, place, valueOf(x)]);
  function together() {   // until the reader decides, nothing of the older draft is given up
    const now = entries(), known = new Set(now.map(([n, p]) => n + ' ' + p));
    return bar.hidden ? now : [...offered.filter(([n, p]) => !known.has(n + ' ' + p)), ...now];
  }

  /* ---- saving ---- */
  function tell(text) {
    let el = $('[data-save-state]', form) || $('main [data-save-state]');
    if (!el) { el = document.createElement('span'); el.className = 'muted fs12 nw'; el.dataset.saveState = ''; ($('h1', form) || $('main h1'))?.after(el); }
    el.textContent = text;
  }
  async function save(options = {}) {
    clearTimeout(timer); timer = 0;
    if (underway && !options.keepalive) { again = true; return; }   // two under way could arrive the other way round
    const text = JSON.stringify(together()); if (text === last) { tell(d.saved); return; }
    tell(d.saving); underway = true;
    try {
      const r = await fetch(d.saveUrl, { method: 'POST', headers: { 'X-CSRFToken': $('[name=csrfmiddlewaretoken]', form).value, 'HX-Request': 'true' }, body: new URLSearchParams({ address, entries: text, _key: $('[name=_key]', form)?.value || '' }), ...options });
      if (r.status === 422) { tell(d.unsaved); return; }
      if (!r.ok || r.redirected || r.status !== 204) throw new Error(r.status);
      last = text; store.drop(own); tell(d.saved); form.dispatchEvent(new CustomEvent('draft:saved', { bubbles: true }));
    } catch { tell(store.set(own, { at: Date.now(), entries: JSON.parse(text) }) ? d.local : d.unsaved); }
    finally { underway = false; if (again) { again = false; later(); } }
  }
  function later() { if (sent) return; tell(d.saving); clearTimeout(timer); timer = setTimeout(save, WAIT); }
  ['input', 'change', 'lookup:chosen', 'lines:changed'].forEach(name => form.addEventListener(name, e => { if (!e.target.closest('[data-draft]')) later(); }));
  form.addEventListener('submit', e => { if (e.defaultPrevented) return; if (timer || again) save({ keepalive: true }); sent = true; });
  addEventListener('pageshow', e => { if (e.persisted) sent = false; });
  addEventListener('pagehide', () => { if (timer || again) save({ keepalive: true }); });
  addEventListener('online', () => { if (store.get(own) && !sent) { last = ''; save(); } });

  /* ---- coming back ---- */
  function put(x, value) {
    if (ticks(x)) x.checked = value === true;
    else if (x.multiple && x.options) [...x.options].forEach(o => { o.selected = value.includes(o.value); });
    else x.value = value;
    for (let box = x.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  }
  function restore() {
    offered.filter(([name]) => name.endsWith('-TOTAL_FORMS')).forEach(([name, , wanted]) => {
      const grid = $(`[data-lines="${CSS.escape(name.slice(0, -12))}"]`, form), n = $(`[name="${CSS.escape(name)}"]`, form);
      for (let turn = 0; grid && n && +n.value < +wanted && turn < 200; turn++) $('[data-line-add]', grid).click();
    });
    const all = fields(), done = [];
    offered.forEach(([name, place, value]) => {
      const x = all.find(([, n, p]) => n === name && p === place)?.[0];
      if (x && !name.endsWith('-TOTAL_FORMS')) { put(x, value); done.push(x); }
    });
    bar.hidden = true;
    done.filter(x => ticks(x) || x.options).forEach(x => x.dispatchEvent(new Event('change', { bubbles: true })));
    offered.forEach(([name, place, value]) => { const x = all.find(([, n, p]) => n === name && p === place)?.[0]; if (x && done.includes(x)) put(x, value); });   // what a change has moved
    form.dispatchEvent(new CustomEvent('draft:restored', { bubbles: true })); form.dispatchEvent(new Event('change', { bubbles: true }));
    (done.find(x => x.type !== 'hidden' && x.checkVisibility()) || $('input:not([type=hidden])', form))?.focus();
    tell(d.restored); toast(d.restored);
  }
  function drop() {
    bar.hidden = true; store.drop(own); offered = []; last = ''; tell('');
    window.ui.post(d.dropUrl, { address }).then(r => { if (!r.ok) throw new Error(r.status); toast(d.dropped); if (entries().length) later(); }).catch(() => toast(say('failed'), { bad: true }));
    ($('[aria-invalid=true]', form) || $$('input:not([type=hidden]),select,textarea', form).find(x => x.checkVisibility()))?.focus();
  }
  const local = store.get(own);   // exists only when the server did not get it
  if (local?.entries?.length && !$('[aria-invalid=true]', form)) {
    offered = local.entries; const at = new Date(local.at); $('[data-draft-at]', bar).textContent = at.toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' });
  }
  if (offered.length) bar.hidden = false;
  bar.addEventListener('click', e => { if (e.target.closest('[data-draft-restore]')) restore(); if (e.target.closest('[data-draft-drop]')) drop(); });
}
});
