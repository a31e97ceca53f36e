import type { SecretFormat } from './format.ts';
import { anyServiceFormats } from './formats/any-service.ts';
import { cloudFormats } from './formats/cloud.ts';
import { codeHostFormats } from './formats/code-hosts.ts';
import { serviceFormats } from './formats/services.ts';

/** THE table of known secrets. Where two match the same characters, the first one is told. */
export const secretFormats: readonly SecretFormat[] = [
  ...codeHostFormats,
  ...cloudFormats,
  ...serviceFormats,
  ...anyServiceFormats,
];
