/**
 * How deep brackets of a program are nested, up to `enough`. Parsers, ours and those of native programs, end their whole
 * process where their stack does, so that a file that no person would write must not come to them.
 */
export function nestingOf(text: string, enough: number): number {
  let deepest = 0;
  let depth = 0;
  /** The depth outside of each template that is open. */
  const templates: number[] = [];
  for (let at = 0; at < text.length && deepest < enough; at += 1) {
    const character = text[at] ?? '';
    const endsCode = character === '}' && templates.at(-1) === depth - 1;
    if (endsCode) depth = templates.pop() ?? 0;
    if (endsCode || character === '`') {
      at = templatePart(text, at + 1);
      if (text[at] !== '{') continue;
      templates.push(depth);
      depth += 1;
    } else if (opening.has(character)) depth += 1;
    else if (closing.has(character)) depth = Math.max(templates.at(-1) ?? 0, depth - 1);
    else if (character === '/' || character === '"' || character === "'") at = endOfToken(text, at, character);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

/** At the end of a template, or at the bracket with which code begins in it. */
function templatePart(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`') return at;
    else if (text[at] === '$' && text[at + 1] === '{') return at + 1;
  }
  return text.length;
}

/** So that text which is all quotes is not read again from each of them. */
const longestToken = 1_000;

/** The last character of a comment, a string or a regular expression; what does not end on its line is none of the latter. */
function endOfToken(text: string, from: number, quote: string): number {
  if (quote === '/' && text[from + 1] === '*') {
    const end = text.indexOf('*/', from + 2);
    return end < 0 ? text.length : end + 1;
  }
  if (quote === '/' && text[from + 1] === '/') return endOfLine(text, from);
  if (quote === '/' && isDivision(text, from)) return from;
  let isInClass = false;
  for (let at = from + 1; at < from + longestToken && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote && !isInClass) return at;
    else if (quote === '/' && text[at] === '[') isInClass = true;
    else if (text[at] === ']') isInClass = false;
  }
  return from;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** After a value; a regular expression comes after an operator or a word such as `return`. */
function isDivision(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20), at).trimEnd();
  return /[\w$)\]}]$/.test(before) && !/\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield)$/.test(before);
}
