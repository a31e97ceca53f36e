import { escapeHtml } from '../../../shared/html.ts';
import type { Mail } from '../ses.ts';
import type { MailKind } from './mail.ts';

export type Facts = Readonly<Record<string, string>>;

/**
 * Text and HTML of one mail.
 * @throws Error for a word in braces that no fact explains: such a mail must not leave
 */
export function compose(kind: MailKind, facts: Facts, link?: string): Mail {
  const paragraphs = [`Hello${facts.name ? ` ${facts.name}` : ''},`, ...kind.lines];
  const text = (line: string) => fill(line, { ...facts, ...(link && { link }) });
  const html = (line: string) =>
    line === '{link}' && link && kind.link
      ? `<p><a href="${escapeHtml(link)}">${escapeHtml(kind.link.label)}</a></p>`
      : `<p>${escapeHtml(text(line))}</p>`;
  return {
    // A name with a line break in it must not become a header of its own.
    subject: fill(kind.subject, facts).replace(/[\r\n]+/g, ' '),
    text: paragraphs.map(text).join('\n\n'),
    html: paragraphs.map(html).join('\n'),
  };
}

function fill(line: string, facts: Facts): string {
  return line.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined) throw new Error(`This mail needs the fact "${name}".`);
    return fact;
  });
}
