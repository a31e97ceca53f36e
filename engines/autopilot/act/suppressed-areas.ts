/** A part of a text in which comments ask that some rules, or all, be silent. */
export interface Area {
  readonly start: number;
  readonly end: number;
  /** Rules without their plugin, or detectors; none stands for all. */
  readonly names: readonly string[];
}

interface Mark {
  readonly at: number;
  readonly names: readonly string[];
}

const pattern = /(\/\/|\/\*|#)[ \t]*(odavl-disable-file|(?:eslint|oxlint)-(?:disable|enable))(?![\w-])([^\r\n]*)/g;
/** As in Insight: a comment for the whole file stands at its top, where it is seen. */
const topLines = 20;

/** `odavl-disable-file` in the first lines, and what lies between `eslint-disable` and `eslint-enable` or the end. */
export function areasIn(text: string): Area[] {
  if (!/(?:odavl|eslint|oxlint)-disable/.test(text)) return [];
  const areas: Area[] = [];
  let open: Mark[] = [];
  for (const { index: at, 1: opening, 2: kind = '', 3: rest = '' } of text.matchAll(pattern)) {
    const names = namesIn(opening === '/*' ? (rest.split('*/')[0] ?? '') : rest);
    if (kind === 'odavl-disable-file') {
      if (text.slice(0, at).split(/\r\n|\n|\r/, topLines + 1).length <= topLines)
        areas.push({ start: 0, end: text.length, names });
    } else if (kind.endsWith('-disable')) {
      open.push(...(names.length === 0 ? [{ at, names }] : names.map((name) => ({ at, names: [name] }))));
    } else {
      const isEnded = (mark: Mark) => names.length === 0 || mark.names.some((name) => names.includes(name));
      for (const mark of open.filter(isEnded)) areas.push({ start: mark.at, end: at, names: mark.names });
      open = open.filter((mark) => !isEnded(mark));
    }
  }
  return [...areas, ...open.map((mark) => ({ start: mark.at, end: text.length, names: mark.names }))];
}

/** What follows `--` is the reason. */
function namesIn(comment: string): string[] {
  const [names = ''] = comment.split('--');
  return names
    .split(/[\s,]+/)
    .map((name) => name.split('/').at(-1) ?? '')
    .filter(Boolean);
}
