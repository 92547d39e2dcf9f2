import { extractCommandLine } from '../../src/parse/extract/command-line';
import { extractTransfer } from '../../src/parse/extract/transfer';
import { canonical } from '../../src/parse/output/command-line';
import { readOutputs } from '../../src/parse/output/read-outputs';

test.each([
  ['$ az aks show -n prod -g rg-prod -o json', { cluster: 'prod', clusterResourceGroup: 'rg-prod' }],
  [
    'PS C:\\> az aks check-acr --name=prod --resource-group "rg-prod" --acr contosoprod7.azurecr.io',
    { cluster: 'prod', clusterResourceGroup: 'rg-prod' },
  ],
  [
    'az aks nodepool show --cluster-name prod \\\n   -n work -g rg-prod',
    { cluster: 'prod', clusterResourceGroup: 'rg-prod' },
  ],
  [
    'I ran `az containerapp logs show -n ingest -g rg-apps --type system` and saw',
    { app: 'ingest', appResourceGroup: 'rg-apps' },
  ],
  [
    'az containerapp env show --name env-prod --resource-group rg-apps',
    { environment: 'env-prod', appResourceGroup: 'rg-apps' },
  ],
  [
    'az acr pipeline-run show -r contosoprod7 -g rg-prod -n outweek47',
    { pipelineRun: 'outweek47', registryResourceGroup: 'rg-prod' },
  ],
  ['az acr import-pipeline show -n fromlab -r contosoprod7', { importPipeline: 'fromlab' }],
  [
    'az aks show -n first -g g1; az aks show -n second -g g2',
    { cluster: 'first', clusterResourceGroup: 'g1' },
  ],
  ['az aks show -n <cluster> -g $GROUP', {}],
  ['az vm show -n prod -g rg-prod', {}],
  ['use az aks show to see it', {}],
])('%s', (text, facts) => {
  expect(extractCommandLine(text)).toEqual(facts);
});

describe("a registry's resource name, where no login server is named", () => {
  const run = (host: string) =>
    `registries/pipelineRuns failed: /subscriptions/x/providers/Microsoft.ContainerRegistry/registries/contosoprod7/pipelineRuns/a https://st.blob.core.${host}/transfer`;

  test.each([
    ['windows.net', 'contosoprod7.azurecr.io'],
    ['chinacloudapi.cn', 'contosoprod7.azurecr.cn'],
    ['usgovcloudapi.net', 'contosoprod7.azurecr.us'],
  ])('%s: %s', (host, registry) => {
    expect(extractTransfer(run(host)).registry).toBe(registry);
  });

  test('the login server that is named counts', () => {
    expect(extractTransfer(`${run('windows.net')} contosoprod7-a1b2.azurecr.io`)).not.toHaveProperty(
      'registry',
    );
  });
});

test.each([
  ['kubectl -n shop describe pod/web', 'kubectl describe pod web'],
  ['kubectl --context prod -n shop get pods web -o yaml', 'kubectl get pods web'],
  ['kubectl get -n shop pod/web -o yaml', 'kubectl get pod web'],
  ['kubectl get -A events', 'kubectl get events'],
  ['kubectl get events --all-namespaces --sort-by=.lastTimestamp', 'kubectl get events'],
  ['kubectl version', 'kubectl version'],
  ['az acr show -n contosoprod7', 'az acr show -n contosoprod7'],
])('%s is %s', (typed, meant) => {
  expect(canonical(typed)).toBe(meant);
});

test.each([
  ['kubectl -n shop get pod/web -o yaml', 'kubectl get pod'],
  ['kubectl -n shop describe po web', 'kubectl describe pod'],
  ['kubectl get no -o wide', 'kubectl get nodes'],
  ['kubectl events -n shop', 'kubectl get events'],
])('%s is read as %s', (typed, command) => {
  expect(readOutputs(`$ ${typed}\nsome output`)).toMatchObject([{ command, commandLine: typed }]);
});
