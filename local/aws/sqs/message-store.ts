import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import type { Entry } from './backlog.ts';
import type { Database } from './database.ts';
import type { NewMessage, ReceivedMessage } from './message.ts';
import { MessageAttributes } from './message-attribute.ts';

const EntryRow = z.object({
  position: z.number(),
  id: z.string(),
  group_id: z.string().nullable(),
  enqueued_at: z.number(),
  visible_at: z.number(),
  received_at: z.number(),
  receipt: z.string(),
  receives: z.number(),
});

const MessageRow = z.object({
  position: z.number(),
  id: z.string(),
  body: z.string(),
  body_md5: z.string(),
  attributes: z.string().nullable(),
  trace_header: z.string().nullable(),
  group_id: z.string().nullable(),
  deduplication_id: z.string().nullable(),
  sender_id: z.string(),
  dead_letter_source: z.string().nullable(),
  sent_at: z.number(),
  first_received_at: z.number().nullable(),
  total_receives: z.number(),
});

const messageColumns = Object.keys(MessageRow.shape).join(', ');

/** All messages on disk. Which one is next is the business of each queue's `Backlog`. */
export class MessageStore {
  readonly #insert: StatementSync;
  readonly #receive: StatementSync;
  readonly #read: StatementSync;
  readonly #hide: StatementSync;
  readonly #delete: StatementSync;
  readonly #deadLetter: StatementSync;
  readonly #entries: StatementSync;
  readonly #clear: StatementSync;

  constructor({ sql }: Database) {
    this.#insert = sql.prepare(
      `INSERT INTO messages (queue, id, body, body_md5, attributes, trace_header, group_id, deduplication_id, sender_id,
       sent_at, enqueued_at, visible_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#receive = sql.prepare(
      `UPDATE messages SET visible_at = ?, received_at = ?, receipt = ?, receives = receives + 1,
       total_receives = total_receives + 1, first_received_at = coalesce(first_received_at, ?)
       WHERE position = ? RETURNING ${messageColumns}`,
    );
    this.#read = sql.prepare(`SELECT ${messageColumns} FROM messages WHERE position = ?`);
    this.#hide = sql.prepare('UPDATE messages SET visible_at = ? WHERE position = ?');
    this.#delete = sql.prepare('DELETE FROM messages WHERE position = ?');
    this.#deadLetter = sql.prepare(
      `UPDATE messages SET queue = ?, dead_letter_source = ?, enqueued_at = ?, visible_at = ?, receives = 0,
       received_at = 0, receipt = '' WHERE position = ?`,
    );
    this.#entries = sql.prepare(
      `SELECT ${Object.keys(EntryRow.shape).join(', ')} FROM messages WHERE queue = ? ORDER BY position`,
    );
    this.#clear = sql.prepare('DELETE FROM messages WHERE queue = ?');
  }

  add(queue: string, message: NewMessage): Entry {
    const hasAttributes = Object.keys(message.attributes).length > 0;
    const { lastInsertRowid } = this.#insert.run(
      queue,
      message.id,
      message.body,
      message.bodyMd5,
      hasAttributes ? JSON.stringify(message.attributes) : null,
      message.traceHeader ?? null,
      message.groupId ?? null,
      message.deduplicationId ?? null,
      message.senderId,
      message.sentAt,
      message.enqueuedAt,
      message.visibleAt,
    );
    const position = Number(lastInsertRowid);
    const { id, enqueuedAt, visibleAt } = message;
    const group = tenantOf(message.groupId, position);
    return { position, id, group, enqueuedAt, visibleAt, receives: 0, receivedAt: 0, receipt: '' };
  }

  /** Writes down that `entry` was received as its fields now say, and returns the message. */
  receive({ position, visibleAt, receivedAt, receipt }: Entry): ReceivedMessage {
    return messageOf(this.#receive.get(visibleAt, receivedAt, receipt, receivedAt, position));
  }

  read({ position }: Entry): ReceivedMessage {
    return messageOf(this.#read.get(position));
  }

  hide({ position, visibleAt }: Entry): void {
    this.#hide.run(visibleAt, position);
  }

  delete({ position }: Entry): void {
    this.#delete.run(position);
  }

  deadLetter({ position, enqueuedAt, visibleAt }: Entry, queue: string, sourceArn: string): void {
    this.#deadLetter.run(queue, sourceArn, enqueuedAt, visibleAt, position);
  }

  entries(queue: string): Entry[] {
    return this.#entries.all(queue).map((raw) => {
      const row = EntryRow.parse(raw);
      return {
        position: row.position,
        id: row.id,
        group: tenantOf(row.group_id ?? undefined, row.position),
        enqueuedAt: row.enqueued_at,
        visibleAt: row.visible_at,
        receives: row.receives,
        receivedAt: row.received_at,
        receipt: row.receipt,
      };
    });
  }

  clear(queue: string): void {
    this.#clear.run(queue);
  }
}

/** Group ids hold no space, so the tenant of a message without a group cannot meet a group of that name. */
function tenantOf(groupId: string | undefined, position: number): string {
  return groupId ?? ` ${position}`;
}

function messageOf(raw: unknown): ReceivedMessage {
  const row = MessageRow.parse(raw);
  return {
    position: row.position,
    id: row.id,
    body: row.body,
    bodyMd5: row.body_md5,
    attributes: row.attributes === null ? {} : MessageAttributes.parse(JSON.parse(row.attributes)),
    traceHeader: row.trace_header ?? undefined,
    groupId: row.group_id ?? undefined,
    deduplicationId: row.deduplication_id ?? undefined,
    senderId: row.sender_id,
    deadLetterSource: row.dead_letter_source ?? undefined,
    sentAt: row.sent_at,
    firstReceivedAt: row.first_received_at ?? 0,
    totalReceives: row.total_receives,
  };
}
