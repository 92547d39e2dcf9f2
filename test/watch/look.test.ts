import { createDiagnose } from '../../src/diagnose';
import { openEyes } from '../../src/live';
import type { Rule } from '../../src/practice/tenant/rule';
import type { Scenario } from '../../src/practice/tenant/scenario';
import { createResolver } from '../../src/azure/resolver';
import { startSimulation } from '../../src/practice/simulation';
import { createExplain, createLook } from '../../src/watch/look';
import type { Look, Seen, Target } from '../../src/watch/watch';
import { CONTOSO, CONTOSO_ID, withTenant } from '../azure/simulated';
import { workerWith } from '../checks/image/worker';
import { transferring } from '../checks/transfer/transferring';
import { folderWith } from '../helpers/folder';
import { theCatalogue } from '../helpers/knowledge';

const OPERATION = '9b8a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d';
const WORKER = 'team-a/ingest-worker';
const IMAGE: Target = {
  kind: 'conversion',
  facts: { registry: CONTOSO, repository: WORKER, tag: '2026.11.3' },
};
const RUN: Target = { kind: 'pipeline-run', facts: { registry: CONTOSO, pipelineRun: 'outweek47' } };
const explain = createExplain(createDiagnose(theCatalogue()), Date.now);

/** Looks at a scenario, as often as asked, each time with a view of its own; over real sockets. */
async function looking(
  scenario: string | Scenario,
  test: (look: () => Promise<Seen>, calls: () => string[]) => Promise<void>,
  target: Target = IMAGE,
): Promise<void> {
  await withTenant(scenario, async ({ tenant, again }) => {
    const look: Look = createLook({
      openEyes: (signal) => ({
        azure: again({ signal, limits: { callMs: 500 } }),
        resolver: createResolver({ lookups: tenant.lookups }),
      }),
      explain,
    });
    await test(
      () => look(target, new AbortController().signal),
      () => tenant.calls.map(({ method, path }) => `${method} ${path}`),
    );
  });
}

const converting = (conversion: object, ...rules: Rule[]) =>
  workerWith(
    { images: { november: { conversion: { id: OPERATION, startedAt: '-2h', ...conversion } } } },
    ...rules,
  );

const operation = (times: number | undefined, status: string, more: object = {}): Rule => ({
  match: `GET ${CONTOSO}/acr/v1/${WORKER}/_operations/${OPERATION}`,
  ...(times === undefined ? {} : { times }),
  body: { operationId: OPERATION, status, startTime: '2026-11-21T08:00:00Z', ...more },
});

describe('a conversion', () => {
  test('running, running, succeeded', async () => {
    const scenario = converting(
      { status: 'Succeeded', progress: '100%' },
      operation(2, 'Running', { progress: '40%' }),
    );
    await looking(scenario, async (look, calls) => {
      const running = {
        state: 'open',
        words: `operation ${OPERATION} is Running at 40%`,
        operationId: OPERATION,
      };
      expect(await look()).toEqual(running);
      expect(await look()).toEqual(running);
      expect(await look()).toEqual({
        ...{ state: 'ended', outcome: 'succeeded' },
        words: `operation ${OPERATION} is Succeeded at 100%`,
      });
      expect(calls().every((call) => /^(?:GET|POST \/oauth2|POST .*\/oauth2\/v2.0\/token)/.test(call))).toBe(
        true,
      );
    });
  });

  test.each([
    ['UNSUPPORTED_PLATFORM', 'artifact-streaming/conversion-unsupported-platform'],
    ['NO_SUPPORTED_PLATFORM_FOUND', 'artifact-streaming/conversion-no-supported-platform-found'],
    ['UNSUPPORTED_MEDIATYPE', 'artifact-streaming/conversion-unsupported-mediatype'],
    ['UNSUPPORTED_ARTIFACT_TYPE', 'artifact-streaming/conversion-unsupported-artifact-type'],
    ['IMAGE_NOT_RUNNABLE', 'artifact-streaming/conversion-image-not-runnable'],
    ['RESOURCE_NOT_FOUND', 'artifact-streaming/conversion-resource-not-found'],
    ['UNKNOWN_ERROR', 'artifact-streaming/conversion-unknown-error'],
  ])('running, then failed with %s: the entry that explains it', async (code, symptom) => {
    const failed = { status: 'Failed', progress: '40%', details: `${code}: the service says so` };
    await looking(converting(failed, operation(1, 'NotStarted')), async (look) => {
      expect(await look()).toMatchObject({ state: 'open' });
      expect(await look()).toMatchObject({
        ...{ state: 'ended', outcome: 'failed', code, message: failed.details },
        explained: { symptom, title: theCatalogue().symptoms.find(({ id }) => id === symptom)?.title },
      });
    });
  });

  test('failed without a code: the entry for any failed conversion', async () => {
    await looking(converting({ status: 'Failed', details: 'Conversion started' }), async (look) => {
      const seen = await look();
      expect(seen).toMatchObject({
        outcome: 'failed',
        explained: { symptom: 'artifact-streaming/conversion-failed' },
      });
      expect(seen).not.toHaveProperty('code');
    });
  });

  test('cancelled; a word that nobody knows is no end', async () => {
    await looking(converting({ status: 'Canceled' }), async (look) => {
      expect(await look()).toMatchObject({ state: 'ended', outcome: 'cancelled' });
    });
    await looking(converting({ status: 'Running' }, operation(undefined, 'Paused')), async (look) => {
      expect(await look()).toMatchObject({ state: 'open', words: `operation ${OPERATION} is Paused` });
    });
  });

  test('an operation that is forgotten, an image without one, a tag that is gone: not found', async () => {
    const gone: Target = {
      kind: 'conversion',
      facts: { registry: CONTOSO, repository: WORKER, operationId: OPERATION },
    };
    for (const [scenario, target] of [
      ['healthy', gone],
      ['healthy', IMAGE],
      ['tag-missing', IMAGE],
    ] as const)
      await looking(
        scenario,
        async (look) => {
          expect(await look()).toMatchObject({ state: 'unreadable', unreadable: { reason: 'not-found' } });
        },
        target,
      );
  });

  test.each([
    ['a call that hangs', { fault: 'hang' }, 'timed-out'],
    ['429', { status: 429, headers: { 'retry-after': '60' } }, 'throttled'],
    ['503', { status: 503, headers: { 'retry-after': '60' } }, 'bad-answer'],
    ['half an answer', { fault: 'bad-json' }, 'bad-answer'],
    ['403', { status: 403, body: { errors: [{ code: 'DENIED', message: 'no' }] } }, 'forbidden'],
  ] as const)('%s once is told as it is, and the next look sees again', async (_name, effect, reason) => {
    const rule = { ...operation(1, ''), ...effect } as Rule & { body?: unknown };
    if (!('body' in effect)) delete rule.body;
    await looking(converting({ status: 'Running' }, rule), async (look) => {
      expect(await look()).toMatchObject({ state: 'unreadable', unreadable: { reason } });
      expect(await look()).toMatchObject({ state: 'open' });
    });
  });
});

