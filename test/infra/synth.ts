import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll } from 'vitest';
import { z } from 'zod';
import cdk from '../../cdk.json' with { type: 'json' };
import { makeApp } from '../../lib/app.ts';
import { type StageName, stageNames } from '../../lib/stage.ts';
import { render } from './render.ts';

/** One resource of one template, its intrinsic functions rendered as text. */
export interface Resource {
  readonly stage: StageName;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What happens to it when it leaves the template; AWS deletes by default. */
  readonly deletionPolicy: string;
  /** `odavl-prod-auth/ApiRole`. */
  readonly path: string;
}

export interface World {
  readonly stage: StageName;
  readonly app: App;
  readonly assembly: CloudAssembly;
  readonly resources: readonly Resource[];
  of(type: string): Resource[];
  /** What a rendered reference such as `${odavl-prod-auth/ApiRole.Arn}` points at. */
  at(reference: unknown): Resource;
  /** `auth/api` for the code of a function. */
  entryOf(fn: Resource): string;
}

const Definition = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().default('Delete'),
});
const Template = z.object({
  Resources: z.record(z.string(), Definition),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});
const Assets = z.object({ files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })) });
const Code = z.object({ Code: z.object({ S3Key: z.string() }) });

export function synthesize(stage: StageName): World {
  const directory = mkdtempSync(join(tmpdir(), `infra-${stage}-`));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  // Unstaged assets stay where the build put them, so that their paths tell which entry they are.
  const context = { ...cdk.context, 'aws:cdk:disable-asset-staging': true };
  const app = new App({ outdir: directory, analyticsReporting: false, context });
  makeApp(app, stage);
  const assembly = app.synth();
  const resources = resourcesOf(assembly, stage);
  const assets = assetPaths(directory);
  const byPath = new Map(resources.map((resource) => [resource.path, resource]));
  return {
    stage,
    app,
    assembly,
    resources,
    of: (type) => resources.filter((resource) => resource.type === type),
    at(reference) {
      const path = /^\$\{([^.}]+)(?:\.[^}]+)?\}$/.exec(String(reference))?.[1] ?? '';
      const found = byPath.get(path);
      if (!found) throw new Error(`${stage}: ${JSON.stringify(reference)} points at no resource of these templates.`);
      return found;
    },
    entryOf(fn) {
      const { S3Key } = Code.parse(fn.properties).Code;
      const path = assets.get(S3Key.replace('.zip', ''));
      if (!path) throw new Error(`${fn.path}: no asset ${S3Key}.`);
      return relative(join(process.cwd(), 'dist/lambdas'), path).replaceAll('\\', '/');
    },
  };
}

export function synthesizeAll(): World[] {
  return stageNames.map(synthesize);
}

function resourcesOf(assembly: CloudAssembly, stage: StageName): Resource[] {
  const templates = assembly.stacks.map(({ stackName, template }) => ({
    stack: stackName,
    ...Template.parse(template),
  }));
  const exported = new Map(
    templates.flatMap(({ stack, Outputs }) =>
      Object.values(Outputs).map(({ Value, Export }) => [Export?.Name ?? '', { stack, value: Value }] as const),
    ),
  );
  const imported = (name: string): string => {
    const output = exported.get(name);
    if (!output) throw new Error(`${stage}: no stack exports ${name}.`);
    return String(render(output.value, { stack: output.stack, imported }));
  };
  return templates.flatMap(({ stack, Resources }) =>
    Object.entries(Resources).map(([logicalId, { Type, Properties, DeletionPolicy }]) => {
      const rendered = z.record(z.string(), z.unknown()).parse(render(Properties, { stack, imported }));
      const path = `${stack}/${logicalId}`;
      return { stage, stack, logicalId, type: Type, properties: rendered, deletionPolicy: DeletionPolicy, path };
    }),
  );
}

function assetPaths(directory: string): Map<string, string> {
  const manifests = readdirSync(directory).filter((name) => name.endsWith('.assets.json'));
  return new Map(
    manifests.flatMap((name) => {
      const { files } = Assets.parse(JSON.parse(readFileSync(join(directory, name), 'utf8')));
      return Object.entries(files).map(([hash, { source }]) => [hash, resolve(directory, source.path)] as const);
    }),
  );
}
