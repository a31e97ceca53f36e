import type { Context } from '../../../shared/context.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EventDefinition } from '../../../shared/events.ts';
import { isForAllProjects } from './endpoint.ts';
import { checkEndpointUrl } from './endpoint-url.ts';
import { covers } from './filter.ts';

/** @throws AppError `validation_failed` @returns the URL as it is stored */
export function requireUrl(text: string, deps: { readonly allowsLoopback: boolean }): string {
  const checked = checkEndpointUrl(text, deps);
  if ('url' in checked) return checked.url;
  throw invalid([{ path: 'body.url', message: checked.problem }]);
}

/**
 * A type that is not in the catalogue would never come.
 * @throws AppError `validation_failed`, naming each
 */
export function requireKnownTypes(types: readonly string[], known: readonly EventDefinition[]): void {
  const errors = types.flatMap((type, at) =>
    known.some((definition) => covers(type, definition.type))
      ? []
      : [{ path: `body.types.${at}`, message: `There is no event type ${type}; GET /v1/event-types lists them` }],
  );
  if (errors.length > 0) throw invalid(errors);
}

/**
 * Whoever does not see all projects may only have events of projects sent that they name; whether they may use these is a condition
 * of the write.
 * @throws AppError `forbidden`
 */
export function requireProjects(ctx: Context, projectIds: readonly string[] | undefined): void {
  if (projectIds !== undefined || isForAllProjects(ctx)) return;
  const who = ctx.projects
    ? 'This credential is restricted to some projects'
    : 'You see the projects of your teams only';
  throw new AppError('forbidden', `${who}: name those of the endpoint in projectIds.`);
}

function invalid(errors: readonly { path: string; message: string }[]): AppError {
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new AppError('validation_failed', detail.slice(0, 1_000), { errors });
}
