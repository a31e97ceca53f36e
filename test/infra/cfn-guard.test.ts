import { basename } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { App } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { allowed } from './cfn-guard-allowed.ts';
import { synthesize } from './synth.ts';

const world = synthesize('prod');
const findings = guardFindings();

/** AWS Control Tower's proactive controls: https://docs.aws.amazon.com/controltower/latest/controlreference/proactive-controls.html */
function guardFindings() {
  const templatePaths = world.assembly.stacks.map((stack) => stack.templateFullPath);
  const { violations } = new CfnGuardValidator().validate({ templatePaths, appConstruct: new App() });
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ resourceLogicalId, templatePath }) => {
      const stack = basename(templatePath ?? '', '.template.json');
      return { rule: ruleName, resource: world.at(`\${${stack}/${resourceLogicalId}}`) };
    }),
  );
}

test('Control Tower finds nothing beyond what we allow with a reason', () => {
  const unexpected = findings.filter(
    ({ rule, resource }) => !allowed.some((each) => each.rule === rule && each.applies(resource, world)),
  );
  expect(unexpected.map(({ rule, resource }) => `${rule}: ${resource.path}`)).toEqual([]);
});

test.each(allowed)('$rule is still needed for $which', ({ rule, applies }) => {
  expect(findings.filter((finding) => finding.rule === rule && applies(finding.resource, world))).not.toHaveLength(0);
});
