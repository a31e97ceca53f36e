import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../../local/assembly/model.ts';
import { functionNameOf } from '../../../../local/assembly/resources/lambda.ts';
import { code, endpoints, handWritten, readApp } from '../synthesize.ts';

const properties = {
  Code: { S3Bucket: 'b', S3Key: 'k.zip' },
  Handler: 'index.handler',
  Role: 'arn:aws:iam::000000000000:role/r',
  Runtime: 'nodejs24.x',
};
const read = (Properties: unknown, more = {}) =>
  readAssembly(handWritten({ Resources: { F: { Type: 'AWS::Lambda::Function', Properties }, ...more } }), endpoints);

describe('a function', () => {
  it.each([
    ['code in the template', { ...properties, Code: { ZipFile: 'x' } }, /Code\.ZipFile: unknown property/],
    ['another runtime', { ...properties, Runtime: 'python3.13' }, /Runtime: only Node\.js functions run locally/],
    ['a network of its own', { ...properties, VpcConfig: {} }, /VpcConfig: unknown property/],
    ['layers', { ...properties, Layers: ['arn'] }, /Layers: unknown property/],
    [
      'code that the assembly does not hold',
      properties,
      /Stack Hand, F: the assembly has no asset with the object key "k.zip"/,
    ],
  ])('is refused with %s', async (_, Properties, message) => {
    await expect(read(Properties)).rejects.toThrow(message);
  });

  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html: InvalidParameterValueException
  it('is refused with a role that Lambda cannot assume', async () => {
    const app = readApp((root) => {
      const stack = new Stack(root, 'S');
      const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('sqs.amazonaws.com') });
      new LambdaFunction(stack, 'F', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: code(), role });
    });
    await expect(app).rejects.toThrow('The role defined for the function cannot be assumed by Lambda');
  });

  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
  it.each([
    ['f', 'f'],
    ['f:live', 'f'],
    ['arn:aws:lambda:eu-central-1:000000000000:function:f', 'f'],
    ['arn:aws:lambda:eu-central-1:000000000000:function:f:$LATEST', 'f'],
  ])('told as %s is %s', (told, name) => {
    expect(functionNameOf(told)).toBe(name);
  });

  it('is not told by the ARN of something else', () => {
    expect(() => functionNameOf('arn:aws:sqs:eu-central-1:000000000000:q')).toThrow('names no Lambda function');
  });
});
