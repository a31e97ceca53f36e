import type { FileDetector, ProjectDetector } from '../../../../engines/insight/detect/detector.ts';
import type { PassDetectors } from '../../../../engines/insight/detect/pass.ts';
import { passOrder, servePass } from '../../../../engines/insight/detect/pass-thread.ts';
import { moduleFactsOf } from '../../../../engines/insight/source/module-facts.ts';

const finding = (file: string, ruleId: string) => ({
  ...{ file, line: 1, severity: 'low' as const, ruleId, category: 'test', message: ruleId },
  confidence: 100,
});

const good: FileDetector = {
  id: 'complexity',
  checkFile: ({ path }, report) => report(finding(path, 'seen')),
};
/** By what stands in the file. */
const bad: FileDetector = {
  id: 'security',
  checkFile: ({ path, source }, report) => {
    if (source.text.includes('hang')) while (performance.now() > 0);
    if (source.text.includes('die')) process.exit(1);
    if (source.text.includes('fill')) {
      for (const all: number[][] = []; ; ) all.push(Array.from({ length: 100_000 }, Math.random));
    }
    report(finding(path, 'also seen'));
    if (source.text.includes('throw')) throw new Error('This file is too much for me.');
  },
};
const whole: ProjectDetector = {
  id: 'architecture',
  checkProject: ({ modules }, report) => {
    for (const path of modules.keys()) report(finding(path, 'counted'));
  },
};
const hanging: ProjectDetector = {
  id: 'circular',
  checkProject: ({ workspace }) => {
    if (workspace.files.some(({ text }) => text.includes('freeze'))) while (performance.now() > 0);
  },
};

export const badDetectors: PassDetectors = {
  ...{ file: [bad, good], project: [hanging, whole], factsOf: moduleFactsOf },
  secretsOf: ({ source }) => {
    if (source.text.includes('hide')) while (performance.now() > 0);
    return [];
  },
};
export const thread = new URL(import.meta.url);

const order = passOrder();
if (order) servePass(order, badDetectors);
