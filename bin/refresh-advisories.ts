import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromBuffer } from 'yauzl';
import * as z from 'zod';

const osvExport = 'https://osv-vulnerabilities.storage.googleapis.com/npm/all.zip';
const builtIn = 'engines/insight/advisories/advisories.json';

const usage = `node bin/refresh-advisories.ts --date YYYY-MM-DD [--from <zip, folder or URL>] [--out <file>]
  [--packages <name,name,… | all>] [--severity low|medium|high|critical]

Makes the extract of OSV's npm advisories that Insight has built in. Without --from it fetches ${osvExport}.
The packages are those of the extract that is there, unless others are named; the severity is the least that is taken. The date is
that of the export. Ends with 0, or with 2 when it could not; then the extract is as it was.`;

const severities = ['critical', 'high', 'medium', 'low'] as const;
const Severity = z.enum(severities);

const Events = z.array(z.record(z.string(), z.string()));
const Affected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }),
  ranges: z.array(z.object({ type: z.string(), events: Events })).default([]),
  versions: z.array(z.string()).default([]),
  database_specific: z.object({ last_known_affected_version_range: z.string().optional() }).optional(),
});
const Osv = z.object({
  id: z.string().regex(/^(?:GHSA-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}|MAL-\d{4}-\d+)$/),
  summary: z.string().optional(),
  withdrawn: z.string().optional(),
  affected: z.array(Affected).default([]),
  database_specific: z.object({ severity: z.string().optional() }).optional(),
});
const Known = z.object({ advisories: z.array(z.object({ package: z.string() })) });

type Range = { introduced: string; fixed?: string; lastAffected?: string };

/**
 * The ranges of versions that an entry says, by events in the order of the versions. One without an end may have it beside them, as
 * `<= 1.4.2`, or as a list of all versions that it means.
 */
function rangesOf({ ranges, versions, database_specific: specific }: z.infer<typeof Affected>): Range[] {
  const found: Range[] = [];
  const lists = ranges.filter(({ type }) => type === 'SEMVER' || type === 'ECOSYSTEM');
  for (const { introduced, fixed, last_affected: lastAffected } of lists.flatMap(({ events }) => events)) {
    const open = found.at(-1);
    if (introduced !== undefined) found.push({ introduced });
    else if (open && fixed !== undefined) open.fixed = fixed;
    else if (open && lastAffected !== undefined) open.lastAffected = lastAffected;
  }
  const last = found.at(-1);
  if (last && last.fixed === undefined && last.lastAffected === undefined) {
    const end = /^<= ?(\S+)$/.exec(specific?.last_known_affected_version_range ?? '')?.[1];
    if (end !== undefined) last.lastAffected = end;
    else if (versions.length > 0) return [...found.slice(0, -1), ...versions.map(exactly)];
  }
  return found.length > 0 ? found : versions.map(exactly);
}

const exactly = (version: string): Range => ({ introduced: version, lastAffected: version });

/** What is malicious has no severity of its own. */
function severityOf({ id, database_specific: specific }: z.infer<typeof Osv>) {
  const said = specific?.severity?.toLowerCase().replace('moderate', 'medium');
  return Severity.safeParse(said).data ?? (id.startsWith('MAL-') ? 'critical' : undefined);
}

interface Filter {
  readonly isWanted: (name: string) => boolean;
  readonly least: z.infer<typeof Severity>;
}

/** One advisory for each package that it concerns; none for what was withdrawn, is not npm's, or says no range. */
function advisoriesIn(text: string, { isWanted, least }: Filter) {
  const { success, data: osv } = Osv.safeParse(JSON.parse(text));
  const severity = success ? severityOf(osv) : undefined;
  if (!success || osv.withdrawn !== undefined || severity === undefined) return [];
  if (severities.indexOf(severity) > severities.indexOf(least)) return [];
  const names = new Set(osv.affected.flatMap((each) => (each.package.ecosystem === 'npm' ? [each.package.name] : [])));
  return [...names].filter(isWanted).flatMap((name) => {
    const own = osv.affected.filter((each) => each.package.ecosystem === 'npm' && each.package.name === name);
    const ranges = own.flatMap(rangesOf);
    return ranges.length === 0 ? [] : [{ id: osv.id, package: name, severity, summary: osv.summary ?? osv.id, ranges }];
  });
}

async function* textsOf(from: string): AsyncGenerator<string> {
  if (/^https?:/.test(from)) {
    const response = await fetch(from, { signal: AbortSignal.timeout(600_000) });
    if (!response.ok) throw new Error(`${from} answers ${response.status}.`);
    yield* textsInZip(Buffer.from(await response.arrayBuffer()));
  } else if (statSync(from).isDirectory()) {
    const names = readdirSync(from, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.json'))) yield readFileSync(join(from, name), 'utf8');
  } else yield* textsInZip(readFileSync(from));
}

async function* textsInZip(bytes: Buffer): AsyncGenerator<string> {
  const zip = await promised<import('yauzl').ZipFile>((done) => fromBuffer(bytes, { lazyEntries: true }, done));
  for (let left = zip.entryCount; left > 0; left -= 1) {
    const entry = await new Promise<import('yauzl').Entry>((resolve, reject) => {
      zip.once('entry', resolve).once('error', reject).readEntry();
    });
    if (!entry.fileName.endsWith('.json')) continue;
    const stream = await promised<NodeJS.ReadableStream>((done) => zip.openReadStream(entry, done));
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(Buffer.from(part));
    yield Buffer.concat(parts).toString('utf8');
  }
}

function promised<T>(start: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}

const order = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

async function refresh(): Promise<void> {
  const { values } = parseArgs({
    options: Object.fromEntries(
      ['date', 'from', 'out', 'packages', 'severity'].map((name) => [name, { type: 'string' as const }]),
    ),
  });
  const { date, from = osvExport, out = builtIn, packages, severity = 'low' } = values;
  const least = Severity.safeParse(severity).data;
  if (!z.iso.date().safeParse(date).success || !least) throw new Error(usage);
  const names =
    packages?.split(',') ??
    Known.parse(JSON.parse(readFileSync(builtIn, 'utf8'))).advisories.map((each) => each.package);
  const wanted = new Set(names);
  const advisories = [];
  for await (const text of textsOf(from)) {
    advisories.push(...advisoriesIn(text, { isWanted: (name) => packages === 'all' || wanted.has(name), least }));
  }
  if (advisories.length === 0) throw new Error(`${from} has no advisory for these packages.`);
  advisories.sort((a, b) => order(a.package, b.package) || order(a.id, b.id));
  const source = `${osvExport}, ${packages === 'all' ? 'all packages' : `${wanted.size} packages`}, ${least} and above`;
  writeFileSync(out, `${JSON.stringify({ source, date, advisories }, null, 2)}\n`);
  console.log(JSON.stringify({ out, advisories: advisories.length }));
}

try {
  await refresh();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
