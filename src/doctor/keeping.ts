import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../checks';
import { openCatalogue } from '../knowledge/catalogue';
import type { Policy } from '../policy';
import { NOBODY } from '../policy';
import type { Store } from '../store/store';
import { ok, problem, wordsOf, type Line } from './line';

/** Writes, reads and deletes a key of its own. @param place as a person knows it: a folder or an address */
export async function examineStore(open: () => Store, place: string): Promise<Line> {
  const key = `doctor/${randomUUID()}`;
  const minute = Date.now() + 60_000;
  let store: Store | undefined;
  try {
    store = open();
    await store.put(key, { is: key }, { expiresAt: minute });
    const { value } = (await store.get(key)) ?? {};
    await store.delete(key);
    const isSame = JSON.stringify(value) === JSON.stringify({ is: key });
    return isSame && (await store.get(key)) === undefined
      ? ok('store', `${place} takes, gives and deletes a value`)
      : problem(
          'store',
          `${place} did not give back what was written`,
          'Look at the storage: it is not sound.',
        );
  } catch (error) {
    const words = wordsOf(error);
    return problem('store', words.includes(place) ? words : `${place}: ${words}`, storeRemedy(place));
  } finally {
    await store?.close();
  }
}

function storeRemedy(place: string): string {
  return place.startsWith('https://')
    ? 'Give the identity the role Storage Blob Data Contributor on the container, and let this place reach it.'
    : 'Let the account that runs the service write there, or name another folder in ACR_DOCTOR_STORE.';
}

export function examineAudit(folder: string): Line {
  const file = join(folder, `.doctor-${randomUUID()}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, '', { mode: 0o600 });
    rmSync(file);
    return ok('audit', `${folder} can be written`);
  } catch (error) {
    const toDo =
      'Let the account that runs the service write there, or name another folder in ACR_DOCTOR_AUDIT.';
    return problem('audit', wordsOf(error), toDo);
  }
}

export function examineKnowledge(folders: readonly string[]): Line {
  try {
    const { symptoms } = openCatalogue(folders);
    const own = folders.length > 0 ? `, with those of ${folders.join(', ')}` : '';
    return ok('knowledge', `${symptoms.length} entries${own}`);
  } catch (error) {
    return problem('knowledge', wordsOf(error), 'Mend the entries it names, in ACR_DOCTOR_KNOWLEDGE.');
  }
}

/** @returns the policy that holds, and what is to be said of the file */
export function examinePolicy(file: string | undefined): { policy: Policy; lines: Line[] } {
  if (file === undefined) return { policy: NOBODY, lines: [] };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the YAML reader is loaded with a policy only
  const { loadPolicy } = require('../policy-file') as typeof import('../policy-file');
  try {
    const policy = loadPolicy(
      file,
      CHECKS.map(({ id }) => id),
    );
    const { length } = policy.allow;
    return { policy, lines: [ok('policy', `${file} has ${length} rule${length === 1 ? '' : 's'}`)] };
  } catch (error) {
    const toDo = 'Mend the file; docs/policy-example.yaml is one that holds.';
    return { policy: NOBODY, lines: [problem('policy', wordsOf(error), toDo)] };
  }
}
