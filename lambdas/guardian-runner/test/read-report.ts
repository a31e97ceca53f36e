import { buffer } from 'node:stream/consumers';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { AppError } from '../../../shared/errors.ts';
import { Reply } from '../../../shared/route.ts';
import type { LinkingStorage } from '../../../shared/storage/storage.ts';
import { renderHtml } from '../report/html.ts';
import { renderJunit } from '../report/junit.ts';
import { GuardianReport } from '../report/report.ts';
import { renderSarif } from '../report/sarif.ts';
import { artifactKey, reportKey } from './object-key.ts';
import { findConcluded } from './read-test.ts';
import type { TestStore } from './store.ts';
import type { ReportFormat } from './test.ts';

interface Deps {
  readonly tests: TestStore;
  readonly projects: Table;
  readonly objects: Pick<LinkingStorage, 'get' | 'downloadUrl'>;
}

/** The screenshot is inside the page, so that one file is the whole report. Nothing of a page under test may run in it. */
const htmlPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** @throws AppError `not_found`, or `conflict` while there is no report yet */
export async function readReport(call: {
  ctx: Context;
  deps: Deps;
  input: { id: string; format: ReportFormat };
}): Promise<Reply<string>> {
  const { ctx, deps, input } = call;
  const test = await findConcluded(call);
  const text = (await read(deps, reportKey(ctx.orgId, test))).toString('utf8');
  if (input.format === 'json') return new Reply(text, { 'content-type': 'application/json' });
  const report = GuardianReport.parse(JSON.parse(text));
  if (input.format === 'sarif') {
    return new Reply(JSON.stringify(renderSarif(report)), { 'content-type': 'application/sarif+json' });
  }
  if (input.format === 'junit') return new Reply(renderJunit(report), { 'content-type': 'application/xml' });
  const screenshot = report.artifacts.find(
    ({ name }) => test.outcome.artifacts.includes(name) && name.startsWith('screenshot.'),
  );
  const image = screenshot && {
    contentType: screenshot.contentType,
    bytes: await read(deps, artifactKey(ctx.orgId, test, screenshot.name)),
  };
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': htmlPolicy };
  return new Reply(renderHtml(report, image), headers);
}

async function read({ objects }: Deps, key: string): Promise<Buffer> {
  const object = await objects.get(key);
  if (!object) throw new Error(`There is no object ${key}, which its test has.`);
  return buffer(object.body);
}

const linkSeconds = 300;

/** A link to the artifact itself, good for five minutes. */
export async function readArtifact(call: {
  ctx: Context;
  deps: Deps;
  input: { id: string; name: string };
}): Promise<Reply<string>> {
  const { ctx, deps, input } = call;
  const test = await findConcluded(call);
  if (!test.outcome.artifacts.includes(input.name))
    throw new AppError('not_found', `This test has no artifact ${input.name}.`);
  const key = artifactKey(ctx.orgId, test, input.name);
  return new Reply('', { location: await deps.objects.downloadUrl(key, { expiresInSeconds: linkSeconds }) });
}
