/* The board of leads: cards move by drag or by their menu; the server decides. Without scripts the
   page of a lead does the same. */
(() => {
'use strict';
const { $, $$, toast, fire } = window.ui;
const csrf = () => JSON.parse(document.body.getAttribute('hx-headers:inherited'))['X-CSRFToken'];
let drag = null, menuCard = null, late = false;
const rank = k => +($(`.kcol[data-k="${CSS.escape(k)}"]`)?.dataset.rank || 0);
const list = k => $(`[data-drop="${CSS.escape(k)}"]`);
const bump = (ul, d) => { const c = ul && $('[data-count]', ul.closest('.kcol')); if (c) c.textContent = +c.textContent + d; };

function ask(name) {   // why a lead cools; null when the person thinks better of it
  return new Promise(done => {
    const dlg = $('#why'), input = $('#why-in'); input.value = ''; dlg.returnValue = '';
    const say = value => { done(value); dlg.removeEventListener('close', shut); $('form', dlg).removeEventListener('submit', ok); };
    const shut = () => say(null);
    const ok = e => { e.preventDefault(); const v = input.value.trim(); if (!v) return input.focus(); say(v); dlg.close(); };
    dlg.addEventListener('close', shut); $('form', dlg).addEventListener('submit', ok);
    dlg.setAttribute('aria-label', name); dlg.showModal(); input.focus();
  });
}
async function move(card, to, undoing) {
  const from = card.closest('[data-drop]'), target = list(to), next = card.nextElementSibling, before = card.dataset.level || from?.dataset.drop;
  if (!target || !from || from === target) return;
  let reason = '';
  if (!undoing && card.dataset.level && rank(to) > rank(card.dataset.level)) { reason = await ask(card.dataset.name); if (reason === null) return; }
  target.prepend(card); bump(from, -1); bump(target, 1); card.classList.add('flash'); setTimeout(() => card.classList.remove('flash'), 900);
  const back = why => { from.insertBefore(card, next && next.parentElement === from ? next : null); bump(from, 1); bump(target, -1); toast(why, { bad: true, icon: 'alert-circle' }); };
  try {
    const answer = await fetch(card.dataset.url, { method: 'POST', headers: { 'X-CSRFToken': csrf(), 'X-Board': '1' }, body: new URLSearchParams({ level: to, reason: undoing ? window.ui.say('undo') : reason }) });
    const told = await answer.json();
    if (!answer.ok) return back(told.error);
    card.dataset.level = to;
    const due = $('[data-due]', card); if (due && told.due) { due.className = 'nx ' + told.family; due.lastChild.textContent = told.due; }
    const kb = $('#kb'), words = kb.dataset.moved || '';
    toast(words.replace('%(name)s', card.dataset.name).replace('%(level)s', to) || card.dataset.name + ' → ' + to, undoing ? {} : { undo: () => move(card, before, true) });
  } catch { back(window.ui.say('failed')); }
}
document.addEventListener('pick', e => { const kb = $('#kb'); if (kb && e.target.id === 'lvseg') kb.dataset.show = e.detail; });
document.addEventListener('dragstart', e => { drag = e.target.closest?.('.kcard'); if (!drag) return; drag.classList.add('ghost'); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', drag.dataset.name); });
document.addEventListener('dragend', () => { drag?.classList.remove('ghost'); $$('.over').forEach(x => x.classList.remove('over')); drag = null; if (late) refresh(); });
document.addEventListener('dragover', e => { const u = drag && e.target.closest('.kcol'); if (!u) return; e.preventDefault(); $$('.over').forEach(x => x !== u && x.classList.remove('over')); u.classList.add('over'); });
document.addEventListener('drop', e => { const u = drag && e.target.closest('.kcol'); if (!u) return; e.preventDefault(); move(drag, u.dataset.k); });
document.addEventListener('click', e => {
  const b = e.target.closest('.kcard [data-menu]');
  if (b) {
    menuCard = b.closest('.kcard');
    $$('#km [data-card-link]').forEach(a => { a.href = menuCard.dataset[a.dataset.cardLink + 'Url']; });
    $$('#km [data-move]').forEach(m => { m.hidden = m.dataset.move === menuCard.dataset.level || !menuCard.draggable; });
  }
  const m = e.target.closest('[data-move]');
  if (m && menuCard) { $('#km').hidden = true; move(menuCard, m.dataset.move); }
});
/* ---- live: never under somebody's hands ---- */
function refresh() {
  if (drag || $('dialog[open]') || document.activeElement?.matches?.('#list-form input,#list-form select')) { late = true; return; }
  late = false; const show = $('#kb')?.dataset.show; fire('board:refresh');
  document.addEventListener('htmx:after:swap', () => { const kb = $('#kb'); if (kb && show) kb.dataset.show = show; }, { once: true });
}
let timer; document.body.addEventListener('leads:changed', () => { clearTimeout(timer); timer = setTimeout(refresh, 1500); });
})();
