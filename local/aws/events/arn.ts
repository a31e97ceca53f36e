import { account } from '../service.ts';

const prefix = `arn:${account.partition}:events:${account.region}:${account.id}`;

export const busArn = (name: string) => `${prefix}:event-bus/${name}`;
export const archiveArn = (name: string) => `${prefix}:archive/${name}`;
export const replayArn = (name: string) => `${prefix}:replay/${name}`;

/** Rules of the default bus have no bus in their ARN. */
export function ruleArn(bus: string, rule: string): string {
  return bus === 'default' ? `${prefix}:rule/${rule}` : `${prefix}:rule/${bus}/${rule}`;
}

/** Requests name a bus by name or ARN; none means the default one. */
export function busName(nameOrArn: unknown): string {
  if (typeof nameOrArn !== 'string' || nameOrArn === '') return 'default';
  return nameOrArn.startsWith(`${prefix}:event-bus/`) ? nameOrArn.slice(prefix.length + 11) : nameOrArn;
}
