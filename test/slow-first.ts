import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They take the most time and memory, or measure it. Begun at the end, they would leave the other worker without work. */
export const slowFiles = [
  'test/simulation/simulation.test.ts',
  'test/journey/permissions.test.ts',
  'test/journey/website.test.ts',
  'test/journey/work.test.ts',
  'test/journey/erasure.test.ts',
  'test/shared/archive/bombs.test.ts',
];

/** A worker serves one project, so each comes as a whole. */
const projects = ['alone', 'infra', 'platform', 'shared'];
const placeOf = ({ moduleId, project }: TestSpecification) => [
  projects.indexOf(project.name),
  slowFiles.findIndex((path) => moduleId.endsWith(path)),
];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map((await super.sort(files)).map((file) => [file, placeOf(file)]));
    const inOrder = ([a = 0, b = 0]: number[], [c = 0, d = 0]: number[]) => a - c || b - d;
    return [...places].toSorted(([, a], [, b]) => inOrder(a, b)).map(([file]) => file);
  }
}
