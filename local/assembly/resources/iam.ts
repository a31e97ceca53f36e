import { z } from 'zod';
import { account } from '../../aws/service.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { document, text } from '../scalar.ts';

const InlinePolicies = z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).default([]);
const strings = z.array(z.string()).default([]);

const arn = (kind: string, { name, property }: Subject): string =>
  `arn:${account.partition}:iam::${account.id}:${kind}${property('Path') ?? '/'}${name}`;

export const role = resourceType({
  type: 'AWS::IAM::Role',
  naming: { property: 'RoleName', maxLength: 64 },
  ref: ({ name }) => name,
  attributes: { Arn: (subject) => arn('role', subject), RoleId: ({ name }) => `AROA${name}` },
  properties: z.strictObject({
    RoleName: text.optional(),
    Path: z.string().optional(),
    AssumeRolePolicyDocument: document,
    Policies: InlinePolicies,
    ManagedPolicyArns: strings,
  }),
});

export const policy = resourceType({
  type: 'AWS::IAM::Policy',
  naming: { property: 'PolicyName', maxLength: 128 },
  ref: ({ name }) => name,
  attributes: { Id: ({ name }) => name },
  properties: z.strictObject({ PolicyName: text, PolicyDocument: document, Roles: strings }),
});

export const managedPolicy = resourceType({
  type: 'AWS::IAM::ManagedPolicy',
  naming: { property: 'ManagedPolicyName', maxLength: 128 },
  ref: (subject) => arn('policy', subject),
  attributes: { PolicyArn: (subject) => arn('policy', subject) },
  properties: z.strictObject({
    ManagedPolicyName: text.optional(),
    Path: z.string().optional(),
    PolicyDocument: document,
    Roles: strings,
  }),
});
