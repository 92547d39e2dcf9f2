// The OAuth connection of the Azure Bot, with which people sign in. A module of its own, so that the secret goes from the
// vault into the connection and is shown nowhere.
targetScope = 'resourceGroup'

@description('Name of the Azure Bot resource.')
param botName string

param connectionName string

@description('App id of the registration of the bot, which is also what people sign in to.')
param appId string

@secure()
@description('Client secret of that registration.')
param clientSecret string

resource bot 'Microsoft.BotService/botServices@2022-09-15' existing = {
  name: botName
}

resource connection 'Microsoft.BotService/botServices/connections@2022-09-15' = {
  parent: bot
  name: connectionName
  location: 'global'
  properties: {
    // Azure Active Directory v2, by the id that it has everywhere.
    serviceProviderId: '30dd229c-58e3-4a48-bdfd-91ec48eb906c'
    clientId: appId
    clientSecret: clientSecret
    // A sign-in for the bot itself, which it exchanges for a token of each resource; never a resource's own scope.
    scopes: 'api://botid-${appId}/access_as_user offline_access'
    parameters: [
      { key: 'tenantId', value: tenant().tenantId }
      { key: 'tokenExchangeUrl', value: 'api://botid-${appId}' }
    ]
  }
}
