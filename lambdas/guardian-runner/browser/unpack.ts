import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { BrowserBrokenError } from './browser-broken-error.ts';
import { writeFontConfig } from './fonts.ts';
import { stagingInfix, sweepAbandoned } from './sweep.ts';

/** Where one unpacked Chromium lives, and the environment in which it finds its libraries and fonts. */
export interface Chromium {
  readonly executablePath: string;
  readonly environment: Readonly<Record<string, string>>;
}

const package_ = '@sparticuz/chromium';
let unpacking: Promise<Chromium> | undefined;

/** Unpacks the Chromium of `@sparticuz/chromium` once per machine and version, about a second. Safe to race. */
export function unpackChromium(): Promise<Chromium> {
  unpacking ??= unpackOnce().catch((error: unknown) => {
    unpacking = undefined;
    throw new BrowserBrokenError('Chromium could not be unpacked.', { cause: error });
  });
  return unpacking;
}

async function unpackOnce(): Promise<Chromium> {
  const entry = createRequire(import.meta.url).resolve(package_);
  const home = join(tmpdir(), `odavl-chromium-${await versionOf(entry)}`);
  await sweepAbandoned(Date.now());
  if (!existsSync(home)) await unpackInto(home, entry);
  await assertOurs(home);
  return {
    executablePath: join(home, 'chromium'),
    environment: {
      HOME: home,
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(home, 'font-config'),
    },
  };
}

/** All or nothing: other processes only ever see a complete folder under the final name. */
async function unpackInto(home: string, entry: string): Promise<void> {
  const staging = await mkdtemp(`${home}${stagingInfix}`);
  try {
    await inflate(staging, entry);
    await writeFontConfig(staging, home);
    await rename(staging, home);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    const lostTheRace = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
    if (!lostTheRace) throw error;
  }
}

/**
 * The package unpacks into `os.tmpdir()` and leaves out the libraries that a bare machine lacks unless it believes to be
 * in Lambda (https://github.com/Sparticuz/chromium#running-locally--headlessheadful-mode). Both are decided by its
 * environment, so it runs in a child with one that says what we want.
 */
async function inflate(folder: string, entry: string): Promise<void> {
  const script = 'const { default: chromium } = await import(process.argv[1]); await chromium.executablePath();';
  await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, '--', pathToFileURL(entry).href],
    { env: { PATH: process.env.PATH, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }, timeout: 60_000 },
  );
}

const manifestSchema = z.object({ name: z.string(), version: z.string() });

async function versionOf(entry: string): Promise<string> {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = manifestSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (manifest.success && manifest.data.name === package_) return manifest.data.version;
  }
  throw new Error(`${entry} is not inside ${package_}.`);
}

/** The temporary folder is shared: somebody else's folder under our name could hold anything. */
async function assertOurs(home: string): Promise<void> {
  const found = await lstat(home);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${home} belongs to another user.`);
}
