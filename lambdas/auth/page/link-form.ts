import { escapeHtml } from '../../../shared/html.ts';
import type { Reply } from '../../../shared/route.ts';
import { page } from './page.ts';

/**
 * Posts the fields of the form as JSON to the route that the form names. Mail scanners open links, so opening a page must not
 * use its token up: the button does. When the link is dead, the form goes, and what stays says how to get another.
 */
const script = `
const said = document.querySelector('output'), wrong = document.querySelector('[role=alert]');
const next = document.getElementById('next');
const sentence = ({ message }) => message.replace(/\\.?$/, '.');
const submit = async (form) => {
  const reply = await fetch(form.dataset.path, {
    method: 'POST', credentials: 'omit', headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new FormData(form))) });
  if (reply.ok) return {};
  const { code, errors, detail } = await reply.json();
  return { code, why: errors?.map(sentence).join(' ') ?? detail };
};
for (const form of document.forms) form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  said.textContent = wrong.textContent = '';
  try {
    const { code, why } = await submit(form);
    form.hidden = why === undefined || code === 'invalid_link';
    if (code === 'invalid_link' && next) next.hidden = false;
    if (why === undefined) {
      if (next) next.hidden = true;
      said.textContent = form.dataset.done;
    } else wrong.textContent = why;
  } catch { wrong.textContent = 'The platform could not be reached. Please try again.'; }
  button.disabled = false;
  (wrong.textContent ? wrong : said).focus();
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
  /** HTML that is shown when the link turns out to be dead: what to do then. */
  readonly next?: string;
}

/** A page with one form that posts to one route of the API. */
export function linkForm({ next, ...form }: LinkForm): Reply<string> {
  const body = `<p role="alert" tabindex="-1"></p>
<output tabindex="-1"></output>
${formOf(form)}${next === undefined ? '' : `\n<div id="next" hidden>\n${next}\n</div>`}`;
  return page({ title: form.title, body, script });
}

export function formOf({ path, done, fields, button }: Pick<LinkForm, 'path' | 'done' | 'fields' | 'button'>): string {
  return `<form data-path="${path}" data-done="${escapeHtml(done)}">
${fields}
<button>${escapeHtml(button)}</button>
</form>`;
}

export function tokenField(token: string): string {
  return `<input type="hidden" name="token" value="${escapeHtml(token)}">`;
}

export const emailField = `<label for="email">E-mail address</label>
<input id="email" name="email" type="email" required maxlength="254" autocomplete="username" autocapitalize="none" spellcheck="false">`;
