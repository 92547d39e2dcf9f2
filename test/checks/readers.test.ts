import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMS } from '../../src/parse/output/forms';
import { readOutputs } from '../../src/parse/output/read-outputs';
import { theCatalogue } from '../helpers/knowledge';

/**
 * Commands that a cause hands out to be confirmed or ruled out by, and whose output nothing reads when it is pasted
 * back: by their first words, under the reason why. Whoever writes a reader takes its command out of here.
 */
const NO_READER: Record<string, string[]> = {
  'prints prose or a log, which is matched as a failure of its own': [
    'az acr task logs',
    'docker pull',
    'journalctl',
    'openssl s_client',
    'tcpping',
    'tracepath',
    'nc -vz',
  ],
  'tells of the machine it runs on, and no live check sees that': [
    '(Get-Date)',
    'Get-ChildItem env:',
    'Get-Command',
    'Select-String',
    'az cloud show',
    'az config get',
    'az extension list',
    'colima ssh',
    'date -u',
    'df -i',
    'docker --version',
    'docker info',
    'docker system df',
    'env |',
    'grep',
    'helm version',
    'notary version',
    'podman --version',
    'systemctl show',
    'which',
  ],
  'may print credentials; what is asked for is who is in it, not what': [
    'Get-Content $HOME/.docker/config.json',
    'cat ~/.docker/config.json',
    'sudo cat /root/.docker/config.json',
    'kubectl get secret',
    '([Text.Encoding]::UTF8',
    'az account get-access-token',
  ],
  'takes several commands together; their one word or line is read by its form': [
    '$a = az containerapp secret show',
    'a=$(az containerapp secret show',
    '(az keyvault secret show',
  ],
  'prints what a paste proof of the same cause names': ["printf 'url = ", '(Invoke-WebRequest'],
  'lists when a secret was changed; the vault itself is asked with leave': [
    'az keyvault secret list-versions',
  ],
  'tells who is signed in; the bot asks with a sign-in of its own': ['az account show'],
  'tells of applications and users in Entra, which no check reads': ['az ad app', 'az ad sp'],
  'tells of identities by name; that they hold a role is another question': [
    'az identity',
    'az acr identity',
  ],
  'no check is about tokens, cached repositories, tasks, agents or webhooks': [
    'az acr agentpool',
    'az acr cache',
    'az acr credential-set',
    'az acr scope-map',
    'az acr task identity',
    'az acr task list-runs',
    'az acr task show',
    'az acr token',
    'az acr webhook',
  ],
  'no check is about other services that pull, their keys, or a subscription': [
    'az container show',
    'az deployment group validate',
    'az keyvault key show',
    'az keyvault list-deleted',
    'az provider show',
    'az resource list',
    'az resource show',
    'az rest',
  ],
  'is read live: the time a list spans is not in what it prints': [
    'az monitor activity-log',
    'az monitor metrics',
  ],
  'is read live, by the checks of the network: what was pasted does not say of whose network it is': [
    'az network',
  ],
  'AKS: is read live, or tells of one node': [
    'az vmss list',
    'kubectl describe node',
    'kubectl get --raw',
    'kubectl get aksnodeclass',
    'kubectl get serviceaccount',
  ],
  'Transfer: a list of names, which only its own run gives a meaning': [
    'az acr export-pipeline list',
    'az acr pipeline-run list',
    'az storage blob list',
    'az storage blob metadata show',
    'azcopy',
  ],
};

const handedOut = [
  ...new Set(
    theCatalogue().symptoms.flatMap(({ causes }) =>
      causes.flatMap(({ confirm, ruleOut }) =>
        [...confirm, ...ruleOut].flatMap(({ command, powershell }) =>
          [command, powershell].flatMap((one) => one ?? []),
        ),
      ),
    ),
  ),
];
const unread = handedOut.filter((command) => readOutputs(`${command}\n[]`).length === 0);
const prefixes = Object.values(NO_READER).flat();
const isExcused = (command: string) => prefixes.some((prefix) => command.startsWith(prefix));

test('what a handed-out command prints is read when it is pasted back, or there is a reason why not', () => {
  const toDo = 'write a form in src/parse/output/forms/ and a reader, or give a reason in NO_READER';
  expect({ commands: unread.filter((command) => !isExcused(command)), toDo }).toEqual({ commands: [], toDo });
});

test('no reason is given for what is read, or for what nothing hands out', () => {
  expect(prefixes.filter((prefix) => !unread.some((command) => command.startsWith(prefix)))).toEqual([]);
  expect(prefixes.filter((prefix, at) => prefixes.indexOf(prefix) !== at)).toEqual([]);
});

/** Forms whose reader does not spell their command out: it fits a pattern, or the text alone is enough. */
const BY_PATTERN = ['az containerapp revision list', 'az containerapp revision show', 'key comparison'];

test('each form has a reader: its command is named by a check', () => {
  const sources = readdirSync(join('src', 'checks'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  const commands = FORMS.map(({ command }) => command).filter((command) => !BY_PATTERN.includes(command));
  expect(commands.filter((command) => !sources.includes(`'${command}'`))).toEqual([]);
});

test('each form is told from the others by its name', () => {
  const names = FORMS.flatMap(({ command, also = [] }) => [command, ...also]);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
