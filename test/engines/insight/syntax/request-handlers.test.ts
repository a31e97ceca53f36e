import { expect, it } from 'vitest';
import { requestHandlers } from '../../../../engines/insight/syntax/request-handlers.ts';
import { syntaxOfText } from './syntax-of-text.ts';

const handlersIn = (text: string, path?: string) => requestHandlers(syntaxOfText(text, path)).size;

it.each([
  [`import express from 'express'; const app = express(); app.get('/', check, (a, b) => {}); function check() {}`, 2],
  [`import { Router } from 'express'; const routes = Router(); routes.use((a) => {});`, 1],
  [`const http = require('http'); http.createServer((a, b) => {});`, 1],
  [`app.post('/x', async (ctx) => {});`, 1],
  [`function f(req, res) {}`, 1],
  [`function f(r: Request, res: Response) {}`, 1],
])('%s has handlers of requests', (text, count) => expect(handlersIn(text)).toBe(count));

it.each([
  [`cache.get('/x', () => {}); map.delete('/y', () => {});`],
  [`app.get('env', () => {}); app.listen(80, () => {});`],
  [`function f(request: Plan, response: Plan) {}`],
  [`function f(request) {} function g(a, b) {}`],
])('%s has none', (text) => expect(handlersIn(text)).toBe(0));

it('knows those of Next by the names of their files', () => {
  expect(handlersIn('export async function GET(r) {} export function other() {}', 'app/users/route.ts')).toBe(1);
  expect(handlersIn('export default function handler(a) {}', 'src/pages/api/users.ts')).toBe(1);
  expect(handlersIn('export default function Page(a) {}', 'src/pages/users.tsx')).toBe(0);
});
