import { html, type Markup } from '../../../shared/markup.ts';

/** A link that can only ever lead to the web. */
export function webLink(url: string | undefined, text: string): Markup | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url)) return undefined;
  return html`<a href="${url}" rel="noopener noreferrer">${text}</a>`;
}
