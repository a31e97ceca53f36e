import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take longest: begun at the end, they would leave the other worker without work. */
export const slowFiles = [
  'test/simulation/simulation.test.ts',
  'test/journey/permissions.test.ts',
  'test/journey/website.test.ts',
  'test/journey/work.test.ts',
  'test/journey/erasure.test.ts',
];

/** A worker serves one project, so each comes as a whole. */
const projects = ['isolated', 'platform', 'shared'];

const rankOf = ({ moduleId, project }: TestSpecification) =>
  slowFiles.some((path) => moduleId.endsWith(path)) ? -1 : projects.indexOf(project.name);

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
