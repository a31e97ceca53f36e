import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { loadAssembly } from '../../../local/assembly/load.ts';
import { readAssembly } from '../../../local/assembly/model.ts';
import { endpoints, handWritten, readApp, synthesize, temporaryFolder } from './synthesize.ts';

describe('loadAssembly', () => {
  it('puts a stack after those it imports from, whatever their names', async () => {
    const folder = synthesize((app) => {
      const user = new Stack(app, 'A-user');
      const owner = new Stack(app, 'Z-owner');
      new CfnOutput(user, 'Url', { value: new Queue(owner, 'Queue').queueUrl });
    });
    expect((await loadAssembly(folder)).map(({ name }) => name)).toEqual(['Z-owner', 'A-user']);
    const model = await readAssembly(folder, endpoints);
    expect(model.outputs['A-user']?.Url).toBe(model.queues[0]?.ref);
  });

  it('reads the stacks of a CDK stage', async () => {
    const model = await readApp((app) => new Queue(new Stack(new Stage(app, 'Local'), 'Inner'), 'Queue'));
    expect(model.queues[0]?.stack).toBe('Local-Inner');
  });

  it('refuses stacks that depend on each other', async () => {
    const folder = temporaryFolder();
    const artifact = (other: string) => ({
      type: 'aws:cloudformation:stack',
      dependencies: [other],
      properties: { templateFile: 'x.json' },
    });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: { A: artifact('B'), B: artifact('A') } }));
    await expect(loadAssembly(folder)).rejects.toThrow('The stacks depend on each other: A → B → A.');
  });

  it('refuses an assembly that waits for look-ups in an account', async () => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: {}, missing: [{ key: 'vpc' }] }));
    await expect(loadAssembly(folder)).rejects.toThrow('context lookups, which need an AWS account');
  });

  it('names the part of a template that it does not know', async () => {
    await expect(loadAssembly(handWritten({ Transform: 'AWS::Serverless-2016-10-31' }))).rejects.toThrow(
      /Hand\.template\.json is not what the runtime expects.*Transform/s,
    );
  });
});
