import type { Finding } from '../../../issue.ts';
import type { LineMap } from '../../../source/line-map.ts';
import { isRehearsal } from '../path-context.ts';
import type { AssignedSecret } from './assigned-secret.ts';
import type { KnownSecret } from './known-secrets.ts';

/** A finding at an offset; the line is masked by whoever reports it. */
type Located = Omit<Finding, 'file' | 'line' | 'column'>;

const category = 'Secrets (CWE-798)';
const remedy =
  'Revoke it first, for it stays in the history of the repository; then read the new one from the environment or a secret store.';

export interface SecretPlace {
  readonly path: string;
  readonly lines: LineMap;
  readonly text: string;
}

export function secretFindings(
  known: readonly KnownSecret[],
  assigned: readonly AssignedSecret[],
  place: SecretPlace,
): Finding[] {
  return [
    ...known.map((each) => knownSecretFinding(each, place)),
    ...assigned.flatMap((each) => assignedSecretFinding(each, place) ?? []),
  ];
}

function knownSecretFinding(found: KnownSecret, place: SecretPlace): Finding {
  const { format, isReal } = found;
  const isPublic = format.isPublicIn?.(place.text) ?? false;
  const located = isReal
    ? {
        severity: isPublic ? 'low' : format.severity,
        confidence: isPublic ? 50 : format.confidence,
        message: `This file holds a secret (${format.name}). Whoever can read the repository can use it.`,
      }
    : {
        ...{ severity: 'info' as const, confidence: 30 },
        message: `This file holds what is written like a secret (${format.name}), though it does not have the inside of a real one.`,
      };
  const finding = {
    ...located,
    ruleId: format.ruleId,
    category,
    suggestion: remedy,
  };
  return at(place, found.start, finding);
}

const assigned = {
  'hard-coded-secret': { severity: 'high', confidence: 82, what: 'a value that reads like a generated secret' },
  'hard-coded-password': { severity: 'medium', confidence: 62, what: 'a value that reads like a password' },
} as const;

/** Undefined for the password of a test, which opens nothing. */
function assignedSecretFinding({ ruleId, name, secret }: AssignedSecret, place: SecretPlace): Finding | undefined {
  if (ruleId === 'hard-coded-password' && isRehearsal(place.path)) return undefined;
  const { severity, confidence, what } = assigned[ruleId];
  return at(place, secret.start, {
    ...{ ruleId, category, severity, confidence, suggestion: remedy },
    message: `\`${name}\` is given ${what} in the file itself. Whoever can read the repository can use it.`,
  });
}

/** In a test it is most often made up: told of, but not as an alarm. */
function at({ path, lines }: SecretPlace, offset: number, finding: Located): Finding {
  const lowered = isRehearsal(path)
    ? {
        severity: finding.severity === 'info' ? ('info' as const) : ('low' as const),
        confidence: Math.max(20, finding.confidence - 35),
      }
    : {};
  return { file: path, ...lines.positionOf(offset), ...finding, ...lowered };
}
