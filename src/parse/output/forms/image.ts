import { hasKeys, type OutputForm } from '../output';

/**
 * Outputs about repositories, images and their streaming artifacts. Most do not say whose they are, so their command
 * lines must. Keys from azure-cli's acr module and its recordings, and from skopeo's own help.
 */
export const IMAGE_FORMS: readonly OutputForm[] = [
  {
    command: 'az acr repository show',
    isJson: (value) => hasKeys(value, 'registry', 'imageName', 'manifestCount'),
  },
  { command: 'az acr repository show-tags' },
  { command: 'az acr repository list' },
  { command: 'az acr manifest show' },
  { command: 'az acr manifest show-metadata' },
  { command: 'az acr manifest list-metadata' },
  { command: 'az acr manifest list-referrers' },
  { command: 'az acr manifest list-deleted' },
  { command: 'az acr manifest list-deleted-tags' },
  { command: 'oras discover' },
  { command: 'oras manifest fetch' },
  { command: 'docker manifest inspect' },
  {
    command: 'skopeo inspect',
    isJson: (value) => hasKeys(value, 'Name', 'Digest', 'Architecture', 'Os', 'Layers'),
  },
  { command: 'az acr artifact-streaming show' },
  {
    command: 'az acr artifact-streaming operation show',
    isJson: (value) => hasKeys(value, 'resource', 'status') && value.name === 'ArtifactStreamingConversion',
  },
];
