const IMAGE = 'contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3';
const WRAPPED = `Failed to pull image "${IMAGE}": rpc error: code = Unknown desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}":`;

/** Pastes that are one click away on the empty page. */
export const SAMPLES = [
  {
    title: 'AKS pull, 401',
    hint: 'kubectl describe pod',
    text: `Events:
  Type     Reason     Age                From     Message
  ----     ------     ----               ----     -------
  Normal   Pulling    12s (x3 over 58s)  kubelet  Pulling image "${IMAGE}"
  Warning  Failed     12s (x3 over 58s)  kubelet  ${WRAPPED} failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://contosoprod7.azurecr.io/oauth2/token?scope=repository%3Ateam-a%2Fingest-worker%3Apull&service=contosoprod7.azurecr.io: 401 Unauthorized
  Warning  Failed     12s (x3 over 58s)  kubelet  Error: ErrImagePull
  Normal   BackOff    1s (x4 over 57s)   kubelet  Back-off pulling image "${IMAGE}"`,
  },
  {
    title: 'Streaming mirror, 503',
    hint: 'kubelet event',
    text: `${WRAPPED} unexpected status from HEAD request to http://localhost:8578/v2/team-a/ingest-worker/manifests/2026.11.3?ns=contosoprod7.azurecr.io: 503 Service Unavailable`,
  },
  {
    title: 'Registry firewall',
    hint: 'docker pull',
    text: `Error response from daemon: Head "https://contosoprod7.azurecr.io/v2/team-a/ingest-worker/manifests/2026.11.3": denied: client with IP '203.0.113.41' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`,
  },
  {
    title: 'Key rotated, Container Apps',
    hint: 'a question',
    text: 'Is a restart enough after the ACR access key was rotated?',
  },
  {
    title: 'Conversion failed',
    hint: 'az acr artifact-streaming',
    text: `NO_SUPPORTED_PLATFORM_FOUND: Conversion isn't currently supported for any of the image platforms in the index.`,
  },
  {
    title: 'Not ours',
    hint: 'Docker Hub',
    text: 'Failed to pull image "docker.io/library/nginx:1.29": toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
  },
];
