import { readFileSync } from 'node:fs';

/** The sections of the runbook by their anchors, which GitHub makes of their headings. */
export const sections = new Map(
  readFileSync('docs/runbook.md', 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [anchorOf(section), section.trimEnd()] as const),
);

export const anchors = [...sections.keys()];

function anchorOf(section: string): string {
  const heading = section.split('\n')[0] ?? '';
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
