import type { ServiceConfig } from '../../src/config';
import { createLog } from '../../src/service/log';
import { createService, type Service, type ServiceParts } from '../../src/service/service';
import { openLmdbStore } from '../../src/store/lmdb';
import {
  APP_ID,
  issuerSettings,
  LocalCredentialsFactory,
  startConnector,
  startIssuer,
  TENANT,
} from './bot-framework';
import { folderWith } from './folder';
import { theCatalogue } from './knowledge';

export const TEAMS_CONFIG: ServiceConfig = {
  mode: 'teams',
  host: '127.0.0.1',
  port: 0,
  registration: { appId: APP_ID, appType: 'SingleTenant', tenantId: TENANT, password: 'unused' },
  auditFolder: '',
  storeFolder: '',
  scenario: 'healthy',
  logLevel: 'info',
  knowledgeFolders: [],
  noColor: true,
};

export interface TeamsService {
  service: Service;
  url: string;
  port: number;
  issuer: Awaited<ReturnType<typeof startIssuer>>;
  connector: Awaited<ReturnType<typeof startConnector>>;
  logged: string[];
  /** What the cards say that were sent so far. */
  cards: () => string[];
  /** Posts an activity, or any text, with a good token unless another is given. */
  post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  stop: () => Promise<void>;
}

/** Its surroundings, where several services have the same ones. */
export type Around = Pick<TeamsService, 'issuer' | 'connector'>;

export async function startAround(): Promise<Around> {
  return { issuer: await startIssuer(), connector: await startConnector() };
}

/**
 * The whole service in Teams mode with authentication on, between an issuer and a connector: its own, which stop with
 * it, unless they are given.
 */
export async function startTeamsService(
  parts: Partial<ServiceParts> = {},
  around?: Around,
): Promise<TeamsService> {
  const { issuer, connector } = around ?? (await startAround());
  const logged: string[] = [];
  const service = createService({
    config: TEAMS_CONFIG,
    catalogue: theCatalogue(),
    store: openLmdbStore(folderWith({})),
    log: createLog('info', (line) => logged.push(line)),
    adapter: { settings: issuerSettings(issuer.metadata), credentials: new LocalCredentialsFactory() },
    isAllowedServiceUrl: (address) => address === connector.url,
    ...parts,
  });
  const port = await service.start();
  const url = `http://127.0.0.1:${port}/api/messages`;
  return {
    service,
    url,
    port,
    issuer,
    connector,
    logged,
    cards: () =>
      connector.sent.flatMap(({ body }) =>
        ((body.attachments ?? []) as { content: { fallbackText: string } }[]).map(
          ({ content }) => content.fallbackText,
        ),
      ),
    post: (body, headers = {}) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${issuer.token({ serviceUrl: connector.url })}`,
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async stop() {
      await service.stop();
      if (around) return;
      connector.stop();
      issuer.stop();
    },
  };
}
