import { describe, expect, test } from 'vitest';
import { permissionsOfRole, Role } from '../../lambdas/auth/role/role.ts';
import type { HttpResult } from '../../shared/http-reply.ts';
import { newId } from '../../shared/id.ts';
import { isPermission, permissions } from '../../shared/permission.ts';
import { type Contract, type Route, routeKey } from '../../shared/route.ts';
import { type Asked, authenticated, bodyOf, problemOf } from './http-event.ts';
import { start } from './make-context.ts';

/** An organization with one thing of each kind that a path can name, all of one project that is closed to all teams but `insiders`. */
export interface Tenant {
  readonly orgId: string;
  readonly projectId: string;
  /** By the word before the placeholder: `{ tasks: 'task_…' }` for `/v1/tasks/{id}`. Whatever has a name has "secret" in it. */
  readonly ids: Readonly<Record<string, string>>;
}

/** The team that may use the projects of tenants. Nobody in these tests is in it. */
export const insiders = newId('team', 1);

export interface Walk {
  readonly contract: Contract;
  /** Called twice: the one that is asked about, and a stranger. None of these requests changes them. */
  readonly tenant: () => Promise<Tenant>;
  /** The service's own HTTP handler. */
  readonly ask: (asked: Asked) => Promise<HttpResult>;
  /** All that is kept of an organization, and that was sent to others for it. */
  readonly stateOf: (orgId: string) => Promise<string>;
  /** By route, a well-formed body about the things of the tenant. */
  readonly bodies: Readonly<Record<string, (tenant: Tenant) => object>>;
  /** Lists that are no tenant's, and why. */
  readonly sameForAll?: Readonly<Record<string, string>>;
  /** The routes that need no permission, and why that does no harm. */
  readonly ofEverybody: Readonly<Record<string, string>>;
}

type Authorizer = ReturnType<typeof authenticated>;

/** Those from whom a thing of the tenant is hidden, though they may do everything where they belong. */
const outsiders: readonly [string, (tenant: Tenant, stranger: Tenant) => Authorizer][] = [
  ['somebody of another organization', (_, { orgId }) => authenticated({ orgId })],
  [
    'a key that is restricted to another project',
    ({ orgId }) => authenticated({ orgId, actorType: 'api-key', projects: newId('project', start) }),
  ],
  [
    'a developer whom teams keep out',
    ({ orgId }) => {
      const bound = permissions.filter((permission) => permission !== 'projects:read-all');
      return authenticated({ orgId, permissions: bound.join(' '), teams: newId('team', 2) });
    },
  ],
];

/**
 * Asks every route of a service as those who may not: nothing of a tenant is shown or changed. A route that is new fails here until
 * this test knows a thing for each placeholder of its path, a body, and a reason if it needs no permission.
 */
