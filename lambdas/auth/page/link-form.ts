import { escapeHtml } from '../../../shared/html.ts';
import type { Reply } from '../../../shared/route.ts';
import { page } from './page.ts';

/**
 * Posts the fields of the form as JSON to the route that the form names. Mail scanners open links, so opening a page must not
 * use its token up: the button does.
 */
const script = `
const form = document.querySelector('form'), said = document.querySelector('output'), wrong = document.querySelector('[role=alert]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  said.textContent = wrong.textContent = '';
  try {
    const reply = await fetch(form.dataset.path, {
      method: 'POST', credentials: 'omit', headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))) });
    form.hidden = reply.ok;
    if (reply.ok) said.textContent = form.dataset.done;
    else {
      const { errors, detail } = await reply.json();
      wrong.textContent = errors?.map(({ message }) => message).join('. ') ?? detail;
    }
  } catch { wrong.textContent = 'The platform could not be reached. Please try again.'; }
  button.disabled = false;
});`;

export interface LinkForm {
  readonly title: string;
  /** The route that takes the form. */
  readonly path: `/v1/${string}`;
  /** HTML of the fields; everything that came from outside is escaped already. */
  readonly fields: string;
  readonly button: string;
  /** What is said when it worked. */
  readonly done: string;
}

/** A page with one form that posts to one route of the API. */
export function linkForm({ title, path, fields, button, done }: LinkForm): Reply<string> {
  const body = `<form data-path="${path}" data-done="${escapeHtml(done)}">
${fields}
<button>${escapeHtml(button)}</button></form>
<output></output><p role="alert"></p>`;
  return page({ title, body, script });
}

export function tokenField(token: string): string {
  return `<input type="hidden" name="token" value="${escapeHtml(token)}">`;
}
