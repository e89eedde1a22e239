/* Card and barcode readers type like a keyboard, only faster, and end with Enter. On any page such a
   burst goes to the one search box, and what it means is opened. A field that is being filled in
   keeps what is read into it. */
(() => {
'use strict';
const GAP = 60, SHORTEST = 6;   // milliseconds between keys; people do not type that fast
const box = document.querySelector('#cmdk'); if (!box) return;
const filling = el => el.matches?.('input,select,textarea,[contenteditable]');
let read = '', last = 0;
addEventListener('keydown', e => {
  const fast = e.timeStamp - last < GAP; last = e.timeStamp;
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || filling(e.target)) { read = ''; return; }
  if (e.key === 'Enter' && fast && read.length >= SHORTEST) {
    e.preventDefault(); e.stopImmediatePropagation();
    const q = read.replace(/[^0-9A-Za-z-]/g, ''); read = '';
    location.href = box.dataset.url + '?scan=1&q=' + encodeURIComponent(q);
  } else if (e.key.length === 1) {
    read = fast ? read + e.key : e.key;
    if (fast && read.length > 2) e.stopImmediatePropagation();   // not a shortcut
  } else if (e.key !== 'Shift') read = '';
}, true);
})();
