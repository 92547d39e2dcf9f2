import { join } from 'node:path';
import { redact } from './redact/redact';
import { RATES, type Rates } from './service/rates';

/** Whom the service lets in, and how much of each. Read by src/config.ts. */
export interface TrustSettings {
  /** Tenants whose users are served (`ACR_DOCTOR_TENANTS`), lower case; absent in local mode. */
  tenants?: string[];
  /** Further hosts that may be answered in Teams mode (`ACR_DOCTOR_SERVICE_HOSTS`). */
  serviceHosts?: string[];
  /** Object ids of who keeps the knowledge base and sees its gaps (`ACR_DOCTOR_MAINTAINERS`), lower case. */
  maintainers?: string[];
  /** `ACR_DOCTOR_RATES`; absent in local mode unless set. */
  rates?: Rates;
  /** Folder of the audit's daily files (`ACR_DOCTOR_AUDIT`). */
  auditFolder: string;
  /** Days that the audit is kept (`ACR_DOCTOR_AUDIT_DAYS`). */
  auditDays?: number;
}

type Env = Partial<Record<string, string>>;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** @param own the tenant of the bot's registration; absent in local mode */
export function readTrust(env: Env, own: string | undefined, faults: string[]): TrustSettings {
  const tenants = readList(env, 'ACR_DOCTOR_TENANTS', GUID, 'tenant ids (GUIDs)', faults);
  const serviceHosts = readList(env, 'ACR_DOCTOR_SERVICE_HOSTS', HOST, 'host names', faults);
  const maintainers = readList(env, 'ACR_DOCTOR_MAINTAINERS', GUID, 'object ids (GUIDs)', faults);
  const rates = readRates(env, faults);
  const audit = {
    auditFolder: env.ACR_DOCTOR_AUDIT ?? join('.acr-doctor', 'audit'),
    ...readAuditDays(env, faults),
  };
  if (own === undefined) return { ...(rates ? { rates } : {}), ...audit };
  return {
    ...audit,
    tenants: tenants.length > 0 ? tenants : [own.toLowerCase()],
    ...(serviceHosts.length > 0 ? { serviceHosts } : {}),
    ...(maintainers.length > 0 ? { maintainers } : {}),
    rates: rates ?? RATES,
  };
}

function readList(env: Env, name: string, form: RegExp, what: string, faults: string[]): string[] {
  // Masked before it is split: a fault names the items, and a part of a secret is not known for one.
  const items = redact(env[name] ?? '')
    .text.toLowerCase()
    .split(/[\s,;]+/)
    .filter((item) => item !== '');
  const wrong = items.filter((item) => !form.test(item));
  if (wrong.length > 0)
    faults.push(`${name} has '${wrong.join("', '")}'. Set it to ${what}, separated by commas.`);
  return items;
}

function readAuditDays(env: Env, faults: string[]): Pick<TrustSettings, 'auditDays'> {
  const text = env.ACR_DOCTOR_AUDIT_DAYS;
  if (!text) return {};
  if (/^[1-9]\d{0,3}$/.test(text)) return { auditDays: Number(text) };
  faults.push(`ACR_DOCTOR_AUDIT_DAYS is '${text}'. Set it to a number of days from 1 to 9999.`);
  return {};
}

const RATE = /^(?<who>user|conversation|all)=(?<burst>[1-9]\d{0,5})\/(?<perMinute>[1-9]\d{0,5})$/;

/** `user=10/20,conversation=20/60,all=400/6000`: at once, and a minute. What is left out stays as it is. */
function readRates(env: Env, faults: string[]): Rates | undefined {
  const text = env.ACR_DOCTOR_RATES;
  if (!text) return undefined;
  const rates = { ...RATES };
  for (const part of text.split(',')) {
    const { who, burst, perMinute } = RATE.exec(part.trim())?.groups ?? {};
    if (who === undefined) {
      faults.push(
        `ACR_DOCTOR_RATES has '${part.trim()}'. Write who=burst/per-minute, such as user=10/20, for user, conversation or all.`,
      );
    } else rates[who as keyof Rates] = { burst: Number(burst), perMinute: Number(perMinute) };
  }
  return rates;
}
