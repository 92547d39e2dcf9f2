import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { STREAMING_ARTIFACT } from '../../src/azure/registry-streaming';
import { loadScenario, type Scenario } from '../../src/practice/tenant/scenario';
import { heldIn, look, sawIn } from '../checks/look';
import { folderWith } from '../helpers/folder';
import { createPusher, INDEX, MANIFEST, pushImage, type Pushed } from './oci';

/** Debian's docker-registry answers /v2/ behind the simulator's token service: no part of it is ours. */
const BINARY = '/usr/bin/docker-registry';
const hasRegistry = existsSync(BINARY);
if (!hasRegistry)
  process.stdout.write(
    `Tests against a real registry are skipped: ${BINARY} is not there (apt-get install docker-registry).\n`,
  );

const REPOSITORY = 'team-a/ingest-worker';
const IMAGE = { registry: 'contosoprod7.azurecr.io', repository: REPOSITORY };

/** The model answers /acr/v1/ only: a healthy tenant with these tags. */
function tenant(): Scenario {
  return loadScenario('healthy');
}

(hasRegistry ? describe : describe.skip)('image and referrer checks against docker-registry', () => {
  let child: ChildProcess;
  let address: string;
  let amd64: Pushed;

  beforeAll(async () => {
    const port = await freePort();
    const folder = folderWith({});
    writeFileSync(
      join(folder, 'config.yml'),
      [
        'version: 0.1',
        'log: { level: error }',
        `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }`,
        `http: { addr: "127.0.0.1:${port}" }`,
      ].join('\n'),
    );
    child = spawn(BINARY, ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
    address = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${address}/v2/`)).ok);
    const push = createPusher(address);
    amd64 = await pushImage(push, REPOSITORY, 'linux/amd64');
    const arm64 = await pushImage(push, REPOSITORY, 'linux/arm64');
    await push.manifest(REPOSITORY, INDEX, { manifests: [amd64, arm64] }, '2026.11.3');
    await pushImage(push, REPOSITORY, 'linux/arm64', 'arm-only');
    // A streaming artifact, as the fallback tag of the amd64 manifest tells it.
    const config = {
      ...(await push.blob(REPOSITORY, Buffer.from('{}'))),
      mediaType: 'application/vnd.oci.empty.v1+json',
    };
    const { mediaType, digest, size } = amd64;
    const subject = { mediaType, digest, size };
    const artifact = await push.manifest(REPOSITORY, MANIFEST, {
      artifactType: STREAMING_ARTIFACT,
      config,
      layers: [config],
      subject,
    });
    const referrer = { ...artifact, artifactType: STREAMING_ARTIFACT };
    await push.manifest(REPOSITORY, INDEX, { manifests: [referrer] }, amd64.digest.replace(':', '-'));
  }, 60_000);

  afterAll(() => {
    child.kill('SIGTERM');
  });

  const check = (id: string, tag: string) =>
    look(id, tenant(), { ...IMAGE, tag }, { registryUpstream: address });

  test('a tag that is there, and one that is not', async () => {
    expect(heldIn(await check('image/exists', '2026.11.3'))).toMatchObject({ 'tag-missing': 'no' });
    const missing = await check('image/exists', '2026.11.4');
    expect(heldIn(missing)).toMatchObject({ 'tag-missing': 'yes', 'repository-missing': 'no' });
    expect(sawIn(missing, 'tag-missing')).toMatch(/^2026\.11\.4 is not there; there is 2026\.1/);
  });

  test('a digest that no manifest has', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const report = await look('image/exists', tenant(), { ...IMAGE, digest }, { registryUpstream: address });
    expect(heldIn(report)['digest-missing']).toBe('yes');
  });

  test('platforms of a multi-arch index, and of a single manifest', async () => {
    expect(heldIn(await check('image/platforms', '2026.11.3'))['no-linux-amd64']).toBe('no');
    const report = await check('image/platforms', 'arm-only');
    expect(heldIn(report)['no-linux-amd64']).toBe('yes');
    expect(sawIn(report, 'no-linux-amd64')).toContain('linux/arm64');
  });

  test('a streaming artifact is found by the fallback tag of the platform manifest', async () => {
    const found = await check('streaming/artifact', '2026.11.3');
    expect(heldIn(found)['no-streaming-artifact']).toBe('no');
    expect(heldIn(await check('streaming/artifact', 'arm-only'))['no-streaming-artifact']).toBe('yes');
  });

  test('manifest and first bytes of a layer are readable', async () => {
    expect(heldIn(await check('image/readable', '2026.11.3'))).toEqual({
      'manifest-not-readable': 'no',
      'layer-not-readable': 'no',
    });
  });

  test('what kind of thing it is, and how large', async () => {
    expect(heldIn(await check('image/media-type', '2026.11.3'))).toMatchObject({ 'not-an-image': 'no' });
    expect(heldIn(await check('image/size', '2026.11.3'))['layer-over-8-gb']).toBe('no');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('docker-registry did not begin to answer');
}
