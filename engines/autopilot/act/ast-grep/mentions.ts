/** Whether a rule can match in a text at all, by the words of its patterns: looking for words is much cheaper than parsing. */
export type MayMatch = (text: string) => boolean;

/** The rule `where` of an action asks of the file is asked in the same way. */
export function mayMatch(rule: unknown): MayMatch {
  if (typeof rule !== 'object' || rule === null) return always;
  const { pattern, all, any } = Object.fromEntries(Object.entries(rule));
  const tests = [ofPattern(pattern), ...(Array.isArray(all) ? all.map(mayMatch) : [])];
  if (Array.isArray(any) && any.length > 0) {
    const some = any.map(mayMatch);
    tests.push((text) => some.some((test) => test(text)));
  }
  return (text) => tests.every((test) => test(text));
}

const always: MayMatch = () => true;

function ofPattern(pattern: unknown): MayMatch {
  // The words of a context need not all be part of what is selected.
  if (typeof pattern !== 'string' || /\/[/*]|\\/.test(pattern)) return always;
  const words = new Set(pattern.replace(/\$+\w+/g, ' ').match(/[A-Za-z_][A-Za-z0-9_]+/g));
  return (text) => words.values().every((word) => text.includes(word));
}
