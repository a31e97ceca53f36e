import type { NativeDetector } from './detect/detector.ts';
import type { PassDetectors } from './detect/pass.ts';
import { detector as architecture } from './detectors/architecture/detector.ts';
import { detector as build } from './detectors/build/detector.ts';
import { detector as circular } from './detectors/circular/detector.ts';
import { detector as complexity } from './detectors/complexity/detector.ts';
import { detector as duplication } from './detectors/duplication/detector.ts';
import { detector as imports } from './detectors/import/detector.ts';
import { detector as isolation } from './detectors/isolation/detector.ts';
import { detector as lint } from './detectors/lint/detector.ts';
import { detector as network } from './detectors/network/detector.ts';
import { detector as packages } from './detectors/package/detector.ts';
import { detector as performance } from './detectors/performance/detector.ts';
import { detector as runtime } from './detectors/runtime/detector.ts';
import { detector as security, dataDetector as securityData } from './detectors/security/detector.ts';
import { secretsOfCode } from './detectors/security/secrets/file-secrets.ts';
import { detector as typescript } from './detectors/typescript/detector.ts';
import { detector as syntax } from './detectors/typescript/syntax-error.ts';
import { moduleFactsOf } from './source/module-facts.ts';

/** THE list: what looks at each file, and at all files together. Several may share an id. */
export const passDetectors: PassDetectors = {
  file: [complexity, network, performance, runtime, security, syntax],
  project: [architecture, build, circular, imports, isolation, packages, securityData],
  factsOf: moduleFactsOf,
  secretsOf: (file) => secretsOfCode(file).ranges,
};

export const nativeDetectors: readonly NativeDetector[] = [duplication, lint, typescript];
