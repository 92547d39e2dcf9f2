import { settingCheck } from './setting';

/** Source: learn.microsoft.com, disable authentication-as-arm; managed identities of Container Apps send such tokens. */
export const armTokens = settingCheck({
  id: 'registry/arm-tokens',
  title: 'Tokens made for Azure Resource Manager',
  statement: 'arm-tokens-refused',
  says: 'Tokens made for Azure Resource Manager are refused',
  trouble: 'off',
  of: (found) => found.armTokens,
  called: 'azureADAuthenticationAsArmPolicy',
  meaning: () => ({
    on: 'tokens made for Azure Resource Manager are taken',
    off: 'only tokens made for container registries are taken',
  }),
});
