/**
 * The closed set of errors that a client can meet: HTTP status, title, and what a person should do about it.
 * `GET /docs` prints this table; every problem's `type` points at its heading there.
 */
export const errorCatalog = {
  malformed_request: [
    400,
    'Malformed request',
    'The body is not valid JSON, is nested too deeply, or a header is malformed.',
  ],
  invalid_cursor: [400, 'Invalid cursor', 'The `cursor` was not issued for this list. Start again without it.'],
  unauthenticated: [401, 'Authentication required', 'Send `Authorization: Bearer <access token or API key>`.'],
  invalid_token: [401, 'Invalid credential', 'The access token or API key is expired, revoked, or was never issued.'],
  invalid_credentials: [401, 'Wrong e-mail or password', 'Check both. The reply does not tell which one is wrong.'],
  mfa_required: [
    401,
    'Second factor required',
    'Send the code of the authenticator app, or a recovery code, beside the password.',
  ],
  invalid_refresh_token: [
    401,
    'Invalid refresh token',
    'The refresh token is expired, revoked or already used. Log in again.',
  ],
  plan_limit_reached: [
    402,
    'Not included in the plan',
    'The plan of the organization does not include this. Upgrade, or remove something.',
  ],
  forbidden: [403, 'Not permitted', 'The credential lacks the permission named in `detail`.'],
  email_not_verified: [
    403,
    'E-mail address not verified',
    'Open the link in the verification mail, or ask for a new one.',
  ],
  account_deletion_scheduled: [
    403,
    'Account is being deleted',
    'The account will be erased on the day named in `detail`. The link in the mail about it keeps the account.',
  ],
  not_found: [404, 'Not found', 'Nothing of that id exists for your organization.'],
  conflict: [409, 'Conflict', 'The resource is not in a state that allows this; `detail` says why.'],
  idempotency_conflict: [
    409,
    'Request still in progress',
    'A request with this Idempotency-Key is being processed. Retry shortly.',
  ],
  cursor_expired: [
    410,
    'Events no longer kept',
    'Events after this number are gone, because the plan keeps them for so long. `detail` names the oldest; what lies between has to be read from the resources.',
  ],
  precondition_failed: [
    412,
    'Precondition failed',
    'The resource changed since you read it. Read it again and repeat with its new ETag.',
  ],
  payload_too_large: [413, 'Payload too large', 'The body is larger than this route accepts.'],
  unsupported_media_type: [415, 'Unsupported media type', 'Send `Content-Type: application/json`.'],
  validation_failed: [
    422,
    'Invalid values',
    'The body is valid JSON but its values are not; `errors` names each field.',
  ],
  invalid_link: [
    422,
    'Invalid or expired link',
    'The token of this link is unknown, used or expired. Ask for a new mail.',
  ],
  idempotency_mismatch: [
    422,
    'Idempotency-Key reused',
    'This Idempotency-Key was used with a different request. Use a new key.',
  ],
  quota_exceeded: [
    429,
    'Monthly quota used up',
    'The plan’s quota for this month is used up. `Retry-After` says when it renews.',
  ],
  rate_limited: [
    429,
    'Too many requests',
    'The limit of the credential, the organization or its month is used up. Wait as long as `Retry-After` says.',
  ],
  too_many_attempts: [
    429,
    'Too many attempts',
    'There were too many attempts for this account or from this network. Wait as long as `Retry-After` says.',
  ],
  internal_error: [500, 'Internal error', 'Our fault. The `requestId` finds it in our logs.'],
  unavailable: [503, 'Temporarily unavailable', 'A dependency is overloaded. Retry with backoff.'],
} as const satisfies Record<string, readonly [status: number, title: string, help: string]>;

export type ErrorCode = keyof typeof errorCatalog;

/** One invalid field. `path` is dotted, starting with `body`, `query`, `params` or `headers`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** An error that the caller may see. Thrown where it is known, translated once by the HTTP kit. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    detail: string,
    extra: { errors?: readonly FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.code = code;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
  }

  get status(): number {
    return errorCatalog[this.code][0];
  }
}

/** @throws AppError `not_found` for what a store did not find */
export function found<Item>(item: Item | undefined, what: string): Item {
  if (item === undefined) throw new AppError('not_found', `There is no such ${what}.`);
  return item;
}
