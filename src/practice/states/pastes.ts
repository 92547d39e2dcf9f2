const IMAGE = 'contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3';

export const PULL_401 = `Events:
  Type     Reason   Age                From     Message
  Normal   Pulling  12s (x3 over 58s)  kubelet  Pulling image "${IMAGE}"
  Warning  Failed   12s (x3 over 58s)  kubelet  Failed to pull image "${IMAGE}": failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized`;

/** Two entries fit it equally well. */
export const TIE =
  'az aks nodepool update -g rg-shop --cluster-name aks-shop -n np1 --enable-artifact-streaming\nunrecognized arguments: --enable-artifact-streaming';

export const TWO_PROBLEMS = `09:14:02 node-1 ${PULL_401.split('\n').at(-1) ?? ''}
09:14:31 node-2 pulling image fabrikamedge.azurecr.io/pos/till:7
09:15:02 node-2 failed to do request: Head "https://fabrikamedge.azurecr.io/v2/pos/till/manifests/7": dial tcp: lookup fabrikamedge.azurecr.io on 10.0.0.10:53: no such host`;

export const QUESTION = 'Is a restart enough after the registry key was rotated?';

export const SECRETS = `docker login contosoprod7.azurecr.io -u contosoprod7 -p S3cretValue0123456789
Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U
Error response from daemon: Get "https://contosoprod7.azurecr.io/v2/": unauthorized: authentication required`;

const event = (time: string, replica: string, reason: string, says: string) =>
  JSON.stringify({
    TimeStamp: `2026-11-20 ${time} +0000 UTC`,
    Type: reason.endsWith('Unauthorized') ? 'Warning' : 'Normal',
    ContainerAppName: 'ingest-api',
    RevisionName: 'ingest-api--r7',
    ReplicaName: `ingest-api--r7-5d65b5999-${replica}`,
    Msg: says,
    Reason: reason,
    EventSource: 'ContainerAppController',
    Count: 1,
  });
const APP_IMAGE = 'contosoprod7.azurecr.io/team-a/ingest-api:2026.11.0';

/** `az containerapp logs show --type system`: one replica that pulled, and one that may not any more. */
export const SYSTEM_LOG = [
  event('08:12:03', 'nm2l2', 'PullingImage', `Pulling image '${APP_IMAGE}'`),
  event('08:12:05', 'nm2l2', 'PulledImage', `Successfully pulled image '${APP_IMAGE}' in 1.9s`),
  event('09:40:14', 'x7q9c', 'PullingImage', `Pulling image '${APP_IMAGE}'`),
  event(
    '09:40:15',
    'x7q9c',
    'ImagePullUnauthorized',
    `Failed to pull image '${APP_IMAGE}': unable to pull image using Image pull secret, 401 Unauthorized`,
  ),
  event('09:40:30', 'x7q9c', 'PullingImage', `Pulling image '${APP_IMAGE}'`),
  event(
    '09:40:31',
    'x7q9c',
    'ImagePullUnauthorized',
    `Failed to pull image '${APP_IMAGE}': unable to pull image using Image pull secret, 401 Unauthorized`,
  ),
].join('\n');

export const HUB =
  'Failed to pull image "docker.io/library/nginx:1.29": toomanyrequests: You have reached your unauthenticated pull rate limit.';
export const NONSENSE = 'lorem ipsum dolor sit amet';
export const NONSENSE_WITH_SECRET = 'lorem ipsum --password S3cretValue0123456789 dolor sit amet';
