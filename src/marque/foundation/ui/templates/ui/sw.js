{% load static %}// Shows the offline page when a page cannot be fetched. No page with data is ever kept.
const NAME = 'offline-1', PAGE = '{% url "ui:offline" %}';
const KEPT = [PAGE, '{% static "ui/boot.js" %}', '{% static "vendor/icons.css" %}', '{% static "ui/logo.svg" %}', '{% static "ui/00-tokens.css" %}', '{% static "ui/10-base.css" %}', '{% static "ui/20-shell.css" %}', '{% static "ui/30-components.css" %}', '{% static "ui/40-pages.css" %}', '{% static "ui/50-app.css" %}', '{% static "ui/90-print.css" %}'];
self.addEventListener('install', e => { self.skipWaiting(); e.waitUntil(caches.open(NAME).then(c => c.addAll(KEPT))); });
self.addEventListener('activate', e => e.waitUntil(caches.keys().then(all => Promise.all(all.filter(n => n !== NAME).map(n => caches.delete(n))))));
self.addEventListener('fetch', e => {
  const r = e.request;
  if (r.mode === 'navigate') e.respondWith(fetch(r).catch(() => caches.match(PAGE)));
  else if (r.method === 'GET' && KEPT.includes(new URL(r.url).pathname)) e.respondWith(fetch(r).catch(() => caches.match(r, { ignoreSearch: true })));
});
