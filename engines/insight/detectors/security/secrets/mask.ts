/** From where to where, as offsets of a text; the end is not in it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const shown = 4;
const longestSnippet = 200;

/** `ghp_… (40 characters)`: enough to find it by, and nothing to use. Of a short one, not even that. */
export function maskOf(secret: string): string {
  const beginning = secret.length >= 16 ? secret.slice(0, shown) : '';
  return `${beginning}… (${secret.length} characters)`;
}

/** A line with the secrets in it masked; offsets are of the line, and reach at most to its ends. */
export function maskedLine(line: string, secrets: readonly Range[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of secrets.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(start, at);
    if (end <= from) continue;
    masked += line.slice(at, from) + maskOf(line.slice(from, end));
    at = end;
  }
  return (masked + line.slice(at)).trim().slice(0, longestSnippet);
}
