/* The page of an order: reads itself again when the order changes elsewhere, and takes the
   customer's signature. Without scripts the page works; the typed name is the signature. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

/* ---- live: swap head, alert and body, but never under somebody's hands ---- */
const PARTS = ['#record-head', '#order-live', '.pb > .grid'];
let late = false;
const busy = () => {
  const a = document.activeElement;
  return (a && a.matches('main input:not([type=hidden]),main textarea,main select') && a.value) || $('dialog[open]') || $('[data-signature].drawn');
};
async function refresh() {
  if (busy()) { late = true; return; }
  late = false;
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  PARTS.forEach(s => {
    const here = $(s), there = $(s, fresh);
    if (here && there) { here.replaceWith(there); window.htmx?.process?.(there); }
  });
  ['record-menu', 'record-menu-m'].forEach(id => {
    const here = document.getElementById(id), there = fresh.getElementById(id);
    if (here && there && here.hidden) here.replaceWith(there);
  });
  start();
}
document.body.addEventListener('order:changed', e => {
  const number = e.detail?.number;
  if (!number || document.body.dataset.topics.includes('order:' + number)) refresh().catch(() => {});
});
document.addEventListener('focusout', () => setTimeout(() => { if (late) refresh().catch(() => {}); }, 400));

/* ---- signature: a canvas drawn by pen, finger or mouse; sent as PNG ---- */
function start() { $$('[data-signature]').forEach(arm); }
function arm(form) {
  const pad = $('[data-signature-pad]', form), canvas = pad && $('canvas', pad), value = $('[data-signature-value]', form);
  if (!canvas || form.dataset.armed) return;
  form.dataset.armed = '1'; pad.hidden = false;
  const ink = canvas.getContext('2d'); let drawing = false, last = null;
  const blank = () => { ink.fillStyle = '#fff'; ink.fillRect(0, 0, canvas.width, canvas.height); ink.strokeStyle = '#172130'; ink.lineWidth = 3; ink.lineCap = ink.lineJoin = 'round'; value.value = ''; form.classList.remove('drawn'); };
  const at = e => { const b = canvas.getBoundingClientRect(); return [(e.clientX - b.left) * canvas.width / b.width, (e.clientY - b.top) * canvas.height / b.height]; };
  canvas.addEventListener('pointerdown', e => { e.preventDefault(); canvas.setPointerCapture(e.pointerId); drawing = true; last = at(e); });
  canvas.addEventListener('pointermove', e => {
    if (!drawing) return; const now = at(e);
    ink.beginPath(); ink.moveTo(...last); ink.lineTo(...now); ink.stroke(); last = now; form.classList.add('drawn');
  });
  const end = () => { if (drawing && form.classList.contains('drawn')) value.value = canvas.toDataURL('image/png'); drawing = false; };
  canvas.addEventListener('pointerup', end); canvas.addEventListener('pointercancel', end);
  $('[data-signature-clear]', form).addEventListener('click', blank);
  blank();
}
start();
})();
