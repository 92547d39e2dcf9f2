import { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata';
import type { Log } from './log';
import { within } from './within';

/** Begins the words of a request that could not be checked, as the adapter hands them on. */
export const KEYS_UNREACHABLE = 'the signing keys of the Bot Framework cannot be fetched';

const HOUR_MS = 60 * 60 * 1000;
/** The SDK fetches keys anew after this. */
const FRESH_MS = 24 * HOUR_MS;
/** Keys that cannot be fetched anew are believed for so long: those of a day are used again by the SDKs of .NET for five. */
const KEPT_MS = 5 * FRESH_MS;
/** After a failure the next try is this far off; without it each message would wait for one. */
const AGAIN_MS = 5 * 60 * 1000;
const FETCH_MS = 3000;

/** What of the SDK's class is private. */
interface Keys {
  lastUpdated: number;
  keys?: unknown;
  fetchedAt?: number;
}
interface Inside {
  refreshCache?: (this: Keys) => Promise<void>;
  isKept?: true;
}

/**
 * The SDK (4.23.3, `openIdMetadata.ts`) refuses everybody once its keys are a day old and cannot be fetched anew,
 * although it still has them, and waits for the fetch without a limit. Here keys stay in use while the place they come
 * from is down. Doing it twice changes nothing.
 * @throws when the SDK no longer has that form, so that an update of it cannot pass unseen
 */
export function keepSigningKeys(log: Log): void {
  const inside = OpenIdMetadata.prototype as unknown as Inside;
  if (inside.isKept) return;
  const { refreshCache } = inside;
  if (!refreshCache)
    throw new Error(
      "botframework-connector's OpenIdMetadata has no refreshCache: see src/service/signing-keys.ts",
    );
  inside.isKept = true;
  inside.refreshCache = async function (this: Keys) {
    const fault = await fetchAnew(() => refreshCache.call(this));
    if (fault === undefined) {
      this.fetchedAt = Date.now();
      return;
    }
    log.error({ message: fault, isKept: this.keys !== undefined }, 'signing keys were not fetched');
    const isOld = Date.now() - (this.fetchedAt ?? 0) > KEPT_MS;
    if (this.keys === undefined || isOld) throw new Error(`${KEYS_UNREACHABLE}: ${fault}`);
    this.lastUpdated = Date.now() - FRESH_MS + AGAIN_MS;
  };
}

/** What kept them away; undefined when they came. */
async function fetchAnew(fetch: () => Promise<void>): Promise<string | undefined> {
  let fault: string | undefined;
  const fetching = fetch().catch((error: unknown) => (fault = String(error)));
  if ((await within(fetching, FETCH_MS)) === 'late') return `no answer within ${FETCH_MS / 1000} s`;
  return fault;
}
