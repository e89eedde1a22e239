/* Login page: theme, account set by one choice, passkeys. The forms work without this file, passkeys excepted. */
(() => {
  'use strict';
  const root = document.documentElement;
  document.querySelector('[data-theme-toggle]')?.addEventListener('click', () => {
    const next = root.dataset.theme === 'dark' ? 'light' : 'dark';
    root.dataset.theme = next;
    try { localStorage.setItem('ui', JSON.stringify({ ...JSON.parse(localStorage.getItem('ui') || '{}'), theme: next })); } catch { /* private mode */ }
  });
  document.querySelectorAll('[data-autosubmit]').forEach((field) => field.addEventListener('change', () => field.form.submit()));
  const button = document.getElementById('passkey_login');
  if (!window.PublicKeyCredential || !window.allauth) { button?.setAttribute('hidden', ''); return; }
  window.allauth.webauthn.forms.loginForm({ ids: { login: 'passkey_login', credential: 'mfa_credential' } });
})();
