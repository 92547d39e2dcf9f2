import { join } from 'node:path';
import { createAudit } from '../../src/audit';
import { readServiceConfig } from '../../src/config';
import { createDiagnose } from '../../src/diagnose';
import { openCatalogue } from '../../src/knowledge/catalogue';
import { createLive, rightsOf } from '../../src/live';
import { createLookups } from '../../src/practice/tenant/dns';
import { loadScenario } from '../../src/practice/tenant/scenario';
import { createService } from '../../src/service/service';
import { openAuditFolder } from '../../src/store/audit-folder';
import { openStore } from '../../src/store/open';
import { APP_ID, issuerSettings, LocalCredentialsFactory, TENANT } from './bot-framework';
import { serveParent, type Begun, type ChildOptions } from './child';
import { ask } from './messages';
import { costsOf } from './spin';

/** More than any machine takes: what is measured is the service, not its limits. */
const RATES = 'user=999999/999999,conversation=999999/999999,all=999999/999999';

/**
 * The service as src/index.ts starts it in Teams mode, with settings, store and audit of its own; what stands on
 * loopback in place of Microsoft's side is handed in: issuer, connector, and the tenant that live checks look at.
 */
async function startDoctor(options: ChildOptions): Promise<Begun> {
  const { metadata, connector, folder, simulator, scenario } = options;
  const config = readServiceConfig({
    MicrosoftAppId: APP_ID,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: TENANT,
    MicrosoftAppPassword: 'unused',
    HOST: '127.0.0.1',
    PORT: '0',
    ACR_DOCTOR_STORE: join(folder, 'store'),
    ACR_DOCTOR_AUDIT: join(folder, 'audit'),
    ACR_DOCTOR_RATES: RATES,
  });
  const { tenant } = loadScenario(scenario);
  const { clientId = '', secret: clientSecret = '' } = tenant.identities.bot ?? {};
  const bot = { as: 'application' as const, tenantId: tenant.tenantId, clientId, clientSecret };
  const lookups = createLookups(tenant);
  const onFault = (where: unknown, error?: unknown) =>
    void process.stderr.write(`${String(where)} ${String(error)}\n`);
  const audit = createAudit({
    book: openAuditFolder(config.auditFolder),
    write: (line) => void process.stdout.write(line),
    now: Date.now,
    onFault,
  });
  const catalogue = openCatalogue([]);
  const diagnose = createDiagnose(catalogue);
  const service = createService({
    config,
    catalogue,
    diagnose,
    audit,
    store: openStore(config, bot),
    openLive: (signal, asker) => {
      const conversation = { kind: 'personal', id: asker.place?.conversation ?? '' };
      const question = { asker, conversation, as: rightsOf(bot), correlationId: 'bench' };
      return createLive({ asker: bot, simulator, lookups, signal, onFault, onReport: audit.watch(question) });
    },
    adapter: { settings: issuerSettings(metadata), credentials: new LocalCredentialsFactory() },
    isAllowedServiceUrl: (address) => address === connector,
  });
  const port = await service.start();
  return {
    url: `http://127.0.0.1:${port}`,
    costs: (texts: readonly string[]) => costsOf(texts, (text) => ask(diagnose, text)),
    stop: service.stop,
  };
}

serveParent(startDoctor);
