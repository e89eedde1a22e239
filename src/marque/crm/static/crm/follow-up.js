/* A follow-up by one thumb or by keyboard alone: 1–9 choose the result, Ctrl Enter saves and goes on. */
(() => {
'use strict';
const { $, $$, toast, say } = window.ui;
const form = $('#fup'); if (!form) return;
const words = $('#fn'), typing = el => el.matches?.('textarea,select,input:not([type=radio])');
$('#fup-errors')?.focus();
words.addEventListener('input', () => { $('#count').textContent = words.value.length; });
document.addEventListener('keydown', e => {
  if (e.isComposing) return;
  if ((e.ctrlKey || e.metaKey) && e.key === 'Enter') { e.preventDefault(); return form.requestSubmit($('#next-d')); }
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || $('dialog[open]')) return;
  if (/^[1-9]$/.test(e.key)) { const r = $$('[name=result]', form)[+e.key - 1]; if (r) { e.preventDefault(); r.checked = true; r.dispatchEvent(new Event('change', { bubbles: true })); r.focus(); } }
  else if (e.key === 'w') { e.preventDefault(); words.focus(); }
  else if (e.key === 'Enter' && e.target.matches('[type=radio]')) { e.preventDefault(); form.requestSubmit($('#next-d')); }
});
/* ---- the level says by when ---- */
form.addEventListener('change', e => {
  if (e.target.name === 'level' && e.target.dataset.latest) { const l = $('#latest'); l.textContent = l.dataset.pattern.replace('%(level)s', e.target.value).replace('%(day)s', e.target.dataset.latest); }
  if (e.target.name === 'next' && e.target.value === 'pick') $('#np').showPicker?.();
});
/* ---- dialling: the number is asked for, and noted, when it is needed ---- */
let began = 0;
$('#dial')?.addEventListener('click', async e => {
  const b = e.currentTarget;
  try {
    const r = await window.ui.post(b.dataset.url); const told = await r.json();
    if (!r.ok) return toast(told.error || say('failed'), { bad: true, icon: 'alert-circle' });
    $('#dial-number').textContent = told.phone; began = Date.now();
    if (matchMedia('(pointer: coarse)').matches) location.href = 'tel:' + told.phone;
  } catch { toast(say('failed'), { bad: true, icon: 'alert-circle' }); }
});
form.addEventListener('submit', () => { if (began) $('#seconds').value = Math.min(36000, Math.round((Date.now() - began) / 1000)); });
/* ---- what to say ---- */
$('#script-next')?.addEventListener('click', () => {
  const all = $$('[data-script]'), now = all.findIndex(p => !p.hidden), next = all[(now + 1) % all.length];
  all[now].hidden = true; next.hidden = false; $('#script-copy').dataset.copy = next.textContent;
});
/* ---- speaking instead of typing, where the browser can listen ---- */
const Ear = window.SpeechRecognition || window.webkitSpeechRecognition, mic = $('#speak');
if (Ear && mic) {
  mic.hidden = false; const ear = new Ear(); ear.lang = window.ui.EN ? 'en-GB' : 'zh-CN'; ear.interimResults = false;
  ear.onresult = e => { const heard = [...e.results].map(r => r[0].transcript).join(''); words.value = (words.value + heard).slice(0, 500); words.dispatchEvent(new Event('input', { bubbles: true })); };
  const stop = () => { try { ear.stop(); } catch { /* was not listening */ } };
  mic.addEventListener('pointerdown', () => { try { ear.start(); } catch { /* listens already */ } });
  ['pointerup', 'pointerleave', 'pointercancel'].forEach(n => mic.addEventListener(n, stop));
}
})();
