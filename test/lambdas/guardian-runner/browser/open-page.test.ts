import { describe, expect, it } from 'vitest';
import { BrowserBrokenError } from '../../../../lambdas/guardian-runner/browser/browser-broken-error.ts';
import type { ProcessModel } from '../../../../lambdas/guardian-runner/browser/flags.ts';
import { openPage, ProcessModels } from '../../../../lambdas/guardian-runner/browser/open-page.ts';

const guard = { credentials: { username: 'u', password: 'p' }, handshakeUrl: 'http://x.invalid/' };

/** Launches that never give a browser, as in a sandbox that kills every child process. */
function failing(tried: ProcessModel[]) {
  return async (model: ProcessModel): Promise<never> => {
    tried.push(model);
    throw new BrowserBrokenError(`no ${model} here`);
  };
}

describe('openPage', () => {
  it('tries a single process where several do not work, and then calls the browser broken', async () => {
    const tried: ProcessModel[] = [];
    await expect(openPage(failing(tried), guard, new ProcessModels())).rejects.toBeInstanceOf(BrowserBrokenError);
    expect(tried).toEqual(['multi-process', 'multi-process', 'single-process']);
  });

  it('stays with the process model that has worked, and gives it a second chance', async () => {
    const tried: ProcessModel[] = [];
    const models = new ProcessModels('single-process');
    await expect(openPage(failing(tried), guard, models)).rejects.toBeInstanceOf(BrowserBrokenError);
    expect(tried).toEqual(['single-process', 'single-process']);
  });

  it('tells once which process model works', () => {
    const told: ProcessModel[] = [];
    const models = new ProcessModels(undefined, (proven) => told.push(proven));
    models.prove('multi-process');
    models.prove('multi-process');
    expect(told).toEqual(['multi-process']);
    expect(models.candidates()).toEqual(['multi-process', 'multi-process']);
  });
});
