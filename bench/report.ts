/** A table with aligned columns for a terminal. The first column is text, the others are numbers. */
export function table(
  title: string,
  header: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? figure(cell) : (cell ?? '–'))));
  const widths = header.map((name, at) => Math.max(name.length, ...text.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return [`\n${title}`, line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...text.map(line)].join(
    '\n',
  );
}

function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
