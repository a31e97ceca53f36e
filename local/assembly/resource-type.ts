import type { z } from 'zod';
import type { Naming } from './physical-name.ts';

/** What the assembly cannot know: where this runtime listens. */
export interface Endpoints {
  /** The HTTP API, `http://127.0.0.1:3000`. */
  readonly apiUrl: string;
  /** What AWS_ENDPOINT_URL holds in functions; queue URLs begin with it. */
  readonly awsEndpoint: string;
  /** Secret name → ARN where an external emulator chose another one than the embedded service. */
  readonly secretArns?: Readonly<Record<string, string>>;
}

/** One resource while its `Ref` or an attribute is asked for. */
export interface Subject {
  readonly stack: string;
  readonly logicalId: string;
  /** The physical name. */
  readonly name: string;
  readonly endpoints: Endpoints;
  /** Another property that takes part in the identity, e.g. the bus of a rule. Undefined where the template has none. */
  property(name: string): string | undefined;
}

type Give = (subject: Subject) => string;

export interface ResourceType<P extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly naming?: Naming;
  readonly ref: Give;
  readonly attributes: Readonly<Record<string, Give>>;
  /** Strict: a property that is not in here is not understood. */
  readonly properties: P;
}

export function resourceType<P extends z.ZodType>(definition: ResourceType<P>): ResourceType<P> {
  return definition;
}
