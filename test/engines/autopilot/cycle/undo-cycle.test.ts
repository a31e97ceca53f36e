import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadJournal } from '../../../../engines/autopilot/cycle/journal.ts';
import { restoreSnapshot } from '../../../../engines/autopilot/cycle/undo.ts';
import { undoCycle } from '../../../../engines/autopilot/cycle/undo-cycle.ts';
import { ConflictError } from '../../../../engines/autopilot/cycle/write-changes.ts';
import { withFolder } from '../../insight/kit.ts';
import { cycle, fixBad, inTree, signal, textIn } from './cycle-kit.ts';
import { openPorts } from './small-world.ts';
import { stateOf } from './trees.ts';

describe('undoing', () => {
  test('gives every byte back, and a second time there is nothing to do', () =>
    inTree({ 'a.ts': 'BAD;\r\n', 'b.ts': 'BAD;' }, async (root, before) => {
      const { changes } = await cycle(root, [fixBad]);
      const writing = { root, signal, whyProtected: openPorts.whyProtected };
      expect(await undoCycle(changes, writing)).toMatchObject({ status: 'completed' });
      expect(stateOf(root)).toEqual(before);
      expect(await undoCycle(changes, writing)).toEqual({ status: 'noop', changes: [] });
    }));

  test('is refused as a whole when one file was changed since', () =>
    inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'BAD;\n' }, async (root) => {
      const { changes } = await cycle(root, [fixBad]);
      writeFileSync(join(root, 'b.ts'), 'mine');
      const writing = { root, signal, whyProtected: openPorts.whyProtected };
      await expect(undoCycle(changes, writing)).rejects.toThrow(ConflictError);
      expect([textIn(root, 'a.ts'), textIn(root, 'b.ts')]).toEqual(['good;\n', 'mine']);
    }));

  test('works from the journal alone', () =>
    inTree({ 'a.ts': 'BAD;\n' }, (root, before) =>
      withFolder({}, async (folder) => {
        const journal = join(folder, 'journal');
        await cycle(root, [fixBad], { journal });
        await restoreSnapshot(root, await loadJournal(journal));
        expect(stateOf(root)).toEqual(before);
      }),
    ));
});
