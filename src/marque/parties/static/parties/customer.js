/* The customer page: the number is asked for, and noted, when somebody wants to call. */
(() => {
'use strict';
const { toast, say, post } = window.ui;
document.addEventListener('click', async e => {
  const b = e.target.closest('[data-dial]'); if (!b) return;
  try {
    const r = await post(b.dataset.dial), told = await r.json();
    if (!r.ok) return toast(told.error || say('failed'), { bad: true, icon: 'alert-circle' });
    toast(told.phone, { icon: 'phone' });
    if (matchMedia('(pointer: coarse)').matches) location.href = 'tel:' + told.phone;
  } catch { toast(say('failed'), { bad: true, icon: 'alert-circle' }); }
});
})();
