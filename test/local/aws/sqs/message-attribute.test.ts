import { describe, expect, it } from 'vitest';
import {
  checkMessageAttributes,
  md5OfAttributes,
  selectAttributes,
  sizeOfAttributes,
} from '../../../../local/aws/sqs/message-attribute.ts';

const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
const binary = (value: string) => ({ DataType: 'Binary', BinaryValue: Buffer.from(value).toString('base64') });

// Digests that AWS itself has returned, from public records of its replies; the calculation:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
describe('md5OfAttributes', () => {
  const number = text('4563442423554324324264524243.32543234', 'Number.float');

  it.each([
    ['19e27d4e946b072f3f58da80d94fd778', { attribName1: text('attribValue 1') }],
    ['9fe1b90bbd9965bdf77bac517c7d2495', { customNumberTypeAttrib: number }],
    ['31a92b15d92f8db860eda32aceb656c3', { binaryAttribute: binary('Hello binary world!') }],
    ['4c360f3fdafd970e05fae2f149d997f5', { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') }],
    ['ae7155c6026991b6d54b11589678bf9c', { Foo: text('Bar') }],
  ])('is %s', (digest, attributes) => {
    expect(md5OfAttributes(attributes)).toBe(digest);
  });

  it('is absent without attributes', () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });
});

describe('selectAttributes', () => {
  const all = { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') };

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  it.each([
    [[], []],
    [['All'], ['Hello', 'General', 'Help.Me']],
    [['.*'], ['Hello', 'General', 'Help.Me']],
    [['Hello', 'Unknown'], ['Hello']],
    [['Hel.*'], ['Hello', 'Help.Me']],
    [['hello'], []],
  ])('by %j selects %j', (wanted, names) => {
    expect(Object.keys(selectAttributes(all, wanted))).toEqual(names);
  });
});

describe('checkMessageAttributes', () => {
  it.each([
    [{ a: text('x', 'Text') }, 'has an invalid message attribute type, the set of supported type prefixes is Binary'],
    [{ a: text('') }, "must contain non-empty message attribute value for message attribute type 'String'"],
    [{ a: text('one', 'Number') }, "Can't cast the value of message (user) attribute 'a' to a number."],
    [{ 'AWS.x': text('x') }, "name 'AWS.x' is invalid"],
    [{ 'a..b': text('x') }, "name 'a..b' is invalid"],
    [{ a: { DataType: 'String', StringListValues: ['x'] } }, 'list values'],
    [Object.fromEntries([...'abcdefghijk'].map((name) => [name, text('x')])), 'Number of message attributes [11]'],
  ])('refuses %j', (attributes, message) => {
    expect(() => checkMessageAttributes(attributes)).toThrow(message);
  });

  it('accepts names with dots, custom types and binary values', () => {
    expect(() =>
      checkMessageAttributes({ 'a.b-c_d': text('x', 'String.uuid'), n: text('-1.5e3', 'Number'), b: binary('x') }),
    ).not.toThrow();
  });
});

it('counts names, types and values in bytes', () => {
  expect(sizeOfAttributes({ é: text('ü'), b: binary('xyz') })).toBe(2 + 6 + 2 + 1 + 6 + 3);
});
