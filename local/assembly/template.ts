import { z } from 'zod';

/** A value as the template has it, with intrinsic functions still in place. */
export type Json = z.output<ReturnType<typeof z.json>>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export const TemplateResource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).default({}),
  Condition: z.string().optional(),
  DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
  Metadata: z.unknown().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type TemplateResource = z.output<typeof TemplateResource>;

const Parameter = z.looseObject({ Type: z.string(), Default: z.union([z.string(), z.number()]).optional() });

const Output = z.strictObject({
  Value: z.json(),
  Description: z.unknown().optional(),
  Condition: z.string().optional(),
  Export: z.strictObject({ Name: z.json() }).optional(),
});

export const Template = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(z.string(), Parameter).default({}),
  // The one rule that CDK writes checks the bootstrap stack's version, which nothing local has.
  Rules: z.strictObject({ CheckBootstrapVersion: z.unknown().optional() }).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json()))).default({}),
  Conditions: z.record(z.string(), z.json()).default({}),
  Resources: z.record(z.string(), TemplateResource).default({}),
  Outputs: z.record(z.string(), Output).default({}),
});
export type Template = z.output<typeof Template>;
