/* The reception by keyboard: F2–F9 choose the errand, Alt+1–9 the party, the box tells whose
   customer it is. The order of the day can be dragged. The form works without this file. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const form = $('[data-arrival]'), known = $('#visitor-known');
if (!form) return;
const pick = (name, n) => { const all = $$(`input[name=${name}]`, form); if (all[n]) { all[n].checked = true; all[n].focus(); } };

document.addEventListener('keydown', e => {
  if (e.isComposing) return;
  const key = /^F([2-9])$/.exec(e.key);
  if (key && key[1] !== '5' && !e.ctrlKey && !e.altKey) { e.preventDefault(); pick('errand', ['2', '3', '4', '6', '7', '8', '9'].indexOf(key[1])); return; }
  if (e.altKey && /^[1-9]$/.test(e.key)) { e.preventDefault(); pick('party_size', +e.key - 1); return; }
  if (e.key === 'Enter' && e.target.matches('[data-arrival] input[type=radio],[data-arrival] input[type=checkbox]')) { e.preventDefault(); form.requestSubmit(); }
});

/* ---- whose customer it is ---- */
form.addEventListener('lookup:chosen', e => {
  const d = e.detail || {};
  known.textContent = d.words || ''; known.hidden = !d.words;
  const again = $('input[name=is_again]', form), invited = $('input[name=is_invited]', form);
  if (again) again.checked = d.again === '1'; if (invited) invited.checked = d.invited === '1' || invited.checked;
});
form.addEventListener('input', e => { if (e.target.name === 'visitor_text') known.hidden = true; });
const box = $('input[name=visitor_text]', form);
if (box && !$('[aria-invalid=true]', form) && matchMedia('(min-width: 768px)').matches) { form.dataset.focusing = '1'; box.focus(); }

/* ---- drag a consultant to another place ---- */
let dragged = null;
document.addEventListener('dragstart', e => { const li = e.target.closest?.('.turn[draggable=true]'); if (li) { dragged = li; li.classList.add('drag'); } });
document.addEventListener('dragend', () => { dragged?.classList.remove('drag'); $$('.turn.over').forEach(x => x.classList.remove('over')); dragged = null; });
document.addEventListener('dragover', e => { const li = e.target.closest?.('.turn'); if (!dragged || !li) return; e.preventDefault(); $$('.turn.over').forEach(x => x.classList.toggle('over', x === li)); li.classList.add('over'); });
document.addEventListener('drop', e => {
  const li = e.target.closest?.('.turn'), list = li?.closest('[data-turns]'); if (!dragged || !list || li === dragged) return;
  e.preventDefault();
  window.ui.post(list.dataset.turns, { user: dragged.dataset.user, position: $$('.turn', list).indexOf(li) + 1 }).then(() => window.ui.fire('floor:changed'));
});
})();
