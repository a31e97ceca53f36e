export * from '../../shared/task/events.ts';
