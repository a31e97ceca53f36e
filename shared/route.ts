import * as z from 'zod';
import type { Context, PublicContext } from './context.ts';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permission.ts';

/** `public`: no credential. `authenticated`: any credential. Otherwise the one permission that the credential must have. */
export type Access = 'public' | 'authenticated' | Permission;

export const nothing = z.strictObject({});
type Nothing = typeof nothing;

export interface JsonReply<Body extends z.ZodType> {
  readonly status: 200 | 201 | 202;
  readonly description: string;
  readonly body: Body;
}

/** A reply whose bytes the verb makes itself, e.g. a page or a report. */
export interface RawReply {
  readonly status: 200 | 302 | 303;
  readonly description: string;
  readonly contentTypes: readonly string[];
  /** Other statuses that the verb may choose (`Reply`'s third argument), and what they mean. */
  readonly others?: Readonly<Record<number, string>>;
}

export interface EmptyReply {
  readonly status: 204;
  readonly description: string;
}

/**
 * One route of the public surface, as data: API Gateway routes, validation, reply filtering, OpenAPI and the typed
 * verbs all come from it.
 */
export interface Route<
  A extends Access = Access,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends JsonReply<z.ZodType> | RawReply | EmptyReply = JsonReply<z.ZodType> | RawReply | EmptyReply,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** API Gateway's syntax: `/v1/tasks/{id}`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly access: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** `form`: `application/x-www-form-urlencoded`, each field once (RFC 6749 §3.2). Default: JSON. */
  readonly bodyType?: 'json' | 'form';
  /** `oauth`: errors leave in the form of RFC 6749 §5.2. Default: problem+json. */
  readonly errorShape?: 'problem' | 'oauth';
  /** What a request takes from the caller's rate limit. Default 1. */
  readonly cost?: number;
  readonly reply: R;
  /** Errors beyond those that every route of this access can give. */
  readonly errors?: readonly ErrorCode[];
  /** Honours `Idempotency-Key`. */
  readonly isIdempotent?: boolean;
}

export type Contract = Readonly<Record<string, Route>>;

/** Keeps the literal types of a route; the default of an absent schema is "nothing is accepted". */
export function route<
  const A extends Access,
  const R extends JsonReply<z.ZodType> | RawReply | EmptyReply,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(definition: Route<A, P, Q, B, R>): Route<A, P, Q, B, R> {
  return definition;
}

export function routeKey(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

/** What a verb may know of the HTTP request besides its parsed input. */
export interface RequestInfo {
  /** The `If-Match` header, for guarded updates of settings. */
  readonly ifMatch: string | undefined;
  /** All headers, named in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes of the body as they were sent, for signatures over them. */
  readonly rawBody: () => Buffer;
  /** As it was sent: API Gateway joins the values of a repeated parameter in `query`. */
  readonly rawQuery: string;
}

/** A reply with headers of its own, or with raw bytes. */
export class Reply<Body> {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
  /** Default: the status of the route. */
  readonly status: number | undefined;
  constructor(body: Body, headers: Readonly<Record<string, string>>, status?: number) {
    this.body = body;
    this.headers = headers;
    this.status = status;
  }
}

export interface Call<A extends Access, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly ctx: A extends 'public' ? PublicContext : Context;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly request: RequestInfo;
}

type Returned<R> =
  R extends JsonReply<infer Body>
    ? z.input<Body> | Reply<z.input<Body>>
    : R extends RawReply
      ? Reply<string | Buffer>
      : undefined;

/** One function per route of a contract. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C]: C[Name] extends Route<infer A, infer P, infer Q, infer B, infer R>
    ? (call: Call<A, P, Q, B>) => Promise<Returned<R>>
    : never;
};

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Page size.'),
  cursor: z.string().max(1_024).optional().describe('`nextCursor` of the page before.'),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}
