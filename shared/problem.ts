import { type AppError, type ErrorCode, errorCatalog, type FieldError } from './errors.ts';

/** RFC 9457 problem details, with our `code`, `requestId` and per-field `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  requestId: string;
  errors?: readonly FieldError[];
}

export function toProblem(error: AppError, requestId: string, apiUrl: string): Problem {
  return {
    type: problemType(error.code, apiUrl),
    title: errorCatalog[error.code][1],
    status: error.status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.errors && { errors: error.errors }),
  };
}

/** Resolves to the heading of this error on the reference page. */
export function problemType(code: ErrorCode, apiUrl: string): string {
  return `${apiUrl}/docs#error-${code}`;
}
