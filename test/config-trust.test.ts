import { readServiceConfig } from '../src/config';
import { RATES } from '../src/service/rates';
import { faultsOf, SINGLE_TENANT as TEAMS } from './helpers/config';

const TENANT = TEAMS.MicrosoftAppTenantId;
const OTHER = '11111111-2222-4333-8444-555555555555';

test('Teams mode serves the tenant of the registration, at the built-in rates', () => {
  expect(readServiceConfig(TEAMS)).toMatchObject({ tenants: [TENANT.toLowerCase()], rates: RATES });
});

test('local mode has neither tenants nor rates, unless rates are set', () => {
  const local = readServiceConfig({});
  expect([local.tenants, local.rates, local.serviceHosts]).toEqual([undefined, undefined, undefined]);
  expect(readServiceConfig({ ACR_DOCTOR_RATES: 'user=1/2' }).rates).toEqual({
    ...RATES,
    user: { burst: 1, perMinute: 2 },
  });
});

test('tenants, hosts and rates of the settings', () => {
  const config = readServiceConfig({
    ...TEAMS,
    ACR_DOCTOR_TENANTS: `${TENANT}, ${OTHER}`,
    ACR_DOCTOR_SERVICE_HOSTS: 'smba.teams.example.fr',
    ACR_DOCTOR_RATES: 'user=5/10, all=50/500',
  });
  expect(config.tenants).toEqual([TENANT.toLowerCase(), OTHER]);
  expect(config.serviceHosts).toEqual(['smba.teams.example.fr']);
  expect(config.rates).toEqual({
    ...RATES,
    user: { burst: 5, perMinute: 10 },
    all: { burst: 50, perMinute: 500 },
  });
});

test('every fault at once, each with what to do', () => {
  const faults = faultsOf({
    ...TEAMS,
    ACR_DOCTOR_TENANTS: 'contoso.com *',
    ACR_DOCTOR_SERVICE_HOSTS: 'https://smba.example/ *',
    ACR_DOCTOR_RATES: 'user=0/5,everybody=1/1,all=5',
    ACR_DOCTOR_AUDIT_DAYS: '0',
  });
  expect(faults).toEqual([
    "ACR_DOCTOR_TENANTS has 'contoso.com', '*'. Set it to tenant ids (GUIDs), separated by commas.",
    "ACR_DOCTOR_SERVICE_HOSTS has 'https://smba.example/', '*'. Set it to host names, separated by commas.",
    ...['user=0/5', 'everybody=1/1', 'all=5'].map(
      (part) =>
        `ACR_DOCTOR_RATES has '${part}'. Write who=burst/per-minute, such as user=10/20, for user, conversation or all.`,
    ),
    "ACR_DOCTOR_AUDIT_DAYS is '0'. Set it to a number of days from 1 to 9999.",
  ]);
});
