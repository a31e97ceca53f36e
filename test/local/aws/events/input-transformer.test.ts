import { expect, test } from 'vitest';
import { busEvent } from '../../../../local/aws/events/event.ts';
import { transform } from '../../../../local/aws/events/input-transformer.ts';
import { compilePath } from '../../../../local/aws/events/json-path.ts';

// The examples of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

const event = busEvent({
  source: 'aws.ec2',
  detailType: 'EC2 Instance State-change Notification',
  time: Date.parse('2015-11-11T21:29:54Z'),
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING', disks: [{ id: 'a' }, { id: 'b' }], quote: 'say "hi"' },
});
const context = { event, ruleArn: 'arn:rule', ruleName: 'example', ingestionTime: '2015-11-11T21:30:00Z' };
const paths = {
  timestamp: '$.time',
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  disks: '$.detail.disks',
  quote: '$.detail.quote',
  nothing: '$.detail.nothing',
};

test.each([
  ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
  ['{\n  "instance" : <instance>,\n  "state": <state>\n}', '{"instance":"i-0123456789","state":"RUNNING"}'],
  ['{"state": [9, <state>, true], "Transformed": "Yes"}', '{"state":[9,"RUNNING",true],"Transformed":"Yes"}'],
  ['{"a": "instance \\"<instance>\\" is in <state>"}', '{"a":"instance \\"i-0123456789\\" is in RUNNING"}'],
  ['"<aws.events.rule-name> triggered"', '"example triggered"'],
  [
    '{"r": <aws.events.rule-arn>, "t": <aws.events.event.ingestion-time>}',
    '{"r":"arn:rule","t":"2015-11-11T21:30:00Z"}',
  ],
  ['"<instance>"\n"<state>"', '"i-0123456789"\n"RUNNING"'],
  ['{"disks": <disks>, "text": "<disks>"}', '{"disks":[{"id":"a"},{"id":"b"}],"text":"[{id:a},{id:b}]"}'],
  ['{"text": "<quote>", "json": <quote>}', '{"text":"say \\"hi\\"","json":"say \\"hi\\""}'],
  ['{"text": "x<nothing>y"}', '{"text":"xy"}'],
  ['{"text": "<b>bold</b> <undefined-variable>"}', '{"text":"<b>bold</b> <undefined-variable>"}'],
])('%s', (template, expected) => {
  expect(transform({ paths, template }, context)).toBe(expected);
});

test('the whole event comes with its detail, the envelope without', () => {
  const output = transform(
    { paths: {}, template: '{"all": <aws.events.event.json>, "most": <aws.events.event>}' },
    context,
  );
  const { detail, ...envelope } = event;
  expect(JSON.parse(output)).toEqual({ all: { ...envelope, detail }, most: envelope });
});

test.each([
  ['$', { a: [1, 2], 'b-c': { d_1: 'x' } }],
  ['$.a', [1, 2]],
  ['$.a[1]', 2],
  ['$.a[7]', undefined],
  ['$.a[*]', [1, 2]],
  ['$.b-c.d_1', 'x'],
  ["$['b-c'].*", ['x']],
  ['$.missing.deep', undefined],
])('path %s', (path, expected) => {
  expect(compilePath(path)({ a: [1, 2], 'b-c': { d_1: 'x' } })).toEqual(expected);
});

test.each(['detail', '$..detail', '$.a[?(@.b)]', '$.a[0:2]', '$.'])('path %s is not supported', (path) => {
  expect(() => compilePath(path)).toThrow('is not a supported JSON path');
});
