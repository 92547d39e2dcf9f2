import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  createHttpHeaders,
  RestError,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { createTransport } from '../../src/azure/transport';
import { BLOB_LIMITS, openBlobStore, type BlobPlace } from '../../src/store/blob';
import { ConflictError, StoreError, type Lease } from '../../src/store/store';
import { entraToken, startAzurite, type Azurite } from '../helpers/azurite';
import { storeContract } from './contract';
import { startRacer, storeRaces } from './races';

let azurite: Azurite;
let containers = 0;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

/** A store over a container of its own, asked as a service with an identity does. */
async function newPlace(): Promise<BlobPlace & { container: string }> {
  const container = `store-${++containers}`;
  await azurite.service.createContainer(container);
  const url = `${azurite.url}/${container}`;
  return { url, container, credential: entraToken(), transport: azurite.transport };
}

describe('the Blob store', () => {
  storeContract(async () => {
    let time = 1_000_000;
    const now = () => time;
    const pass = async (ms: number) => {
      time += ms;
      // Leases are timed by the service, in whole seconds: two may be lost by rounding.
      if (ms > 1000) await wait(ms + 2000);
    };
    return { store: openBlobStore(await newPlace(), now), now, pass };
  });

  storeRaces(async () => {
    const place = await newPlace();
    const { account, key, loopback, certificateFile } = azurite;
    return {
      store: openBlobStore(place),
      place: { kind: 'blob', url: `${loopback}/${place.container}`, account, key },
      certificateFile,
    };
  });

  test('signs in for storage with the credential it is given', async () => {
    const credential = entraToken();
    const store = openBlobStore({ ...(await newPlace()), credential });
    await store.put('case/1', { n: 1 });
    expect(new Set(credential.scopes)).toEqual(new Set(['https://storage.azure.com/.default']));
  });

  test('a list has as many pages as it needs, and so has a sweep', async () => {
    const place = { ...(await newPlace()), limits: { ...BLOB_LIMITS, page: 5 } };
    let pages = 0;
    const counting: HttpClient = {
      sendRequest(request) {
        if (request.url.includes('comp=list')) pages++;
        return place.transport.sendRequest(request);
      },
    };
    const store = openBlobStore({ ...place, transport: counting }, () => 2000);
    const keys = Array.from({ length: 23 }, (_, n) => `job/${String(n).padStart(2, '0')}`);
    await Promise.all(keys.map((key) => store.put(key, {}, { expiresAt: key < 'job/12' ? 1000 : 3000 })));
    expect(await store.list('job/')).toEqual(keys.slice(12));
    expect(pages).toBe(5);
    expect(await store.sweep()).toBe(12);
    expect(await store.list('job/')).toEqual(keys.slice(12));
    expect(await store.sweep()).toBe(0);
  });

  test('what is written anew while a sweep runs is not swept away', async () => {
    const place = await newPlace();
    const other = openBlobStore(place, () => 2000);
    const meddling: HttpClient = {
      async sendRequest(request) {
        if (request.method === 'DELETE') await other.put('case/1', { n: 2 });
        return place.transport.sendRequest(request);
      },
    };
    const store = openBlobStore({ ...place, transport: meddling }, () => 2000);
    await store.put('case/1', { n: 1 }, { expiresAt: 1000 });
    expect(await store.sweep()).toBe(0);
    expect((await store.get('case/1'))?.value).toEqual({ n: 2 });
  });
});

