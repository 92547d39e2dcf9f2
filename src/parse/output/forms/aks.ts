import { hasKeys, isListOf, type OutputForm } from '../output';

const POOL = ['name', 'vmSize', 'osType', 'nodeImageVersion'];

/** What only aks-canipull prints, which `az aks check-acr` runs. */
const CHECK_ACR =
  /Checking host name resolution \(|Checking CNAME \(|Validating managed identity exist[ae]nce: |Validating image pull permission: |Failed to load azure\.json/;

/** Outputs of AKS and of kubectl. Keys from the SDK's flat models and azure-cli's recordings. */
export const AKS_FORMS: readonly OutputForm[] = [
  { command: 'az aks check-acr', isText: (text) => CHECK_ACR.test(text) },
  {
    command: 'az aks show',
    isJson: (value) =>
      hasKeys(value, 'agentPoolProfiles', 'nodeResourceGroup') && !hasKeys(value, 'properties'),
  },
  { command: 'az aks nodepool show', isJson: (value) => hasKeys(value, ...POOL) },
  {
    command: 'az aks nodepool get-upgrades',
    isJson: (value) => hasKeys(value, 'latestNodeImageVersion', 'kubernetesVersion'),
  },
  { command: 'az aks nodepool list', isJson: (value) => isListOf(value, ...POOL) },
  // A list of roles tells by its command line only for whom and how far it was asked.
  { command: 'az role assignment list' },
  { command: 'az vmss identity show' },
  {
    command: 'kubectl version',
    isJson: (value) => hasKeys(value, 'clientVersion', 'serverVersion'),
    isText: (text) => /^Server Version: /m.test(text),
  },
  {
    command: 'kubectl get nodes',
    also: ['kubectl get node', 'kubectl get no'],
    isText: (text) => /^\s{0,8}NAME\s{2,40}STATUS\s{2,20}ROLES\s{2,20}AGE\s{2,20}VERSION/m.test(text),
  },
  {
    command: 'kubectl get pod',
    also: ['kubectl get pods', 'kubectl get po'],
    isJson: (value) => hasKeys(value, 'apiVersion', 'kind', 'spec') && value.kind === 'Pod',
    isText: (text) => /^kind: Pod$/m.test(text) && /^spec:$/m.test(text),
  },
  {
    command: 'kubectl describe pod',
    also: ['kubectl describe pods', 'kubectl describe po'],
    isText: (text) => /^Events:/m.test(text) && /^(?:Node|Containers):/m.test(text),
  },
  {
    command: 'kubectl get events',
    also: ['kubectl get event', 'kubectl get ev', 'kubectl events'],
    isText: (text) =>
      /^LAST SEEN\s{2,40}TYPE\s{2,40}REASON/m.test(text) || /Successfully pulled image "/.test(text),
  },
];
