import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { synthesizeAll } from './synth.ts';

interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly says: string;
}

function findings(app: IConstruct, options: { ignoreAcknowledgements: boolean }): Finding[] {
  const checks = new AwsSolutionsChecks(app, { verbose: true });
  if (options.ignoreAcknowledgements) Object.defineProperty(checks, 'isAcknowledged', { value: () => false });
  return checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '', says: description })),
    );
}

/** What `Validations.of(construct).acknowledge(…)` left on the construct tree. */
function acknowledgements(app: IConstruct) {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(z.record(z.string(), z.string()).parse(data)))
      .map(([id, reason]) => ({ path: node.path, rule: id.replace(/^annotation::/i, ''), reason }))
      // CDK leaves some of its own, on findings of its own.
      .filter(({ rule }) => rule.startsWith('AwsSolutions-')),
  );
}

/** https://github.com/cdklabs/cdk-nag/blob/main/RULES.md#awssolutions */
describe.each(synthesizeAll())('AwsSolutions rules in stage $stage', ({ app }) => {
  const raw = findings(app, { ignoreAcknowledgements: true });

  test('every finding is mended, or acknowledged where it is caused', () => {
    expect(findings(app, { ignoreAcknowledgements: false })).toEqual([]);
  });

  test('every acknowledgement answers a finding that is really there', () => {
    const given = acknowledgements(app);
    expect(given).not.toHaveLength(0);
    const idle = given.filter(
      (each) => !raw.some(({ rule, path }) => rule === each.rule && `${path}/`.startsWith(`${each.path}/`)),
    );
    expect(idle).toEqual([]);
  });

  test('every acknowledgement has a reason in a sentence', () => {
    const short = acknowledgements(app).filter(({ reason }) => reason.split(' ').length < 6 || !reason.endsWith('.'));
    expect(short).toEqual([]);
  });
});
