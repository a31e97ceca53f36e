import { syntaxDetector } from '../../syntax/syntax-rule.ts';
import { cognitiveComplexity } from './cognitive-complexity.ts';
import { cyclomaticComplexity } from './cyclomatic-complexity.ts';
import { functionLength } from './function-length.ts';
import { nestingDepth } from './nesting-depth.ts';
import { tooManyParameters } from './too-many-parameters.ts';

/** How hard the functions of a file are to read, to test and to change. */
export const detector = syntaxDetector('complexity', [
  cognitiveComplexity,
  cyclomaticComplexity,
  functionLength,
  nestingDepth,
  tooManyParameters,
]);
