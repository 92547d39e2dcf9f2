import { hasKeys, type OutputForm } from '../output';

/** Lines of `az acr check-health`; the codes alone also stand in documents. */
const CHECK_HEALTH =
  /^DNS lookup to [\w.-]{3,253} at IP |^Challenge endpoint https:|^Fetch (?:refresh|access) token for registry |^(?:\d{4}-[^\n]{1,40} )?An error occurred: [A-Z]+_[A-Z_]{3,40}$|^ACR CLI version: /m;
const EXPANSION = /^Teleport: (?:layers ready|expanding layers|\S{1,300} not enabled)/m;

/** Outputs of tools on the machine that calls the registry. */
export const MACHINE_FORMS: readonly OutputForm[] = [
  { command: 'az acr check-health', isText: (text) => CHECK_HEALTH.test(text) },
  {
    command: 'az version',
    also: ['az --version', 'az -v'],
    isJson: (value) => hasKeys(value, 'azure-cli', 'azure-cli-core'),
    isText: (text) => /^azure-cli\s{1,60}\d/m.test(text) && /^core\s{1,60}\d/m.test(text),
  },
  { command: 'check-expansion.sh', also: ['./check-expansion.sh'], isText: (text) => EXPANSION.test(text) },
  {
    command: 'find-teleport-enabled-repositories.sh',
    also: ['./find-teleport-enabled-repositories.sh'],
    isText: (text) =>
      /^\S{1,255} -> (?:Enabled|Disabled)$/m.test(text) && /^Enabled Repositories:/m.test(text),
  },
  { command: 'nslookup', isText: (text) => /^Server:\s{1,20}\S/m.test(text) && /^Address/m.test(text) },
  { command: 'dig', isText: (text) => /^;; ->>HEADER<<- opcode: QUERY/m.test(text) },
  {
    command: 'Resolve-DnsName',
    isText: (text) => /^Name\s{1,80}Type\s{1,20}TTL\s{1,20}Section/m.test(text),
  },
  { command: 'Test-NetConnection', isText: (text) => /^TcpTestSucceeded\s{0,20}: /m.test(text) },
  {
    command: 'curl',
    also: ['curl.exe'],
    isText: (text) => /^> GET \//m.test(text) && /^> Host: /im.test(text),
  },
  { command: 'kubectl exec' },
];
