import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { account } from '../service.ts';
import { writeAtomically } from './outbox.ts';

const fileName = '.identities.json';

export interface Identities {
  has(identity: string): boolean;
  all(): string[];
  add(identity: string): void;
  remove(identity: string): void;
  /** The verified identity that covers an address: itself, or its domain or a parent of that. */
  covering(address: string): string | undefined;
}

/** Domains and addresses that may send. They need no proof here; those of `given` are not stored. */
export function createIdentities(directory: string, given: readonly string[]): Identities {
  const file = join(directory, fileName);
  const stored = existsSync(file) ? z.array(z.string()).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  const added = new Set(stored);
  const fixed = new Set(given.map((identity) => identity.toLowerCase()));
  const has = (identity: string) => fixed.has(identity.toLowerCase()) || added.has(identity.toLowerCase());
  const save = () => writeAtomically(directory, fileName, JSON.stringify([...added]));
  return {
    has,
    all: () => [...new Set([...fixed, ...added])].sort(),
    add(identity) {
      added.add(identity.toLowerCase());
      save();
    },
    remove(identity) {
      added.delete(identity.toLowerCase());
      fixed.delete(identity.toLowerCase());
      save();
    },
    covering: (address) => [address, ...parentDomains(address)].find(has)?.toLowerCase(),
  };
}

/** A verified domain covers its subdomains (https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html). */
function parentDomains(address: string): string[] {
  const labels = domainOf(address).split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

export function identityArn(identity: string): string {
  return `arn:${account.partition}:ses:${account.region}:${account.id}:identity/${identity}`;
}

/** `Ada <ada@example.com>` and `ada@example.com` both give the address; undefined when there is none. */
export function addressIn(mailbox: string): string | undefined {
  const bare = mailbox.match(/<([^<>]+)>\s*$/)?.[1] ?? mailbox;
  return /^[^\s@<>,]+@[^\s@<>,]+$/.test(bare.trim()) ? bare.trim() : undefined;
}
