import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  CfnFlowLog,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

/** What Lambda does in a network on behalf of a function. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const networkActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

/**
 * A network that functions reach the internet from by addresses that stay: two private subnets, in each zone a NAT gateway on an
 * address of our own. There is nothing else in it that a request could be led to. DynamoDB is reached without the gateways; other
 * services of AWS through them. In stages without `staticEgress` it is nothing, and costs nothing.
 */
export class StaticEgress extends Construct {
  /** Where a function runs. */
  readonly network: Network | undefined;
  /** The addresses for `GET /v1/webhook-egress`. */
  readonly environment: { readonly EGRESS_ADDRESSES: string; readonly EGRESS_UPDATED_AT: string };

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.environment = { EGRESS_ADDRESSES: '', EGRESS_UPDATED_AT: '' };
    if (!stage.staticEgress) return;
    const addresses = [1, 2].map((zone) => this.addAddress(zone, stage));
    const vpc = this.addVpc(addresses);
    this.logFlows(vpc, stage);
    this.network = {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [this.addSecurityGroup(vpc)],
    };
    this.environment = {
      EGRESS_ADDRESSES: addresses.map(({ attrPublicIp }) => `${attrPublicIp}/32`).join(','),
      EGRESS_UPDATED_AT: stage.staticEgress.updatedAt,
    };
  }

  /** Stands in the allow lists of customers, so it outlives the stack. */
  private addAddress(zone: number, stage: Stage): CfnEIP {
    const address = new CfnEIP(this, `Address${zone}`, { domain: 'vpc' });
    address.applyRemovalPolicy(stage.removal);
    return address;
  }

  private addVpc(addresses: readonly CfnEIP[]): Vpc {
    const eipAllocationIds = addresses.map(({ attrAllocationId }) => attrAllocationId);
    return new Vpc(this, 'Network', {
      ipAddresses: IpAddresses.cidr('10.64.0.0/20'),
      maxAzs: addresses.length,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 23 },
      ],
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
      // Nothing is ever in the default group; to empty it CDK would need a function of its own.
      restrictDefaultSecurityGroup: false,
    });
  }

  /** Nobody connects to us. We connect to the ports that endpoints may have (`lambdas/events/endpoint/endpoint-url.ts`). */
  private addSecurityGroup(vpc: IVpc): SecurityGroup {
    const description = 'Functions that send to addresses of customers';
    const group = new SecurityGroup(this, 'Outbound', { vpc, description, allowAllOutbound: false });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS');
    group.addEgressRule(Peer.anyIpv4(), Port.tcpRange(1_024, 65_535), 'HTTPS at ports of its own');
    return group;
  }

  /** Who was connected to and when, not what was said: for questions about what a function was made to reach. */
  private logFlows(vpc: IVpc, stage: Stage): void {
    const logs = new LogGroup(this, 'Flows', { retention: stage.logRetention, removalPolicy: stage.removal });
    const role = new Role(this, 'FlowsRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logs.logGroupArn],
      }),
    );
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: vpc.vpcId,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logGroupName: logs.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    });
  }

  /** What Lambda takes from the role of a function in the network. It needs it without a resource; the code must not have it, too. */
  permit(role: Role): void {
    if (!this.network) return;
    const actions = networkActions;
    const anyFunction = Stack.of(this).formatArn({
      ...{ service: 'lambda', resource: 'function', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME },
    });
    const conditions = { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } };
    role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
    role.addToPolicy(new PolicyStatement({ effect: Effect.DENY, actions, resources: ['*'], conditions }));
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Lambda makes network interfaces that have no name before; the code of the function is denied the same.',
    });
  }
}
