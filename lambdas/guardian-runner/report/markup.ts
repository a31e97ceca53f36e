import { escapeHtml } from '../../../shared/html.ts';

/** A piece of HTML that is known to be safe. Everything else that goes into a template is text and gets escaped. */
export class Markup {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

/** Builds HTML from a template; text is escaped for element content and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const pieces = parts.flatMap((part, index) => (index < values.length ? [part, render(values[index])] : [part]));
  return new Markup(pieces.join(''));
}

function render(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.toString();
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  return content.map(render).join('');
}

/** A link that can only ever lead to the web. */
export function webLink(url: string | undefined, text: string): Markup | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined;
  return html`<a href="${url}" rel="noopener noreferrer">${text}</a>`;
}
