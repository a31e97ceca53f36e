/**
 * Whether a value is the one that a pattern asks for; `*` stands for any characters, also none. Each part is looked for once,
 * from left to right, so no pattern can make this slow. A list or an object fits nothing: what it means is the issuer's secret.
 */
export function fitsClaim(pattern: string, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
  const text = String(value);
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
