/** A line that nothing is indented before, or with a given indent, and the lines below it that are indented deeper. */
export interface Block {
  readonly header: string;
  /** Of the header, from 1. */
  readonly line: number;
  readonly body: readonly string[];
}

/**
 * The blocks of a text like YAML whose headers have exactly this indent and end with a colon. Lockfiles of megabytes are written by
 * programs, so their lines are enough; nothing that YAML can say besides is expected.
 */
export function blocksOf(text: string, indent: number): Block[] {
  const blocks: { header: string; line: number; body: string[] }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trimStart();
    if (content === '' || content.startsWith('#')) {
      // So that the lines of a body can be counted.
      blocks.at(-1)?.body.push('');
      continue;
    }
    const depth = line.length - content.length;
    if (depth > indent) blocks.at(-1)?.body.push(line);
    else if (depth === indent && content.trimEnd().endsWith(':'))
      blocks.push({ header: content.trimEnd().slice(0, -1), line: index + 1, body: [] });
    // Whatever else stands there ends the block before it.
    else blocks.push({ header: '', line: index + 1, body: [] });
  }
  return blocks.filter(({ header }) => header !== '');
}

/** The value of a key that stands directly in a block. */
export function valueIn({ body }: Block, indent: number, key: string): string | undefined {
  const start = `${' '.repeat(indent)}${key}`;
  const line = body.find((each) => each.startsWith(start) && /^:?\s/.test(`${each.slice(start.length)} `));
  return line === undefined ? undefined : unquoted(line.slice(start.length).replace(/^:/, '').trim());
}

/** The keys of the block with this name in another. */
export function keysIn({ body }: Block, indent: number, name: string): string[] {
  const start = body.indexOf(`${' '.repeat(indent)}${name}:`);
  if (start < 0) return [];
  const rest = body.slice(start + 1);
  const isDeeper = (line: string) => line.startsWith(' '.repeat(indent + 1));
  const end = rest.findIndex((line) => !isDeeper(line));
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .map((line) => unquoted(line.trim().replace(/["']?:(?:\s.*)?$/, '')));
}

export const unquoted = (text: string) => text.replace(/^["']|["']$/g, '');
