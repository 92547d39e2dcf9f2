import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import restify from 'restify';
import { APP_ID, issuerSettings, LocalCredentialsFactory, TENANT } from './bot-framework';
import { serveParent, type ChildOptions } from './child';
import { step } from './spin';

/**
 * The least that a bot on this adapter can be: it authenticates, says what it heard, and keeps nothing. With `spin`
 * it first does as much work as diagnosing that text takes.
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
  const usual = Math.round(meanOf(Object.values(spin ?? {})));
  const server = restify.createServer({ name: 'echo' });
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (req, res) => {
    await adapter.process(req, res, async (context) => {
      const text = context.activity.text;
      // A click has no text; what it takes on average is spun.
      if (spin) step(spin[text] ?? usual);
      await context.sendActivity(text || 'clicked');
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` }),
    );
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

serveParent(startEcho);