describe('a pipeline run', () => {
  const path = `GET management.azure.com${CONTOSO_ID}/pipelineRuns/outweek47`;
  const run = (status: string, more: object = {}) => ({
    id: `${CONTOSO_ID}/pipelineRuns/outweek47`,
    name: 'outweek47',
    properties: {
      request: { pipelineResourceId: `${CONTOSO_ID}/exportPipelines/tolab`, artifacts: [] },
      response: { status, progress: { percentage: '20' }, ...more },
    },
  });

  test('running, then succeeded', async () => {
    await looking(
      transferring({}, { match: path, times: 1, body: run('Running') }),
      async (look) => {
        expect(await look()).toEqual({ state: 'open', words: 'run outweek47 is Running at 20 %' });
        expect(await look()).toMatchObject({ state: 'ended', outcome: 'succeeded' });
      },
      RUN,
    );
  });

  test('running, then failed: its words with secrets masked, and the entry that explains them', async () => {
    const error =
      "Failed to access 'https://stcontosoxfer.blob.core.windows.net/transfer?sv=2022-11-02&sp=rl&sig=qZ1xW2eR3tY4uI5oP6aS7dF8gH9jK0l'. Status: 403 AuthorizationPermissionMismatch";
    await looking(
      transferring(
        { pipelineRuns: { outweek47: { status: 'Failed', error } } },
        { match: path, times: 1, body: run('Running') },
      ),
      async (look) => {
        expect(await look()).toMatchObject({ state: 'open' });
        const seen = await look();
        expect(seen).toMatchObject({
          state: 'ended',
          outcome: 'failed',
          explained: { symptom: expect.stringMatching(/^transfer\//) as string },
        });
        expect(JSON.stringify(seen)).not.toContain('qZ1xW2');
      },
      RUN,
    );
  });

  test('not there, not visible, hanging: each with its reason', async () => {
    await looking(
      'healthy',
      async (look) => {
        expect(await look()).toMatchObject({ state: 'unreadable', unreadable: { reason: 'not-found' } });
      },
      { ...RUN, facts: { ...RUN.facts, pipelineRun: 'nowhere' } },
    );
    await looking(
      'registry-not-visible',
      async (look) => {
        expect(await look()).toMatchObject({
          unreadable: {
            reason: 'not-found',
            permission: expect.stringContaining('registries/read') as string,
          },
        });
      },
      RUN,
    );
    await looking(
      transferring({}, { match: path, times: 1, fault: 'hang' }),
      async (look) => {
        expect(await look()).toMatchObject({ unreadable: { reason: 'timed-out' } });
        expect(await look()).toMatchObject({ outcome: 'succeeded' });
      },
      RUN,
    );
  });
});

test('as the service looks: a scenario file from outside, the rights of the bot', async () => {
  const file = `${folderWith({ 'outside.yaml': 'base: streaming-conversion-failed\n' })}/outside.yaml`;
  const simulation = await startSimulation(file);
  try {
    const look = createLook({ openEyes: (signal) => openEyes({ ...simulation.live, signal }), explain });
    expect(await look(IMAGE, new AbortController().signal)).toMatchObject({
      ...{ outcome: 'failed', code: 'NO_SUPPORTED_PLATFORM_FOUND' },
      explained: { symptom: 'artifact-streaming/conversion-no-supported-platform-found' },
    });
  } finally {
    await simulation.close();
  }
});
