/** A name of a stranger as code: it can end neither the code nor the cell of a table that it stands in. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const edge = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${fence}${edge}${line}${edge}${fence}`;
}

/** Text of a stranger as text: no markup, no links, nobody is mentioned, no issue is referred to. */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/[\\`*_{}[\]()#+!|~-]/g, '\\$&')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, ':&#47;/')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)];
}

/** The first of many, and how many more there are. A limit between two numbers is the higher one. */
export function shortened<Item>(items: readonly Item[], most: number, tell: (item: Item) => string): string[] {
  const limit = Math.ceil(most);
  const more = items.length - limit;
  return [...items.slice(0, limit).map(tell), ...(more > 0 ? [`- … and ${more} more`] : [])];
}
