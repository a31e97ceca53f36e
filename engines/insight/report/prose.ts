import { type Content, html } from '../../../shared/markup.ts';

/** A text in which what stands between backticks is code. One backtick too many encloses nothing. */
export function prose(text: string): Content {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return text;
  return parts.map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}
