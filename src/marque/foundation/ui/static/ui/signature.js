/* Signatures: a canvas drawn by pen, finger or mouse in a form [data-signature]; sent as PNG.
   A page that swaps such a form in fires signature:arm. Without scripts the typed name signs. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
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
document.addEventListener('signature:arm', start);
start();
})();
