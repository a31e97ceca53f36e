import { isBuiltin } from 'node:module';
import type { Workspace } from '../source/source-file.ts';
import { FileList } from './file-list.ts';
import { isMadeLater } from './file-role.ts';
import { type Manifest, Manifests } from './manifest.ts';
import { mainsOf, targetsOf, withSources } from './package-targets.ts';
import { folderOf, joinPath } from './path.ts';
import { fillStar, matchesOf } from './pattern.ts';
import { isAsset, probeFile, probeIndex, probeOtherCase } from './probe.ts';
import type { Resolution } from './resolution.ts';
import { TsConfigs } from './tsconfig.ts';

const unknown = { kind: 'unknown' } as const;
const present = { kind: 'present' } as const;

/** Finds what a specifier names among the files of a workspace. It reads nothing and runs nothing. */
export class Resolver {
  readonly files: FileList;
  readonly manifests: Manifests;
  readonly #configs: TsConfigs;
  readonly #known = new Map<string, Resolution>();

  constructor(workspace: Pick<Workspace, 'files' | 'data' | 'skipped'>) {
    this.files = new FileList(workspace);
    this.manifests = new Manifests(workspace.data);
    this.#configs = new TsConfigs(workspace.data, this.files, this.manifests);
  }

  resolve(from: string, specifier: string): Resolution {
    // Files of one folder see the same.
    const key = `${folderOf(from)}\0${specifier}`;
    const known = this.#known.get(key) ?? this.#resolve(from, specifier);
    this.#known.set(key, known);
    return known;
  }

  #resolve(from: string, specifier: string): Resolution {
    // `a.svg?url` asks a bundler for the same file in another shape; `!` is a chain of its loaders.
    const path = specifier.replace(/\?.*$/s, '');
    if (path === '' || path.includes('!') || path.includes('\0')) return unknown;
    if (/^\.{1,2}(?:[\\/]|$)/.test(path)) return this.#relative(from, path);
    if (path.startsWith('#')) return this.#imports(from, path) ?? this.#alias(from, path) ?? unknown;
    return this.#alias(from, path) ?? this.#bare(from, path);
  }

  #relative(from: string, specifier: string): Resolution {
    const path = joinPath(folderOf(from), specifier);
    // The repository may be a part of a larger one.
    if (path === undefined) return unknown;
    const found = this.#at(path);
    if (found) return { kind: 'file', path: found, via: 'relative' };
    if (this.files.isVendored(path) || isAsset(path)) return present;
    const isSure = !isMadeLater(this.files, path) && !this.#configs.above(from).some(({ hasRootDirs }) => hasRootDirs);
    const otherCase = probeOtherCase(this.files, path);
    return { kind: 'missing', path, isSure, ...(otherCase !== undefined && { otherCase }) };
  }

  /** A file, or the folder of that name. */
  #at(path: string): string | undefined {
    const file = path === '' ? undefined : probeFile(this.files, path);
    if (file !== undefined || (path !== '' && !this.files.hasFolder(path))) return file;
    const manifest = this.manifests.in(path);
    const index = manifest && this.#firstOf(manifest, mainsOf(manifest));
    return index ?? probeIndex(this.files, path);
  }

  #firstOf({ folder }: Manifest, targets: readonly string[]): string | undefined {
    for (const target of targets.flatMap(withSources)) {
      const path = joinPath(folder, target);
      if (path === undefined || path === folder) continue;
      const found = probeFile(this.files, path) ?? probeIndex(this.files, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The `paths` and `baseUrl` of the configurations around a file. */
  #alias(from: string, specifier: string): Resolution | undefined {
    let missing: string | undefined;
    for (const { paths, baseUrl } of this.#configs.above(from)) {
      for (const { match, star } of matchesOf(paths, specifier)) {
        const targets = match.targets.map((target) => fillStar(target, star));
        const found = this.#aliased(targets);
        if (found) return found;
        if (!match.pattern.startsWith('*')) missing ??= targets[0];
      }
      const found = baseUrl === undefined ? undefined : this.#aliased([joinPath(baseUrl, specifier) ?? '']);
      if (found) return found;
    }
    if (missing === undefined) return undefined;
    const isName = this.manifests.named(packageNameOf(specifier) ?? '') ?? this.#isDependency(from, specifier);
    if (isName) return undefined;
    return isAsset(missing) ? present : { kind: 'missing', path: missing, isSure: !isMadeLater(this.files, missing) };
  }

  #aliased(targets: readonly string[]): Resolution | undefined {
    for (const target of targets.filter((each) => each !== '')) {
      const path = this.#at(target);
      if (path !== undefined) return { kind: 'file', path, via: 'alias' };
      if (this.files.isVendored(target)) return present;
    }
    return undefined;
  }

  #isDependency(from: string, specifier: string): boolean {
    const name = packageNameOf(specifier);
    return name !== undefined && this.manifests.above(from).some((manifest) => isDeclared(manifest, name));
  }

  #imports(from: string, specifier: string): Resolution | undefined {
    const manifest = this.manifests.above(from).find(({ imports }) => imports !== undefined);
    const targets = manifest && targetsOf(manifest.imports, specifier);
    if (!manifest || !targets || targets.length === 0) return undefined;
    const path = this.#firstOf(manifest, targets);
    if (path !== undefined) return { kind: 'file', path, via: 'alias' };
    const own = targets.find((target) => target.startsWith('.'));
    if (own === undefined) return targets[0] === undefined ? unknown : this.#bare(from, targets[0]);
    const missing = joinPath(manifest.folder, own);
    if (missing === undefined || isAsset(missing)) return present;
    return { kind: 'missing', path: missing, isSure: !isMadeLater(this.files, missing) };
  }

  #bare(from: string, specifier: string): Resolution {
    if (specifier.startsWith('node:') || isBuiltin(specifier)) return { kind: 'builtin' };
    const name = packageNameOf(specifier);
    if (name === undefined) return unknown;
    const own = this.manifests.packageOf(from);
    const target = own?.name === name ? own : this.manifests.named(name);
    if (!target) return { kind: 'package', name };
    const path = specifier.slice(name.length);
    const exported = target.exports === undefined ? undefined : targetsOf(target.exports, `.${path}`);
    const inner = path === '' ? mainsOf(target) : [`.${path}`, `src${path}`];
    const found = this.#firstOf(target, [...(exported ?? []), ...inner]);
    if (target === own && found !== undefined) return { kind: 'file', path: found, via: 'self' };
    const isExported = path === '' || target.exports === undefined || exported !== undefined;
    return { kind: 'workspace', target, isExported, ...(found !== undefined && { path: found }) };
  }
}

/** `@scope/name` or `name` of a specifier; undefined for what no registry would take. */
export function packageNameOf(specifier: string): string | undefined {
  return /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._-]*(?=\/|$)/i.exec(specifier)?.[0];
}

export function isDeclared(manifest: Manifest, name: string): boolean {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  return [dependencies, devDependencies, peerDependencies, optionalDependencies].some((kind) => kind.has(name));
}
