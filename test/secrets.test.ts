import { openCase, type Case } from '../src/case';
import { renderAnswerCard } from '../src/cards/answer';
import { renderDeclinedCard } from '../src/cards/declined';
import { renderHandOff } from '../src/cards/hand-off';
import { renderText } from '../src/cards/text';
import { CHECKS } from '../src/checks';
import type { Params } from '../src/checks/check';
import { readPasted } from '../src/checks/pasted';
import { createDiagnose } from '../src/diagnose';
import { createExamine } from '../src/examine';
import { createLive } from '../src/live';
import { readOutputs } from '../src/parse/output/read-outputs';
import type { Rule } from '../src/practice/tenant/rule';
import { startTenant } from '../src/practice/tenant/server';
import { redact } from '../src/redact/redact';
import { createLog } from '../src/service/log';
import type { Result } from '../src/verdict/result';
import { checksOf } from '../src/verdict/link';
import { BOT, disturbed } from './azure/simulated';
import { look, PULLED } from './checks/look';
import { PRINTED } from './checks/printed-commands';
import { transferring } from './checks/transfer/transferring';
import { theCatalogue } from './helpers/knowledge';

/** Secrets, made up, in the forms in which they really stand in texts. `%` is the secret. */
const SEEDS: Record<string, { value: string; forms: string[] }> = {
  'admin password of a registry': {
    value: 'Xk7vQ2mB9nR4tY6uI8oP1aS3dF5gH7jKlZxC+ACRAbCd3f',
    forms: ['docker login contosoprod7.azurecr.io -u contosoprod7 -p %', 'the password % was refused'],
  },
  'signature of a SAS': {
    value: 'qZ1xW2eR3tY4uI5oP6aS7dF8gH9jK0lZxC1vB2nM3qW%3D',
    forms: [
      'https://stcontosoxfer.blob.core.windows.net/transfer/a?sv=2022-11-02&sr=c&sp=rl&se=2027-01-01&sig=%',
    ],
  },
  'storage account key': {
    value: `${'aB3dE5fG7hJ9kL1mN3pQ'.repeat(4)}rS5tU7==`,
    forms: ['DefaultEndpointsProtocol=https;AccountName=stcontosoxfer;AccountKey=%', 'key %'],
  },
  'secret of a container app': {
    value: 'wohl-geheimes-Passwort-4711',
    forms: ['"password": "%"', 'NEW_PASSWORD=%', 'az containerapp secret set --secret-value %'],
  },
  'sign-in token': {
    value:
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQifQ.c2lnbmF0dXJlMTIzNDU2Nzg5MA',
    forms: ['Authorization: Bearer %', '"access_token":"%"', 'token % expired'],
  },
};
const LINES = Object.values(SEEDS).flatMap(({ value, forms }) =>
  forms.map((form) => form.replace('%', value)),
);
/** Any twelve characters in a row are a leak. */
const PIECES = Object.entries(SEEDS).flatMap(([name, { value }]) =>
  [0, Math.floor(value.length / 2), value.length - 13].map((at) => ({
    name,
    piece: value.slice(at, at + 12),
  })),
);

function leaksIn(shown: unknown): string[] {
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown);
  return [...new Set(PIECES.filter(({ piece }) => text.includes(piece)).map(({ name }) => name))];
}

const ASKER = { id: 'user-1', tenant: 'tenant-1' };
const AT = '2026-11-21T10:00:00.000Z';
const diagnose = createDiagnose(theCatalogue());
const { symptoms } = theCatalogue();

/** Everything that leaves us for one case: what is stored, returned, drawn, printed and handed on. */
function everything(known: Case, result: Result): unknown {
  const card = result.declined ? renderDeclinedCard(result) : renderAnswerCard(result);
  return [known, result, card, renderText(result), renderHandOff(result, AT)];
}

test('the seeds are seen where nothing masks them', () => {
  expect(leaksIn(LINES).sort()).toEqual(Object.keys(SEEDS).sort());
  expect(leaksIn(redact(LINES.join('\n')).text)).toEqual([]);
});

describe('in a paste', () => {
  test.each(symptoms.map(({ id, examples }) => [id, examples.match[0] ?? ''] as const))(
    '%s',
    async (_id, example) => {
      const { signal } = new AbortController();
      // Around the message, and within the line that decides.
      for (const text of [
        [...LINES, example, ...LINES].join('\n'),
        ...LINES.map((line) =>
          example
            .split('\n')
            .map((part) => `${part} ${line}`)
            .join('\n'),
        ),
      ]) {
        const found = await diagnose(openCase('case-1', ASKER, AT), { text, at: AT }, ASKER, signal);
        expect(leaksIn(everything(found.case, found.result))).toEqual([]);
      }
    },
  );

  /** Puts a secret behind each text of an output. */
  function seeded(printed: string, line: string): string {
    const value = parsed(printed);
    if (value === undefined)
      return printed
        .split('\n')
        .map((one) => `${one} ${line}`)
        .join('\n');
    return JSON.stringify(
      value,
      (_key, part: unknown) => (typeof part === 'string' ? `${part} ${line}` : part),
      2,
    );
  }
  function parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  test.each(PRINTED.map((one) => [one.command, one] as const))('printed by %s', (_command, one) => {
    for (const line of LINES) {
      for (const printed of [seeded(one.printed, line), `${line}\n${one.printed}\n${line}`]) {
        const { text } = redact(`$ ${one.typed}\n${printed}\n`);
        expect(leaksIn(readPasted(readOutputs(text), one.params))).toEqual([]);
      }
    }
  });
});

