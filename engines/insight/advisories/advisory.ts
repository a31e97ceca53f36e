import * as semver from 'semver';
import * as z from 'zod';
import extract from './advisories.json' with { type: 'json' };

export const AdvisoryRange = z.strictObject({
  introduced: z.string().describe('The first version that is affected; "0" for all before.'),
  fixed: z.string().optional().describe('The first version that is not.'),
  lastAffected: z.string().optional(),
});

export const Advisory = z.strictObject({
  id: z.string().regex(/^(?:GHSA-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}|CVE-\d{4}-\d{4,}|MAL-\d{4}-\d+)$/),
  package: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  summary: z.string(),
  ranges: z.array(AdvisoryRange).min(1),
});
export type Advisory = z.infer<typeof Advisory>;

/** What of OSV's npm advisories is built in: `bin/refresh-advisories.ts` makes it anew. */
export const AdvisoryExtract = z.strictObject({
  source: z.string(),
  date: z.iso.date(),
  advisories: z.array(Advisory),
});
export type AdvisoryExtract = z.infer<typeof AdvisoryExtract>;

export const builtInAdvisories: AdvisoryExtract = AdvisoryExtract.parse(extract);

/** Advisories by the package that they are about. */
export class Advisories {
  readonly date: string;
  readonly #byPackage = new Map<string, Advisory[]>();

  constructor({ date, advisories }: AdvisoryExtract) {
    this.date = date;
    for (const advisory of advisories) {
      const known = this.#byPackage.get(advisory.package);
      if (known) known.push(advisory);
      else this.#byPackage.set(advisory.package, [advisory]);
    }
  }

  /** Those that a version is affected by. */
  of(name: string, version: string): Advisory[] {
    const parsed = semver.parse(version);
    if (!parsed) return [];
    return (this.#byPackage.get(name) ?? []).filter(({ ranges }) => ranges.some((range) => affects(range, parsed)));
  }

  /** The next version that none of them affects, as far as is known; undefined when there is none. */
  fixOf(name: string, version: string): string | undefined {
    const fixes = (this.#byPackage.get(name) ?? []).flatMap(({ ranges }) => ranges.flatMap(({ fixed }) => fixed ?? []));
    const later = fixes.filter((fixed) => semver.valid(fixed) && semver.gt(fixed, version));
    return later.toSorted(semver.compare).find((fixed) => this.of(name, fixed).length === 0);
  }
}

function affects({ introduced, fixed, lastAffected }: z.infer<typeof AdvisoryRange>, version: semver.SemVer): boolean {
  if (introduced !== '0' && !(semver.valid(introduced) && semver.gte(version, introduced))) return false;
  if (fixed !== undefined) return semver.valid(fixed) !== null && semver.lt(version, fixed);
  if (lastAffected !== undefined) return semver.valid(lastAffected) !== null && semver.lte(version, lastAffected);
  return true;
}
