import type { Lease } from '../store/store';

/** A claim that lasts as long as the work, and ends soon after its process. */
export interface KeptLease {
  /** Whether nobody else has it by now: a process that stood still may have lost it. A store that is down cannot say. */
  isOurs: () => Promise<boolean>;
  /** Never rejects: what cannot be released ends by itself. */
  release: () => Promise<void>;
}

/**
 * Renews a claim until it is released. A renewal that fails is not the work's fault: at worst another process takes over
 * what this one still does.
 * @param ms how long a claim lasts without renewal
 */
export function keepLease(lease: Lease, ms: number): KeptLease {
  let heldUntil = performance.now() + ms;
  let renewing: Promise<boolean> | undefined;
  const renew = () => {
    const begun = performance.now();
    renewing ??= lease
      .renew(ms)
      .then((isHeld) => {
        if (isHeld) heldUntil = begun + ms;
        return isHeld;
      })
      .catch(() => true)
      .finally(() => (renewing = undefined));
    return renewing;
  };
  const timer = setInterval(() => void renew(), ms / 3).unref();
  return {
    isOurs: async () => performance.now() < heldUntil || renew(),
    async release() {
      clearInterval(timer);
      // A renewal on its way would write the claim anew behind the release.
      await renewing;
      await lease.release().catch(() => undefined);
    },
  };
}
