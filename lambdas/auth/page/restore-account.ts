import { escapeHtml } from '../../../shared/html.ts';
import type { Reply } from '../../../shared/route.ts';
import { page } from './page.ts';

/** Mail scanners open links, so opening must not use the token up: the button does. */
const script = `
const form = document.querySelector('form'), said = document.querySelector('output'), wrong = document.querySelector('[role=alert]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const token = form.elements.token.value;
  form.querySelector('button').disabled = true;
  said.textContent = wrong.textContent = '';
  try {
    const reply = await fetch('/v1/auth/restore-account', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
    const body = await reply.json();
    if (reply.ok) said.textContent = 'Your account stays. You can log in again.';
    else wrong.textContent = body.detail;
    form.hidden = reply.ok;
  } catch { wrong.textContent = 'The platform could not be reached. Please try again.'; }
  form.querySelector('button').disabled = false;
});`;

export function restoreAccountPage(token: string): Reply<string> {
  return page({
    title: 'Keep your account',
    body: `<p>Your account is waiting to be erased. If you keep it, everything stays as it was.</p>
<form><input type="hidden" name="token" value="${escapeHtml(token)}"><button>Keep my account</button></form>
<output></output><p role="alert"></p>`,
    script,
  });
}
