import { syntaxDetector } from '../../syntax/syntax-rule.ts';
import { awaitInLoop } from './await-in-loop.ts';
import { effectSetsState } from './effect-sets-state.ts';
import { includesInLoop } from './includes-in-loop.ts';
import { jsonClone } from './json-clone.ts';
import { largeFile } from './large-file.ts';
import { nPlusOne } from './n-plus-one.ts';
import { nestedLoop } from './nested-loop.ts';
import { regexInLoop } from './regex-in-loop.ts';
import { sequentialAwait } from './sequential-await.ts';
import { spreadInReduce } from './spread-in-reduce.ts';
import { syncIoInHandler } from './sync-io-in-handler.ts';
import { unstableContextValue } from './unstable-context-value.ts';
import { unstableMemoProp } from './unstable-memo-prop.ts';

/** What makes code slower than it needs to be, where its text alone shows it. */
export const detector = syntaxDetector('performance', [
  ...[largeFile, nestedLoop, includesInLoop, spreadInReduce, jsonClone, regexInLoop],
  ...[syncIoInHandler, nPlusOne, awaitInLoop, sequentialAwait],
  ...[unstableMemoProp, unstableContextValue, effectSetsState],
]);
