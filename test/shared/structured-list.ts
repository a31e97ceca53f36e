/** An item of a list of strings with integer parameters. */
export interface ListItem {
  readonly value: string;
  readonly parameters: Readonly<Record<string, number>>;
}

const item = /^"([\x20\x21\x23-\x5b\x5d-\x7e]*)"((?:;[a-z*][a-z0-9_\-.*]*=-?[0-9]{1,15})*)/;

/**
 * A Structured Fields list as RFC 9651 §4.1 writes it, of strings with integer parameters, which is all that the fields for
 * rate limits have. Stricter than §4.2, which also reads what nobody should write. Anything else throws.
 */
export function parseStructuredList(text: string): ListItem[] {
  const items: ListItem[] = [];
  for (let rest = text; ; rest = rest.slice(2)) {
    const [whole, value, parameters] = item.exec(rest) ?? [];
    if (whole === undefined || value === undefined) throw new Error(`No item of a structured list: ${rest}`);
    const pairs = (parameters ?? '').split(';').slice(1);
    const entries = pairs.map((pair) => pair.split('=')).map(([key = '', number]) => [key, Number(number)] as const);
    if (new Set(entries.map(([key]) => key)).size < entries.length) throw new Error(`A parameter twice: ${whole}`);
    items.push({ value, parameters: Object.fromEntries(entries) });
    rest = rest.slice(whole.length);
    if (rest === '') return items;
    if (!rest.startsWith(', ')) throw new Error(`Not the end, and no comma: ${rest}`);
  }
}
