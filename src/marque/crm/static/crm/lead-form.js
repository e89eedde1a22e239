/* Whose customer is it? Asked while the phone is typed, before anything is saved. */
(() => {
'use strict';
const box = document.getElementById('known'), phone = document.getElementById('id_phone'); if (!box || !phone) return;
let timer, last = '';
phone.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const digits = phone.value.replace(/\D/g, ''); if (digits === last) return; last = digits;
    if (digits.length < 10) { box.textContent = ''; return; }
    try { const r = await fetch(box.dataset.url + '?phone=' + encodeURIComponent(phone.value), { headers: { 'HX-Request': 'true' } }); if (r.ok) box.innerHTML = await r.text(); } catch { /* the server warns on saving */ }
  }, 200);
});
})();
