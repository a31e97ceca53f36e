/** One JSON object a line on stdout, which Lambda sends to CloudWatch. Never bodies, credentials or addresses. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` is an unexpected failure: its name, message and stack are logged. */
  error(message: string, error: unknown, fields?: LogFields): void;
}

export function createLogger(base: LogFields, write: (line: string) => void = console.log): Logger {
  const emit = (level: string, message: string, fields?: object) =>
    write(JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...base, ...fields }));
  return {
    info: (message, fields) => emit('INFO', message, fields),
    warn: (message, fields) => emit('WARN', message, fields),
    error: (message, error, fields) => emit('ERROR', message, { ...fields, error: describeError(error) }),
  };
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
