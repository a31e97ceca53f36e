/** `5/10` means "from 5 on, every 10" in AWS; croner wants the end of the range too. */
export function stepped(field: string, minimum: number, maximum: number): string {
  return field
    .split(',')
    .map((part) => {
      if (part.includes('?')) throw new Error(`? is not allowed in ${field}`);
      const numbers = part.match(/\d+/g) ?? [];
      const bounded = part.includes('/') ? numbers.slice(0, -1) : numbers;
      const outside = bounded.map(Number).find((number) => number < minimum || number > maximum);
      if (outside !== undefined) throw new Error(`${outside} is not between ${minimum} and ${maximum}`);
      return part.replace(/^(\d+)\/(\d+)$/, `$1-${maximum}/$2`);
    })
    .join(',');
}

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** AWS counts 1 (Sunday) to 7; `L` alone is Saturday, `6L` the last Friday, `6#3` the third Friday of the month. */
export function dayOfWeek(field: string): string {
  return field.toUpperCase().split(',').map(dayOfWeekPart).join(',');
}

function dayOfWeekPart(part: string): string {
  if (part === '*') return part;
  if (part === 'L') return '6';
  const match = part.match(/^(?<from>[A-Z]{3}|\d)(?:(?<last>L)|#(?<nth>[1-5])|-(?<to>[A-Z]{3}|\d))?$/);
  const from = dayNumber(match?.groups?.from);
  if (!match?.groups || from === undefined) throw new Error(`${part} is not a day of the week`);
  const { last, nth, to } = match.groups;
  if (last) return `${from}L`;
  if (nth) return `${from}#${nth}`;
  return to === undefined ? String(from) : daysBetween(from, to, part);
}

/** FRI-MON runs over the end of the week, which croner does not know. */
function daysBetween(from: number, toName: string, part: string): string {
  const to = dayNumber(toName);
  if (to === undefined) throw new Error(`${part} is not a range of days`);
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (from + index) % 7).join(',');
}

function dayNumber(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const number = /^\d$/.test(name) ? Number(name) - 1 : dayNames.indexOf(name);
  return number >= 0 && number <= 6 ? number : undefined;
}
