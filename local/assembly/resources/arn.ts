import { account } from '../../aws/service.ts';

/** `arn:aws:<service>:<region>:<account>:<rest>` */
export function arnOf(service: string, rest: string): string {
  return `arn:${account.partition}:${service}:${account.region}:${account.id}:${rest}`;
}
