import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { defineCheck, either, judgeRead, unknown, type Said } from '../check';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

export const roleMode = defineCheck<Read<Registry>, 'registry'>({
  id: 'registry/role-mode',
  title: 'How the registry reads role assignments',
  statements: {
    abac: {
      says: 'The registry takes repository roles only (ABAC) and ignores AcrPull',
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
  judge: (registry) => judgeRead(registry, ['abac'], (found) => [judgeMode(found)]),
  learn: namesOf,
});

function judgeMode(found: Registry): Said {
  const mode = modeOf(found);
  if (mode === 'unknown') return unknown('abac', wordsOfUnknownMode(found));
  return either('abac', mode === 'abac', `roleAssignmentMode is ${found.roleAssignmentMode ?? ''}`);
}

/** `legacy`: AcrPull and other roles with actions count. `abac`: only roles with data actions on repositories do. */
export type Mode = 'legacy' | 'abac' | 'unknown';

/** How a registry reads role assignments. A mode that is missing or new is no proof of the old one. */
export function modeOf({ roleAssignmentMode }: Pick<Registry, 'roleAssignmentMode'>): Mode {
  const modes: Record<string, Mode> = {
    legacyregistrypermissions: 'legacy',
    abacrepositorypermissions: 'abac',
  };
  return modes[roleAssignmentMode?.toLowerCase() ?? ''] ?? 'unknown';
}

/** Why the mode is not known. */
export function wordsOfUnknownMode({ roleAssignmentMode }: Pick<Registry, 'roleAssignmentMode'>): string {
  return roleAssignmentMode
    ? `roleAssignmentMode '${roleAssignmentMode.slice(0, 40)}' is not known here`
    : 'the answer does not say which roles the registry takes (roleAssignmentMode is missing)';
}
