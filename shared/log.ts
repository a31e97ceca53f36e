/** One JSON object a line on stdout, which Lambda sends to CloudWatch. Never bodies, credentials or addresses. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` is an unexpected failure: its name, message and stack are logged. */
  error(message: string, error: unknown, fields?: LogFields): void;
  /** An error that CloudWatch counts as a metric of this name, so that an alarm hears of it. */
  count(metric: string, dimensions: Readonly<Record<string, string>>, error: unknown, fields?: LogFields): void;
}

export const metricNamespace = 'OdavlCloud';

export function createLogger(base: LogFields, write: (line: string) => void = console.log): Logger {
  const emit = (level: string, message: string, fields?: object) =>
    write(JSON.stringify({ level, message, timestamp: new Date().toISOString(), ...base, ...fields }));
  return {
    info: (message, fields) => emit('INFO', message, fields),
    warn: (message, fields) => emit('WARN', message, fields),
    error: (message, error, fields) => emit('ERROR', message, { ...fields, error: describeError(error) }),
    count: (metric, dimensions, error, fields) =>
      emit('ERROR', metric, { ...fields, ...embeddedMetric(metric, dimensions), error: describeError(error) }),
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function embeddedMetric(name: string, dimensions: Readonly<Record<string, string>>): object {
  const directive = {
    Namespace: metricNamespace,
    Dimensions: [Object.keys(dimensions)],
    Metrics: [{ Name: name, Unit: 'Count' }],
  };
  return { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] }, ...dimensions, [name]: 1 };
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
