import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutsideRootError } from '../../../../engines/autopilot/cycle/confine.ts';
import { JournalError, loadJournal, saveJournal } from '../../../../engines/autopilot/cycle/journal.ts';
import { draftPathOf, writeTreeFile } from '../../../../engines/autopilot/cycle/tree-file.ts';
import { restoreSnapshot, takeSnapshot } from '../../../../engines/autopilot/cycle/undo.ts';
import { withFolder } from '../../insight/kit.ts';
import { stateOf } from './trees.ts';

const written = (text: string) => ({ content: Buffer.from(text), mode: 0o644 });

describe('nothing outside of the root is read or written:', () => {
  test.each([
    ...['../a', 'a/../../b', '/etc/passwd', '', 'a//b', './a', 'a\0b'],
    ...['.git/hooks/post-commit', 'a/.GIT/config', 'link', 'folder-link/a', 'file/a'],
  ])('%j', async (path) => {
    await withFolder({ file: 'f', 'out/a': 'out' }, (outer) =>
      withFolder({ file: 'f' }, async (root) => {
        symlinkSync(join(outer, 'file'), join(root, 'link'));
        symlinkSync(join(outer, 'out'), join(root, 'folder-link'));
        const before = [stateOf(root), stateOf(outer)];
        await expect(takeSnapshot(root, [path])).rejects.toThrow(OutsideRootError);
        await expect(writeTreeFile(root, path, written('x'))).rejects.toThrow(OutsideRootError);
        const snapshot = { files: new Map([[path, null]]), missingFolders: [] };
        await expect(restoreSnapshot(root, snapshot)).rejects.toThrow(OutsideRootError);
        expect([stateOf(root), stateOf(outer)]).toEqual(before);
      }),
    );
  });

  test('a file that became a link meanwhile', () =>
    withFolder({ secret: 'outer' }, (outer) =>
      withFolder({ a: 'a' }, async (root) => {
        const snapshot = await takeSnapshot(root, ['a']);
        unlinkSync(join(root, 'a'));
        symlinkSync(join(outer, 'secret'), join(root, 'a'));
        await expect(restoreSnapshot(root, snapshot)).rejects.toThrow(OutsideRootError);
        expect(readFileSync(join(outer, 'secret'), 'utf8')).toBe('outer');
      }),
    ));
});

test('a hard link to a file keeps what it had', () =>
  withFolder({ a: 'a' }, async (root) => {
    linkSync(join(root, 'a'), join(root, 'b'));
    await writeTreeFile(root, 'a', written('changed'));
    expect(readFileSync(join(root, 'b'), 'utf8')).toBe('a');
  }));

test('permissions come back, and new folders go, but not with files of somebody else', () =>
  withFolder({ 'run.sh': '#!/bin/sh' }, async (root) => {
    chmodSync(join(root, 'run.sh'), 0o755);
    const before = stateOf(root);
    const snapshot = await takeSnapshot(root, ['run.sh', 'x/y/z.ts', 'x/w.ts']);
    await writeTreeFile(root, 'run.sh', written(''));
    await writeTreeFile(root, 'x/y/z.ts', written('z'));
    writeFileSync(join(root, 'x/foreign'), 'f');
    await restoreSnapshot(root, snapshot);
    expect(stateOf(root)).toEqual({ ...before, x: 'folder', 'x/foreign': '644 f' });
    rmSync(join(root, 'x/foreign'));
    await restoreSnapshot(root, snapshot);
    expect(stateOf(root)).toEqual(before);
  }));

const path = fc.constantFrom('a', 'b c', 'd/e', 'd/f/g', 'h/é/"i"', 'run.sh');
const content = fc.option(fc.uint8Array({ maxLength: 20 }), { nil: null });
const files = fc.dictionary(path, content);

function put(root: string, tree: Readonly<Record<string, Uint8Array | null>>): void {
  for (const [name, bytes] of Object.entries(tree)) {
    if (bytes === null) rmSync(join(root, name), { force: true });
    else {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), bytes);
    }
  }
}

test('restoring gives the exact tree from whatever became of these files, also when it begins again', () =>
  fc.assert(
    fc.asyncProperty(files, files, files, fc.nat(6), async (first, changed, half, leftDraft) => {
      await withFolder({}, async (root) => {
        put(root, first);
        const before = stateOf(root);
        const touched = [...new Set([...Object.keys(changed), ...Object.keys(half)])];
        const snapshot = await takeSnapshot(root, touched);
        put(root, changed);
        // As if an earlier restore, or a write, had been killed on its way.
        put(root, half);
        const [draft] = touched.slice(leftDraft);
        if (draft) put(root, { [draftPathOf(draft)]: new Uint8Array([1]) });
        await saveJournal(`${root}.journal`, snapshot);
        await restoreSnapshot(root, await loadJournal(`${root}.journal`));
        rmSync(`${root}.journal`);
        expect(stateOf(root)).toEqual(before);
        await restoreSnapshot(root, snapshot);
        expect(stateOf(root)).toEqual(before);
      });
    }),
    { numRuns: 100, seed: 5 },
  ));

test('a snapshot is refused when a file of somebody else has the name of a draft', () =>
  withFolder({ [draftPathOf('a')]: 'mine' }, async (root) => {
    await expect(takeSnapshot(root, ['a'])).rejects.toThrow('in the way');
  }));

describe('a journal that is not what was written is refused:', () => {
  test.each([
    ['cut', (text: string) => text.slice(0, 40)],
    ['changed', (text: string) => text.replace('YQ==', 'Yg==')],
    ['empty', () => ''],
  ])('%s', (_, damage) =>
    withFolder({ a: 'a' }, (root) =>
      withFolder({}, async (folder) => {
        const file = join(folder, 'journal');
        await saveJournal(file, await takeSnapshot(root, ['a']));
        writeFileSync(file, damage(readFileSync(file, 'utf8')));
        await expect(loadJournal(file)).rejects.toThrow(JournalError);
      }),
    ),
  );
});
