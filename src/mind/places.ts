import type { Place } from '../conversation';
import type { Catalogue } from '../knowledge/schema';

/** Where somebody may be, in their words, and the areas of the knowledge base that speak of it. */
const PLACES: readonly { label: string; areas: readonly string[] }[] = [
  { label: 'A pod on AKS or Kubernetes', areas: ['aks', 'pull', 'network'] },
  { label: 'A container app', areas: ['container-apps', 'pull', 'network'] },
  { label: 'docker, podman or az on a machine', areas: ['login', 'pull', 'push', 'network'] },
  { label: 'Artifact streaming', areas: ['artifact-streaming', 'teleport'] },
  { label: 'ACR Transfer or import', areas: ['transfer', 'import'] },
  { label: 'A task, cache or scan of the registry', areas: ['tasks', 'cache', 'quarantine', 'health'] },
];

/** What is documented for each place: the place's own area first, then by title. */
export function placesOf({ symptoms }: Catalogue): readonly Place[] {
  return PLACES.map(({ label, areas }) => ({
    label,
    symptoms: areas.flatMap((area) =>
      symptoms
        .filter(
          ({ id, kind, status }) => kind === 'symptom' && status !== 'retired' && id.startsWith(`${area}/`),
        )
        .map(({ id, title, stage }) => ({ symptom: id, label: title, ...(stage ? { stage } : {}) }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    ),
  }));
}
