import type { Params } from '../../../src/checks/check';
import type { Repository } from '../../../src/practice/tenant/model';
import { tenantSchema } from '../../../src/practice/tenant/model';
import { patched } from '../../../src/practice/tenant/patch';
import { storageOf } from '../../../src/practice/tenant/images';
import type { Rule } from '../../../src/practice/tenant/rule';
import { loadScenario, type Scenario } from '../../../src/practice/tenant/scenario';

/** The image that the scenarios break, without its tag. */
export const UNTAGGED: Params = { registry: 'contosoprod7.azurecr.io', repository: 'team-a/ingest-worker' };

/** The healthy tenant with other values of contosoprod7's repository team-a/ingest-worker, written as in a scenario. */
export function workerWith(changes: object, ...rules: Rule[]): Scenario {
  const repositories = { 'team-a/ingest-worker': changes };
  return registryWith({ repositories }, ...rules);
}

/** The same for any value of contosoprod7. */
export function registryWith(changes: object, ...rules: Rule[]): Scenario {
  const scenario = loadScenario('healthy');
  const model = patched(scenario.tenant, { registries: { contosoprod7: changes } });
  return { ...scenario, tenant: tenantSchema.parse(model), rules };
}

/** The healthy tenant, whose registry answers with another manifest for the tag 2026.11.3. */
export function serving(manifest: Record<string, unknown>, type?: string): Scenario {
  const mediaType = type ?? (manifest.mediaType as string);
  return {
    ...loadScenario('healthy'),
    rules: [
      {
        match: 'GET *.azurecr.io/v2/team-a/ingest-worker/manifests/2026.11.3',
        headers: { 'content-type': mediaType },
        body: manifest,
      },
    ],
  };
}

/** Digest of an image of team-a/ingest-worker, or of one of its platforms. */
export function digestIn(scenario: Scenario | string, image: string, platform?: string): string {
  const { tenant } = typeof scenario === 'string' ? loadScenario(scenario) : scenario;
  const repository = tenant.registries.contosoprod7?.repositories['team-a/ingest-worker'] as Repository;
  const { roots, manifests } = storageOf(repository);
  const own = [...manifests.values()].find(
    (one) => one.image === image && `${one.platform?.os}/${one.platform?.architecture}` === platform,
  );
  return (platform === undefined ? roots.get(image) : own?.digest) ?? 'none';
}

export const OCI = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/** A descriptor of something that is not stored. */
export function descriptor(mediaType: string, size = 1024, more: object = {}): Record<string, unknown> {
  return { mediaType, digest: `sha256:${'a'.repeat(64)}`, size, ...more };
}
