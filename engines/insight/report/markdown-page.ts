/** A part of a page. Rows that find no room are left out; head and end stay together. */
export interface Section {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly end: readonly string[];
}

/** Kept free for the note that says what is left out. */
const noteRoom = 300;

/** The sections, one after the other, in no more than so many characters; and a note if that was not enough. */
export function pageOf(sections: readonly Section[], longest: number): string {
  const lines: string[] = [];
  let room = longest - noteRoom;
  let hidden = 0;
  for (const { head, rows, end } of sections) {
    const frame = lengthOf(head) + lengthOf(end);
    const shown = frame > room ? [] : fitting(rows, room - frame);
    hidden += rows.length - shown.length;
    if (frame > room || (rows.length > 0 && shown.length === 0)) continue;
    lines.push(...head, ...shown, ...end);
    room -= frame + lengthOf(shown);
  }
  if (hidden > 0)
    lines.push(`> ${hidden} more ${hidden === 1 ? 'line is' : 'lines are'} not shown here: a comment takes no more.`);
  return `${lines.join('\n').trimEnd()}\n`;
}

const lengthOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** The first rows, as many as there is room for. */
function fitting(rows: readonly string[], room: number): readonly string[] {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += row.length + 1;
    return used > room;
  });
  return end === -1 ? rows : rows.slice(0, end);
}
