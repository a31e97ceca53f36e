import type { Range } from '../detectors/security/secrets/mask.ts';
import { type DetectorId, type Draft, detectorIds } from '../issue.ts';
import { type ParsedFile, parseFile } from '../source/parsed-file.ts';
import type { FactsOf, ModuleFacts } from '../source/project.ts';
import type { SourceFile, Workspace } from '../source/source-file.ts';
import type { FileDetector, ProjectDetector, Report } from './detector.ts';

export interface PassDetectors {
  readonly file: readonly FileDetector[];
  readonly project: readonly ProjectDetector[];
  readonly factsOf: FactsOf;
  /** What of a file nobody may be shown, whichever detectors are asked for. */
  readonly secretsOf: (file: ParsedFile) => readonly Range[];
}

/** What a detector could not do, and where; without a file, for all files together. */
export interface Failure {
  /** None: the file could not be parsed. */
  readonly detector?: DetectorId;
  readonly file?: string;
  readonly reason: string;
}

export type Spent = Readonly<Partial<Record<DetectorId, number>>>;

/** One file with all its detectors, or one detector of the whole project. */
export interface UnitResult {
  readonly unit: number;
  readonly drafts: readonly Draft[];
  readonly failures: readonly Failure[];
  /** Milliseconds of work, by detector. */
  readonly spent: Spent;
  readonly facts?: ModuleFacts;
  /** Missing: it could not be found out what of the file nobody may be shown. */
  readonly secrets?: readonly Range[];
}

export interface PassWork {
  readonly workspace: Workspace;
  readonly detectors: PassDetectors;
  /** The results that there are already, of the units 0, 1, 2, … */
  readonly done: readonly Pick<UnitResult, 'facts'>[];
  /** What was tried, and ended the thread. */
  readonly isExcluded: (unit: number, detector: number) => boolean;
  /** Told before each, so that whoever ends the thread knows what it was at. */
  readonly step: (unit: number, detector: number) => void;
}

export function selectDetectors(all: PassDetectors, ids: readonly DetectorId[]): PassDetectors {
  const isWanted = ({ id }: { readonly id: DetectorId }) => ids.includes(id);
  return { ...all, file: all.file.filter(isWanted), project: all.project.filter(isWanted) };
}

/** The number of a step that only parses, and of one that looks for what must not be shown. */
export const parsing = -1;
export const hiding = -3;

/** File by file, so that one syntax tree is in memory at a time; then the project, by what is left of them. */
export function* runPass(work: PassWork): Generator<UnitResult> {
  const { workspace, detectors, done } = work;
  const facts = done.flatMap((each) => each.facts ?? []);
  for (const [unit, source] of workspace.files.entries()) {
    if (unit < done.length) continue;
    const result = checkFile(work, unit, source);
    if (result.facts) facts.push(result.facts);
    yield result;
  }
  const project = { workspace, modules: new Map(facts.map((each) => [each.path, each])) };
  for (const [nth, { id, checkProject }] of detectors.project.entries()) {
    const unit = workspace.files.length + nth;
    if (unit < done.length) continue;
    if (work.isExcluded(unit, 0)) {
      yield nothing(unit);
      continue;
    }
    work.step(unit, 0);
    yield { unit, ...attempt(id, undefined, (report) => checkProject(project, report)) };
  }
}

function checkFile({ detectors, isExcluded, step }: PassWork, unit: number, source: SourceFile): UnitResult {
  if (isExcluded(unit, parsing)) return nothing(unit);
  step(unit, parsing);
  const file = parseFile(source);
  const facts = detectors.factsOf(file);
  const secrets = isExcluded(unit, hiding) ? undefined : secretsOf();
  const results = detectors.file.flatMap(({ id, checkFile: check }, nth) => {
    if (isExcluded(unit, nth)) return [];
    step(unit, nth);
    return attempt(id, source.path, (report) => check(file, report));
  });
  return {
    ...{ unit, facts, ...(secrets && { secrets }) },
    drafts: results.flatMap(({ drafts }) => drafts),
    failures: results.flatMap(({ failures }) => failures),
    spent: sumOf(results.map(({ spent }) => spent)),
  };

  function secretsOf(): readonly Range[] {
    step(unit, hiding);
    return detectors.secretsOf(file);
  }
}

const nothing = (unit: number): UnitResult => ({ unit, drafts: [], failures: [], spent: {} });

/** A detector that throws has failed at this place, and nowhere else. */
function attempt(detector: DetectorId, file: string | undefined, check: (report: Report) => void) {
  const drafts: Draft[] = [];
  const failures: Failure[] = [];
  const begun = performance.now();
  try {
    check((finding) => drafts.push({ ...finding, detector }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failures.push({ detector, ...(file !== undefined && { file }), reason });
  }
  return { drafts, failures, spent: { [detector]: performance.now() - begun } };
}

export function sumOf(all: readonly Spent[]): Spent {
  const sum: Partial<Record<DetectorId, number>> = {};
  for (const spent of all) {
    for (const id of detectorIds) sum[id] = (sum[id] ?? 0) + (spent[id] ?? 0);
  }
  return sum;
}
