/**
 * Texts of a repository in Markdown as GitHub reads it: nothing in them becomes markup, a link, a mention of a person or of
 * an issue, and nothing leaves its cell of a table.
 */

/** Text, in which what stands between backticks is shown as code. Cut after so many characters. */
export function markdownText(text: string, longest: number): string {
  const parts = cut(oneLine(text), longest).split('`');
  // An odd number of backticks encloses nothing.
  if (parts.length % 2 === 0) return plain(parts.join('`'));
  return parts.map((part, index) => (index % 2 === 0 ? plain(part) : markdownCode(part, longest))).join('');
}

export function markdownCode(text: string, longest: number): string {
  const shown = cut(oneLine(text), longest);
  if (shown.trim() === '') return '';
  if (!/[`|\\<>&]/.test(shown)) return `\`${shown}\``;
  return `<code>${shown.replace(/[^\p{L}\p{N} ]/gu, entity)}</code>`;
}

/** What is shown of a text that is too long. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`;
}

/** Controls, and the marks that make a text read backwards, have no place in a comment. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

const entity = (character: string) => `&#${character.codePointAt(0)};`;

/** An empty comment ends a mention, a reference and an address without being seen. */
const nothing = '<!-- -->';

function plain(text: string): string {
  return text.replace(/[&<>|]|[\\`*_[\]~$]|@|#|:(?=\/\/)|www(?=\.)|GH(?=-)/gi, (found) => {
    if (/[&<>|]/.test(found)) return entity(found);
    return /[@#:wh]/i.test(found) ? `${found}${nothing}` : `\\${found}`;
  });
}