describe('leases', () => {
  /** The lease of the only lock, as Azure sees it. */
  async function lockIn(container: string) {
    const blobs = azurite.service.getContainerClient(container).listBlobsFlat({ prefix: 'lock/' });
    for await (const { properties, name } of blobs) return { name, ...properties };
    return undefined;
  }

  test.each([
    [1000, 'fixed'],
    [30_000, 'fixed'],
    [60_000, 'fixed'],
    [60_001, 'infinite'],
    [600_000, 'infinite'],
  ])('%d ms are a lease of the %s kind, and release leaves nothing behind', async (ms, kind) => {
    const place = await newPlace();
    const lease = await openBlobStore(place).lease('conversation/1', ms);
    expect(await lockIn(place.container)).toMatchObject({ leaseState: 'leased', leaseDuration: kind });
    await lease?.release();
    expect(await lockIn(place.container)).toBeUndefined();
    expect(await lease?.renew(ms)).toBe(false);
  });

  test('renew sets a new time, shorter or longer', async () => {
    const place = await newPlace();
    const store = openBlobStore(place);
    const lease = await store.lease('conversation/1', 20_000);
    expect(await lease?.renew(120_000)).toBe(true);
    expect(await lockIn(place.container)).toMatchObject({ leaseDuration: 'infinite' });
    expect(await lease?.renew(1000)).toBe(true);
    expect(await lockIn(place.container)).toMatchObject({ leaseDuration: 'fixed' });
    await wait(3500);
    expect(await store.lease('conversation/1', 1000)).toBeDefined();
  });

  test.each([
    ['shorter than Azure has', 1000, 3500],
    ['as Azure has it', 15_000, 16_500],
  ])(
    'a process that dies with a lease %s frees it by itself, and not before',
    async (_name, ms, over) => {
      const place = await newPlace();
      const store = openBlobStore(place);
      const { account, key, loopback, certificateFile } = azurite;
      const shared = {
        store,
        place: { kind: 'blob', url: `${loopback}/${place.container}`, account, key },
        certificateFile,
      };
      const holder = startRacer(shared, { race: 'hold', keys: ['conversation/1'], ms });
      await holder.isReady;
      holder.begin();
      expect(await holder.ended).toMatchObject({ got: true });
      const began = Date.now();
      expect(await store.lease('conversation/1', ms)).toBeUndefined();
      await wait(over - (Date.now() - began));
      expect(await store.lease('conversation/1', ms)).toBeDefined();
    },
    60_000,
  );

  test('a lease longer than Azure has ends too when its holder died, and the sweep removes its lock', async () => {
    const place = await newPlace();
    const store = openBlobStore(place);
    await store.lease('conversation/1', 60_500);
    const blob = azurite.service
      .getContainerClient(place.container)
      .getBlockBlobClient((await lockIn(place.container))!.name);
    expect(await store.sweep()).toBe(0);
    // What the service would say later: the same lock, seen from its future.
    const later = (ms: number): HttpClient => ({
      async sendRequest(request) {
        const response = await place.transport.sendRequest(request);
        const date = Date.parse(response.headers.get('date') ?? '') + ms;
        response.headers.set('date', new Date(date).toUTCString());
        return response;
      },
    });
    const at = (ms: number) => openBlobStore({ ...place, transport: later(ms) });
    expect(await at(60_000).lease('conversation/1', 60_500)).toBeUndefined();
    expect(await at(62_000).lease('conversation/1', 60_500)).toBeDefined();
    expect(await at(62_000).sweep()).toBe(0);
    expect(await at(130_000).sweep()).toBe(1);
    expect(await blob.exists()).toBe(false);
  });

  /** A way on which something happens just before the first write that fits. */
  function meddled(
    transport: HttpClient,
    fits: (of: PipelineRequest) => boolean,
    meddle: () => Promise<void>,
  ) {
    let isDone = false;
    const client: HttpClient = {
      async sendRequest(request) {
        if (!isDone && request.method === 'PUT' && fits(request)) {
          isDone = true;
          await meddle();
        }
        return transport.sendRequest(request);
      },
    };
    return { client, wasDone: () => isDone };
  }

  test.each<[string, (request: PipelineRequest) => boolean]>([
    ['is about to write its mark', ({ url }) => url.includes('comp=metadata')],
    ['is about to break the former lease', ({ headers }) => headers.get('x-ms-lease-action') === 'break'],
  ])('who finds a lease over, and %s, gives way to whoever was quicker', async (_name, fits) => {
    const place = await newPlace();
    const store = openBlobStore(place);
    await store.lease('conversation/1', 1000);
    await wait(2500);
    let quicker: Lease | undefined;
    const { client, wasDone } = meddled(place.transport, fits, async () => {
      quicker = await store.lease('conversation/1', 20_000);
    });
    const slower = await openBlobStore({ ...place, transport: client }).lease('conversation/1', 20_000);
    expect(wasDone()).toBe(true);
    expect(quicker).toBeDefined();
    expect(slower).toBeUndefined();
    expect(await quicker?.renew(20_000)).toBe(true);
  });
});

