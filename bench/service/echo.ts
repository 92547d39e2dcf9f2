import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import restify from 'restify';
import { APP_ID, issuerSettings, LocalCredentialsFactory, TENANT } from './bot-framework';
import { serveParent, type ChildOptions } from './child';

/**
 * The least that a bot on this adapter can be: it authenticates, says what it heard, and keeps nothing. With `spin`
 * it is busy as long as diagnosing that text took, first.
 */
function startEcho({ metadata, spin }: ChildOptions): Promise<{ url: string }> {
  const settings = {
    MicrosoftAppId: APP_ID,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: TENANT,
    MicrosoftAppPassword: 'unused',
    ...issuerSettings(metadata),
  };
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication(settings, new LocalCredentialsFactory()),
  );
  const usual = meanOf(Object.values(spin ?? {}));
  const server = restify.createServer({ name: 'echo' });
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (req, res) => {
    await adapter.process(req, res, async (context) => {
      const text = context.activity.text;
      // A click has no text; what it takes on average is spun.
      if (spin) beBusy(spin[text] ?? usual);
      await context.sendActivity(text || 'clicked');
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` }),
    );
  });
}

let sink = 1;

/** Steps of work in a millisecond, the best of many tries: others on the machine only make it less. */
const STEPS_A_MS = Math.max(...Array.from({ length: 200 }, measureSteps));

function measureSteps(): number {
  const begun = performance.now();
  step(100_000);
  return 100_000 / (performance.now() - begun);
}

/** Work, not time: a spinner that is not on the processor must not count that as having spun. */
function beBusy(ms: number): void {
  step(Math.round(ms * STEPS_A_MS));
}

function step(count: number): void {
  for (let at = 0; at < count; at++) sink = (sink * 31 + at) % 65_521;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

serveParent(startEcho);
