import * as z from 'zod';
import type { Key } from '../../../shared/dynamo.ts';
import { erased } from './account.ts';
import type { AnyItem } from './store.ts';

export interface Person {
  readonly userId: string;
  readonly addresses: ReadonlySet<string>;
}

export type Scrubbing =
  | { readonly act: 'keep' }
  | { readonly act: 'remove' }
  | { readonly act: 'change'; readonly set: Record<string, unknown>; readonly remove: string[]; readonly was: string };

const keys = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk']);

/**
 * What has to happen to an item of an organization that a person leaves for good. It does not matter which area it belongs to:
 * whatever names the person in its key goes, wherever else the person stands, `erased` stands afterwards.
 */
export function scrubbing(item: AnyItem, person: Person): Scrubbing {
  if (names(item.sk, person)) return { act: 'remove' };
  const changed = Object.entries(item).filter(([name, value]) => !keys.has(name) && isAbout(value, person));
  const isIndexed = names(item.gsi1pk ?? '', person) || names(item.gsi1sk ?? '', person);
  if (changed.length === 0 && !isIndexed) return { act: 'keep' };
  const isMaker = typeof item.createdBy === 'string' && names(item.createdBy, person);
  const set = Object.fromEntries(changed.map(([name, value]) => [name, without(value, person)]));
  const remove = [
    ...(isIndexed ? ['gsi1pk', 'gsi1sk'] : []),
    // Where a key is used from is, as far as anybody knows, where its maker is.
    ...(isMaker && 'lastUsedFrom' in item ? ['lastUsedFrom'] : []),
  ];
  return { act: 'change', set, remove, was: changed[0]?.[0] ?? '' };
}

function isAbout(value: unknown, person: Person): boolean {
  if (typeof value === 'string') return names(value, person);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member) => isAbout(member, person));
}

/** In a list of people nobody is missed; elsewhere something has to stand. */
function without(value: unknown, person: Person): unknown {
  if (typeof value === 'string') return names(value, person) ? erased : value;
  if (Array.isArray(value)) {
    return value
      .filter((member) => typeof member !== 'string' || !names(member, person))
      .map((member) => without(member, person));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, without(member, person)]));
}

function names(text: string, { userId, addresses }: Person): boolean {
  return (
    text.includes(userId) ||
    addresses.has(text.toLowerCase()) ||
    [...addresses].some((each) => text.includes(`#${each}`))
  );
}

/** What an application or a trust rule is found by without knowing its organization: the same item again. */
export function copyOf({ sk }: AnyItem): Key {
  return { pk: sk, sk: sk.split('#')[0] ?? '' };
}

const Secret = z.string().optional().catch(undefined);
const Secrets = z.object({ hash: Secret, rotation: z.object({ oldHash: Secret }).optional().catch(undefined) });

/** The items by which the secrets of an API key are found; they know where these were used from. */
export function secretsOf(item: AnyItem): Key[] {
  const { hash, rotation } = Secrets.parse(item);
  return [hash, rotation?.oldHash].flatMap((each) =>
    each === undefined ? [] : [{ pk: `CREDENTIAL#${each}`, sk: 'CREDENTIAL' }],
  );
}
