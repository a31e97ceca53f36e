import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { StaticEgress } from '../../lib/constructs/static-egress.ts';
import { type StageName, stageNames, stageOf } from '../../lib/stage.ts';

function egressOf(name: StageName) {
  const app = new App({ analyticsReporting: false, context: cdk.context });
  const stage = stageOf(name);
  const stack = new Stack(app, 'Test', { env: { region: stage.region } });
  const egress = new StaticEgress(stack, 'Egress', stage);
  return { app, stack, egress };
}

const fixed = stageNames.filter((name) => stageOf(name).staticEgress);

test('the stages that customers use have fixed addresses; a laptop has no network', () => {
  expect(fixed).toEqual(['staging', 'prod']);
  for (const name of ['local', 'dev'] as const) {
    const { stack, egress } = egressOf(name);
    expect(stack.node.findAll().filter(CfnResource.isCfnResource)).toEqual([]);
    expect(egress.network).toBeUndefined();
    expect(egress.environment).toEqual({ EGRESS_ADDRESSES: '', EGRESS_UPDATED_AT: '' });
  }
});

describe.each(fixed)('stage %s', (name) => {
  const { app, stack, egress } = egressOf(name);
  egress.permit(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const template = Template.fromStack(stack);

  test('has two addresses that outlive the stack, each on the NAT gateway of a zone', () => {
    const addresses = Object.keys(template.findResources('AWS::EC2::EIP'));
    expect(addresses).toHaveLength(2);
    template.allResources('AWS::EC2::EIP', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    const gateways = Object.values(template.findResources('AWS::EC2::NatGateway'));
    const used = gateways.map(({ Properties }) => Properties.AllocationId['Fn::GetAtt']);
    expect(used).toEqual(addresses.map((address) => [address, 'AllocationId']));
    expect(new Set(gateways.map(({ Properties }) => JSON.stringify(Properties.SubnetId))).size).toBe(2);
  });

  test('tells the API both, as CIDR', () => {
    const [one, other] = Object.keys(template.findResources('AWS::EC2::EIP')).map((id) => ({
      'Fn::GetAtt': [id, 'PublicIp'],
    }));
    const { EGRESS_ADDRESSES, EGRESS_UPDATED_AT } = egress.environment;
    expect(stack.resolve(EGRESS_ADDRESSES)).toEqual({ 'Fn::Join': ['', [one, '/32,', other, '/32']] });
    expect(new Date(EGRESS_UPDATED_AT).toISOString()).toBe(EGRESS_UPDATED_AT);
  });

  test('lets nobody in, and out to the ports of endpoints only', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [
        Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }),
        Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 1_024, ToPort: 65_535, IpProtocol: 'tcp' }),
      ],
    });
    const subnets = Object.values(template.findResources('AWS::EC2::Subnet'));
    expect(subnets.map(({ Properties }) => Properties.MapPublicIpOnLaunch)).toEqual([false, false, false, false]);
  });

  test('has a way to DynamoDB that costs nothing, and keeps a log of its flows', () => {
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
    template.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('gives Lambda what it needs for a network, and takes it from the code', () => {
    const arn = { 'Fn::Join': ['', ['arn:aws:lambda:eu-central-1:', { Ref: 'AWS::AccountId' }, ':function:*']] };
    const create = Match.arrayWith(['ec2:CreateNetworkInterface']);
    const fromCode = { ArnLike: { 'lambda:SourceFunctionArn': arn } };
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: create, Resource: '*' },
          { Effect: 'Deny', Action: create, Resource: '*', Condition: fromCode },
        ],
      },
    });
  });

  test('breaks none of the AwsSolutions rules', () => {
    expect(new AwsSolutionsChecks(app, { verbose: true }).validateScope(app).violations).toEqual([]);
  });
});