const EVERY_NAME: Params = {
  ...PULLED,
  clientIp: '203.0.113.9',
  principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
  operationId: '2f0b7c1d-5a4e-4b3c-9d8e-7f6a5b4c3d2e',
  direction: 'import',
  importPipeline: 'fromlab',
  pipelineRun: 'inweek47',
  keyVault: 'contoso-transfer',
  storageAccount: 'stcontosoxfer',
  blob: 'week47.tar.gz',
  deployment: 'outweek47-template',
  callerId: '19c8b7a6-5d4e-4f3a-92b1-0a9b8c7d6e5f',
  subnetId:
    '/subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/snet-nodes',
  cluster: 'aks-prod',
  app: 'reports',
};
const message = LINES.join(' ');
const answering = (status: number, body: unknown): Rule => ({ match: '* *', status, body });
const ANSWERS: [string, Rule][] = [
  ['403 of Azure Resource Manager', answering(403, { error: { code: 'AuthorizationFailed', message } })],
  ['401 of a registry', answering(401, { errors: [{ code: 'UNAUTHORIZED', message, detail: message }] })],
  ['409 with a text', answering(409, message)],
  ['500 of Entra', answering(500, { error: 'server_error', error_description: message })],
  ['an answer of another form', answering(200, { value: message, properties: message, name: { message } })],
];
const LIMITS = { callMs: 500, totalMs: 2000 };

describe('in answers of Azure', () => {
  describe.each(CHECKS.map(({ id }) => id))('%s', (id) => {
    test.each(ANSWERS)('%s', async (_name, rule) => {
      const found = await look(id, disturbed(rule), EVERY_NAME, {
        limits: LIMITS,
        mayRevealSecrets: true,
      }).catch((error: unknown) => `${String(error)} ${error instanceof Error ? (error.stack ?? '') : ''}`);
      expect(leaksIn(found)).toEqual([]);
    });

    test('where all is well', async () => {
      const secrets = ['simulated-password-one', 'simulated-password-two', 'simulated-bot-secret'];
      const report = JSON.stringify(await look(id, 'healthy', EVERY_NAME, { mayRevealSecrets: true }));
      expect(secrets.filter((secret) => report.includes(secret))).toEqual([]);
    });
  });

  /** Texts of services that are shown because they tell the reason. */
  test.each<[string, string, ReturnType<typeof transferring>, Params]>([
    [
      'a run',
      'transfer/pipeline-run',
      transferring({ pipelineRuns: { outweek47: { status: 'Failed', error: message } } }),
      { ...EVERY_NAME, direction: 'export', pipelineRun: 'outweek47' },
    ],
    [
      'a deployment',
      'transfer/deployment',
      transferring({
        deployments: {
          'outweek47-template': {
            state: 'Failed',
            code: 'DeploymentFailed',
            message,
            operations: { run: { target: '/x', state: 'Failed', code: 'Bad', message } },
          },
        },
      }),
      EVERY_NAME,
    ],
    [
      'a conversion',
      'streaming/conversion',
      transferring({
        registries: {
          contosoprod7: {
            repositories: {
              'team-a/ingest-worker': {
                images: {
                  november: {
                    conversion: {
                      id: '2f0b7c1d-5a4e-4b3c-9d8e-7f6a5b4c3d2e',
                      status: 'Failed',
                      details: message,
                      startedAt: '-1d',
                    },
                  },
                },
              },
            },
          },
        },
      }),
      EVERY_NAME,
    ],
  ])('%s that failed', async (_name, id, scenario, params) => {
    expect(leaksIn(await look(id, scenario, params, { mayRevealSecrets: true }))).toEqual([]);
  });

  const areas = [...new Set(symptoms.map(({ id }) => id.split('/')[0] ?? ''))];
  const checked = areas.flatMap((area) => {
    const own = symptoms.filter(
      (symptom) => symptom.id.startsWith(`${area}/`) && checksOf([symptom]).length > 0,
    );
    return own.length === 0 ? [] : [[area, own] as const];
  });

  test('no area is left out but those that name no check', () => {
    const without = areas.filter((area) => !checked.some(([one]) => one === area));
    expect(
      without.filter((area) => checksOf(symptoms.filter(({ id }) => id.startsWith(`${area}/`))).length > 0),
    ).toEqual([]);
    expect(checked.length).toBeGreaterThan(10);
  });

  test.each(checked)('%s: no card, case, result or log line of a whole diagnosis', async (_area, own) => {
    const logged: string[] = [];
    const log = createLog('info', (line) => logged.push(line));
    for (const [, rule] of ANSWERS) {
      const scenario = disturbed(rule);
      const tenant = await startTenant(scenario);
      const live = createLive({
        asker: { as: 'application', tenantId: scenario.tenant.tenantId, ...BOT },
        simulator: tenant.address,
        lookups: tenant.lookups,
        mayRevealSecrets: true,
        limits: LIMITS,
        onFault: (check, error) => log.error({ check, error: String(error) }, 'a check failed'),
      });
      try {
        const [symptom] = own;
        const opened = openCase('case-1', ASKER, new Date().toISOString());
        const answers = [
          { symptom: symptom?.id ?? '', confidence: 0.97, because: [], how: 'anchor' as const },
        ];
        const known = { ...opened, evidence: { facts: EVERY_NAME, answers, redacted: [] } };
        for await (const found of createExamine(theCatalogue())(known, live, ASKER, opened.createdAt))
          expect(leaksIn(everything(found.case, found.result))).toEqual([]);
      } finally {
        await tenant.close();
      }
    }
    expect(leaksIn(logged)).toEqual([]);
  });
});

test('a log line masks what it is given', () => {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));
  for (const line of LINES) {
    log.error({ error: line }, 'a fault');
    log.info({ text: line, stack: `Error: ${line}\n    at x` }, 'a note');
  }
  expect(lines.length).toBe(2 * LINES.length);
  expect(leaksIn(lines)).toEqual([]);
});
