import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Template } from './template.ts';

export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** Object key in the assets bucket → folder of the synthesized asset. */
  readonly assets: ReadonlyMap<string, string>;
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html */
const Artifact = z.looseObject({
  type: z.string(),
  dependencies: z.array(z.string()).default([]),
  properties: z
    .looseObject({
      templateFile: z.string().optional(),
      stackName: z.string().optional(),
      file: z.string().optional(),
      directoryName: z.string().optional(),
    })
    .default({}),
});
type Artifact = z.output<typeof Artifact>;

const Manifest = z.looseObject({
  artifacts: z.record(z.string(), Artifact).default({}),
  missing: z.array(z.unknown()).default([]),
});

const AssetManifest = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Reads all stacks of a cloud assembly, each after those it depends on. */
export async function loadAssembly(directory: string): Promise<Stack[]> {
  const manifest = await readJson(join(directory, 'manifest.json'), Manifest);
  if (manifest.missing.length > 0)
    throw new Error(`${directory}: the assembly waits for context lookups, which need an AWS account.`);
  const stacks: Stack[] = [];
  for (const id of inDependencyOrder(manifest.artifacts)) {
    const artifact = manifest.artifacts[id];
    const nested = artifact?.properties.directoryName;
    if (artifact?.type === 'cdk:cloud-assembly' && nested)
      stacks.push(...(await loadAssembly(join(directory, nested))));
    if (artifact?.type === 'aws:cloudformation:stack')
      stacks.push(await loadStack(directory, id, artifact, manifest.artifacts));
  }
  return stacks;
}

async function loadStack(
  directory: string,
  id: string,
  artifact: Artifact,
  artifacts: Record<string, Artifact>,
): Promise<Stack> {
  const file = artifact.properties.templateFile;
  if (!file) throw new Error(`${directory}: the stack "${id}" names no template file.`);
  const manifests = artifact.dependencies.flatMap((dependency) => artifacts[dependency]?.properties.file ?? []);
  const assets = await Promise.all(manifests.map((name) => loadAssets(directory, name)));
  return {
    name: artifact.properties.stackName ?? id,
    template: await readJson(join(directory, file), Template),
    assets: new Map(assets.flat()),
  };
}

async function loadAssets(directory: string, file: string): Promise<[string, string][]> {
  const { files } = await readJson(join(directory, file), AssetManifest);
  return Object.values(files).flatMap(({ source, destinations }) => {
    const path = source.path;
    if (path === undefined) return [];
    return Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, resolve(directory, path)]);
  });
}

async function readJson<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is not what the runtime expects.\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function inDependencyOrder(artifacts: Record<string, Artifact>): string[] {
  const ordered = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    if (ordered.has(id)) return;
    if (trail.includes(id)) throw new Error(`The stacks depend on each other: ${[...trail, id].join(' → ')}.`);
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency, [...trail, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(artifacts)) visit(id, []);
  return [...ordered];
}
