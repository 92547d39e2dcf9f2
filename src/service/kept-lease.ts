import type { Lease } from '../store/store';

/**
 * Renews a claim until it is released, so that it lasts as long as the work and ends soon after its process. A renewal
 * that fails is not the work's fault: at worst another process takes over what this one still does.
 * @param ms how long a claim lasts without renewal
 * @returns releases it
 */
export function keepLease(lease: Lease, ms: number): () => Promise<void> {
  const renewing = setInterval(() => void lease.renew(ms).catch(() => undefined), ms / 3).unref();
  return async () => {
    clearInterval(renewing);
    await lease.release();
  };
}
