import type { DetectorId } from '../issue.ts';
import type { PassDetectors } from './pass.ts';

/** From 0 to 100, and how far each detector is. */
export type TellProgress = (percent: number, message: string) => void;

export interface ProgressTracker {
  /** @param units how many there were by now: files, and then detectors of the project */
  readonly passed: (units: number) => void;
  readonly finished: (native: DetectorId) => void;
}

/** The pass counts as much as each of the native detectors does. It never says 100: what is found has still to be put together. */
export function trackProgress(
  { file, project }: Pick<PassDetectors, 'file' | 'project'>,
  { files, native, tell }: { files: number; native: readonly DetectorId[]; tell: TellProgress },
): ProgressTracker {
  const units = files + project.length;
  const all = [...new Set([...file.map(({ id }) => id), ...project.map(({ id }) => id), ...native])].toSorted();
  const working = new Set(native);
  let passed = 0;
  const told = () => {
    const unfinished = new Set<DetectorId>([
      ...(passed < files ? file.map(({ id }) => id) : []),
      ...project.slice(Math.max(0, passed - files)).map(({ id }) => id),
      ...working,
    ]);
    const done = all.filter((id) => !unfinished.has(id));
    const looked = units === 0 ? 1 : passed / units;
    const percent = Math.min(99, Math.round((100 * (looked + native.length - working.size)) / (1 + native.length)));
    const names = done.length === 0 ? '' : `: ${done.join(', ')}`;
    tell(
      percent,
      `${Math.min(passed, files)} of ${files} files; ${done.length} of ${all.length} detectors done${names}`,
    );
  };
  return {
    passed: (now) => {
      passed = now;
      told();
    },
    finished: (id) => {
      working.delete(id);
      told();
    },
  };
}
