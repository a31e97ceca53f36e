import type { LogFields, Logger } from '../../shared/log.ts';

interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields | undefined;
  readonly error?: unknown;
}

/** A log that a test can read. */
export class FakeLog implements Logger {
  readonly lines: Line[] = [];

  info(message: string, fields?: LogFields): void {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(message: string, fields?: LogFields): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(message: string, error: unknown, fields?: LogFields): void {
    this.lines.push({ level: 'error', message, error, fields });
  }
  count(metric: string, dimensions: Readonly<Record<string, string>>, error: unknown, fields?: LogFields): void {
    this.lines.push({ level: 'error', message: metric, error, fields: { ...fields, ...dimensions } });
  }

  get errors(): Line[] {
    return this.lines.filter(({ level }) => level === 'error');
  }
}
