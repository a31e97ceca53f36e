import type { Mail } from './aws/ses/ses.ts';

/** The outbox for a person: newest first, links that work, nothing of the mail's own HTML. */
export function outboxPage(mails: readonly Mail[]): string {
  const items = mails.map(
    (mail) => `<article><h2>${safe(mail.subject)}</h2><p>To ${safe(mail.to)} · <time>${safe(mail.sentAt)}</time></p>
<pre>${safe(mail.text ?? '')}</pre>
${mail.links.map((link) => `<p><a href="${safe(link)}">${safe(link)}</a></p>`).join('')}</article>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}main{max-width:46rem;margin:2rem auto;padding:0 1rem}
article{border:1px solid #8886;border-radius:.75rem;padding:0 1.25rem 1rem;margin:1rem 0}pre{white-space:pre-wrap;font:inherit}
a{overflow-wrap:anywhere}</style></head>
<body><main><h1>Outbox</h1>${items.join('\n') || '<p>No mail was sent yet.</p>'}</main></body></html>`;
}

function safe(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
