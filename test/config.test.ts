import { join } from 'node:path';
import { readServiceConfig } from '../src/config';
import { faultsOf } from './helpers/config';

const TEAMS = {
  MicrosoftAppId: '3f2c1b7e-0a4d-4c58-9a66-5d1f0c9e7b21',
  MicrosoftAppType: 'UserAssignedMsi',
  MicrosoftAppTenantId: '8b5a7f9c-2d13-4a4e-b0a7-6c5d4e3f2a10',
};

describe('ACR_DOCTOR_STORE', () => {
  test('a folder is the embedded store, in both modes, and one has a default', () => {
    for (const mode of [{}, TEAMS]) {
      expect(readServiceConfig(mode).storeFolder).toBe(join('.acr-doctor', 'store'));
      for (const folder of ['/var/lib/doctor', 'store', 'C:\\doctor\\store', './blob.core/x']) {
        const config = readServiceConfig({ ...mode, ACR_DOCTOR_STORE: folder });
        expect(config.storeFolder).toBe(folder);
        expect(config).not.toHaveProperty('storeContainer');
      }
    }
  });

  test.each([
    'https://stcontoso.blob.core.windows.net/doctor',
    'https://stcontoso.blob.core.windows.net/doctor/',
    'https://123.blob.core.windows.net/a-1-b',
  ])('%s is the store of replicas', (address) => {
    const config = readServiceConfig({ ...TEAMS, ACR_DOCTOR_STORE: address });
    expect(config.storeContainer).toBe(address.replace(/\/$/, ''));
  });

  test.each([
    'http://stcontoso.blob.core.windows.net/doctor',
    'https://stcontoso.blob.core.windows.net',
    'https://stcontoso.blob.core.windows.net/doctor/cases',
    'https://stcontoso.blob.core.windows.net/Doctor',
    'https://stcontoso.blob.core.windows.net/a--b',
    'https://stcontoso.blob.core.windows.net/ab',
    `https://stcontoso.blob.core.windows.net/${'a'.repeat(64)}`,
    'https://stcontoso.blob.core.windows.net:8443/doctor',
    'https://stcontoso.blob.attacker.example/doctor',
    'https://stcontoso.file.core.windows.net/doctor',
    'stcontoso.blob.core.windows.net/doctor',
    's3://doctor/cases',
  ])('%s is neither, and is told with the rest', (address) => {
    expect(faultsOf({ ...TEAMS, ACR_DOCTOR_STORE: address, PORT: 'x' })).toEqual([
      expect.stringContaining('PORT'),
      `ACR_DOCTOR_STORE is '${address}'. Set it to a folder, or to https://<account>.blob.core.windows.net/<container>.`,
    ]);
  });

  test.each([
    'DefaultEndpointsProtocol=https;AccountName=st;AccountKey=c2VjcmV0LXZhbHVl;EndpointSuffix=core.windows.net',
    'https://stcontoso.blob.core.windows.net/doctor?sv=2024-11-04&sr=c&sp=rl&sig=c2VjcmV0LXZhbHVl',
    'BlobEndpoint=https://stcontoso.blob.core.windows.net;SharedAccessSignature=sv=1&sig=c2VjcmV0LXZhbHVl',
    'https://doctor:c2VjcmV0LXZhbHVl@stcontoso.blob.core.windows.net/doctor',
  ])('a secret in it is refused, and not shown: %#', (address) => {
    const faults = faultsOf({ ...TEAMS, ACR_DOCTOR_STORE: address });
    expect(faults).toEqual([
      expect.stringMatching(/^ACR_DOCTOR_STORE holds a key or a token\. Give the address/),
    ]);
    expect(faults.join()).not.toContain('c2VjcmV0LXZhbHVl');
  });

  test('a container in local mode is refused: there is no identity to sign in with', () => {
    const address = 'https://stcontoso.blob.core.windows.net/doctor';
    expect(faultsOf({ ACR_DOCTOR_STORE: address })).toEqual([
      expect.stringContaining('Local mode has no identity'),
    ]);
  });
});

describe('telemetry', () => {
  const read = (env: Record<string, string>) => readServiceConfig(env).telemetry;

  test('nothing unless an endpoint is set', () => {
    expect(read({ OTEL_SERVICE_NAME: 'x' })).toBeUndefined();
  });

  test('an endpoint, with and without the rest', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318';
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT })).toEqual({
      endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
      serviceName: 'acr-doctor',
      temporality: 'cumulative',
    });
    expect(
      read({
        OTEL_EXPORTER_OTLP_ENDPOINT,
        OTEL_SERVICE_NAME: 'doctor-west',
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta',
      }),
    ).toMatchObject({ serviceName: 'doctor-west', temporality: 'delta' });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, /^OTEL_EXPORTER_OTLP_ENDPOINT is no http/],
    [
      'a password in it, which is not repeated',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hidden@collector.example' },
      /^OTEL_EXPORTER_OTLP_ENDPOINT is no http address without a name and password(?!.*hidden)/,
    ],
    [
      'a connection string that nothing would use',
      { APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=hidden' },
      /^APPLICATIONINSIGHTS_CONNECTION_STRING is set without(?!.*hidden)/,
    ],
    [
      'an unknown temporality',
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'lowmemory',
      },
      /^OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE is 'lowmemory'/,
    ],
  ])('a fault: %s', (_name, env, fault) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(fault)]);
  });
});
