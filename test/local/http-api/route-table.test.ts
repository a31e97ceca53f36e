import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../../local/http-api/route-table.ts';
import { route } from './fixture.ts';

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
describe('route selection, by the example of the documentation', () => {
  const keys = ['$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1'];
  const table = new RouteTable(keys.map((key) => route(key)));

  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['POST', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['GET', '/', '$default', {}],
  ])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
    expect(table.match(method, path)).toEqual({ route: expect.objectContaining({ routeKey }), pathParameters });
  });
});

describe('route selection', () => {
  const match = (keys: string[], method: string, path: string) =>
    new RouteTable(keys.map((key) => route(key))).match(method, path);

  it('prefers a method over ANY on the same path, but a literal path over either', () => {
    expect(match(['ANY /a', 'GET /a'], 'GET', '/a')?.route.routeKey).toBe('GET /a');
    expect(match(['GET /{x}', 'ANY /a'], 'GET', '/a')?.route.routeKey).toBe('ANY /a');
  });

  it('orders routes of different length consistently', () => {
    const keys = ['GET /{a}/{rest+}', 'ANY /{a}', 'ANY /{a}/x'];
    expect(match(keys, 'GET', '/1/x')?.route.routeKey).toBe('ANY /{a}/x');
    expect(match(keys.toReversed(), 'GET', '/1/x')?.route.routeKey).toBe('ANY /{a}/x');
  });

  it('decodes path parameters, and leaves invalid encoding alone', () => {
    expect(match(['GET /p/{name}'], 'GET', '/p/%40scope%2Fname')?.pathParameters).toEqual({ name: '@scope/name' });
    expect(match(['GET /p/{name}'], 'GET', '/p/100%')?.pathParameters).toEqual({ name: '100%' });
  });

  it.each(['/a/', '/a/b/c', '/', '/A/b'])('does not match %s to GET /a/{id}', (path) => {
    expect(match(['GET /a/{id}'], 'GET', path)).toBeUndefined();
  });

  it('does not answer HEAD from a GET route', () => {
    expect(match(['GET /a'], 'HEAD', '/a')).toBeUndefined();
  });

  it.each(['FETCH /a', '/a', 'GET a', 'GET /{a+}/b'])('refuses the route key "%s"', (key) => {
    expect(() => new RouteTable([route(key)])).toThrow(key);
  });

  it('refuses two routes with one key', () => {
    expect(() => new RouteTable([route('GET /a'), route('GET /a')])).toThrow('two routes with the key "GET /a"');
  });
});
