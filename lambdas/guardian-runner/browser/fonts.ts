import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Chromium paints no text at all, and Lighthouse then sees no contentful paint, when fontconfig finds no font. The
 * package brings Open Sans; its own configuration has `/tmp` wired in, so ours names the real folder. System fonts stay
 * behind it for the scripts that Open Sans lacks (a Lambda layer puts them in `/opt/fonts`).
 */
export async function writeFontConfig(folder: string, finalFolder: string): Promise<void> {
  await mkdir(join(folder, 'font-config'), { recursive: true });
  const aliases = ['sans-serif', 'serif', 'monospace', 'system-ui', 'Arial', 'Helvetica'].map(
    (family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`,
  );
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    `<dir>${join(finalFolder, 'fonts', 'fonts')}</dir>`,
    '<dir>/opt/fonts</dir>',
    '<dir>/usr/share/fonts</dir>',
    `<cachedir>${join(finalFolder, 'font-cache')}</cachedir>`,
    ...aliases,
    '</fontconfig>',
  ];
  await writeFile(join(folder, 'font-config', 'fonts.conf'), lines.join('\n'));
}
