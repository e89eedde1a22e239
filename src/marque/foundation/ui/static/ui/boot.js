/* Runs before the first paint: resolves the theme "auto" and the folded side menu. */
(function () {
  'use strict';
  var root = document.documentElement, kept = {};
  try { kept = JSON.parse(localStorage.getItem('ui') || '{}'); } catch (e) { /* private mode */ }
  var theme = root.dataset.themeSetting || 'auto';
  if (theme === 'auto') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.theme = theme;
  if (kept.sideOff) root.dataset.side = 'off';
  root.classList.add('js');
})();
