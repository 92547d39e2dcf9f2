import type { Read } from '../../azure/reading';
import { getSoftDelete, type Registry, type SoftDelete } from '../../azure/registry';
import { defineCheck, either, judgeRead, notPasted, pasted, unknown, type Said } from '../check';
import { softDeleteIn } from './pasted-registry';
import { namesOf, READ_REGISTRY, readRegistry } from './visible';

interface Seen {
  registry: Read<Registry>;
  softDelete: Read<SoftDelete>;
}

const OFF = 'soft-delete-off';

export const softDelete = defineCheck<Seen, 'registry'>({
  id: 'registry/soft-delete',
  title: 'Soft delete',
  statements: {
    [OFF]: {
      says: 'Deleted images are gone at once, since soft delete is off',
      vantage: 'configuration',
      about: 'registry',
      changedBy: ['registry'],
    },
  },
  needs: ['registry'],
  uses: [],
  onlyTold: {
    'soft-delete-off': 'tells whether an image can be restored, not why it is gone',
  },
  permissions: [READ_REGISTRY],
  unverified: [
    'Soft delete is told by preview versions of the API only; where they are not answered it stays unknown.',
  ],
  async collect(eyes, params) {
    const registry = await readRegistry(eyes, params);
    const found = registry.ok ? await getSoftDelete(eyes.azure, registry.value.id) : registry;
    return { registry, softDelete: found };
  },
  read(outputs, params) {
    const found = softDeleteIn(outputs, params);
    return found && { registry: notPasted, softDelete: pasted(found) };
  },
  judge: ({ softDelete: found }) => judgeRead(found, [OFF], (policy) => [judgePolicy(policy)]),
  learn: ({ registry }) => namesOf(registry),
});

function judgePolicy({ state, days, since }: SoftDelete): Said {
  if (state === 'unknown') return unknown(OFF, 'The answer does not say whether soft delete is on');
  const kept =
    days === undefined ? '' : `: deleted artifacts are kept ${days} ${days === 1 ? 'day' : 'days'}`;
  return either(
    OFF,
    state === 'off',
    state === 'off' ? 'soft delete is off' : `soft delete is on${kept}`,
    since,
  );
}
