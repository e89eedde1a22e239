/* Instant totals of the order form. The server repeats every calculation and has the last word. */
(() => {
'use strict';
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const card = $('[data-order-total]'); if (!card) return;
const form = card.closest('form'), show = k => $(`[data-total="${k}"]`, card);
const number = x => { const v = parseFloat(String(x?.value || '').replace(/[,\s¥]/g, '')); return Number.isFinite(v) ? v : 0; };
const money = v => (v < 0 ? '−' : '') + '¥' + Math.abs(v).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
let listed = null;

function lines() {
  let list = 0, discount = 0;
  $$('[data-line]', form).filter(r => !r.hidden && !r.closest('template')).forEach(row => {
    const option = $('select', row)?.selectedOptions[0], price = option?.textContent.match(/¥([\d,.]+)\s*$/);
    if (!option?.value || !price) return;
    const amount = parseFloat(price[1].replace(/,/g, '')) * Math.max(1, number($('input[name$="-quantity"]', row)));
    list += amount; discount += Math.min(amount, number($('input[name$="-amount_discount"]', row)));
  });
  return { list, discount };
}
function total() {
  const price = number($('[name=amount_price]', form)), own = number($('[name=amount_list]', form)), items = lines();
  const car = Math.max(listed ?? own, price), list = car + items.list, discount = car - price + items.discount;
  const rate = list ? discount / list * 100 : 0, limit = parseFloat(card.dataset.limit) || 0;
  show('list').textContent = money(list); show('discount').textContent = money(-discount); show('net').textContent = money(list - discount);
  show('rate').textContent = rate.toFixed(2) + '%'; show('hint').hidden = rate <= limit;
  const meter = show('meter'), share = limit ? Math.min(100, rate / limit * 100) : (rate ? 100 : 0);
  meter.classList.toggle('warn', rate > limit); $('i', meter).style.setProperty('--w', share + '%');
}
async function price() {
  const vehicle = $('input[name=vehicle]', form)?.value, trim = $('input[name=trim]', form)?.value;
  if (!vehicle && !trim) { listed = null; total(); return; }
  try {
    const r = await fetch(card.dataset.priceUrl + (vehicle ? '?vehicle=' + vehicle : '?trim=' + trim));
    const data = r.ok ? await r.json() : {}; listed = data.amount_list ? parseFloat(data.amount_list) : null;
    const field = $('[name=amount_price]', form); if (listed && !field.value) field.value = listed.toFixed(2);
  } catch { listed = null; }
  total();
}
form.addEventListener('input', total); form.addEventListener('change', total);
form.addEventListener('lines:changed', total); form.addEventListener('lookup:chosen', price);
price();
})();