export function walkTenants(walk: Walk): void {
  const { sameForAll = {} } = walk;
  const tenantOf = once(walk.tenant);
  const strangerOf = once(walk.tenant);
  const routes: readonly Route[] = Object.values(walk.contract);
  const isOpen = (route: Route) => routeKey(route) in walk.ofEverybody;
  const guarded = routes.filter((route) => !isOpen(route));
  const withId = guarded.filter(({ path }) => path.includes('{'));
  const collections = guarded.filter(({ path, body }) => !path.includes('{') && body !== undefined);
  const lists = guarded.filter(
    (route) => route.method === 'GET' && !route.path.includes('{') && !(routeKey(route) in sameForAll),
  );

  test('the routes that need no permission are these, each for a reason', () => {
    const open = routes.filter(({ access }) => !isPermission(access)).map(routeKey);
    expect(open.toSorted()).toEqual(Object.keys(walk.ofEverybody).toSorted());
  });

  test('every route with a body has one here that gets past its shape', async () => {
    const tenant = await tenantOf();
    const wrong = guarded
      .filter(({ body }) => body !== undefined)
      .filter((route) => !route.body?.safeParse(walk.bodies[routeKey(route)]?.(tenant)).success);
    expect(wrong.map(routeKey)).toEqual([]);
  });

  describe.each(outsiders)('for %s', (_, authorizerOf) => {
    const scene = async () => {
      const [tenant, stranger] = [await tenantOf(), await strangerOf()];
      const before = await walk.stateOf(tenant.orgId);
      const authorizer = authorizerOf(tenant, stranger);
      return {
        ...{ tenant, isStranger: authorizer.orgId !== tenant.orgId },
        ask: (asked: Asked) => walk.ask({ ...asked, authorizer }),
        expectNoChange: async () => expect(await walk.stateOf(tenant.orgId)).toBe(before),
      };
    };

    test.each(byName(withId))('%s finds nothing, and changes nothing', async (_key, route) => {
      const { tenant, ask, expectNoChange } = await scene();
      const reply = await ask(askedOf(walk, route, tenant));
      expect(problemOf(reply)).toMatchObject({ status: 404, code: 'not_found' });
      expect(reply.body).not.toContain('secret');
      await expectNoChange();
    });

    test.each(byName(collections))('%s does nothing with a thing that it names', async (_key, route) => {
      const { tenant, ask, expectNoChange } = await scene();
      const reply = await ask(askedOf(walk, route, tenant));
      // A request about many things says of each what became of it.
      if (reply.statusCode === 200) expect(bodyOf(reply)).toMatchObject({ changed: 0 });
      else expect([404, 422]).toContain(problemOf(reply).status);
      expect(reply.body).not.toContain('secret');
      await expectNoChange();
    });

    test.each(byName(lists))('%s shows nothing', async (_key, route) => {
      const { tenant, ask, isStranger } = await scene();
      const { ids, projectId } = tenant;
      // Names, unlike ids, can be another's, too, and a stranger has secrets of their own.
      const named = Object.values(ids).filter((id) => id.includes('_'));
      const hidden = [projectId, ...named, ...(isStranger ? [] : ['secret'])];
      const byProject = { projectId };
      const queries = route.query?.safeParse(byProject).success ? [undefined, byProject] : [undefined];
      for (const query of queries) {
        const reply = await ask({ routeKey: routeKey(route), ...(query && { query }) });
        expect(reply.statusCode).toBe(200);
        for (const theirs of hidden) expect(reply.body).not.toContain(theirs);
      }
    });
  });

  test.each(byName(guarded))('%s needs a credential, and its permission', async (_key, route) => {
    const tenant = await tenantOf();
    const { orgId } = tenant;
    const before = await walk.stateOf(orgId);
    const asked = askedOf(walk, route, tenant);
    const unknown = await walk.ask(asked);
    expect(problemOf(unknown)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(unknown.headers?.['www-authenticate']).toMatch(/^Bearer /);
    const others = permissions.filter((permission) => permission !== route.access);
    const tooLow = Role.options
      .map((role) => permissionsOfRole[role])
      .filter((granted) => !granted.some((permission) => permission === route.access));
    for (const granted of [[], others, ...tooLow]) {
      const authorizer = authenticated({ orgId, permissions: granted.join(' ') });
      const problem = problemOf(await walk.ask({ ...asked, authorizer }));
      expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
      expect(problem.detail).toContain(route.access);
    }
    expect(await walk.stateOf(orgId)).toBe(before);
  });

  const ofAny = routes.filter(({ access }) => access === 'authenticated');
  if (ofAny.length > 0) {
    test.each(byName(ofAny))('%s needs a credential', async (_key, route) => {
      const reply = await walk.ask(askedOf(walk, route, await tenantOf()));
      expect(problemOf(reply)).toMatchObject({ status: 401, code: 'unauthenticated' });
    });
  }

  // So that a 404 above is about who asks, not about a thing that never was.
  test.each(byName(withId.filter(({ method }) => method === 'GET')))(
    '%s is there for its owner',
    async (_key, route) => {
      const tenant = await tenantOf();
      const authorizer = authenticated({ orgId: tenant.orgId });
      const reply = await walk.ask({ ...askedOf(walk, route, tenant), authorizer });
      expect([200, 302, 409]).toContain(reply.statusCode);
    },
  );

  test.each(byName(lists))('%s shows its owner what is theirs', async (_key, route) => {
    const tenant = await tenantOf();
    const reply = await walk.ask({ routeKey: routeKey(route), authorizer: authenticated({ orgId: tenant.orgId }) });
    expect(reply.statusCode).toBe(200);
    expect([tenant.projectId, ...Object.values(tenant.ids)].some((id) => reply.body?.includes(id))).toBe(true);
  });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const byName = (routes: readonly Route[]) => routes.map((route) => [routeKey(route), route] as const);

/** The route with the things of this tenant in its path and its body. */
function askedOf({ bodies }: Walk, route: Route, tenant: Tenant): Asked {
  const key = routeKey(route);
  const places = [...route.path.matchAll(/([\w-]+)\/\{(\w+)\}/g)];
  const params = Object.fromEntries(
    places.map(([, kind = '', name = '']) => {
      const id = tenant.ids[kind];
      if (id === undefined) throw new Error(`This test has no ${kind} for ${key}.`);
      return [name, id];
    }),
  );
  const body = bodies[key]?.(tenant);
  return { routeKey: key, ...(places.length > 0 && { params }), ...(body && { body }) };
}
