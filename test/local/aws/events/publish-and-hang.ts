import { createEvents } from '../../../../local/aws/events/events.ts';
import { systemClock } from '../../../../local/aws/service.ts';

// Run by crash.test.ts: accepts an event, calls the target, never hears from it, and waits to be killed.
const [stateDirectory = ''] = process.argv.slice(2);
const events = await createEvents({
  stateDirectory,
  clock: systemClock,
  deliver: () => {
    process.stdout.write('delivering\n');
    return new Promise(() => {});
  },
});
events.call('PutRule', { Name: 'orders', EventPattern: '{"source": ["shop"]}' });
events.call('PutTargets', { Rule: 'orders', Targets: [{ Id: 'queue', Arn: 'arn:aws:sqs:::queue' }] });
events.call('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'Order Placed', Detail: '{"id":7}' }] });
setInterval(() => {}, 60_000);
