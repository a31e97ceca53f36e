import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FakeClock } from '../../fake-clock.ts';
import { stateDirectory } from '../outbound/state-directory.ts';
import { localEvents } from './local-events.ts';

test('an event whose delivery was under way when the runtime was killed is delivered by the next one', async () => {
  const directory = stateDirectory();
  const script = join(import.meta.dirname, 'publish-and-hang.ts');
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { inputs } = await localEvents({ directory, clock: new FakeClock(Date.now()) });
  await vi.waitFor(() => expect(inputs()).toMatchObject([{ source: 'shop', detail: { id: 7 } }]));
});
