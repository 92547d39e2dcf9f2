import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { defineCheck, judgeRead, no, unknown, yes, type Said } from '../check';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

export const encryption = defineCheck<Read<Registry>, 'registry'>({
  id: 'registry/encryption',
  title: 'Encryption of the registry',
  statements: {
    'customer-managed-key': {
      says: "The registry is encrypted with a key of the customer's own",
      vantage: 'configuration',
      about: 'registry',
      changedBy: ['registry'],
    },
  },
  needs: ['registry'],
  uses: [],
  permissions: [READ_REGISTRY],
  collect: readRegistry,
  read: registryIn,
  judge: (registry) => judgeRead(registry, ['customer-managed-key'], (found) => [judgeKey(found)]),
  learn: namesOf,
});

/** Whose key encrypts a registry; also for checks of what does not work with a customer's key. */
export function judgeKey({
  customerKey,
  customerKeyId,
}: Pick<Registry, 'customerKey' | 'customerKeyId'>): Said {
  const statement = 'customer-managed-key';
  if (customerKey === 'unknown')
    return unknown(statement, 'the answer does not say how the registry is encrypted');
  if (customerKey === 'off') return no(statement, "encryption.status is disabled: the key is Microsoft's");
  const key =
    customerKeyId === undefined ? 'a key that the answer does not name' : withoutVersion(customerKeyId);
  return yes(statement, `encryption.status is enabled, with ${key}`);
}

/** `https://VAULT/keys/NAME/VERSION` without the version, which changes with each rotation. */
function withoutVersion(keyId: string): string {
  return keyId.split('/').slice(0, 5).join('/');
}
