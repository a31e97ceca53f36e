import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { onTestFinished } from 'vitest';
import { type AssemblyModel, readAssembly } from '../../../local/assembly/model.ts';

export const endpoints = { apiUrl: 'http://127.0.0.1:3000', awsEndpoint: 'http://127.0.0.1:4566' };

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real cloud assembly, made by the CDK from what `build` puts into the app. */
export function synthesize(build: (app: App) => Stack | unknown): string {
  const app = new App({ outdir: temporaryFolder(), analyticsReporting: false });
  build(app);
  return app.synth().directory;
}

export function readApp(build: (app: App) => unknown): Promise<AssemblyModel> {
  return readAssembly(synthesize(build), endpoints);
}

/** Code of a function, in a folder of its own. */
export function code(): Code {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => ({ statusCode: 204 });\n');
  return Code.fromAsset(folder);
}

/** An assembly of one hand-written template, for what the CDK would never write. */
export function handWritten(template: unknown): string {
  const folder = temporaryFolder();
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Hand.template.json' } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts: { Hand: artifact } }));
  writeFileSync(join(folder, 'Hand.template.json'), JSON.stringify(template));
  return folder;
}
