/* The page of an order: reads itself again when the order changes elsewhere. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s);

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
  document.dispatchEvent(new Event('signature:arm'));
}
document.body.addEventListener('order:changed', e => {
  const number = e.detail?.number;
  if (!number || document.body.dataset.topics.includes('order:' + number)) refresh().catch(() => {});
});
document.addEventListener('focusout', () => setTimeout(() => { if (late) refresh().catch(() => {}); }, 400));

})();
