import { CHECKS } from '../../src/checks';
import type { Rule } from '../../src/practice/tenant/rule';
import { disturbed } from '../azure/simulated';
import { heldIn, look, PULLED } from './look';

/**
 * For every check: whatever keeps it from seeing, its statements are unknown with a reason, or told from what it could
 * still see. No trouble outside becomes a clean bill or an accusation.
 */
const EVERYTHING = {
  ...PULLED,
  clientIp: '203.0.113.9',
  principalId: '8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718',
  operationId: '2f0b7c1d-5a4e-4b3c-9d8e-7f6a5b4c3d2e',
  direction: 'import' as const,
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
  app: 'ingest',
};

const TROUBLES: [string, Rule][] = [
  ['403', { match: '* *', status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }],
  ['404', { match: '* *', status: 404, body: { error: { code: 'NotFound', message: 'gone' } } }],
  ['429', { match: '* *', status: 429, headers: { 'retry-after': '60' }, body: {} }],
  ['500', { match: '* *', status: 500, body: {} }],
  ['time-out', { match: '* *', fault: 'hang' }],
  ['reset', { match: '* *', fault: 'reset' }],
  ['bad JSON', { match: '* *', fault: 'bad-json' }],
  ['half an answer', { match: '* *', fault: 'half' }],
];

describe.each(CHECKS.map((check) => [check.id, check] as const))('%s', (id, check) => {
  test.each(TROUBLES)('%s: every statement is unknown, with a reason', async (_name, rule) => {
    const limits = { callMs: 300, totalMs: 2000 };
    const report = await look(id, disturbed(rule), EVERYTHING, { limits, mayRevealSecrets: true });
    expect(report.judged.map(({ statement }) => statement).sort()).toEqual(
      Object.keys(check.statements).sort(),
    );
    for (const { holds, saw, vantage } of report.judged) {
      // What the bot's own resolver or an answer of /v2/ tells is still seen; what is configured is not.
      if (vantage === 'configuration') expect(['unknown', 'not-applicable']).toContain(holds);
      expect(saw.length).toBeGreaterThan(5);
      expect(saw).not.toMatch(/undefined|\[object|eyJ/);
    }
  });

  test('a healthy tenant: every statement judged once, and no trouble seen', async () => {
    const held = heldIn(await look(id, 'healthy', EVERYTHING, { mayRevealSecrets: true }));
    expect(Object.keys(held).sort()).toEqual(Object.keys(check.statements).sort());
  });

  test('without its parameters it says which it needs', async () => {
    const report = await look(id, 'healthy', {});
    for (const { holds, saw } of report.judged) {
      expect(holds).toBe('unknown');
      expect(saw).toMatch(/^not known: /);
    }
  });
});
