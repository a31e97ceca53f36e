import { expect, test } from 'vitest';
import { nativeDetectors, passDetectors } from '../../../engines/insight/detectors.ts';
import { detectorIds } from '../../../engines/insight/issue.ts';

test('whoever asks for a detector gets it: each has something that looks', () => {
  const { file, project } = passDetectors;
  const ids = new Set([...file, ...project, ...nativeDetectors].map(({ id }) => id));
  expect([...ids].toSorted()).toEqual(detectorIds.toSorted());
});
