import type { Answer, Call, World } from './answer';
import { answerArm } from './arm';
import { answerBlob } from './arm-transfer-places';
import { answerEntra } from './entra';
import { answerVault } from './vault-secrets';
import { dataEndpointOf, findRegistryByHost } from './registries';
import { answerAcr } from './registry-acr';
import { answerPing, answerTokenService, findBlock, findRefusal, type RegistryCall } from './registry-auth';
import { answerStorage, answerV2, parseV2 } from './registry-v2';

/** The header by which the transport is told that the name would not resolve. */
const UNRESOLVED = 'x-simulated-unresolved';

/** Which part of the tenant answers a host. */
export function route(call: Call, world: World, registryUpstream?: string): Answer | Promise<Answer> {
  const { host } = call;
  if (host.startsWith('management.')) return answerArm(call, world);
  if (host.startsWith('login.')) return answerEntra(call, world);
  if (host.includes('.blob.core.')) return answerBlob({ call, world }) ?? answerStorage({ call, world });
  const secret = host.includes('.vault.') ? answerVault(call, world) : undefined;
  if (secret) return secret;
  const found = findRegistryByHost(world.tenant, host);
  if (!found) return unresolved(host);
  if (dataEndpointOf(found) === host) return answerStorage({ call, world });
  return answerRegistry({ call, world, found }, registryUpstream);
}

function unresolved(host: string): Answer {
  return {
    status: 421,
    headers: { [UNRESOLVED]: host },
    shape: { unverified: 'no such host in this tenant' },
  };
}

function answerRegistry(asked: RegistryCall, registryUpstream?: string): Answer | Promise<Answer> {
  const { path } = asked.call;
  const block = findBlock(asked);
  if (block) return block;
  if (path.startsWith('/oauth2/')) return answerTokenService(asked);
  if (path === '/v2/') return answerPing(asked);
  if (!path.startsWith('/v2/')) return answerAcr(asked);
  return registryUpstream === undefined ? answerV2(asked) : passOn(asked, registryUpstream);
}

/** A real registry answers, after our token service has let the call in. Its answers are its own. */
async function passOn(asked: RegistryCall, upstream: string): Promise<Answer> {
  const { method, path, query, headers } = asked.call;
  const refusal = findRefusal(asked, 'repository', parseV2(path)?.name ?? '', 'pull');
  if (refusal) return refusal;
  const wanted = {
    accept: headers.accept ?? '*/*',
    ...(headers.range === undefined ? {} : { range: headers.range }),
  };
  const search = query.size > 0 ? `?${query.toString()}` : '';
  const response = await fetch(new URL(path + search, upstream), {
    method,
    headers: wanted,
    redirect: 'manual',
  });
  const kept = ['content-type', 'docker-content-digest', 'etag', 'link', 'location', 'content-range'];
  const answered = kept.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    status: response.status,
    headers: Object.fromEntries(answered),
    body: Buffer.from(await response.arrayBuffer()),
    shape: { unverified: 'passed on to a real registry' },
  };
}