describe('trouble on the way', () => {
  type Fault = 'lost' | 429 | 503 | undefined;

  /** A way on which writes meet these faults, in order; then all is well. A lost one has reached Azure. */
  function faulty(transport: HttpClient, ...faults: Fault[]) {
    const left = [...faults];
    const seen: string[] = [];
    const client: HttpClient = {
      async sendRequest(request) {
        seen.push(request.method);
        const fault = request.method === 'PUT' ? left.shift() : undefined;
        if (typeof fault === 'number')
          return { status: fault, headers: createHttpHeaders({ 'retry-after': '0' }), request };
        const response = await transport.sendRequest(request);
        if (fault === 'lost') throw new RestError('socket hang up', { code: 'ECONNRESET', request });
        return response;
      },
    };
    return { client, seen };
  }

  test.each<[429 | 503]>([[429], [503]])('%d twice is tried again, and then done', async (status) => {
    const place = await newPlace();
    const { client, seen } = faulty(place.transport, status, status);
    const store = openBlobStore({ ...place, transport: client });
    await store.put('case/1', { n: 1 });
    expect(seen).toEqual(['PUT', 'PUT', 'PUT']);
    expect((await store.get('case/1'))?.value).toEqual({ n: 1 });
  });

  test('503 for ever ends with an error that says where', async () => {
    const place = await newPlace();
    const { client, seen } = faulty(place.transport, ...Array<Fault>(9).fill(503));
    const put = openBlobStore({ ...place, transport: client }).put('case/1', { n: 1 });
    await expect(put).rejects.toThrow(StoreError);
    await expect(put).rejects.toThrow(
      `Store: ${place.url}: stcontosotest.blob.core.windows.net answered 503`,
    );
    expect(seen).toHaveLength(3);
  });

  test('a creation whose answer was lost is still a creation, of exactly one', async () => {
    const place = await newPlace();
    const { client } = faulty(place.transport, 'lost');
    expect(await openBlobStore({ ...place, transport: client }).create('activity/a', {})).toBe(true);
    expect(await openBlobStore(place).create('activity/a', {})).toBe(false);
  });

  test('a write over a version whose answer was lost is still a write', async () => {
    const place = await newPlace();
    const { client } = faulty(place.transport, 'lost');
    const ifMatch = await openBlobStore(place).put('case/1', { n: 1 });
    const store = openBlobStore({ ...place, transport: client });
    const etag = await store.put('case/1', { n: 2 }, { ifMatch });
    expect(await store.get('case/1')).toEqual({ value: { n: 2 }, etag });
    await expect(store.put('case/1', { n: 3 }, { ifMatch })).rejects.toThrow(ConflictError);
  });

  test('a lease whose answers were lost is still a lease', async () => {
    const place = await newPlace();
    // It is not there, it is made, taken and marked: the first try of each is lost.
    const lost: Fault[] = ['lost', undefined];
    const { client, seen } = faulty(place.transport, ...lost, ...lost, ...lost, ...lost);
    const lease = await openBlobStore({ ...place, transport: client }).lease('conversation/1', 20_000);
    expect(lease).toBeDefined();
    expect(seen.filter((method) => method === 'PUT')).toHaveLength(8);
    expect(await openBlobStore(place).lease('conversation/1', 20_000)).toBeUndefined();
    expect(await lease?.renew(20_000)).toBe(true);
  });

  test.each(['get', 'list', 'create', 'lease', 'sweep'] as const)(
    '%s gives up in time when nothing answers',
    async (name) => {
      const place = await newPlace();
      const silent: HttpClient = { sendRequest: () => new Promise(() => undefined) };
      const limits = { ...BLOB_LIMITS, callMs: 200, operationMs: 500 };
      const store = openBlobStore({ ...place, transport: silent, limits });
      const began = Date.now();
      const asked = { get: () => store.get('a'), list: () => store.list('a'), sweep: () => store.sweep() };
      const more = { create: () => store.create('a', {}), lease: () => store.lease('a', 1000) };
      await expect({ ...asked, ...more }[name]()).rejects.toThrow(/gave no answer within 0.2 s/);
      expect(Date.now() - began).toBeLessThan(5000);
    },
  );

  test('a body that stalls half-way is given up', async () => {
    const place = await newPlace();
    await openBlobStore(place).put('case/1', { text: 'x'.repeat(100_000) });
    const stalling: HttpClient = {
      async sendRequest(request) {
        const response = await place.transport.sendRequest(request);
        response.readableStreamBody?.pause();
        if (response.readableStreamBody)
          response.readableStreamBody.resume = () => response.readableStreamBody!;
        return response;
      },
    };
    const limits = { ...BLOB_LIMITS, callMs: 300 };
    const store = openBlobStore({ ...place, transport: stalling, limits });
    await expect(store.get('case/1')).rejects.toThrow(/no whole answer within 0.3 s/);
  });

  test('a missing container is told as one, by every operation, and never taken for an empty one', async () => {
    const url = `${azurite.url}/nowhere`;
    const store = openBlobStore({ url, credential: entraToken(), transport: azurite.transport });
    const operations = [
      () => store.get('a'),
      ...[() => store.put('a', {}), () => store.create('a', {}), () => store.delete('a')],
      ...[() => store.list(''), () => store.lease('a', 1000), () => store.sweep()],
    ];
    for (const operation of operations) {
      const error = (await operation().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )) as Error | undefined;
      expect(error?.name).toBe('StoreError');
      expect(error?.message).toMatch(
        /^Store: https:\S+\/nowhere: .*404 ContainerNotFound.* Create the container\.$/,
      );
    }
  });

  test('an identity that is not let in is told as one, without its token', async () => {
    const place = await newPlace();
    const credential = entraToken({ aud: 'https://management.azure.com' });
    const { token } = (await credential.getToken('x', {})) ?? { token: '' };
    const error = (await openBlobStore({ ...place, credential })
      .get('a')
      .catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toMatch(/answered 403/);
    expect(inspect(error, { depth: 9 })).not.toContain(token.slice(0, 20));
  });

  test('the real transport carries it to Azure and to nowhere else', async () => {
    const url = 'https://stcontoso.blob.attacker.example/c';
    const store = openBlobStore({ url, credential: azurite.sharedKey, transport: createTransport() });
    await expect(store.get('a')).rejects.toThrow('is no known Azure host');
  });
});
