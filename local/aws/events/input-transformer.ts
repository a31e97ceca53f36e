import type { BusEvent } from './event.ts';
import { compilePath } from './json-path.ts';

export interface TransformContext {
  readonly event: BusEvent;
  readonly ruleArn: string;
  readonly ruleName: string;
  /** ISO 8601 */
  readonly ingestionTime: string;
}

/**
 * Fills `<variables>` into an input template (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 * Outside of quotes a value appears as JSON; inside of quotes a string appears bare, and lists and objects without
 * their quotes. A path that the event does not have leaves nothing. A JSON result is minified.
 */
export function transform(
  transformer: { paths: Readonly<Record<string, string>>; template: string },
  context: TransformContext,
): string {
  const values = new Map<string, unknown>(Object.entries(predefined(context)));
  for (const [name, path] of Object.entries(transformer.paths)) values.set(name, compilePath(path)(context.event));
  const filled = fill(transformer.template, values);
  return minified(filled);
}

function predefined(context: TransformContext): Record<string, unknown> {
  const { detail: _detail, ...envelope } = context.event;
  return {
    'aws.events.rule-arn': context.ruleArn,
    'aws.events.rule-name': context.ruleName,
    'aws.events.event.ingestion-time': context.ingestionTime,
    'aws.events.event': envelope,
    'aws.events.event.json': context.event,
  };
}

function fill(template: string, values: ReadonlyMap<string, unknown>): string {
  let isQuoted = false;
  return template.replace(/\\.|"|<([^<>\s]+)>/g, (token, name?: string) => {
    if (token === '"') isQuoted = !isQuoted;
    if (name === undefined || !values.has(name)) return token;
    const value = values.get(name);
    if (value === undefined) return '';
    return isQuoted ? bare(value) : JSON.stringify(value);
  });
}

/** Escaped, so that the text around it stays JSON. */
function bare(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
  return JSON.stringify(value).replaceAll('"', '').replaceAll('\\', '\\\\');
}

/** A template of several quoted lines is legal too, and stays as it is. */
function minified(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
